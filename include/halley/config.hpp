#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace halley {

/// Whether clients prove who they are by a certificate.
enum class ClientCertificates {
    none,      ///< They are not asked.
    optional,  ///< Who has none is let in; who has one that is not trusted is not.
    required,
};

enum class TlsVersion { tls_1_2, tls_1_3 };

/// TLS on a listener. The files hold PEM, and are read again when they change.
struct TlsConfig {
    std::string certificate{};  ///< The server's, with its chain.
    std::string private_key{};
    std::string client_ca{};  ///< The authorities that clients' certificates come from.
    ClientCertificates client_certificates = ClientCertificates::none;
    TlsVersion min_version = TlsVersion::tls_1_2;

    bool operator==(const TlsConfig&) const = default;
};

/// Where the server accepts connections. Port 0 lets the system choose one.
struct ListenConfig {
    std::string address = "127.0.0.1";  ///< An IPv4 or IPv6 address, not a host name.
    std::uint16_t port = 8080;
    std::optional<TlsConfig> tls{};  ///< None: `http` and `ws` in plain text.
    /// A trusted proxy says who the client is before anything else (PROXY protocol).
    bool proxy_protocol = false;

    bool operator==(const ListenConfig&) const = default;
};

/// The `SameSite` attribute of the session cookie.
enum class SameSite { lax, strict, none };

/// When the session cookie has the attribute `Secure` (LIM-12).
enum class CookieSecure {
    automatic,  ///< When it is issued over TLS.
    always,     ///< For a server behind a proxy that speaks TLS to the clients.
    never,
};

/// The cookie that ties the sessions of one browser together (LP-07, LP-11).
struct CookieConfig {
    std::string name = "BAYEUX_BROWSER";
    bool required = false;  ///< Refuse requests that carry no cookie at all.
    SameSite same_site = SameSite::lax;
    CookieSecure secure = CookieSecure::automatic;

    bool operator==(const CookieConfig&) const = default;
};

/// The names of transports, as they stand in `supportedConnectionTypes`.
enum class TransportName {
    websocket,
    long_polling,
    cross_origin_long_polling,  ///< Long-polling as Faye calls it from pages of other origins.
    callback_polling,
    eventsource,
};

/// Extensions, by the names they have in `ext`. A client has to ask for ack and
/// timesync; timestamp adds a member to everything that is sent; activity ends
/// sessions that only connect.
enum class ExtensionName { ack, timesync, timestamp, activity };

/// What the activity extension takes for a sign of life.
enum class ActivityOf {
    client,             ///< Messages of the client, other than connects.
    client_and_server,  ///< Those, and events that the client gets.
};

struct ActivityConfig {
    ActivityOf of = ActivityOf::client;
    std::chrono::milliseconds max_inactivity{std::chrono::minutes{15}};

    bool operator==(const ActivityConfig&) const = default;
};

/// What is set for the channels of one pattern.
struct ChannelConfig {
    /// How long an event may wait for others to go with; 0: not at all.
    std::optional<std::chrono::milliseconds> lazy;
    std::optional<bool> broadcast_to_publisher;

    bool operator==(const ChannelConfig&) const = default;
};

/// What `permessage-deflate` may remember, if it is offered at all (WS-27).
enum class Compression {
    off,
    message,     ///< Each message on its own.
    connection,  ///< With reference to what was said before: smaller.
};

struct WebSocketConfig {
    Compression compression = Compression::off;

    bool operator==(const WebSocketConfig&) const = default;
};

