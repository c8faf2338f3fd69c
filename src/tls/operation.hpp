#pragma once

#include <utility>

#include <boost/asio/post.hpp>

#include "services/tls/tls_session.hpp"
#include "src/net.hpp"

namespace halley::tls {

/** A step of a TLS session, tried until nothing is in its way; for `async_compose`.

    It never completes before the call that began it has returned.
*/
template <class Attempt> class Operation {
public:
    /// @param ready whether it may succeed without waiting for the client.
    Operation(Socket& socket, services::TlsSession& session, Attempt attempt, bool ready)
        : socket_(socket), session_(session), attempt_(std::move(attempt)), ready_(ready)
    {
    }

    template <class Self> void operator()(Self& self, error_code error = {})
    {
        using Outcome = services::TlsStep::Outcome;
        if (finished_) return self.complete(step_.error, step_.bytes);
        // OpenSSL must not touch a descriptor that may be somebody else's by now.
        if (!error && !socket_.is_open()) error = asio::error::operation_aborted;
        if (error) {
            step_ = {Outcome::failed, 0, error};
        } else if (ready_ || waited_) {
            step_ = attempt_(session_);
        }
        auto& socket = socket_;  // Moved away with `self`.
        if (step_.outcome == Outcome::wait_read || step_.outcome == Outcome::wait_write) {
            waited_ = true;
            const auto what =
                step_.outcome == Outcome::wait_read ? Socket::wait_read : Socket::wait_write;
            socket.async_wait(what, std::move(self));
        } else if (waited_) {
            self.complete(step_.error, step_.bytes);
        } else {
            finished_ = true;
            asio::post(socket.get_executor(), std::move(self));
        }
    }

private:
    Socket& socket_;
    services::TlsSession& session_;
    Attempt attempt_;
    services::TlsStep step_{services::TlsStep::Outcome::wait_read};
    bool ready_;
    bool waited_ = false;
    bool finished_ = false;
};

}  // namespace halley::tls
