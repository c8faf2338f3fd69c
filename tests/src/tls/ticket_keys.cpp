#include "src/tls/ticket_keys.hpp"

#include <memory>

#include <boost/test/unit_test.hpp>

#include "tests/services/endpoints/certificates.hpp"

namespace halley::tls {
namespace {

using namespace std::chrono_literals;

template <auto release> struct Release {
    template <class T> void operator()(T* it) const { release(it); }
};
using Context = std::unique_ptr<SSL_CTX, Release<SSL_CTX_free>>;
using Ssl = std::unique_ptr<SSL, Release<SSL_free>>;
using Session = std::unique_ptr<SSL_SESSION, Release<SSL_SESSION_free>>;

/// A server and its clients, without a network, at a time of their own.
class Stage {
public:
    explicit Stage(int version) : version_(version)
    {
        const auto certificate = services::Certificate::authority();
        SSL_CTX_use_certificate(server_.get(), certificate.x509());
        SSL_CTX_use_PrivateKey(server_.get(), certificate.key());
        SSL_CTX_set_session_cache_mode(server_.get(), SSL_SESS_CACHE_OFF);
        TicketKeys::install(server_.get(), [this] { return now; });
        SSL_CTX_set_max_proto_version(client_.get(), version_);
        SSL_CTX_set_session_cache_mode(client_.get(),
                                       SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
        SSL_CTX_set_app_data(client_.get(), this);
        SSL_CTX_sess_set_new_cb(client_.get(), [](SSL* ssl, SSL_SESSION* session) {
            static_cast<Stage*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)))->given_.reset(session);
            return 1;
        });
    }

    /// A handshake with that ticket; whether the session was resumed by it.
    bool resumes(SSL_SESSION* ticket)
    {
        const Ssl client{SSL_new(client_.get())};
        const Ssl server{SSL_new(server_.get())};
        BIO* one = nullptr;
        BIO* other = nullptr;
        BOOST_REQUIRE(BIO_new_bio_pair(&one, 0, &other, 0) == 1);
        SSL_set_bio(client.get(), one, one);
        SSL_set_bio(server.get(), other, other);
        SSL_set_connect_state(client.get());
        SSL_set_accept_state(server.get());
        // A copy: in TLS 1.3 none is used twice.
        const Session used{ticket ? SSL_SESSION_dup(ticket) : nullptr};
        if (used) SSL_set_session(client.get(), used.get());
        for (int step = 0; step < 10; ++step) {
            SSL_do_handshake(client.get());
            SSL_do_handshake(server.get());
        }
        BOOST_REQUIRE(SSL_is_init_finished(client.get()));
        BOOST_REQUIRE(SSL_is_init_finished(server.get()));
        char byte;
        SSL_read(client.get(), &byte, 1);  // In TLS 1.3 tickets come after the handshake.
        // In TLS 1.2 no session is new that is resumed, though its ticket may be.
        if (version_ == TLS1_2_VERSION) given_.reset(SSL_get1_session(client.get()));
        // What ends otherwise cannot be resumed.
        SSL_set_shutdown(client.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
        return SSL_session_reused(client.get()) == 1;
    }

    /// The ticket that the last handshake gave.
    Session ticket() { return std::move(given_); }

    TicketKeys::Clock::time_point now{1000h};

private:
    const int version_;
    Context server_{SSL_CTX_new(TLS_server_method())};
    Context client_{SSL_CTX_new(TLS_client_method())};
    Session given_;
};

BOOST_AUTO_TEST_SUITE(ticket_keys)

BOOST_AUTO_TEST_CASE(a_key_opens_tickets_while_the_next_one_seals)
{
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        BOOST_TEST_CONTEXT(version)
        {
            Stage stage{version};
            BOOST_TEST(!stage.resumes(nullptr));
            const auto first = stage.ticket();
            BOOST_REQUIRE(first);
            stage.now += 11h;
            BOOST_TEST(stage.resumes(first.get()));
            stage.now += 12h;
            BOOST_TEST(stage.resumes(first.get()));
            const auto second = stage.ticket();
            BOOST_TEST_REQUIRE(second, "who comes with an old ticket gets a new one");
            stage.now += 13h;
            BOOST_TEST(!stage.resumes(first.get()));
            BOOST_TEST(stage.resumes(second.get()));
        }
    }
}

BOOST_AUTO_TEST_CASE(without_clients_keys_are_forgotten_as_well)
{
    Stage stage{TLS1_2_VERSION};
    stage.resumes(nullptr);
    const auto ticket = stage.ticket();
    stage.now += 25h;
    BOOST_TEST(!stage.resumes(ticket.get()));
}

BOOST_AUTO_TEST_CASE(each_context_has_its_own)
{
    Stage one{TLS1_3_VERSION};
    one.resumes(nullptr);
    const auto ticket = one.ticket();
    Stage other{TLS1_3_VERSION};
    BOOST_TEST(!other.resumes(ticket.get()));
    BOOST_TEST(one.resumes(ticket.get()));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::tls
