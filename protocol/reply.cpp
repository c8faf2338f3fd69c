#include "protocol/reply.hpp"

#include <algorithm>

#include "protocol/json_text.hpp"

namespace halley::protocol {

namespace {

constexpr std::size_t longest_argument = 256;

bool quotable(char c) noexcept
{
    return c > ' ' && c < '\x7f' &&
           std::string_view{":,\"\\<>&'%"}.find(c) == std::string_view::npos;
}

}  // namespace

void Reply::name(std::string_view name)
{
    if (!first_) out_ += ',';
    first_ = false;
    out_ += '"';
    out_ += name;
    out_ += "\":";
}

Reply& Reply::text(std::string_view name, std::string_view value)
{
    this->name(name);
    append_string(out_, value);
    return *this;
}

Reply& Reply::raw(std::string_view name, std::string_view json)
{
    this->name(name);
    out_ += json;
    return *this;
}

Reply& Reply::flag(std::string_view name, bool value)
{
    return raw(name, value ? "true" : "false");
}

Reply& Reply::number(std::string_view name, long long value)
{
    this->name(name);
    append_number(out_, value);
    return *this;
}

Reply& Reply::failed(Errc error, std::string_view argument)
{
    return flag("successful", false).text("error", error_text(error, argument));
}

std::string error_text(Errc error, std::string_view argument, std::string_view text)
{
    const auto& info = error_info(error);
    std::string out = std::to_string(info.code);
    out += ':';
    if (argument.size() <= longest_argument &&
        std::all_of(argument.begin(), argument.end(), quotable))
        out += argument;
    out += ':';
    out += text.empty() ? info.text : text;
    return out;
}

}  // namespace halley::protocol
