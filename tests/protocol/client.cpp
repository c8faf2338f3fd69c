#include "client.hpp"

#include <rapidjson/document.h>

namespace halley::test {

namespace {

bool alike(const rapidjson::Value& actual, const rapidjson::Value& expected)
{
    if (expected.IsObject()) {
        if (!actual.IsObject()) return false;
        for (const auto& [name, value] : expected.GetObject()) {
            const auto found = actual.FindMember(name);
            const bool there = found != actual.MemberEnd();
            if (value.IsNull() ? there : !there || !alike(found->value, value)) return false;
        }
        return true;
    }
    if (expected.IsArray()) {
        if (!actual.IsArray() || actual.Size() != expected.Size()) return false;
        for (rapidjson::SizeType i = 0; i < expected.Size(); ++i) {
            if (!alike(actual[i], expected[i])) return false;
        }
        return true;
    }
    if (expected.IsString() && actual.IsString()) {
        std::string_view pattern{expected.GetString(), expected.GetStringLength()};
        const std::string_view text{actual.GetString(), actual.GetStringLength()};
        if (!pattern.ends_with('*')) return text == pattern;
        pattern.remove_suffix(1);
        return text.starts_with(pattern);
    }
    return actual == expected;
}

}  // namespace

boost::test_tools::assertion_result like(const Json& actual, std::string_view expected)
{
    rapidjson::Document have;
    have.Parse(actual.text().data(), actual.text().size());
    rapidjson::Document want;
    want.Parse(expected.data(), expected.size());
    if (want.HasParseError())
        throw std::runtime_error{"the test expects no JSON: " + std::string{expected}};
    boost::test_tools::assertion_result result{alike(have, want)};
    result.message() << actual.text() << " is not like " << expected;
    return result;
}

std::vector<std::string> data_of(const std::vector<Json>& messages)
{
    std::vector<std::string> all;
    for (const auto& each : messages) {
        if (each.has("data")) all.push_back(each["data"].text());
    }
    return all;
}

std::vector<std::string> verbs(const std::vector<Simulation::ServiceCall>& calls)
{
    std::vector<std::string> all;
    for (const auto& call : calls)
        all.push_back(call.text.empty() ? call.verb : call.verb + " " + call.text);
    return all;
}

Client Client::handshaken(Simulation& world, const From& from)
{
    Client client;
    client.world = &world;
    client.from = from;
    client.id = world.handshake(from);
    return client;
}

Client Client::polling(Simulation& world, const From& from)
{
    auto client = handshaken(world, from);
    client.request(batch_of({connect_message()}));
    return client;
}

Client Client::streaming(Simulation& world, const From& from)
{
    Client client;
    client.world = &world;
    client.from = from;
    client.socket = world.open(from);
    client.id = world.connected(*client.socket);
    return client;
}

protocol::Outlet Client::post(std::string_view body)
{
    return world->post(with_id(std::string{body}, id), from);
}

Json Client::request(std::string_view body)
{
    return world->request(with_id(std::string{body}, id), from);
}

protocol::Outlet Client::hold(std::string_view members)
{
    const auto exchange = post(batch_of({connect_message(members)}));
    BOOST_REQUIRE(!world->answered(exchange));
    return exchange;
}

std::vector<Json> Client::send(std::string_view body)
{
    world->send(socket.value(), with_id(std::string{body}, id));
    return received();
}

std::vector<Json> Client::received()
{
    return world->messages(socket.value());
}

std::vector<Json> Client::say(std::string_view body)
{
    return socket ? send(body) : request(body).elements();
}

void Client::subscribe(std::string_view channel)
{
    const auto answer = say(batch_of({subscribe_message(channel)}));
    BOOST_REQUIRE(!answer.empty());
    BOOST_REQUIRE(answer.back()["successful"].truth());
}

void Client::unsubscribe(std::string_view channel)
{
    const auto answer = say(batch_of({unsubscribe_message(channel)}));
    BOOST_REQUIRE(!answer.empty());
    BOOST_REQUIRE(answer.back()["successful"].truth());
}

std::vector<Json> Client::publish(std::string_view channel, std::string_view data)
{
    return say(batch_of({publish_message(channel, data)}));
}

Json Client::poll(std::string_view members)
{
    return request(batch_of({connect_message(members)}));
}

}  // namespace halley::test
