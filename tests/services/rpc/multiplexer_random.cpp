// A thousand callers, a backend that answers in any order and in any pieces, and
// lines that break: each call of a client that stays gets one answer, its own.

#include <map>
#include <random>
#include <set>

#include <boost/test/unit_test.hpp>

#include "protocol/json_member.hpp"
#include "services/framing/json_framer.hpp"
#include "tests/services/rpc/multiplexer_stage.hpp"

namespace halley::services::rpc {
namespace {

using protocol::json_member;

constexpr std::size_t clients = 1000;
constexpr std::size_t lines = 3;

class Play {
public:
    Play(unsigned seed, std::size_t most_bytes) : random_(seed), most_bytes_(most_bytes)
    {
        for (std::size_t i = 0; i < clients; ++i)
            client_keys_.push_back(stage_.mux.open({std::to_string(i), {}, {}, {}}, stage_.now));
        carry_out(stage_.drain());
    }

    void run(int steps)
    {
        for (int step = 0; step < steps; ++step) {
            const auto dice = below(100);
            if (dice < 45) {
                write();
            } else if (dice < 95) {
                answer(below(lines));
            } else if (dice < 97) {
                carry_out(stage_.pass(std::chrono::milliseconds(below(300))));
            } else if (dice < 98) {
                close();
            } else if (dice < 99) {
                break_line(below(lines));
            }
        }
        while (stage_.mux.pending() > 0)
            carry_out(stage_.pass(1s));
    }

    // Of the clients that are still there.
    void check_all_answered() const
    {
        std::size_t unanswered = 0;
        for (const auto& [client, ids] : waiting_)
            unanswered += closed_.contains(client) ? 0 : ids.size();
        BOOST_TEST(unanswered == 0U);
        BOOST_TEST(results > 0U);
        BOOST_TEST(errors > 0U);
    }

    std::size_t results = 0;
    std::size_t errors = 0;

private:
    std::size_t below(std::size_t end) { return random_() % end; }

    // The same ids for all clients. The params say whose it is.
    std::string request(ClientKey client)
    {
        if (below(5) == 0) return R"({"method":"n"})";
        const auto number = std::to_string(calls_++ / 10);
        const auto id = below(2) == 0 ? number : "\"" + number + "\"";
        if (!waiting_[client].insert(id).second) return R"({"method":"n"})";
        return R"({"method":"a","params":[)" + std::to_string(client) + "," + id + R"(],"id":)" +
               id + "}";
    }

    void write()
    {
        const auto client = client_keys_[below(clients)];
        if (closed_.contains(client)) return;
        auto text = request(client);
        if (below(4) == 0) {
            for (auto more = below(4); more > 0; --more)
                text += "," + request(client);
            text = "[" + text + "]";
        }
        BOOST_REQUIRE(stage_.mux.write(client, std::move(text), stage_.now));
        carry_out(stage_.drain());
    }

    void close()
    {
        const auto client = client_keys_[below(clients)];
        closed_.insert(client);
        stage_.mux.close(client);
        carry_out(stage_.drain());
    }

    void break_line(std::size_t line)
    {
        asked_[line].clear();
        framers_[line] = JsonFramer(1'000'000);
        carry_out(stage_.end(line));
    }

    // One of the calls, or several in an array; now and then one is answered twice.
    void answer(std::size_t line)
    {
        const bool array = below(3) == 0;
        std::string text;
        for (auto count = below(4); count > 0 && !asked_[line].empty(); --count) {
            const auto each =
                asked_[line].begin() + static_cast<std::ptrdiff_t>(below(asked_[line].size()));
            if (!text.empty()) text += array ? " , " : "\n";
            text += *each;
            if (below(50) != 0) asked_[line].erase(each);
        }
        if (array) text = "[" + text + "]";
        send(line, text);
    }

    void send(std::size_t line, std::string_view bytes)
    {
        while (!bytes.empty()) {
            const auto piece = bytes.substr(0, 1 + below(most_bytes_));
            bytes.remove_prefix(piece.size());
            framers_[line].receive(piece);
            while (const auto frame = framers_[line].next()) {
                if (frame->json) carry_out(stage_.receive(line, frame->text));
            }
        }
    }

    void carry_out(const Strings& actions)
    {
        for (const auto& action : actions) {
            if (action.starts_with("open ")) {
                carry_out(stage_.open_line(std::stoul(action.substr(5))));
            } else if (action.starts_with("write ")) {
                note_asked(std::stoul(action.substr(6)), action.substr(8));
            } else if (action.starts_with("tell ")) {
                const auto space = action.find(' ', 5);
                told(std::stoull(action.substr(5)), action.substr(space + 1));
            }
        }
    }

    template <class Each> static void for_each(const std::string& text, Each&& each)
    {
        if (!is_batch(text)) return each(text);
        protocol::JsonItems items{text};
        while (const auto item = items.next())
            each(item->value);
    }

    void note_asked(std::size_t line, const std::string& text)
    {
        for_each(text, [&](std::string_view request) {
            const auto id = json_member(request, "id");
            if (id.empty()) return;
            BOOST_REQUIRE(numbers_.insert(std::string{id}).second);
            asked_[line].push_back(R"({"result":)" + std::string{json_member(request, "params")} +
                                   R"(,"id":)" + std::string{id} + "}");
        });
    }

    void told(ClientKey client, const std::string& text)
    {
        BOOST_REQUIRE(!closed_.contains(client));
        for_each(text, [&](std::string_view answer) {
            const std::string id{json_member(answer, "id")};
            BOOST_REQUIRE(waiting_[client].erase(id) == 1U);
            const auto result = json_member(answer, "result");
            ++(result.empty() ? errors : results);
            if (!result.empty())
                BOOST_REQUIRE(result == "[" + std::to_string(client) + "," + id + "]");
        });
    }

    std::mt19937 random_;
    std::size_t most_bytes_;
    Stage stage_{
        {.lines = lines, .max_pending = 300, .call_timeout = 2s}
    };
    std::vector<ClientKey> client_keys_;
    std::set<ClientKey> closed_;
    std::map<ClientKey, std::set<std::string>> waiting_;
    std::set<std::string> numbers_;
    std::vector<std::string> asked_[lines];
    JsonFramer framers_[lines]{JsonFramer(1'000'000), JsonFramer(1'000'000), JsonFramer(1'000'000)};
    std::size_t calls_ = 0;
};

BOOST_AUTO_TEST_SUITE(multiplexer)

BOOST_AUTO_TEST_CASE(each_call_gets_its_own_answer)
{
    const struct {
        const char* name;
        unsigned seed;
        std::size_t most_bytes;
    } cases[] = {
        {"byte by byte",     1, 1        },
        {"in pieces",        2, 40       },
        {"in other pieces",  3, 200      },
        {"whole",            4, 1'000'000},
        {"in pieces, again", 5, 40       },
    };
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.name)
        {
            Play play(c.seed, c.most_bytes);
            play.run(20'000);
            play.check_all_answered();
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::services::rpc
