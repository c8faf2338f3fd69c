// What no broker can be faster than: one thread, one epoll, WebSocket only, and of Bayeux just what
// bayeux-bench says. It checks nothing, frees little and prints its URL. Each event is encoded
// once, and each subscriber costs one `send` a round of the poll, whatever has come for it by then.
#include <array>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tools/bayeux-bench/wire/received.hpp"

namespace {

using halley::bench::Received;
using halley::bench::Reception;

// The answer to the one key that bayeux-bench sends.
constexpr std::string_view upgraded = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                      "Connection: Upgrade\r\n"
                                      "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

struct Client {
    int socket;
    bool open = false;  ///< It is a WebSocket by now.
    bool dirty = false;
    std::string in{};
    std::string out{};     ///< Messages of this round, with commas.
    std::string unsent{};  ///< Bytes of earlier rounds.
};

class Floor {
public:
    Floor();
    void run();

private:
    void accept_all();
    void read(Client& client);
    std::size_t take_frame(Client& client, std::string_view bytes);
    void handle(Client& client, const Received& message, std::string_view batch);
    void reply(Client& client, const Received& message, std::string_view more);
    void push(Client& client, std::string_view message);
    void flush(Client& client);
    void send_unsent(Client& client);
    void drop(Client& client);

    int poll_ = epoll_create1(0);
    int listener_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    std::unordered_map<int, std::unique_ptr<Client>> clients_;  ///< By socket.
    std::unordered_map<std::string, std::vector<Client*>> channels_;
    std::vector<Client*> dirty_;
    std::string frame_;
    unsigned sessions_ = 0;
};

Floor::Floor()
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener_, any, size) != 0 || listen(listener_, 4096) != 0 ||
        getsockname(listener_, any, &size) != 0) {
        std::perror("floor");
        _exit(1);
    }
    epoll_event event{.events = EPOLLIN, .data = {.fd = listener_}};
    epoll_ctl(poll_, EPOLL_CTL_ADD, listener_, &event);
    std::printf("http://127.0.0.1:%d/\n", ntohs(address.sin_port));
    std::fflush(stdout);
}

void Floor::run()
{
    std::array<epoll_event, 1024> events{};
    for (;;) {
        const auto count = epoll_wait(poll_, events.data(), events.size(), -1);
        for (int index = 0; index < count; ++index) {
            const auto& event = events[static_cast<std::size_t>(index)];
            if (event.data.fd == listener_) {
                accept_all();
                continue;
            }
            const auto client = clients_.find(event.data.fd);
            if (client == clients_.end()) continue;
            if ((event.events & EPOLLOUT) != 0) send_unsent(*client->second);
            if ((event.events & ~EPOLLOUT) != 0) read(*client->second);
        }
        for (auto* const client : dirty_)
            flush(*client);
        dirty_.clear();
    }
}

void Floor::accept_all()
{
    for (;;) {
        const auto socket = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK);
        if (socket < 0) return;
        const int on = 1;
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        epoll_event event{.events = EPOLLIN, .data = {.fd = socket}};
        epoll_ctl(poll_, EPOLL_CTL_ADD, socket, &event);
        clients_[socket] = std::make_unique<Client>(Client{.socket = socket});
    }
}

void Floor::read(Client& client)
{
    static std::array<char, 64 * 1024> buffer;
    const auto size = recv(client.socket, buffer.data(), buffer.size(), 0);
    if (size <= 0) return drop(client);
    client.in.append(buffer.data(), static_cast<std::size_t>(size));
    std::size_t done = 0;
    if (!client.open) {
        const auto end = client.in.find("\r\n\r\n");
        if (end == std::string::npos) return;
        client.open = true;
        done = end + 4;
        client.unsent = upgraded;
        send_unsent(client);
    }
    while (const auto taken = take_frame(client, std::string_view{client.in}.substr(done)))
        done += taken;
    client.in.erase(0, done);
    if (client.in.empty()) client.in.shrink_to_fit();
}

