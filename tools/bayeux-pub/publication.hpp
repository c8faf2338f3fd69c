#pragma once

#include <string>
#include <string_view>

namespace halley::pub {

/// What a line of input is.
enum class Format {
    json,     ///< The data.
    text,     ///< The data as plain text, which becomes a JSON string.
    message,  ///< An object with `channel` and `data`, perhaps `ext`; the rest is ignored.
};

struct Publication {
    std::string channel;
    std::string data;     ///< Raw JSON, exactly as it came in.
    std::string ext;      ///< Raw JSON or empty.
    std::string mistake;  ///< Why it cannot be published; empty when it can.
};

/// `channel` is for the formats that have none of their own.
Publication publication_of(std::string_view line, Format format, const std::string& channel);

bool is_blank(std::string_view line);

}  // namespace halley::pub
