// A program that embeds Halley, as an installed library, with all that can be added.

#include <iostream>
#include <memory>
#include <stdexcept>

#include <halley/server.hpp>

namespace {

class Greeting final : public halley::Extension {
public:
    std::string_view name() const override { return "greeting"; }
    bool incoming(const halley::SessionView&, const halley::MessageView& message) override
    {
        return message.data != R"("spam")";
    }
    std::string outgoing(const halley::SessionView& session, const halley::MessageView&) override
    {
        return "\"hello " + std::string{session.identity} + "\"";
    }
};

class Policy final : public halley::SecurityPolicy {
public:
    halley::Verdict may_handshake(const halley::SessionView&, const halley::MessageView&) override
    {
        halley::Verdict verdict;
        verdict.identity = "ada";
        return verdict;
    }
    halley::Verdict may_subscribe(const halley::SessionView&,
                                  std::string_view pattern,
                                  const halley::MessageView&) override
    {
        return pattern == "/secret" ? halley::Verdict::refuse("secret") : halley::Verdict{};
    }
};

// Does what it is told.
class Robot final : public halley::Service {
public:
    explicit Robot(halley::Server& server) : server_(server) {}

    void on_open(const halley::ServiceClientPtr& client) override { client->send(R"("opened")"); }

    void on_message(const halley::ServiceClientPtr& client,
                    const halley::ServiceMessage& message) override
    {
        const auto order = message.text();
        if (order == "broadcast") server_.publish("/news", R"({"by":"robot"})");
        if (order == "deliver") server_.deliver(client->id(), "/only/you", "1");
        if (order == "bytes") client->send_bytes(std::string_view{"\0\xff", 2});
        if (order == "throw") throw std::runtime_error("out of order");
        if (order == "disconnect") server_.disconnect(client->id());
        client->reply(message, "true");
    }

    void on_close(const halley::ServiceClientPtr& client) override
    {
        server_.publish("/news", R"({"closed":")" + client->identity() + "\"}");
    }

private:
    halley::Server& server_;
};

bool throws(const std::function<void()>& call)
{
    try {
        call();
    } catch (const std::invalid_argument&) {
        return true;
    }
    return false;
}

}  // namespace

int main()
{
    halley::Config config;
    config.listen = {
        {"127.0.0.1", 0}
    };
    config.shards = 2;
    halley::Server server{config};
    server.add_extension(std::make_shared<Greeting>());
    server.set_security_policy(std::make_shared<Policy>());
    server.add_service("robot", std::make_shared<Robot>(server));
    const auto twice = [](const halley::ServiceClientPtr& client,
                          const halley::ServiceMessage& message) {
        client->reply(message, "[" + message.data + "," + message.data + "]");
    };
    server.add_service("twice", twice);
    const bool refused = throws([&] { server.add_service("twice", twice); }) &&
                         throws([&] { server.add_service("a/b", twice); }) &&
                         throws([&] { server.publish("/a", "{"); }) &&
                         throws([&] { server.publish("/a/*", "1"); }) &&
                         throws([&] { server.publish("/service/robot", "1"); });
    if (!refused) {
        std::cerr << "something wrong was accepted\n";
        return 1;
    }
    server.run();
}
