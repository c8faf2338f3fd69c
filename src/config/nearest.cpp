#include "src/config/nearest.hpp"

#include <algorithm>
#include <cctype>
#include <string>

namespace halley::config {
namespace {

std::string letters(std::string_view word)
{
    std::string out;
    for (const char c : word) {
        if (c != '_' && c != '-') {
            out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        }
    }
    return out;
}

// Optimal string alignment: Levenshtein's distance with swapped neighbours as
// one mistake.
std::size_t distance(const std::string& a, const std::string& b)
{
    std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before_last = std::move(last);
        last = row;
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t wrong = a[i - 1] == b[j - 1] ? 0 : 1;
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + wrong});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = std::min(row[j], before_last[j - 2] + 1);
            }
        }
    }
    return row.back();
}

}  // namespace

std::optional<std::string_view> nearest(std::string_view word,
                                        const std::vector<std::string_view>& known)
{
    const auto meant = letters(word);
    std::optional<std::string_view> best;
    auto fewest = std::max<std::size_t>(1, meant.size() / 3) + 1;
    for (const auto candidate : known) {
        const auto letters_of_candidate = letters(candidate);
        // Never more than half of a short key: "as" is not "ip".
        const auto most = std::max<std::size_t>(1, letters_of_candidate.size() / 3);
        if (meant.size() > letters_of_candidate.size() + most) continue;
        const auto mistakes = distance(meant, letters_of_candidate);
        if (mistakes <= most && mistakes < fewest) {
            fewest = mistakes;
            best = candidate;
        }
    }
    return best;
}

}  // namespace halley::config
