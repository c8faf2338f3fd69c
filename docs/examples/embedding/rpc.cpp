// Remote calls: the methods of this program, as a service of its own Bayeux server.
//
//   g++ -std=c++20 rpc.cpp -o rpc $(pkg-config --cflags --libs halley RapidJSON)
//   ./rpc 8080
//
// cometd.remoteCall('rpc', { jsonrpc: '2.0', method: 'add', params: [1, 2], id: 1 }, answer => …)

#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>

#include <halley/server.hpp>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace {

using Json = rapidjson::Value;
using Memory = rapidjson::Document::AllocatorType;
using Method = std::function<Json(const Json& params, Memory&)>;

struct BadParams : std::runtime_error {
    using std::runtime_error::runtime_error;
};

Json add(const Json& params, Memory&)
{
    double sum = 0;
    if (!params.IsArray()) throw BadParams{"add takes an array of numbers"};
    for (const auto& number : params.GetArray()) {
        if (!number.IsNumber()) throw BadParams{"add takes numbers"};
        sum += number.GetDouble();
    }
    return Json{sum};
}

Json reverse(const Json& params, Memory& memory)
{
    if (!params.IsArray()) throw BadParams{"reverse takes an array"};
    Json reversed{rapidjson::kArrayType};
    for (auto i = params.Size(); i > 0; --i)
        reversed.PushBack(Json{params[i - 1], memory}, memory);
    return reversed;
}

const std::map<std::string, Method, std::less<>> methods{
    {"add",     add    },
    {"reverse", reverse},
};

Json error(int code, const char* message, Memory& memory)
{
    Json object{rapidjson::kObjectType};
    object.AddMember("code", code, memory);
    object.AddMember("message", Json{message, memory}, memory);
    return object;
}

// JSON-RPC 2.0, sections 4 and 5.
void answer(const halley::ServiceClientPtr& client, const halley::ServiceMessage& message)
{
    rapidjson::Document request;
    request.Parse(message.text().c_str());
    rapidjson::Document response{rapidjson::kObjectType};
    auto& memory = response.GetAllocator();
    response.AddMember("jsonrpc", "2.0", memory);

    bool failed = true;
    const bool valid =
        request.IsObject() && request.HasMember("method") && request["method"].IsString();
    const auto method = valid ? methods.find(request["method"].GetString()) : methods.end();
    try {
        if (!valid) {
            response.AddMember("error", error(-32600, "Invalid Request", memory), memory);
        } else if (method == methods.end()) {
            response.AddMember("error", error(-32601, "Method not found", memory), memory);
        } else {
            const Json none;
            const auto& params = request.HasMember("params") ? request["params"] : none;
            response.AddMember("result", method->second(params, memory), memory);
            failed = false;
        }
    } catch (const BadParams& bad) {
        response.AddMember("error", error(-32602, bad.what(), memory), memory);
    }
    const bool has_id = request.IsObject() && request.HasMember("id");
    response.AddMember("id", has_id ? Json{request["id"], memory} : Json{}, memory);

    rapidjson::StringBuffer text;
    rapidjson::Writer<rapidjson::StringBuffer> writer{text};
    response.Accept(writer);
    failed ? client->fail(message, text.GetString()) : client->reply(message, text.GetString());
}

}  // namespace

int main(int argc, char** argv)
{
    try {
        halley::Config config;
        config.listen = {
            {"127.0.0.1", static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 8080)}
        };
        halley::Server server{config};
        server.add_service("rpc", answer);
        server.run();
    } catch (const std::exception& problem) {
        std::cerr << "rpc: " << problem.what() << '\n';
        return 1;
    }
}
