#include "src/transport/message_form.hpp"

#include <cstddef>
#include <utility>

#include "protocol/message_reader.hpp"
#include "src/http/form_fields.hpp"

namespace halley::transport {
namespace {

/// Makes one batch of several.
class BatchJoin {
public:
    explicit BatchJoin(const LimitsConfig& limits)
        : limits_{limits.json_depth, limits.messages_per_batch}
    {
    }

    std::optional<Errc> add(std::string value)
    {
        if (count_++ == 0) {
            // The only one, mostly, which whoever reads the result will judge.
            text_ = std::move(value);
            return std::nullopt;
        }
        if (count_ == 2) {
            const auto first = std::exchange(text_, {});
            if (const auto error = append(first)) return error;
        }
        return append(value);
    }

    std::string take() { return count_ > 1 ? "[" + text_ + "]" : std::move(text_); }

private:
    std::optional<Errc> append(std::string_view value)
    {
        protocol::Batch batch;
        if (const auto error = protocol::read_batch(value, limits_, batch)) return error;
        if (batch.messages.empty()) return std::nullopt;
        constexpr std::string_view blanks = " \t\r\n";
        auto begin = value.find_first_not_of(blanks);
        auto end = value.find_last_not_of(blanks);
        if (value[begin] == '[') {
            ++begin;
            --end;
        }
        if (!text_.empty()) text_ += ',';
        text_ += value.substr(begin, end - begin + 1);
        return std::nullopt;
    }

    const protocol::ReaderLimits limits_;
    std::string text_;
    std::size_t count_ = 0;
};

}  // namespace

std::variant<MessageForm, http::Answer> read_message_form(std::string_view text,
                                                          const LimitsConfig& limits)
{
    MessageForm form;
    BatchJoin join{limits};
    http::FormFields fields{text};
    while (fields.next()) {
        if (fields.name() == "jsonp") form.jsonp = std::move(fields.value());
        if (fields.name() != "message") continue;
        if (const auto error = join.add(std::move(fields.value())))
            return http::error_answer(*error);
    }
    if (fields.malformed()) return http::error_answer(400, "form_malformed");
    form.batch = join.take();
    if (form.batch.size() > limits.message_bytes) return http::error_answer(Errc::body_too_large);
    return form;
}

}  // namespace halley::transport
