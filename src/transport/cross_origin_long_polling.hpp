#pragma once

#include <memory>

#include "src/transport/transport.hpp"

namespace halley::transport {

/// `cross-origin-long-polling`: long-polling by the name under which Faye looks for
/// it from pages of other origins. Those pages have to be in `allowed_origins`.
std::unique_ptr<const Transport> make_cross_origin_long_polling();

}  // namespace halley::transport
