#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "protocol/exchange.hpp"
#include "src/beast.hpp"
#include "src/net.hpp"
#include "src/runtime/connections.hpp"
#include "src/runtime/outlet_table.hpp"
#include "src/runtime/shard_thread.hpp"
#include "src/transport/attention.hpp"
#include "src/transport/frame_queue.hpp"
#include "src/transport/metered_socket.hpp"

namespace halley::transport {

/** One client's WebSocket.

    Rules:
    - Callbacks, not coroutines: connections of this kind idle by the ten thousand.
    - One write at a time; what is delivered meanwhile gathers for the next one.
    - A client that does not take what is sent to it is not read either.
    - Closing is graceful as long as the client plays along, and bounded by the
      deadline, which otherwise asks from time to time whether it is still there.

    @par Lifetime
    Its outlet and its pending operations own it; `finish` ends them.
*/
class WebSocketConnection final : public std::enable_shared_from_this<WebSocketConnection>,
                                  public runtime::Connection,
                                  public runtime::OutletWriter,
                                  private MeteredSocket::Owner {
public:
    /// Completes the upgrade that `request` asks for. `about` is who sends it.
    static void start(runtime::ShardThread& shard,
                      tls::ClientSocket socket,
                      const HttpRequest& request,
                      protocol::Request about,
                      runtime::PlacePtr place);
    WebSocketConnection(runtime::ShardThread& shard,
                        tls::ClientSocket socket,
                        protocol::RequestPtr request,
                        runtime::PlacePtr place);

    void deliver(protocol::Delivery&& delivery, std::string set_browser) override;
    void close(protocol::CloseReason reason) override;
    void on_deadline() override;
    void stop() override;

private:
    using Stream = beast::websocket::stream<MeteredSocket>;
    enum class State {
        opening,  ///< The upgrade is being written.
        open,
        draining,  ///< To be closed when everything has been written.
        closing,   ///< The closing handshake has begun.
        gone,
    };
    struct Farewell {
        unsigned code;
        std::string_view reason;  ///< A literal, or of the error table.
    };

    void accept(const HttpRequest& request);
    void on_accepted(error_code error);
    void on_control(beast::websocket::frame_type type);
    void read();
    void on_read(error_code error);
    std::optional<Farewell> take_message();
    void write();
    void write_through_beast();
    void on_written(error_code error);
    void count_written();
    void after_writing();
    void on_turn() override;
    bool past_beast() const;
    void say_farewell(Farewell farewell);
    void begin_close();
    void check_alive();
    bool is_vacant();
    bool has_room();
    void count_refusal(Limit limit);
    void finish();
    void give_up();

    runtime::ShardThread& shard_;
    Stream stream_;
    beast::flat_buffer buffer_;
    FrameQueue queue_;
    std::uint64_t frame_end_ = 0;  ///< What the socket will have written with the frame.
    protocol::RequestPtr request_;
    runtime::PlacePtr place_;
    protocol::Outlet outlet_;
    Farewell farewell_{};
    State state_ = State::opening;
    bool writing_ = false;
    bool may_compress_ = false;  ///< Both sides know how.
    bool paused_ = false;        ///< Not read, since it does not read.
    Attention attention_;
    protocol::TimePoint next_look_{};
    /// When it has had no session for too long; none: it belongs to one for good.
    std::optional<protocol::TimePoint> idle_at_;
    bool occupied_ = false;  ///< It has served a session since the last look.
    runtime::BytesInFlight::Share share_;
    bool given_up_ = false;  ///< What was not written went back.
};

}  // namespace halley::transport
