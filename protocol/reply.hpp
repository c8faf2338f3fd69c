#pragma once

#include <string>
#include <string_view>

#include "halley/errc.hpp"

namespace halley::protocol {

/** Appends one JSON object to a text of objects separated by commas.

    Used as a chain; the object is closed by the destructor.
*/
class Reply {
public:
    /// `timestamp` becomes the last member, unless it is empty. It must outlive
    /// the reply.
    explicit Reply(std::string& out, std::string_view timestamp = {})
        : out_(out), timestamp_(timestamp)
    {
        if (!out_.empty()) out_ += ',';
        out_ += '{';
    }
    ~Reply()
    {
        if (!timestamp_.empty()) text("timestamp", timestamp_);
        out_ += '}';
    }
    Reply(const Reply&) = delete;
    Reply& operator=(const Reply&) = delete;

    Reply& text(std::string_view name, std::string_view value);  ///< A JSON string.
    Reply& raw(std::string_view name, std::string_view json);    ///< JSON text as it is.
    Reply& flag(std::string_view name, bool value);
    Reply& number(std::string_view name, long long value);

    /// Echoes the request's id as received; nothing when it had none (HSK-02).
    Reply& id(std::string_view raw_id) { return raw_id.empty() ? *this : raw("id", raw_id); }

    /// Nothing when there is no extension to speak of.
    Reply& ext(std::string_view object) { return object.empty() ? *this : raw("ext", object); }

    /// `"successful":false` and `"error":"code:argument:text"` (ERR-01, ERR-02).
    Reply& failed(Errc error, std::string_view argument = {});

private:
    void name(std::string_view name);

    std::string& out_;
    std::string_view timestamp_;
    bool first_ = true;
};

/// `402::session_unknown`, or with an argument between the colons. An argument
/// that could break the form, or a page that prints it, is left out. `text`
/// replaces the table's.
std::string error_text(Errc error, std::string_view argument = {}, std::string_view text = {});

}  // namespace halley::protocol
