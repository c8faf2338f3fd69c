#include "src/websocket/extensions.hpp"

#include <algorithm>
#include <utility>

#include "src/http/field_text.hpp"

namespace halley::websocket {
namespace {

using http::is_token_letter;

// extension-list = 1#( token *( ";" token [ "=" ( token / quoted-string ) ] ) )
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    // False when that is no list of at least one.
    bool list(std::vector<Extension>& extensions)
    {
        const auto before = extensions.size();
        do {
            skip_blanks();
            if (rest_.empty() || rest_.front() == ',') continue;  // RFC 9110, 5.6.1.2
            auto each = extension();
            if (!each) return false;
            extensions.push_back(std::move(*each));
        } while (take(','));
        return rest_.empty() && extensions.size() > before;
    }

private:
    std::optional<Extension> extension()
    {
        Extension read{token(), {}};
        if (read.name.empty()) return std::nullopt;
        while (take(';')) {
            Extension::Parameter parameter{token(), {}};
            if (parameter.name.empty()) return std::nullopt;
            if (take('=')) {
                parameter.value = value();
                if (parameter.value->empty()) return std::nullopt;
            }
            read.parameters.push_back(std::move(parameter));
        }
        return read;
    }

    // Empty: it is none. What was quoted has to be a token as well.
    std::string value()
    {
        skip_blanks();
        if (rest_.empty() || rest_.front() != '"') return std::string{token()};
        std::string unquoted;
        for (std::size_t at = 1; at < rest_.size(); ++at) {
            if (rest_[at] == '"') {
                rest_.remove_prefix(at + 1);
                skip_blanks();
                return unquoted;
            }
            if (rest_[at] == '\\' && ++at == rest_.size()) break;
            if (!is_token_letter(rest_[at])) break;
            unquoted += rest_[at];
        }
        return {};
    }

    std::string_view token()
    {
        skip_blanks();
        const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_token_letter);
        const auto found = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
        rest_.remove_prefix(found.size());
        skip_blanks();
        return found;
    }

    bool take(char wanted)
    {
        if (rest_.empty() || rest_.front() != wanted) return false;
        rest_.remove_prefix(1);
        return true;
    }

    void skip_blanks() { rest_ = http::trim_front(rest_); }

    std::string_view rest_;
};

}  // namespace

std::optional<std::vector<Extension>> read_extensions(const HttpRequest& request)
{
    std::vector<Extension> extensions;
    const auto [first, last] = request.equal_range(beast::http::field::sec_websocket_extensions);
    for (auto header = first; header != last; ++header) {
        if (!Reader{header->value()}.list(extensions)) return std::nullopt;
    }
    return extensions;
}

}  // namespace halley::websocket
