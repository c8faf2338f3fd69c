#include "src/config/tls_table.hpp"

#include "services/tls/tls_files.hpp"
#include "src/config/checks.hpp"
#include "src/tls/server_context.hpp"

namespace halley::config {
namespace {

void check_tls(Reader& reader, const TlsConfig& tls)
{
    if (tls.certificate.empty() || tls.private_key.empty())
        reader.error("needs certificate and private_key");
    const bool asks = tls.client_certificates != ClientCertificates::none;
    if (asks && tls.client_ca.empty())
        reader.error("client_certificates needs client_ca, to know whom to trust");
    if (!asks && !tls.client_ca.empty())
        reader.error("client_ca is for client_certificates: optional or required");
}

Section<TlsConfig> make_table()
{
    const Choice<ClientCertificates> clients{
        {{"none", ClientCertificates::none},
         {"optional", ClientCertificates::optional},
         {"required", ClientCertificates::required}}
    };
    const Choice<TlsVersion> version{
        {{"1.2", TlsVersion::tls_1_2}, {"1.3", TlsVersion::tls_1_3}}
    };
    auto client_ca = row("client_ca", &TlsConfig::client_ca, Text{check_file});
    client_ca.hidden = [](const TlsConfig& tls) { return tls.client_ca.empty(); };
    return {
        {
         row("certificate", &TlsConfig::certificate, Text{check_file}),
         row("private_key", &TlsConfig::private_key, Text{check_file}),
         client_ca, row("client_certificates", &TlsConfig::client_certificates, clients),
         row("min_version", &TlsConfig::min_version, version),
         },
        nullptr,
        check_tls
    };
}

const Section<TlsConfig>& table()
{
    static const auto made = make_table();
    return made;
}

const Node& value_of(const Node& section, const std::string& key)
{
    for (const auto& entry : section.entries) {
        if (entry.key == key) return *entry.value;
    }
    return section;
}

}  // namespace

void Tls::read(Reader& reader, const Node& node, std::optional<TlsConfig>& value) const
{
    value.reset();
    if (node.is_null()) return;
    const auto errors = reader.errors().size();
    TlsConfig read;
    table().read(reader, node, read);
    if (reader.errors().size() != errors) return;
    try {
        tls::make_server_context(read);
        value = std::move(read);
    } catch (const services::TlsFileError& unusable) {
        reader.error(value_of(node, unusable.key), unusable.what());
    }
}

std::string Tls::print_block(const std::optional<TlsConfig>& value, std::size_t indent) const
{
    return value ? table().print_block(*value, indent) : " ~\n";
}

}  // namespace halley::config
