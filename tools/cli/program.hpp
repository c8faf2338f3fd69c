#pragma once

#include <optional>
#include <string>

#include <boost/asio/basic_signal_set.hpp>

#include "tools/cli/connection_options.hpp"
#include "tools/cli/exit.hpp"
#include "tools/client/client.hpp"

namespace halley::cli {

/** A command-line client from its start to its status: one connection, Ctrl-C, `--timeout`,
    and one sentence for each error.

    The first SIGINT or SIGTERM ends it politely, the second at once.
*/
class Program : protected client::ClientHandler {
public:
    /// Throws `std::runtime_error` when a file of the options cannot be used.
    Program(std::string name, const ConnectionOptions& options, client::SessionOptions session);

    /// Returns the status.
    int run();

protected:
    ~Program() = default;

    /// Once the loop runs; the client is started behind it.
    virtual void on_start() = 0;
    virtual void on_interrupt() { finish(status_done); }
    /// For as long as `--timeout` says nothing has happened. It is over now, unless started again.
    virtual void on_timeout() = 0;
    /// The client has ended; nothing may use the loop any more.
    virtual void on_stop() {}

    void on_notice(const client::Notice& notice) final { say(notice.text); }
    void on_ended(const client::Ended& ended) final;

    /// On standard error, unless it is to be quiet.
    void say(const std::string& text) const;
    /// On standard error, always.
    void complain(const std::string& text) const;

    /// Says goodbye to the server and ends. The first status that is not 0 stays.
    void finish(int status);
    void fail_with(int status) { status_ = status_ == status_done ? status : status_; }
    /// Lets `--timeout` begin anew.
    void something_happened();
    void start_timeout();

    const ConnectionOptions& options() const { return options_; }
    client::Client& client() { return client_; }
    Loop& loop() { return loop_; }

private:
    void wait_for_signal();
    void wait_for_timeout();

    std::string name_;
    ConnectionOptions options_;
    Loop loop_;
    asio::basic_signal_set<Executor> signals_;
    Timer timer_;
    std::optional<client::TimePoint> timeout_at_;
    client::Client client_;
    bool interrupted_ = false;
    bool ended_ = false;
    int status_ = status_done;
};

/// `main` from the options on: runs `Application{options}`, whose errors of construction are said.
template <class Application, class Options>
int run_program(const std::string& name, const Options& options);

/// Says `error` for the program `name` and returns the status of mistakes.
int say_mistake(const std::string& name, const std::exception& error);

template <class Application, class Options>
int run_program(const std::string& name, const Options& options)
{
    try {
        return Application{options}.run();
    } catch (const std::exception& error) {
        return say_mistake(name, error);
    }
}

}  // namespace halley::cli
