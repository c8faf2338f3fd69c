// Usage: calc [PORT]. A JSON-RPC backend: one request a line, one answer a line.
//
//   g++ -std=c++20 -DBOOST_ERROR_CODE_HEADER_ONLY calc.cpp -o calc -pthread
//
// services: { calc: { port: 1317, framing: newline, shared: true } }

#include <cstdlib>
#include <iostream>
#include <istream>
#include <string>

#include <boost/asio.hpp>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

double number(const rapidjson::Value& params, rapidjson::SizeType index)
{
    const bool there = params.IsArray() && index < params.Size() && params[index].IsNumber();
    return there ? params[index].GetDouble() : 0;
}

// Empty for a notification, such as hello, session.opened and session.closed.
std::string answer(const std::string& line)
{
    rapidjson::Document request;
    request.Parse(line.c_str());
    rapidjson::Document reply{rapidjson::kObjectType};
    auto& memory = reply.GetAllocator();
    const auto fail = [&](int code, const char* message) {
        rapidjson::Value error{rapidjson::kObjectType};
        error.AddMember("code", code, memory);
        error.AddMember("message", rapidjson::StringRef(message), memory);
        reply.AddMember("error", error, memory);
    };
    reply.AddMember("jsonrpc", "2.0", memory);
    rapidjson::Value id;
    if (!request.IsObject() || !request.HasMember("method") || !request["method"].IsString()) {
        fail(-32600, "Invalid Request");
    } else if (!request.HasMember("id")) {
        return {};
    } else {
        id.CopyFrom(request["id"], memory);
        const std::string method = request["method"].GetString();
        const rapidjson::Value none;
        const auto& params = request.HasMember("params") ? request["params"] : none;
        if (method == "add") {
            double sum = 0;
            for (rapidjson::SizeType i = 0; params.IsArray() && i < params.Size(); ++i)
                sum += number(params, i);
            reply.AddMember("result", sum, memory);
        } else if (method == "div" && number(params, 1) != 0) {
            reply.AddMember("result", number(params, 0) / number(params, 1), memory);
        } else if (method == "div") {
            fail(-32602, "division by zero");
        } else {
            fail(-32601, "Method not found");
        }
    }
    reply.AddMember("id", id, memory);
    rapidjson::StringBuffer text;
    rapidjson::Writer<rapidjson::StringBuffer> writer{text};
    reply.Accept(writer);
    return std::string{text.GetString()} + '\n';
}

asio::awaitable<void> serve(tcp::socket socket)
{
    asio::streambuf received{1 << 20};
    try {
        while (true) {
            co_await asio::async_read_until(socket, received, '\n', asio::use_awaitable);
            std::istream lines{&received};
            std::string line;
            std::getline(lines, line);
            const auto reply = answer(line);
            co_await asio::async_write(socket, asio::buffer(reply), asio::use_awaitable);
        }
    } catch (const boost::system::system_error&) {
        // Halley has half-closed: its client is gone.
    }
}

asio::awaitable<void> accept(tcp::acceptor acceptor)
{
    while (true) {
        auto socket = co_await acceptor.async_accept(asio::use_awaitable);
        asio::co_spawn(acceptor.get_executor(), serve(std::move(socket)), asio::detached);
    }
}

}  // namespace

int main(int argc, char** argv)
{
    try {
        asio::io_context loop;
        const auto port = static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 1317);
        tcp::acceptor acceptor{
            loop, {asio::ip::make_address("127.0.0.1"), port}
        };
        std::cout << "calc: listening on " << acceptor.local_endpoint().port() << std::endl;
        asio::co_spawn(loop, accept(std::move(acceptor)), asio::detached);
        loop.run();
    } catch (const std::exception& problem) {
        std::cerr << "calc: " << problem.what() << '\n';
        return 1;
    }
}
