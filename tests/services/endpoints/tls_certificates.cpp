#include <fstream>

#include <boost/test/unit_test.hpp>

#include "services/endpoints/tls.hpp"
#include "tests/services/endpoints/tls_backend.hpp"

namespace halley::services {
namespace {

BOOST_AUTO_TEST_SUITE(tls_endpoint)

BOOST_AUTO_TEST_CASE(the_name_in_the_certificate_counts)
{
    const auto elsewhere = test_authority().issue("DNS:*.example.org,DNS:b*r.example.com");
    const auto nowhere = test_authority().issue("DNS:127.0.0.1");
    const struct {
        const Certificate& certificate;
        std::string domain;
        std::string server_name;
        bool accepted;
    } cases[] = {
        {TlsBackend::for_localhost(), "127.0.0.1", "",                true },
        {TlsBackend::for_localhost(), "127.0.0.1", "localhost",       true },
        {TlsBackend::for_localhost(), "127.0.0.1", "LOCALHOST",       true },
        {TlsBackend::for_localhost(), "127.0.0.1", "127.0.0.2",       false},
        {TlsBackend::for_localhost(), "127.0.0.1", "example.org",     false},
        {elsewhere,                   "127.0.0.1", "a.example.org",   true },
        {elsewhere,                   "127.0.0.1", "a.b.example.org", false},
        {elsewhere,                   "127.0.0.1", "example.org",     false},
        {elsewhere,                   "127.0.0.1", "bar.example.com", false},
        {elsewhere,                   "127.0.0.1", "",                false},
        {nowhere,                     "127.0.0.1", "",                false},
    };
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.domain << ' ' << c.server_name)
        {
            TlsBackend backend(c.certificate);
            const auto connection =
                backend.open({.domain = c.domain, .server_name = c.server_name});
            backend.accept();
            backend.client.run_until_reports(1);
            const auto unreachable = failed(Errc::service_unreachable);
            check_reports(backend.client, {c.accepted ? "opened" : unreachable});
            const auto entries = backend.client.logger.entries();
            BOOST_TEST(entries.empty() == c.accepted);
            for (const auto& entry : entries) {
                BOOST_TEST(entry.starts_with("service test: TLS handshake failed: "));
                BOOST_TEST(entry.find("mismatch") != std::string::npos);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(the_backend_is_told_the_name)
{
    TlsBackend backend;
    const auto connection = backend.open({.server_name = "localhost"});
    backend.accept();
    BOOST_TEST(backend.asked_for() == "localhost");
    connection->abort();
}

BOOST_AUTO_TEST_CASE(a_certificate_that_nobody_should_trust)
{
    const auto expired = test_authority().issue("IP:127.0.0.1", -60);
    const auto other_authority = Certificate::authority("another");
    const auto foreign = other_authority.issue("IP:127.0.0.1");
    const struct {
        const Certificate& certificate;
        const char* reason;
    } cases[] = {
        {expired,         "certificate has expired"               },
        {foreign,         "unable to get local issuer certificate"},
        {other_authority, "self-signed certificate"               },
    };
    for (const auto& c : cases) {
        TlsBackend backend(c.certificate);
        const auto connection = backend.open();
        backend.accept();
        backend.client.run_until_reports(1);
        check_reports(backend.client, {failed(Errc::service_unreachable)});
        BOOST_TEST(!connection->write("late"));
        const Reports expected{std::string("service test: TLS handshake failed: ") + c.reason};
        BOOST_TEST(backend.client.logger.entries() == expected, boost::test_tools::per_element());
    }
}

// Whom the system trusts does not include an authority of a test.
BOOST_AUTO_TEST_CASE(without_a_file_the_system_is_asked)
{
    TlsBackend backend;
    backend.system_is_trusted = true;
    const auto connection = backend.open();
    backend.accept();
    backend.client.run_until_reports(1);
    check_reports(backend.client, {failed(Errc::service_unreachable)});
}

BOOST_AUTO_TEST_CASE(versions_that_are_too_old)
{
    TlsBackend backend;
    backend.speak_at_most(TLS1_1_VERSION);
    const auto connection = backend.open();
    backend.accept();
    backend.client.run_until_reports(1);
    check_reports(backend.client, {failed(Errc::service_unreachable)});
    BOOST_TEST(backend.client.logger.entries().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_backend_that_wants_our_certificate)
{
    for (const auto version : {TLS1_3_VERSION, TLS1_2_VERSION}) {
        TlsBackend backend;
        backend.speak_at_most(version);
        backend.want_certificates();
        const auto certificate = test_authority().issue("DNS:halley");
        certificate.write_certificate(backend.file("own.pem"));
        certificate.write_key(backend.file("own.key"));
        const auto connection = backend.open(
            {.certificate = backend.file("own.pem"), .private_key = backend.file("own.key")});
        backend.accept();
        BOOST_TEST(connection->write("x"));
        BOOST_TEST(backend.read(1) == "x");
        check_reports(backend.client, {"opened"});
        connection->abort();
    }
}

// In TLS 1.3 the client learns it after the handshake.
BOOST_AUTO_TEST_CASE(a_backend_that_does_not_get_our_certificate)
{
    const struct {
        int version;
        Reports reports;
    } cases[] = {
        {TLS1_3_VERSION, {"opened", failed(Errc::service_closed)}},
        {TLS1_2_VERSION, {failed(Errc::service_unreachable)}     },
    };
    for (const auto& c : cases) {
        TlsBackend backend;
        backend.speak_at_most(c.version);
        backend.want_certificates();
        const auto connection = backend.open();
        backend.accept();
        backend.client.run_until_reports(c.reports.size());
        check_reports(backend.client, c.reports);
        BOOST_TEST(backend.client.logger.entries().size() == 1u);
    }
}

// Clients can make a connection fail as often as they like.
BOOST_AUTO_TEST_CASE(the_log_is_not_flooded)
{
    TestBackend backend;
    const auto service = backend.service({}, {}, make_tls_service);
    for (std::size_t count = 1; count <= 20; ++count) {
        const auto connection = backend.open(*service);
        backend.accept();
        backend.write("no TLS");
        backend.run_until_reports(count);
        backend.close();
    }
    BOOST_TEST(backend.logger.entries().size() < 20u);
}

BOOST_AUTO_TEST_CASE(files_that_cannot_be_used)
{
    const test::TemporaryFolder folder;
    const auto file = [&](const std::string& name) { return folder.file(name); };
    const auto one = test_authority().issue("DNS:one");
    one.write_certificate(file("one.pem"));
    one.write_key(file("one.key"));
    one.write_key(file("locked.key"), "secret");
    test_authority().issue("DNS:two").write_key(file("two.key"));
    std::ofstream(file("empty"));
    std::ofstream(file("nonsense")) << "nonsense\n";
    const auto cannot_use = [&](const std::string& key, const std::string& name) {
        return "service test: cannot use " + key + " " + file(name) + ": ";
    };
    const struct {
        const char* name;
        ServiceConfig config;
        std::string reason;
    } cases[] = {
        {"no authority",            {.ca = file("none")},               cannot_use("ca",   "none") + "No such file"},
        {"a folder",                         {.ca = file(".")},                                                  cannot_use("ca",                          ".") + "it is no file"},
        {"an empty file",   {.ca = file("empty")},                                     cannot_use("ca",               "empty") + "it is empty"},
        {"nonsense",          {.ca = file("nonsense")},cannot_use("ca","nonsense")},
        {"no key",
         {.certificate = file("one.pem")},
         "service test: certificate and private_key go together"                                               },
        {"no certificate",
         {.private_key = file("one.key")},
         "service test: certificate and private_key go together"                         },
        {"a missing certificate",
         {.certificate = file("none"), .private_key = file("one.key")},
         cannot_use("certificate",                          "none") + "No such file"},
        {"a missing key",
         {.certificate = file("one.pem"), .private_key = file("none")},
         cannot_use("private_key",                                                         "none") + "No such file"},
        {"another key",
         {.certificate = file("one.pem"), .private_key = file("two.key")},
         cannot_use("private_key",                    "two.key") + "key values mismatch"},
        {"a key with a password",
         {.certificate = file("one.pem"), .private_key = file("locked.key")},
         cannot_use("private_key","locked.key")},
        {"no name",  {.domain = ""},  "service test: server_name is no host name: "},
    };
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.name)
        {
            TestBackend client;
            BOOST_CHECK_EXCEPTION((void)client.service(c.config, {}, make_tls_service),
                                  std::invalid_argument,
                                  [&](const std::invalid_argument& error) {
                                      BOOST_TEST_MESSAGE(error.what());
                                      return std::string_view(error.what()).starts_with(c.reason);
                                  });
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::services
