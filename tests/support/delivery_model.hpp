#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "support/dice.hpp"
#include "support/simulation.hpp"

namespace halley::test {

/** Random scripts against a model of what must be delivered.

    Each step lets one client do something: publish, subscribe, poll, move to
    another transport, lose its connection. The model knows what every session
    must get: each event once, in order, unless the session ends before. Some
    channels are lazy. Some clients acknowledge; of these the model also loses
    answers that the server has written, and they drop what they have seen.
*/
class DeliveryModel {
public:
    struct Options {
        unsigned seed = 1;
        protocol::ShardId shards = 1;
        bool delayed_mail = false;
        bool long_turns = false;  ///< Several inputs fall into one turn of the loop.
        unsigned clients = 7;
        unsigned steps = 250;
    };

    /// The steps come from the seed.
    explicit DeliveryModel(const Options& options);

    /// The steps come from bytes and end with them.
    DeliveryModel(const Options& options, std::string_view script);

    /// Plays the script and checks everything.
    /// @throws std::logic_error that says what was wrong.
    void run();

    /// How often it came to what the script is there for.
    struct Tally {
        unsigned lost = 0;      ///< Events that were written and never arrived.
        unsigned repeated = 0;  ///< Events that a client had seen already.
        unsigned streamed = 0;  ///< Events on one-way streams.
    };
    const Tally& tally() const { return tally_; }

private:
    DeliveryModel(const Options& options, Dice dice);

    struct Party {
        unsigned number = 0;
        std::string id;
        std::optional<protocol::Outlet> socket;
        bool cut_off = false;  ///< From a socket: what it said there comes first.
        bool ended = false;
        bool acks = false;
        long long confirmed = 0;     ///< The last batch that it has received.
        std::set<std::string> seen;  ///< The events it has received.
        protocol::TimePoint active;  ///< Its last message: it lives at least so long.
        std::set<std::string> patterns;
        std::vector<std::string> expected;
        std::vector<std::string> received;
        std::vector<protocol::Outlet> sockets;  ///< All that are open.
        std::vector<protocol::Outlet> stalled;
        std::optional<protocol::Outlet> stream;  ///< One-way, beside its requests.
        std::optional<protocol::Outlet> held;
        std::optional<protocol::Outlet> asked;  ///< The last request but the polls.
    };

    static Config random_config(Dice& dice);

    unsigned pick(std::size_t bound) { return dice_.pick(static_cast<unsigned>(bound)); }
    bool chance(unsigned percent) { return dice_.chance(percent); }
    protocol::ShardId any_shard();
    std::string any_channel();
    std::string any_pattern();

    void join(std::size_t seat);
    bool lives(Party& party);
    void step();
    void publish(Party& party);
    void subscribe(Party& party, bool wanted);
    void poll(Party& party);
    std::string connect_of(const Party& party, bool at_once);
    void move(Party& party);
    void stall(Party& party);
    void release(Party& party);
    void lose(Party& party);
    void leave(std::size_t seat);
    void publish_together(Party& first, Party& second);

    std::string publish_message_of(Party& party);
    static void expect(bool condition, const std::string& what);
    void say(Party& party, const std::vector<std::string>& messages);
    void settle();
    bool one_order() const;
    void collect();
    bool loses(Party& party, protocol::Outlet outlet, const Json& arrived);
    void take_in(Party& party, protocol::Outlet from, const Json& message);
    void finish();
    void check(const Party& party) const;
    void check_ended(const Party& party) const;

    Dice dice_;
    Options options_;
    Config config_;
    Simulation world_;
    std::vector<std::unique_ptr<Party>> parties_;  ///< Those in their seats first.
    std::vector<std::unique_ptr<Party>> former_;
    std::map<std::uint32_t, Party*> owners_;  ///< Of outlets, by slot.
    std::map<std::uint32_t, std::deque<Json>> frames_;
    std::set<std::uint32_t> deaf_;  ///< Sockets whose client gets nothing any more, by slot.
    Tally tally_;
    bool finishing_ = false;
    const Party* doubted_ = nullptr;  ///< Whose session may turn out to have ended.
    unsigned joined_ = 0;
    unsigned published_ = 0;
};

}  // namespace halley::test
