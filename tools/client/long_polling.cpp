#include <array>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "tools/client/http_connection.hpp"
#include "tools/client/message.hpp"
#include "tools/client/message_queue.hpp"
#include "tools/client/request_head.hpp"
#include "tools/client/transports.hpp"

namespace halley::client {
namespace {

// Some servers put their refusals into bodies with a status to match.
bool has_messages(const std::string& body)
{
    const auto messages = read_messages(body);
    return messages && !messages->empty() && !messages->front().channel.empty();
}

class LongPolling : public Transport, public std::enable_shared_from_this<LongPolling> {
public:
    LongPolling(Loop& loop, std::shared_ptr<Peer> peer, TransportHandler& handler)
        : peer_(std::move(peer)),
          handler_(&handler),
          lines_{
              Line{loop.get_executor(), *peer_},
              Line{loop.get_executor(), *peer_}
    },
          loop_(loop)
    {
    }

    void send(Lane lane, std::string message) override
    {
        auto& line = lines_.at(static_cast<std::size_t>(lane));
        line.waiting.push(std::move(message), lane == Lane::connect);
        if (std::exchange(line.busy, true)) return;
        asio::co_spawn(loop_, run(shared_from_this(), line), asio::detached);
    }

    void close() override
    {
        handler_ = nullptr;
        for (auto& line : lines_)
            line.connection.close();
    }

private:
    struct Line {
        Line(Executor executor, Peer& peer) : connection(executor, peer) {}
        HttpConnection connection;
        MessageQueue waiting;
        bool busy = false;
    };

    static Task<> run(std::shared_ptr<LongPolling> self, Line& line)
    {
        while (self->handler_ && !line.waiting.empty()) {
            auto batch = line.waiting.take();
            self->log('>', batch);
            const auto result = co_await line.connection.post(std::move(batch));
            if (self->handler_) self->handle(result);
        }
        line.busy = false;
    }

    void handle(const std::variant<HttpReply, Failure>& result)
    {
        if (const auto* const failure = std::get_if<Failure>(&result))
            return handler_->on_failure(*failure);
        const auto& reply = std::get<HttpReply>(result);
        log('<', reply.body);
        const bool fine = reply.status >= 200 && reply.status < 300;
        if (fine || has_messages(reply.body)) return handler_->on_text(reply.body);
        handler_->on_failure(status_failure(reply.status, reply.reason, *peer_));
    }

    void log(char direction, std::string_view text)
    {
        if (peer_->wire) peer_->wire(direction, text);
    }

    std::shared_ptr<Peer> peer_;
    TransportHandler* handler_;  ///< Null once it is closed.
    std::array<Line, 2> lines_;
    Loop& loop_;
};

}  // namespace

std::shared_ptr<Transport>
make_long_polling(Loop& loop, std::shared_ptr<Peer> peer, TransportHandler& handler)
{
    return std::make_shared<LongPolling>(loop, std::move(peer), handler);
}

}  // namespace halley::client
