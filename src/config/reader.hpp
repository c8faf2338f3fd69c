#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/config/yaml_reader.hpp"

namespace halley::config {

/// The services that a file may configure.
struct KnownServices {
    std::vector<std::string> types;  ///< In lower case.
    /// The names of internal services; none: whichever, they are not known yet.
    std::optional<std::vector<std::string>> internal{};
};

/// Where the loading is, and everything it found wrong so far.
class Reader {
public:
    explicit Reader(const KnownServices& services) : services_(services) {}

    /// While it lives, messages are about this part of what they were about before.
    class Part {
    public:
        Part(Reader& reader, std::string_view name, Position at);  ///< `name` within a section
        Part(Reader& reader, std::size_t index, Position at);      ///< an item of a list
        ~Part();
        Part(const Part&) = delete;
        Part& operator=(const Part&) = delete;

    private:
        Reader& reader_;
        std::size_t path_size_;
        Position at_;
    };

    /// `bayeux.timeout: <message>`
    void error(const Node& node, std::string_view message) { error(node.at, message); }
    void error(Position at, std::string_view message);

    /// An error about the current part as a whole, where its name stands.
    void error(std::string_view message) { error(at_, message); }

    void notice(std::string_view message) { notice(at_, message); }
    void notice(Position at, std::string_view message);

    /// An error that names the key that was probably meant, or else all there are.
    void unknown_key(const Entry& entry, const std::vector<std::string_view>& known);

    const KnownServices& services() const noexcept { return services_; }
    const std::vector<Problem>& errors() const noexcept { return errors_; }
    const std::vector<Problem>& notices() const noexcept { return notices_; }

private:
    std::string about(std::string_view message) const;

    const KnownServices& services_;
    std::string path_;  // e.g. `services.random`; empty at the top
    Position at_;
    std::vector<Problem> errors_;
    std::vector<Problem> notices_;
};

/// `a`, `a and b`, `a, b and c`
std::string enumerate(const std::vector<std::string_view>& words, std::string_view conjunction);

}  // namespace halley::config
