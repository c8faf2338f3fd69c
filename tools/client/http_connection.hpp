#pragma once

#include <memory>
#include <string>
#include <variant>

#include <boost/beast/core/flat_buffer.hpp>

#include "tools/client/stream.hpp"

namespace halley::client {

struct HttpReply {
    unsigned status = 0;
    std::string reason;
    std::string body;
};

/// One connection at a time that posts one request at a time, kept alive between them.
class HttpConnection {
public:
    HttpConnection(Executor executor, Peer& peer) : executor_(executor), peer_(peer) {}

    /// A kept connection that turns out to be closed is replaced once, without a word.
    Task<std::variant<HttpReply, Failure>> post(std::string body);

    void close();

private:
    Task<std::optional<Failure>> open();
    /// `heard` says whether anything of an answer came.
    Task<std::variant<HttpReply, Failure>> exchange(const std::string& body, bool& heard);

    Executor executor_;
    Peer& peer_;
    std::unique_ptr<Stream> stream_;
    boost::beast::flat_buffer buffer_;
    bool kept_ = false;
    bool closed_ = false;
};

}  // namespace halley::client
