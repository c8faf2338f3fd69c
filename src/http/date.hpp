#pragma once

#include <string_view>

namespace halley::http {

/// The value for a `Date` header. Made once a second; valid until the next call
/// on this thread.
std::string_view date_now();

}  // namespace halley::http