// A client's frame is masked. Returns its size; 0 when it is not whole.
std::size_t Floor::take_frame(Client& client, std::string_view bytes)
{
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
    if (bytes.size() < 2) return 0;
    std::size_t head = 2;
    std::size_t size = byte(1) & 0x7Fu;
    const std::size_t more = size == 126 ? 2 : size == 127 ? 8 : 0;
    if (bytes.size() < head + more) return 0;
    if (more > 0) size = 0;
    for (std::size_t index = 0; index < more; ++index)
        size = size << 8 | byte(head + index);
    head += more + 4;
    if (bytes.size() < head + size) return 0;
    if ((byte(0) & 0x0Fu) != 1) return head + size;
    std::string batch{bytes.substr(head, size)};
    for (std::size_t index = 0; index < size; ++index)
        batch[index] = static_cast<char>(batch[index] ^ bytes[head - 4 + index % 4]);
    Reception reception{batch};
    for (auto message = reception.next(); message; message = reception.next())
        handle(client, *message, batch);
    return head + size;
}

void Floor::handle(Client& client, const Received& message, std::string_view batch)
{
    if (message.channel == "/meta/connect") return;  // It is held for good.
    if (message.channel == "/meta/handshake") {
        return reply(client,
                     message,
                     R"(,"version":"1.0","supportedConnectionTypes":["websocket"],"clientId":")" +
                         std::to_string(++sessions_) + '"');
    }
    if (message.channel == "/meta/subscribe") {
        constexpr std::string_view key = R"("subscription":")";
        // The fields of a message are views, so this is the one of this message.
        const auto begin = static_cast<std::size_t>(message.channel.data() - batch.data());
        const auto rest = batch.substr(batch.find(key, begin) + key.size());
        channels_[std::string{rest.substr(0, rest.find('"'))}].push_back(&client);
    }
    reply(client, message, "");
    if (message.data.empty()) return;
    std::string event = R"({"channel":")";
    event.append(message.channel).append(R"(","data":)").append(message.data).append("}");
    if (message.channel.starts_with("/service/")) return push(client, event);
    const auto channel = channels_.find(std::string{message.channel});
    if (channel == channels_.end()) return;
    for (auto* const subscriber : channel->second)
        push(*subscriber, event);
}

void Floor::reply(Client& client, const Received& message, std::string_view more)
{
    std::string text = R"({"channel":")";
    text.append(message.channel).append(R"(","id":")").append(message.id);
    text.append(R"(","successful":true)").append(more).append("}");
    push(client, text);
}

void Floor::push(Client& client, std::string_view message)
{
    if (!client.dirty) dirty_.push_back(&client);
    client.dirty = true;
    if (!client.out.empty()) client.out += ',';
    client.out += message;
}

void Floor::flush(Client& client)
{
    const auto size = client.out.size() + 2;
    frame_ = '\x81';
    const auto append = [&](std::size_t number, int bytes) {
        while (bytes-- > 0)
            frame_ += static_cast<char>(number >> 8 * bytes & 0xFF);
    };
    if (size < 126) {
        append(size, 1);
    } else if (size < 65536) {
        append(126, 1);
        append(size, 2);
    } else {
        append(127, 1);
        append(size, 8);
    }
    frame_.append("[").append(client.out).append("]");
    client.out.clear();
    client.dirty = false;
    if (!client.unsent.empty()) {
        client.unsent += frame_;
        return;
    }
    const auto sent = send(client.socket, frame_.data(), frame_.size(), MSG_NOSIGNAL);
    const auto taken = sent < 0 ? 0 : static_cast<std::size_t>(sent);
    if (taken == frame_.size()) return;
    client.unsent = frame_.substr(taken);
    epoll_event event{.events = EPOLLIN | EPOLLOUT, .data = {.fd = client.socket}};
    epoll_ctl(poll_, EPOLL_CTL_MOD, client.socket, &event);
}

void Floor::send_unsent(Client& client)
{
    const auto sent = send(client.socket, client.unsent.data(), client.unsent.size(), MSG_NOSIGNAL);
    if (sent > 0) client.unsent.erase(0, static_cast<std::size_t>(sent));
    if (!client.unsent.empty()) return;
    epoll_event event{.events = EPOLLIN, .data = {.fd = client.socket}};
    epoll_ctl(poll_, EPOLL_CTL_MOD, client.socket, &event);
}

void Floor::drop(Client& client)
{
    std::erase(dirty_, &client);
    for (auto& [name, subscribers] : channels_)
        std::erase(subscribers, &client);
    std::erase_if(channels_, [](const auto& channel) { return channel.second.empty(); });
    close(client.socket);
    clients_.erase(client.socket);
}

}  // namespace

int main()
{
    Floor{}.run();
}
