#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tools/bayeux-bench/measure/latencies.hpp"
#include "tools/bayeux-bench/measure/ledger.hpp"
#include "tools/bayeux-bench/measure/window.hpp"
#include "tools/bayeux-bench/workload.hpp"

namespace halley::bench {

/** Publishers publish, subscribers receive; some of them may not read (`slow`).

    By the clock, each batch has a time that it is due at, and latency is counted from there: when
    the server or we ourselves fall behind, everybody waits, and that is latency. In a closed loop a
    publisher sends as soon as enough of its events have arrived.

    Clients are numbered: subscribers, then those that do not read, then publishers.
*/
class Load final : public Workload {
public:
    explicit Load(Run& run);

    Task<> play() override;
    std::string progress() const override;
    std::string plot() const override;

private:
    /// A client's place among the subscribers of a channel.
    struct Seat {
        std::uint32_t channel;
        std::uint32_t position;
    };

    static constexpr double longest_silence = 5;  ///< Seconds, before what is due counts as lost.
    static constexpr double after_the_last = 0.2;

    std::vector<std::uint32_t> channels_for(std::uint32_t client);
    void add_subscriber(std::uint32_t client);

    void publish_by_the_clock();
    std::uint64_t due_of(std::uint64_t batch) const;
    void fill_windows();
    void publish(std::uint32_t publisher, std::uint64_t due);
    void append_publication(const Client& client, std::uint32_t publisher, std::uint64_t due);
    std::uint32_t next_channel();

    void on_event(Client& client, const Received& event) override;
    void on_refused(Client& client, const Received& reply) override;
    void on_lost(Client& client, const client::Failure& failure) override;
    std::uint32_t channel_of(std::string_view name) const;

    void measure_begin();
    void measure_end();
    Task<> wait_for_the_rest();
    Task<> find_ended_readers();
    void report_sessions(std::uint64_t begun);
    void report_results();

    const Options& options_;
    const std::string prefix_;
    std::vector<std::string> names_;          ///< Of the channels.
    std::vector<std::uint32_t> subscribers_;  ///< By channel.
    std::vector<std::vector<Seat>> seats_;    ///< By client, sorted by channel.
    std::uint32_t first_publisher_ = 0;       ///< Its number as a client.
    std::uint32_t publishers_ = 0;
    std::minstd_rand chance_{1};

    Timer timer_;
    bool publishing_ = false;
    std::uint64_t batches_ = 0;
    std::uint64_t first_due_ = 0;
    std::uint32_t turn_ = 0;  ///< The publisher whose it is.
    std::string batch_;
    std::vector<std::uint64_t> owed_;  ///< Deliveries that are on their way, by publisher.
    std::uint64_t refill_below_ = 0;

    Ledger ledger_;
    Latencies latencies_;
    Latencies delays_;  ///< Of publishing: how far behind we are ourselves.
    Window window_;
    std::uint64_t published_before_ = 0;
    std::uint64_t published_ = 0;
    bool behind_ = false;  ///< Events were still coming when we went.
    std::uint64_t slow_ended_ = 0;
    std::string refusal_;
};

}  // namespace halley::bench
