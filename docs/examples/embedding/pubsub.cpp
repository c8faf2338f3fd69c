// Rooms: what a client says to the service /service/chat is checked, signed with
// the client's name and published on /chat/<room>. Nobody can publish there directly.
//
//   g++ -std=c++20 pubsub.cpp -o pubsub $(pkg-config --cflags --libs halley RapidJSON)
//   ./pubsub 8080
//
// cometd.handshake({ ext: { name: 'ada' } })
// cometd.subscribe('/chat/lobby', message => console.log(message.data.from, message.data.text))
// cometd.publish('/service/chat', { room: 'lobby', text: 'hello' })

#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>

#include <halley/server.hpp>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

std::string member(const rapidjson::Value& object, const char* name)
{
    const bool there = object.IsObject() && object.HasMember(name) && object[name].IsString();
    return there ? object[name].GetString() : std::string{};
}

// A client says who it is when it shakes hands. Only the server publishes.
class Policy final : public halley::SecurityPolicy {
public:
    halley::Verdict may_handshake(const halley::SessionView&,
                                  const halley::MessageView& message) override
    {
        rapidjson::Document ext;
        ext.Parse(message.ext.data(), message.ext.size());
        halley::Verdict verdict;
        verdict.identity = ext.HasParseError() ? "" : member(ext, "name");
        if (verdict.identity.empty()) return halley::Verdict::refuse("who_are_you");
        return verdict;
    }

    halley::Verdict may_publish(const halley::SessionView&,
                                const halley::MessageView& message) override
    {
        if (message.channel == "/service/chat") return {};
        return halley::Verdict::refuse("use_the_service");
    }
};

class Chat final : public halley::Service {
public:
    explicit Chat(halley::Server& server) : server_(server) {}

    void on_message(const halley::ServiceClientPtr& client,
                    const halley::ServiceMessage& message) override
    {
        rapidjson::Document said;
        said.Parse(message.data.c_str());
        const auto room = member(said, "room");
        const auto text = member(said, "text");
        if (room.empty() || room.find('/') != std::string::npos || text.empty()) {
            client->fail(message, R"({"error":"room and text, please"})");
            return;
        }
        rapidjson::StringBuffer out;
        Writer writer{out};
        writer.StartObject();
        writer.Key("from");
        writer.String(client->identity().c_str());
        writer.Key("text");
        writer.String(text.c_str());
        writer.EndObject();
        try {
            server_.publish("/chat/" + room, out.GetString());
            client->reply(message, "true");
        } catch (const std::invalid_argument&) {
            client->fail(message, R"({"error":"no name for a room"})");
        }
    }

private:
    halley::Server& server_;
};

}  // namespace

int main(int argc, char** argv)
{
    try {
        halley::Config config;
        config.listen = {
            {"127.0.0.1", static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 8080)}
        };
        halley::Server server{config};
        server.set_security_policy(std::make_shared<Policy>());
        server.add_service("chat", std::make_shared<Chat>(server));
        server.run();
    } catch (const std::exception& problem) {
        std::cerr << "pubsub: " << problem.what() << '\n';
        return 1;
    }
}
