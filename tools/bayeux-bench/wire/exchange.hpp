#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "tools/bayeux-bench/wire/connection.hpp"
#include "tools/bayeux-bench/wire/link.hpp"

namespace halley::bench {

/// POST requests to the server, one after another over one connection, which opens when it must.
class Exchange final : private Connection::Handler {
public:
    /// `cookies` are those of the client, as the header has them; answers add theirs.
    Exchange(Loop& loop, const Target& target, std::string& cookies, Link::Handler& handler);
    ~Exchange();

    void post(std::string body);
    void stop_reading();
    void go_on_reading();
    void close();
    void cut();

private:
    using Parser = boost::beast::http::response_parser<boost::beast::http::string_body>;

    void on_connected() override;
    std::size_t on_bytes(std::string_view bytes) override;
    void on_disconnected(const error_code& error) override;

    void begin();
    void write();
    void finish();
    void open();
    void drop();
    void store_cookies();

    Loop& loop_;
    const Target& target_;
    std::string& cookies_;
    Link::Handler& handler_;
    std::shared_ptr<Connection> connection_;
    std::optional<Parser> parser_;  ///< While an answer is due.
    std::deque<std::string> waiting_;
    bool connected_ = false;
    bool used_ = false;  ///< The connection has brought an answer before, or part of one.
    bool ended_ = false;
};

}  // namespace halley::bench
