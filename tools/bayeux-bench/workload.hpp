#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tools/bayeux-bench/client.hpp"
#include "tools/bayeux-bench/run.hpp"

namespace halley::bench {

/// What a run does to the server, with the clients that it needs for it.
class Workload : protected Client::Listener {
public:
    explicit Workload(Run& run) : run_(run) {}
    virtual ~Workload() = default;

    /// All of it, and what it found goes to the report.
    virtual Task<> play() = 0;

    /// A line for whoever watches.
    virtual std::string progress() const;

    /// An SVG of what it found.
    virtual std::string plot() const = 0;

protected:
    /// One more client that `connect` begins, with what it subscribes to.
    void add_client(std::vector<std::string> channels = {});

    /// Begins the sessions of all clients that have none, so many at a time; each must come about.
    Task<> connect(std::size_t at_a_time);

    /// Ends all sessions as they should end. Those that were lost before are reported.
    Task<> disconnect();

    void on_ready(Client& client) override;
    void on_ended(Client& client, const client::Failure& failure) override;
    /// A session that was there has ended by itself. It counts as a failure.
    virtual void on_lost(Client& client, const client::Failure& failure);

    Run& run_;
    std::vector<std::unique_ptr<Client>> clients_;
    std::vector<std::vector<std::string>> channels_of_;  ///< By client.
    std::size_t ready_ = 0;

private:
    void start_some();

    std::size_t started_ = 0;
    std::size_t at_a_time_ = 0;
    bool connecting_ = false;
    bool leaving_ = false;
    std::size_t losses_ = 0;
    std::string first_loss_;
};

std::unique_ptr<Workload> make_workload(Run& run);

/// One for each name, for `make_workload`.
std::unique_ptr<Workload> make_load(Run& run);
std::unique_ptr<Workload> make_idle(Run& run);
std::unique_ptr<Workload> make_churn(Run& run);
std::unique_ptr<Workload> make_service(Run& run);
std::unique_ptr<Workload> make_storm(Run& run);

/// A prefix of channels that no other run uses.
std::string own_channel();

}  // namespace halley::bench
