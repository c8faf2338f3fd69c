#pragma once

#include <string>
#include <string_view>

namespace halley::http {

/** Reads `application/x-www-form-urlencoded` text, or the query of a URL, one
    field after the other.

    Strict: an escape that is none ends the reading. A text is as large as a
    client may make it, so no field is kept but the current one.
*/
class FormFields {
public:
    /// `text` must outlive the object.
    explicit FormFields(std::string_view text) : rest_(text) {}

    /// Goes to the next field; false at the end, and where the text is malformed.
    bool next();

    const std::string& name() const noexcept { return name_; }
    std::string& value() noexcept { return value_; }

    bool malformed() const noexcept { return malformed_; }

private:
    std::string_view rest_;
    std::string name_;
    std::string value_;
    bool malformed_ = false;
};

}  // namespace halley::http
