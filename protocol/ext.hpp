#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace halley::protocol {

/// Members of one `ext` object; nothing when there are none.
class Ext {
public:
    /// @param json the value; empty adds nothing.
    void add(std::string_view name, std::string_view json)
    {
        if (json.empty()) return;
        text_ += text_.empty() ? '{' : ',';
        text_ += '"';
        text_ += name;
        text_ += "\":";
        text_ += json;
    }
    std::string text() && { return text_.empty() ? std::move(text_) : std::move(text_ += '}'); }

private:
    std::string text_;
};

}  // namespace halley::protocol
