#include "services/hello.hpp"

#include "protocol/json_text.hpp"

namespace halley::services {

std::string hello(std::string_view method, const protocol::Caller& caller)
{
    std::string text = R"({"jsonrpc":"2.0","method":)";
    protocol::append_string(text, method);
    text += R"(,"params":{"id":)";
    protocol::append_string(text, caller.client_id);
    text += R"(,"address":)";
    protocol::append_string(text, caller.address);
    text += R"(,"identity":)";
    if (caller.identity.empty()) {
        text += "null";
    } else {
        protocol::append_string(text, caller.identity);
    }
    text += R"(,"attributes":)";
    text += caller.attributes.empty() ? "{}" : caller.attributes;
    text += "}}";
    return text;
}

std::string goodbye(std::string_view client_id)
{
    std::string text = R"({"jsonrpc":"2.0","method":"session.closed","params":{"id":)";
    protocol::append_string(text, client_id);
    text += "}}";
    return text;
}

}  // namespace halley::services
