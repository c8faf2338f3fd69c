#pragma once

#include <array>
#include <deque>
#include <memory>
#include <string>

#include "protocol/exchange.hpp"
#include "src/net.hpp"
#include "src/runtime/connections.hpp"
#include "src/runtime/outlet_table.hpp"
#include "src/runtime/pieces.hpp"
#include "src/runtime/shard_thread.hpp"
#include "src/tls/client_socket.hpp"
#include "src/transport/frame_queue.hpp"

namespace halley::transport {

/** The stream of one session's events: `text/event-stream` of the HTML standard.

    Rules:
    - Nothing is written before the core has said that it knows the session. If it
      does not, the answer is 404, after which browsers do not come again.
    - One write at a time; what is delivered meanwhile gathers for the next one. Each
      is one event of the stream: `data:` with an array on one line.
    - The client has nothing to say here, so silence is no sign of life: comments are
      written when nothing else is, and the kernel gives up what is not acknowledged.
    - The answer ends with the connection, as HTTP/1.0 has it and 1.1 allows.

    @par Lifetime
    Its outlet and its pending operations own it; `finish` ends them.
*/
class EventStream final : public std::enable_shared_from_this<EventStream>,
                          public runtime::Connection,
                          public runtime::OutletWriter {
public:
    /// Takes over the connection of a request for the stream of `client_id`. `cors` are
    /// lines for the head of the answer.
    static void start(runtime::ShardThread& shard,
                      tls::ClientSocket socket,
                      protocol::Request about,
                      std::string client_id,
                      std::string cors,
                      runtime::PlacePtr place);
    EventStream(runtime::ShardThread& shard,
                tls::ClientSocket socket,
                protocol::RequestPtr request,
                std::string cors,
                runtime::PlacePtr place);

    void deliver(protocol::Delivery&& delivery, std::string set_browser) override;
    void close(protocol::CloseReason reason) override;
    void on_deadline() override;
    void stop() override;

private:
    enum class State {
        asking,  ///< Whether there is such a session.
        open,
        draining,  ///< To be closed when everything has been written.
        closing,   ///< The client has yet to close as well.
        gone,
    };

    void ask(std::string client_id);
    void watch();
    std::string head() const;
    void refuse();
    void write();
    void add_frame();
    void on_written(error_code error);
    void drain();
    void begin_close();
    void show_life();
    void finish();
    void give_up();

    runtime::ShardThread& shard_;
    tls::ClientSocket socket_;
    FrameQueue queue_;
    protocol::RequestPtr request_;
    protocol::Outlet outlet_;
    std::string cors_;
    runtime::PlacePtr place_;
    std::string lead_;  ///< What goes before the next frame. Not touched while it is written.
    runtime::Pieces pieces_;
    std::deque<std::string> lines_;  ///< Parts of the frame that had several lines.
    std::array<char, 64> ignored_;
    protocol::TimePoint write_begun_;
    State state_ = State::asking;
    bool writing_ = false;
    bool writing_frame_ = false;
    bool wrote_ = false;     ///< Since the last look.
    bool given_up_ = false;  ///< What was not written went back.
};

}  // namespace halley::transport
