#include "tools/bayeux-bench/workloads/load.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>

#include "tools/bayeux-bench/measure/stamp.hpp"
#include "tools/bayeux-bench/plot.hpp"
#include "tools/bayeux-bench/wire/messages.hpp"

namespace halley::bench {
namespace {

constexpr std::size_t sessions_at_a_time = 50;

// Whoever is so late does not catch up within one turn of the loop.
constexpr int batches_a_turn = 1000;

}  // namespace

Load::Load(Run& run)
    : Workload(run),
      options_(run.options()),
      prefix_(own_channel()),
      timer_(run.loop().get_executor())
{
    for (std::uint32_t channel = 0; channel < options_.channels; ++channel)
        names_.push_back(prefix_ + std::to_string(channel));
    subscribers_.resize(options_.channels);
    for (std::uint32_t client = 0; client < options_.clients; ++client)
        add_subscriber(client);
    for (std::uint32_t client = 0; client < options_.slow; ++client)
        add_client({names_[client % options_.channels]});
    first_publisher_ = options_.publishers > 0 ? options_.clients + options_.slow : 0;
    publishers_ = options_.publishers > 0 ? options_.publishers : options_.clients;
    for (std::uint32_t publisher = 0; publisher < options_.publishers; ++publisher)
        add_client();
    owed_.resize(publishers_);
}

// Evenly; in CometD's benchmark by chance, which is the same chance in every run.
std::vector<std::uint32_t> Load::channels_for(std::uint32_t client)
{
    std::vector<std::uint32_t> channels(options_.cometd ? options_.channels
                                                        : options_.channels_each);
    if (options_.cometd) {
        std::iota(channels.begin(), channels.end(), 0U);
        std::shuffle(channels.begin(), channels.end(), chance_);
        channels.resize(options_.channels_each);
    } else {
        auto next = std::uint64_t{client} * options_.channels_each;
        for (auto& channel : channels)
            channel = static_cast<std::uint32_t>(next++ % options_.channels);
    }
    std::sort(channels.begin(), channels.end());
    return channels;
}

void Load::add_subscriber(std::uint32_t client)
{
    std::vector<std::string> names;
    auto& seats = seats_.emplace_back();
    for (const auto channel : channels_for(client)) {
        seats.push_back({channel, subscribers_[channel]++});
        names.push_back(names_[channel]);
    }
    for (std::uint32_t pattern = 0; pattern < options_.patterns; ++pattern)
        names.push_back(prefix_ + "none/" + std::to_string(pattern) + "/**");
    add_client(std::move(names));
}

Task<> Load::play()
{
    const auto begun = run_.now();
    co_await connect(sessions_at_a_time);
    if (run_.over()) co_return;
    report_sessions(begun);
    for (auto slow = options_.clients; slow < options_.clients + options_.slow; ++slow)
        clients_[slow]->stop_reading();

    publishing_ = true;
    first_due_ = run_.now();
    options_.window > 0 ? fill_windows() : publish_by_the_clock();
    co_await run_.go_on(options_.warmup);
    measure_begin();
    run_.say_measuring();
    co_await run_.go_on(options_.seconds);
    measure_end();
    publishing_ = false;
    timer_.cancel();
    co_await wait_for_the_rest();
    co_await find_ended_readers();
    report_results();
    co_await disconnect();
}

void Load::measure_begin()
{
    published_before_ = ledger_.published();
    window_.begin(run_, ledger_.delivered());
    latencies_.begin(run_.now());
    delays_.begin(run_.now());
}

void Load::measure_end()
{
    window_.end(run_, ledger_.delivered());
    latencies_.end(run_.now());
    delays_.end(run_.now());
    published_ = ledger_.published() - published_before_;
}

// As long as something comes, more may come; but not for ever.
Task<> Load::wait_for_the_rest()
{
    const auto deadline = run_.now() + static_cast<std::uint64_t>(options_.drain * 1e6);
    bool comes = true;
    while (comes && !ledger_.complete() && run_.now() < deadline && !run_.failed()) {
        const auto delivered = ledger_.delivered();
        const std::function<bool()> news = [this, delivered] {
            return ledger_.delivered() != delivered;
        };
        co_await run_.wait(std::min(longest_silence, options_.drain), news);
        comes = ledger_.delivered() != delivered;
    }
    behind_ = comes && !ledger_.complete();
    // One that comes twice may come a little later.
    co_await run_.wait(after_the_last, nullptr);
}

Task<> Load::find_ended_readers()
{
    if (options_.slow == 0) co_return;
    for (auto slow = options_.clients; slow < options_.clients + options_.slow; ++slow) {
        if (clients_[slow]->ready()) clients_[slow]->go_on_reading();
    }
    constexpr double time_to_notice = 3;
    const std::function<bool()> all_ended = [this] { return slow_ended_ == options_.slow; };
    co_await run_.wait(time_to_notice, all_ended);
}

// A batch that is late does not move those after it.
void Load::publish_by_the_clock()
{
    timer_.expires_at(run_.at(due_of(batches_)));
    timer_.async_wait([this](const error_code& error) {
        if (error || !publishing_) return;
        const auto now = run_.now();
        for (int count = 0; due_of(batches_) <= now && count < batches_a_turn; ++count) {
            delays_.record(due_of(batches_), now);
            publish(turn_, due_of(batches_));
            turn_ = (turn_ + 1) % publishers_;
            ++batches_;
        }
        publish_by_the_clock();
    });
}

std::uint64_t Load::due_of(std::uint64_t batch) const
{
    const auto later = 1e6 * options_.batch / options_.rate * static_cast<double>(batch);
    return first_due_ + static_cast<std::uint64_t>(later);
}

void Load::fill_windows()
{
    const auto subscriptions = std::uint64_t{options_.clients} * options_.channels_each;
    refill_below_ = subscriptions * (options_.window - options_.batch) / options_.channels;
    for (std::uint32_t publisher = 0; publisher < publishers_; ++publisher) {
        while (owed_[publisher] <= refill_below_)
            publish(publisher, run_.now());
    }
}

void Load::publish(std::uint32_t publisher, std::uint64_t due)
{
    auto& client = *clients_[first_publisher_ + publisher];
    if (!client.ready()) {
        owed_[publisher] = refill_below_ + 1;
        return;
    }
    batch_.clear();
    for (std::uint32_t count = 0; count < options_.batch; ++count)
        append_publication(client, publisher, due);
    close_batch(batch_);
    client.publish(batch_);
}

void Load::append_publication(const Client& client, std::uint32_t publisher, std::uint64_t due)
{
    const auto channel = next_channel();
    const auto subscribers = subscribers_[channel];
    const auto stream = ledger_.stream(publisher, channel, subscribers);
    const Stamp stamp{stream, ledger_.publish(stream), due};
    begin_publish(batch_, client.id(), names_[channel], ledger_.published());
    if (options_.cometd) {
        append_chat(batch_, stamp, channel, publisher, options_.payload);
    } else {
        append_text(batch_, stamp, options_.payload);
    }
    batch_ += '}';
    owed_[publisher] += subscribers;
}

std::uint32_t Load::next_channel()
{
    if (!options_.cometd)
        return static_cast<std::uint32_t>(ledger_.published() % options_.channels);
    std::uniform_int_distribution<std::uint32_t> any{0, options_.channels - 1};
    auto channel = any(chance_);
    while (subscribers_[channel] == 0)
        channel = any(chance_);
    return channel;
}

void Load::on_event(Client& client, const Received& event)
{
    if (client.number() >= options_.clients) return;  // A slow one, and what it had read already.
    const auto now = run_.now();
    const auto stamp = stamp_in(event.data);
    const auto channel = channel_of(event.channel);
    const auto& seats = seats_[client.number()];
    const auto seat = std::lower_bound(
        seats.begin(), seats.end(), channel, [](const Seat& each, std::uint32_t wanted) {
            return each.channel < wanted;
        });
    if (!stamp || seat == seats.end() || seat->channel != channel) return ledger_.receive_foreign();
    if (!ledger_.receive(stamp->stream, stamp->number, channel, seat->position)) return;
    latencies_.record(stamp->due, now);
    if (options_.window == 0) return;
    const auto publisher = ledger_.publisher_of(stamp->stream);
    if (owed_[publisher] > 0) --owed_[publisher];
    if (publishing_ && owed_[publisher] <= refill_below_) publish(publisher, now);
}

// A number that no channel has, when it is none of ours.
std::uint32_t Load::channel_of(std::string_view name) const
{
    std::uint32_t channel = options_.channels;
    if (!name.starts_with(prefix_)) return channel;
    name.remove_prefix(prefix_.size());
    std::from_chars(name.data(), name.data() + name.size(), channel);
    return channel;
}

void Load::on_refused(Client&, const Received& reply)
{
    const auto channel = channel_of(reply.channel);
    ledger_.refuse(channel < options_.channels ? subscribers_[channel] : 0);
    if (refusal_.empty()) refusal_ = reply.error;
}

void Load::on_lost(Client& client, const client::Failure& failure)
{
    const bool slow =
        client.number() >= options_.clients && client.number() < options_.clients + options_.slow;
    if (!slow) return Workload::on_lost(client, failure);
    ++slow_ended_;
}

void Load::report_sessions(std::uint64_t begun)
{
    auto& report = run_.report();
    report.add("sessions", "sessions", std::uint64_t{clients_.size()});
    const auto microseconds = static_cast<double>(run_.now() - begun);
    report.add("session_begin_ms", "they began in", microseconds / 1000, "ms");
}

void Load::report_results()
{
    auto& report = run_.report();
    const auto seconds = window_.seconds();
    report.add("measured_s", "measured for", seconds, "s");
    if (seconds > 0) {
        report.add("published_per_s", "published", static_cast<double>(published_) / seconds, "/s");
        report.add("delivered_per_s", "delivered", window_.rate(), "/s");
    }
    if (delays_.all().count() > 0) {
        const auto late = static_cast<double>(delays_.all().at(99));
        report.add("late_p99_ms", "published late, 99 %", late / 1000, "ms");
    }
    report.add_latency(latencies_.all(), "latency");
    window_.report_cpu(report, "delivery");
    if (options_.slow > 0) {
        report.add("slow", "readers that did not read", std::uint64_t{options_.slow});
        report.add("slow_ended", "of them ended by the server", slow_ended_);
    }
    auto counts = ledger_.counts();
    if (behind_) {
        report.add_failure(std::to_string(counts.lost) + " deliveries had not come " +
                           number_text(options_.drain) + " s later (--drain)");
        report.add("behind", "deliveries not waited for", counts.lost);
        counts.lost = 0;
    }
    report.add_counts(counts);
    if (!refusal_.empty()) report.add_failure("refused with " + refusal_);
}

std::string Load::plot() const
{
    return plot_of(latencies_, "latency of a delivery");
}

std::string Load::progress() const
{
    if (!publishing_) return Workload::progress();
    return std::to_string(ledger_.published()) + " published, " +
           std::to_string(ledger_.delivered()) + " of " + std::to_string(ledger_.expected()) +
           " delivered";
}

std::unique_ptr<Workload> make_load(Run& run)
{
    return std::make_unique<Load>(run);
}

}  // namespace halley::bench
