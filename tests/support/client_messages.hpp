#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace halley::test {

/// One message of the client `$ID`, with further members.
std::string message(std::string_view channel, std::string_view members = {});

std::string connect_message(std::string_view members = {});
std::string subscribe_message(std::string_view channel, std::string_view members = {});
std::string unsubscribe_message(std::string_view channel, std::string_view members = {});
std::string
publish_message(std::string_view channel, std::string_view data, std::string_view members = {});

/// `[a,b,…]`
std::string batch_of(const std::vector<std::string>& messages);

}  // namespace halley::test
