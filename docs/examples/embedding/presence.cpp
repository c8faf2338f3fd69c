// Presence: who is in a room. A client that subscribes to /room/<name> is in it.
// Who joins and leaves is published on /presence/<name>, as { joined: id } and
// { left: id }; the service /service/presence answers with the list.
//
//   g++ -std=c++20 presence.cpp -o presence $(pkg-config --cflags --libs halley)
//   ./presence 8080
//
// cometd.subscribe('/presence/lobby', message => console.log(message.data))
// cometd.subscribe('/room/lobby', () => {})
// cometd.remoteCall('presence', 'lobby', answer => console.log(answer.data))

#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include <halley/server.hpp>

namespace {

constexpr std::string_view rooms = "/room/";

// Members are known by a number: a client id is as good as a password.
class Presence final : public halley::SessionListener, public halley::Service {
public:
    explicit Presence(halley::Server& server) : server_(server) {}

    void on_subscribed(const halley::SessionView& session, std::string_view pattern) override
    {
        if (!is_room(pattern)) return;
        const std::lock_guard lock{mutex_};
        const auto member = number_of(session);
        if (members_[room(pattern)].insert(member).second) tell(pattern, "joined", member);
    }

    void on_unsubscribed(const halley::SessionView& session, std::string_view pattern) override
    {
        if (!is_room(pattern)) return;
        const std::lock_guard lock{mutex_};
        const auto found = members_.find(room(pattern));
        if (found == members_.end()) return;
        const auto member = number_of(session);
        if (found->second.erase(member) > 0) tell(pattern, "left", member);
        if (found->second.empty()) members_.erase(found);
    }

    void on_session_closed(const halley::SessionView& session) override
    {
        const std::lock_guard lock{mutex_};
        numbers_.erase(std::string{session.client_id});
    }

    // The name of a room is answered with who is there.
    void on_message(const halley::ServiceClientPtr& client,
                    const halley::ServiceMessage& message) override
    {
        std::string list;
        const std::lock_guard lock{mutex_};
        if (const auto found = members_.find(message.text()); found != members_.end()) {
            for (const auto member : found->second)
                list += (list.empty() ? "" : ",") + std::to_string(member);
        }
        client->reply(message, "[" + list + "]");
    }

private:
    static bool is_room(std::string_view pattern)
    {
        return pattern.starts_with(rooms) && pattern.find('*') == std::string_view::npos;
    }

    static std::string room(std::string_view pattern)
    {
        return std::string{pattern.substr(rooms.size())};
    }

    int number_of(const halley::SessionView& session)
    {
        auto& number = numbers_[std::string{session.client_id}];
        if (number == 0) number = ++last_number_;
        return number;
    }

    void tell(std::string_view pattern, const std::string& what, int member)
    {
        server_.publish("/presence/" + room(pattern),
                        "{\"" + what + "\":" + std::to_string(member) + "}");
    }

    halley::Server& server_;
    std::mutex mutex_;  // Sessions live on several threads.
    std::map<std::string, std::set<int>, std::less<>> members_;
    std::map<std::string, int> numbers_;
    int last_number_ = 0;
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
        const auto presence = std::make_shared<Presence>(server);
        server.add_listener(presence);
        server.add_service("presence", presence);
        server.run();
    } catch (const std::exception& problem) {
        std::cerr << "presence: " << problem.what() << '\n';
        return 1;
    }
}