/// What the Bayeux protocol itself is configured with.
struct BayeuxConfig {
    /// Each path serves every transport, and so does every path below it (HSK-23).
    std::vector<std::string> paths{"/bayeux", "/cometd", "/faye", "/realtime", "/nodefony/socket"};
    std::vector<TransportName> transports{TransportName::websocket, TransportName::long_polling};
    std::chrono::milliseconds timeout{30'000};       ///< How long a connect is held.
    std::chrono::milliseconds interval{0};           ///< The pause advised between connects.
    std::chrono::milliseconds max_interval{10'000};  ///< Patience between two connects.
    /// Connects of one browser that are held at once, over HTTP; -1: any number (LP-12).
    int max_sessions_per_browser = 1;
    /// The pause advised to those beyond; 0 refuses them (LP-13).
    std::chrono::milliseconds multi_session_interval{2'000};
    CookieConfig cookies;
    std::vector<ExtensionName> extensions{ExtensionName::ack, ExtensionName::timesync};
    bool broadcast_to_publisher = true;
    bool meta_connect_deliver_only = false;  ///< Events travel with connect replies only.
    ActivityConfig activity;
    std::map<std::string, ChannelConfig, std::less<>> channels;  ///< By pattern.
    WebSocketConfig websocket;

    bool operator==(const BayeuxConfig&) const = default;
};

/// What happens to a session whose queue is full (LIM-03).
enum class SlowConsumer { disconnect, drop_oldest, drop_newest };

/// So many a second, and so many at once after a pause.
struct RateConfig {
    unsigned per_second = 0;  ///< 0: any number.
    unsigned burst = 0;       ///< 0: as many as in a second.

    bool operator==(const RateConfig&) const = default;
};

/// Bounds on everything that a client can make grow. Where 0 is no limit, that is
/// the default. By address means of IPv6 by network of 64 bits.
struct LimitsConfig {
    std::size_t message_bytes = 1024 * 1024;  ///< One HTTP body or WebSocket message.
    std::size_t json_depth = 128;
    std::size_t messages_per_batch = 1000;
    std::size_t subscriptions_per_session = 1000;
    std::size_t sessions = 0;              ///< 0: no limit.
    std::size_t sessions_per_address = 0;  ///< 0: no limit.
    RateConfig handshakes_per_address;
    RateConfig publishes_per_session;
    RateConfig publishes_per_address;
    RateConfig subscribes_per_session;  ///< Counted in channels.
    RateConfig subscribes_per_address;
    std::size_t channel_bytes = 255;    ///< Length of a channel name.
    std::size_t channel_segments = 16;  ///< Depth of a channel name.
    std::size_t queue_messages = 10'000;
    std::size_t queue_bytes = 4 * 1024 * 1024;
    SlowConsumer slow_consumer = SlowConsumer::disconnect;
    std::size_t request_header_bytes = 16 * 1024;
    std::chrono::milliseconds request_timeout{10'000};  ///< A request's header and body together.
    /// How long a connection may stay open without a request, or a WebSocket without
    /// a session.
    std::chrono::milliseconds idle_timeout{75'000};
    /// Of requests and messages that have not come to their end; 0: no limit.
    std::size_t bytes_in_flight = 0;
    std::size_t connections = 0;              ///< 0: no limit.
    std::size_t connections_per_address = 0;  ///< 0: no limit.

    bool operator==(const LimitsConfig&) const = default;
};

/// Nodefony's own `system.reconnect` keys: what its clients are advised to do.
struct SystemConfig {
    bool reconnect_handshake = false;
    bool reconnect_connect = true;

    bool operator==(const SystemConfig&) const = default;
};

/// How the texts of a backend are told apart.
enum class Framing {
    json,            ///< JSON texts end where they end; anything else read by read.
    newline,         ///< One text a line.
    length,          ///< Four bytes with the length, big-endian, before each text.
    content_length,  ///< A header `Content-Length: N` before each text, as LSP has it.
    raw,             ///< What one read brings is one text, as with Nodefony.
};

/// What clients get of a backend's texts as `data`.
enum class DataShape {
    automatic,  ///< Nodefony's clients a string, the others JSON where it is JSON.
    string,     ///< The text in a JSON string.
    json,       ///< The JSON itself; a text that is none ends the connection.
};

/// A backend behind `/service/<name>`.
struct ServiceConfig {
    std::string type = "tcp";          ///< In lower case.
    std::string domain = "127.0.0.1";  ///< Host name or address.
    std::uint16_t port = 0;
    std::string path{};                  ///< Of a unix socket, or of a WebSocket's URL.
    std::vector<std::string> command{};  ///< Of a process: the program and its arguments.
    std::chrono::milliseconds connect_timeout{3'000};
    /// A connection on which nothing is said that long is closed; 0: never.
    std::optional<std::chrono::milliseconds> idle_timeout{};
    std::optional<Framing> framing{};
    DataShape data = DataShape::automatic;
    bool hello = false;  ///< Tell the backend who its client is.

    // Of `tls`, and of `websocket` when `tls` is set: files with PEM.
    bool tls = false;
    std::string ca{};           ///< Empty: those that the system trusts.
    std::string certificate{};  ///< Ours, with its chain; with `private_key`.
    std::string private_key{};
    std::string server_name{};  ///< What the backend's certificate must name. Empty: `domain`.

    // One set of connections for all clients, which speaks JSON-RPC 2.0.
    bool shared = false;
    unsigned pool = 1;  ///< Connections, of each shard.
    std::chrono::milliseconds call_timeout{30'000};
    std::size_t max_pending = 10'000;        ///< Calls without an answer, of each shard.
    std::vector<std::string> may_publish{};  ///< Patterns of channels.

    bool operator==(const ServiceConfig&) const = default;
};

/// What rules are about. A subscribe or a publish to a service is `service`, the
/// others are of broadcast channels.
enum class Operation { create, subscribe, publish, service };

/// Whom a rule concerns: sessions of which all of this is true.
struct WhoConfig {
    std::optional<bool> authenticated;  ///< Whether the session has an identity.
    std::vector<std::string> user;      ///< Identities, one of which it has; empty: any.
    /// Names, and the values one of which the session has.
    std::map<std::string, std::vector<std::string>, std::less<>> attributes;

    bool operator==(const WhoConfig&) const = default;
};

/// Either `allow` or `deny` is empty.
struct RuleConfig {
    std::vector<Operation> allow;
    std::vector<Operation> deny;
    std::vector<std::string> channels;  ///< Patterns, with `{claim}` for a segment.
    WhoConfig who;

    bool operator==(const RuleConfig&) const = default;
};

/// How clients show who they are.
enum class AuthenticationType {
    basic,    ///< A name and a password (RFC 7617), checked against a file of hashes.
    jwt,      ///< A signed token (RFC 7519).
    http,     ///< Whatever a server of the operator's makes of it.
    express,  ///< The session of an Express application, which lies in Redis.
    digest,   ///< The login of Nodefony's clients, checked against a file of `htdigest`.
};

/// One way to authenticate. Each type has a use for some of the keys. Secrets stand in
/// files of their own.
struct AuthenticationConfig {
    AuthenticationType type = AuthenticationType::basic;
    std::string file{};            ///< Of basic and digest: the users.
    std::string realm = "Halley";  ///< What browsers show to whom they ask for a password.
    /// How long an answer holds, of basic, http and express; 0: everyone is asked again.
    std::chrono::milliseconds cache{std::chrono::minutes{1}};
    /// How long http and express wait for whom they ask.
    std::chrono::milliseconds timeout{5'000};
    std::string cookie{};    ///< Of jwt, express and digest: its name.
    std::string identity{};  ///< Of jwt and express: the path of the member that names the user.

    // jwt
    std::string keys{};    ///< A file of public keys in PEM, or a JSON Web Key Set.
    std::string secret{};  ///< A file: for jwt the secret of HS256, for express one on each line.
    std::string ext{};     ///< The path of the token in a handshake's `ext`.
    std::string issuer{};
    std::string audience{};
    std::chrono::milliseconds leeway{0};  ///< How wrong the clocks may go.

    // http
    std::string url{};
    std::vector<std::string> headers{};  ///< Those that are passed on. Empty: the usual ones.

    // express
    std::string redis{};     ///< HOST:PORT
    std::string password{};  ///< A file with that of Redis.
    unsigned database = 0;
    std::string prefix = "sess:";

    // digest
    std::chrono::milliseconds lasts{std::chrono::hours{12}};  ///< A login.

    bool operator==(const AuthenticationConfig&) const = default;
};

struct SecurityConfig {
    /// Origins, besides the endpoint's own, whose pages may open a WebSocket,
    /// e.g. `https://www.example.org`; `*` allows all of them.
    std::vector<std::string> allowed_origins;
    std::vector<RuleConfig> rules;  ///< None: everything is allowed.
    /// Addresses and networks whose word about their clients is taken.
    std::vector<std::string> trusted_proxies;
    /// Tried in order: the first that recognises what a client shows decides.
    std::vector<AuthenticationConfig> authentication;
    bool anonymous = false;      ///< With authentication: who shows nothing is welcome too.
    bool every_request = false;  ///< Not only handshakes: others are answered 401.

    bool operator==(const SecurityConfig&) const = default;
};

/// How a server ends that drains before it stops: see `Server::drain`.
struct DrainConfig {
    std::chrono::milliseconds window{5'000};  ///< Over which the sessions' ends are spread.
    std::chrono::milliseconds interval{0};    ///< The pause advised before the next handshake.
    std::vector<std::string> hosts;           ///< Names or addresses of servers to go to.

    bool operator==(const DrainConfig&) const = default;
};

enum class LogLevel { debug, info, warning, error, off };
enum class LogFormat { text, json };

struct LogConfig {
    LogLevel level = LogLevel::info;
    LogFormat format = LogFormat::text;

    bool operator==(const LogConfig&) const = default;
};

/// Everything an operator can choose. A default-constructed value is valid.
struct Config {
    std::vector<ListenConfig> listen;  ///< Empty: 127.0.0.1:8080.
    unsigned shards = 0;               ///< Threads; 0: one a CPU.
    BayeuxConfig bayeux;
    LimitsConfig limits;
    SystemConfig system;
    std::map<std::string, ServiceConfig, std::less<>> services;
    SecurityConfig security;
    DrainConfig drain;
    LogConfig log;

    bool operator==(const Config&) const = default;
};

}  // namespace halley
