#pragma once

#include <memory>
#include <optional>
#include <string>

#include "protocol/exchange.hpp"
#include "src/beast.hpp"
#include "src/net.hpp"
#include "src/runtime/connections.hpp"
#include "src/runtime/outlet_table.hpp"
#include "src/runtime/shard_thread.hpp"
#include "src/transport/attention.hpp"
#include "src/transport/frame_queue.hpp"
#include "src/transport/frame_sender.hpp"
#include "src/websocket/deflater.hpp"
#include "src/websocket/receiver.hpp"

namespace halley::transport {

/** One client's WebSocket.

    Rules:
    - Callbacks, not coroutines: connections of this kind idle by the ten thousand.
      While one idles it has no buffer: it reads into its shard's.
    - One frame is sent at a time; what is delivered meanwhile gathers for the next one.
      Control frames go first.
    - A client that does not take what is sent to it is not read either.
    - Closing is graceful as long as the client plays along, and bounded by the
      deadline, which otherwise asks from time to time whether it is still there.

    @par Lifetime
    Its outlet and its pending operations own it; `finish` ends them.
*/
class WebSocketConnection final : public std::enable_shared_from_this<WebSocketConnection>,
                                  public runtime::Connection,
                                  public runtime::OutletWriter {
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
    enum class State {
        opening,  ///< The upgrade is being written.
        open,
        draining,  ///< To be closed when everything has been written.
        closing,   ///< The last frame is a close frame, written or about to be.
        gone,
    };
    enum class Sending { nothing, answer, events, control };
    struct Farewell {
        unsigned code;
        std::string_view reason;  ///< A literal, or of the error table.
    };

    void accept(const HttpRequest& request);
    void open();
    void await_input(Socket::wait_type what = Socket::wait_read);
    void on_input();
    bool takes_nothing() const;
    void take(std::span<char> input);
    void take_close(const websocket::Received& received);
    std::optional<Farewell> take_message(const websocket::Received& received);
    void write();
    bool begin_frame();
    void on_output();
    void on_sent();
    void shut_down();
    void say_control(websocket::Opcode opcode, std::string_view payload);
    void say_farewell(Farewell farewell);
    void say_farewell(Farewell farewell, protocol::Duration patience);
    void check_alive();
    bool is_vacant();
    void count_refusal(Limit limit);
    void finish();

    runtime::ShardThread& shard_;
    tls::ClientSocket socket_;
    websocket::Receiver receiver_;
    FrameSender sender_;
    FrameQueue queue_;
    std::unique_ptr<websocket::Deflater> deflater_;  ///< Null unless messages are compressed.
    std::string sent_;                               ///< What is no part of `queue_`.
    std::string control_;                            ///< Control frames, which go next.
    protocol::RequestPtr request_;
    runtime::PlacePtr place_;
    protocol::Outlet outlet_;
    Farewell farewell_{};
    State state_ = State::opening;
    Sending sending_ = Sending::nothing;
    bool awaits_output_ = false;
    bool paused_ = false;       ///< Not read, since it does not read.
    bool deaf_ = false;         ///< What comes is not looked at any more.
    bool peer_closed_ = false;  ///< It has said that it closes, or need not any more.
    Attention attention_;
    bool occupied_ = false;  ///< It has served a session since the last look.
    protocol::TimePoint next_look_{};
    /// When it has had no session for too long; none: it belongs to one for good.
    std::optional<protocol::TimePoint> idle_at_;
    runtime::BytesInFlight::Share share_;
};

}  // namespace halley::transport
