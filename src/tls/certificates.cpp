#include "src/tls/certificates.hpp"

#include <utility>

namespace halley::tls {

Certificates::Certificates(TlsConfig config) : config_(std::move(config))
{
    reload();
}

ContextPtr Certificates::current() const
{
    const std::lock_guard lock{mutex_};
    return context_;
}

void Certificates::reload()
{
    // Before they are read: what changes meanwhile is found to have changed.
    auto stamps = look();
    {
        const std::lock_guard lock{mutex_};
        read_ = seen_ = std::move(stamps);
    }
    auto context = make_server_context(config_);
    const std::lock_guard lock{mutex_};
    context_ = std::move(context);
}

bool Certificates::changed()
{
    auto stamps = look();
    const std::lock_guard lock{mutex_};
    const bool rests = stamps == seen_;
    seen_ = std::move(stamps);
    return rests && seen_ != read_;
}

Certificates::Stamps Certificates::look() const
{
    Stamps stamps;
    for (const auto* const file :
         {&config_.certificate, &config_.private_key, &config_.client_ca}) {
        struct stat found {};
        if (stat(file->c_str(), &found) != 0) found = {};
        stamps.push_back({found.st_dev,
                          found.st_ino,
                          found.st_size,
                          found.st_mtim.tv_sec,
                          found.st_mtim.tv_nsec});
    }
    return stamps;
}

}  // namespace halley::tls
