#include <fstream>

#include <boost/test/unit_test.hpp>

#include "tests/services/endpoints/certificates.hpp"
#include "tests/src/config/loading.hpp"
#include "tests/support/temporary_folder.hpp"

namespace halley::config {
namespace {

/// Files that a listener may name.
struct Files {
    Files()
    {
        const auto authority = services::Certificate::authority();
        authority.write_certificate(at("ca.pem"));
        const auto one = authority.issue("DNS:localhost");
        one.write_certificate(at("cert.pem"));
        one.write_key(at("key.pem"));
        one.write_key(at("locked.pem"), "secret");
        authority.issue("DNS:localhost").write_key(at("other.pem"));
        std::ofstream{at("empty.pem")};
        std::ofstream{at("text.pem")} << "Lorem ipsum\n";
    }

    std::string at(const std::string& name) const { return folder.file(name); }

    test::TemporaryFolder folder;
};

BOOST_AUTO_TEST_SUITE(config_tls)

BOOST_AUTO_TEST_CASE(what_a_listener_may_have)
{
    const Files files;
    const auto head =
        "listen:\n  - port: 8443\n    tls:\n      certificate: " + files.at("cert.pem") +
        "\n      private_key: " + files.at("key.pem") + "\n";
    TlsConfig expected;
    expected.certificate = files.at("cert.pem");
    expected.private_key = files.at("key.pem");
    BOOST_TEST((load_valid(head).config.listen.at(0).tls == expected));

    expected.client_ca = files.at("ca.pem");
    expected.client_certificates = ClientCertificates::optional;
    expected.min_version = TlsVersion::tls_1_3;
    const auto all = load_valid(head + "      client_ca: " + files.at("ca.pem") +
                                "\n      client_certificates: optional\n      min_version: 1.3\n")
                         .config;
    BOOST_TEST((all.listen.at(0).tls == expected));
    BOOST_TEST((load_valid(print_config(all)).config == all));
}

BOOST_AUTO_TEST_CASE(mistakes_are_reported_where_they_are)
{
    const Files files;
    const auto quoted = [&](const std::string& name) { return "\"" + files.at(name) + "\""; };
    const auto cert = "certificate: " + quoted("cert.pem");
    const auto key = "private_key: " + quoted("key.pem");
    const auto unusable = [&](const std::string& what, const std::string& name) {
        return "cannot use " + what + " " + files.at(name) + ": ";
    };
    const struct {
        const char* name;
        std::string lines[3];
        unsigned line;
        unsigned column;
        std::string message;
    } cases[] = {
        {"nothing",                                      {"{}"}, 2, 5,  "needs certificate and private_key"},
        {"no key",                                       {cert}, 2, 5,  "needs certificate and private_key"},
        {"a certificate that is not there",
         {"certificate: " + quoted("none.pem"), key},
         3,                                                         20,
         unusable("certificate",                                                                             "none.pem") + "No such file or directory"},
        {"an empty key",
         {cert, "private_key: " + quoted("empty.pem")},
         4,             20,
         unusable("private_key",                                                                                  "empty.pem") + "it is empty"},
        {"a folder",
         {cert, "private_key: " + quoted("")},
         4,                20,
         unusable("private_key",                                                                                                  "") + "it is no file"},
        {"no PEM",
         {"certificate: " + quoted("text.pem"), key},
         3,           20,
         unusable("certificate",                                                        "text.pem")},
        {"the key of another certificate",
         {cert, "private_key: " + quoted("other.pem")},
         4,                       20,
         unusable("private_key","other.pem") + "key values mismatch"},
        {"a key with a password",
         {cert, "private_key: " + quoted("locked.pem")},
         4,                                    20,
         unusable("private_key",                                                                "locked.pem")},
        {"authorities that are none",
         {cert + "\n      " + key,
          "client_ca: " + quoted("text.pem"),
          "client_certificates: required"},
         5,                  18,
         unusable("client_ca","text.pem")},
        {"nobody to trust",
         {cert, key, "client_certificates: required"},
         2,                                                         5,
         "client_certificates needs client_ca"                                                                              },
        {"authorities for nothing",
         {cert, key, "client_ca: " + quoted("ca.pem")},
         2,              5,
         "client_ca is for client_certificates"                                      },
        {"a version that is not spoken",
         {cert, key, "min_version: 1.1"},
         5,             20,
         "\"1.1\" is unknown"                                                                                 },
    };
    for (const auto& c : cases) {
        std::string yaml = "listen:\n  - tls:\n";
        for (const auto& line : c.lines)
            yaml += line.empty() ? "" : "      " + line + "\n";
        const auto expected =
            std::to_string(c.line) + ":" + std::to_string(c.column) + ": listen[0].tls";
        const auto errors = errors_in(yaml);
        BOOST_TEST_CONTEXT(c.name)
        {
            BOOST_TEST(errors.starts_with(expected), errors);
            BOOST_TEST(errors.find(c.message) != std::string::npos, errors);
        }
    }
}

BOOST_AUTO_TEST_CASE(one_port_is_not_for_both)
{
    const Files files;
    const auto errors =
        errors_in("listen:\n  - {port: 8443}\n  - {port: 8443, tls: {certificate: \"" +
                  files.at("cert.pem") + "\", private_key: \"" + files.at("key.pem") + "\"}}\n");
    BOOST_TEST(errors.find("already in the list") != std::string::npos, errors);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::config
