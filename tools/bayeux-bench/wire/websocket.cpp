#include <algorithm>
#include <string>

#include "tools/bayeux-bench/wire/connection.hpp"
#include "tools/bayeux-bench/wire/frames.hpp"
#include "tools/bayeux-bench/wire/link.hpp"

namespace halley::bench {
namespace {

using client::Failure;
using client::Lane;

// The key and its answer of RFC 6455: a key of our own for each would prove nothing more.
constexpr std::string_view key = "dGhlIHNhbXBsZSBub25jZQ==";
constexpr std::string_view accepted = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

constexpr std::size_t longest_head = 64 * 1024;

class WebSocket final : public Link, private Connection::Handler {
public:
    WebSocket(Loop& loop, const Target& target, Link::Handler& handler)
        : target_(target),
          handler_(handler),
          connection_(std::make_shared<Connection>(loop, static_cast<Connection::Handler&>(*this)))
    {
    }

    ~WebSocket() override { connection_->close(); }

    void send(Lane, std::string_view batch) override
    {
        if (state_ == State::open) return write(Opcode::text, batch);
        append_frame(waiting_, Opcode::text, batch);
        if (state_ == State::fresh) {
            state_ = State::opening;
            connection_->open(target_.destination);
        }
    }

    void stop_reading() override { connection_->stop_reading(); }
    void go_on_reading() override { connection_->go_on_reading(); }

    void close() override
    {
        if (state_ == State::open) write(Opcode::close, "\x03\xE8");  // 1000: all is well.
        ended_ = true;
        connection_->close();
    }

    void cut() override
    {
        ended_ = true;
        connection_->cut();
    }

private:
    enum class State { fresh, opening, open };

    void on_connected() override
    {
        connection_->write("GET " + target_.path + " HTTP/1.1\r\nHost: " + target_.authority +
                           "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " +
                           std::string{key} + "\r\n" + target_.headers + "\r\n");
    }

    void on_disconnected(const error_code& error) override { handler_.on_failure(lost(error)); }

    std::size_t on_bytes(std::string_view bytes) override
    {
        std::size_t done = 0;
        if (state_ == State::opening) {
            done = read_head(bytes);
            if (state_ != State::open) return done;
        }
        Frame frame;
        while (!ended_) {
            const auto state = read_frame(bytes.substr(done), frame);
            if (state == FrameState::incomplete) break;
            if (state == FrameState::broken) {
                fail({Failure::Kind::lost, "the server sent a broken WebSocket frame"});
                break;
            }
            done += frame.size;
            handle(frame);
        }
        return done;
    }

    // Returns how much was read; it may be open now.
    std::size_t read_head(std::string_view bytes)
    {
        const auto end = bytes.find("\r\n\r\n");
        if (end == std::string_view::npos) {
            if (bytes.size() > longest_head)
                fail({Failure::Kind::unreachable, "the server does not open a WebSocket"});
            return 0;
        }
        const auto head = bytes.substr(0, end);
        const auto line = head.substr(0, head.find("\r\n"));
        const auto status = line.substr(std::min(line.find(' ') + 1, line.size()));
        if (!line.starts_with("HTTP/1.1 ")) {
            fail({Failure::Kind::unreachable, "the server does not open a WebSocket"});
        } else if (!status.starts_with("101")) {
            fail({Failure::Kind::refused,
                  "the server answers " + std::string{status} + " at " + target_.path});
        } else if (head.find(accepted) == std::string_view::npos) {
            fail({Failure::Kind::unreachable, "the server does not know WebSockets"});
        } else {
            state_ = State::open;
            connection_->write(waiting_);
            waiting_ = {};
        }
        return end + 4;
    }

    void handle(const Frame& frame)
    {
        switch (frame.opcode) {
        case Opcode::ping: return write(Opcode::pong, frame.payload);
        case Opcode::pong: return;
        case Opcode::close: return fail({Failure::Kind::lost, farewell(frame.payload)});
        default: break;
        }
        const bool first = frame.opcode != Opcode::continuation;
        if (first && frame.final) return handler_.on_text(frame.payload);
        if (first) fragments_.clear();
        fragments_ += frame.payload;
        if (frame.final) handler_.on_text(fragments_);
    }

    static std::string farewell(std::string_view payload)
    {
        std::string text = "the server closed the WebSocket";
        if (payload.size() < 2) return text;
        const auto code =
            static_cast<unsigned char>(payload[0]) * 256 + static_cast<unsigned char>(payload[1]);
        text += " with " + std::to_string(code);
        if (payload.size() > 2) text.append(" ").append(payload.substr(2));
        return text;
    }

    void write(Opcode opcode, std::string_view payload)
    {
        frame_.clear();
        append_frame(frame_, opcode, payload);
        connection_->write(frame_);
    }

    void fail(const Failure& failure)
    {
        ended_ = true;
        connection_->close();
        handler_.on_failure(failure);
    }

    const Target& target_;
    Link::Handler& handler_;
    std::shared_ptr<Connection> connection_;
    State state_ = State::fresh;
    bool ended_ = false;   ///< The handler hears nothing more.
    std::string waiting_;  ///< Frames, until it is open.
    std::string frame_;
    std::string fragments_;
};

}  // namespace

std::unique_ptr<Link> make_websocket(Loop& loop, const Target& target, Link::Handler& handler)
{
    return std::make_unique<WebSocket>(loop, target, handler);
}

}  // namespace halley::bench
