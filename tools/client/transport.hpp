#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "tools/client/action.hpp"

namespace halley::client {

/// Who hears what comes in.
class TransportHandler {
public:
    virtual void on_text(std::string_view text) = 0;
    virtual void on_failure(const Failure& failure) = 0;

protected:
    ~TransportHandler() = default;
};

/** The way of messages to one server and back. It opens its connections when there is something
    to send, and after `close` its handler hears nothing more.
*/
class Transport {
public:
    virtual ~Transport() = default;

    /// Messages of `Lane::command` may travel together, one of `Lane::connect` travels alone:
    /// a server does not hold a connect that has company.
    virtual void send(Lane lane, std::string message) = 0;

    virtual void close() = 0;
};

}  // namespace halley::client
