#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace halley::conformance {

/// What a case sent and received, for its report.
class Conversation {
public:
    enum class Direction { sent, received, note };

    struct Entry {
        std::chrono::milliseconds at{};  ///< Since the case began.
        std::string peer;                ///< Which of the case's connections: `A`, `B` …
        Direction direction = Direction::note;
        std::string text;  ///< Cut, and made printable.
    };

    void sent(std::string_view peer, std::string_view text);
    void received(std::string_view peer, std::string_view text);
    void note(std::string_view peer, std::string_view text);

    /// Never to be written down: passwords and the like.
    void hide(std::vector<std::string> secrets);
    /// `text` without them.
    std::string without_secrets(std::string_view text) const;

    const std::vector<Entry>& entries() const { return entries_; }

private:
    void add(std::string_view peer, Direction direction, std::string_view text);

    const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
    std::vector<std::string> secrets_;
    std::vector<Entry> entries_;
};

/// `text` as a report can show it: at most so many bytes of valid UTF-8, others as `\xNN`.
std::string printable(std::string_view text, std::size_t most = 2000);

}  // namespace halley::conformance
