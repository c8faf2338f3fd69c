#pragma once

namespace halley::services {

/// Lets writing to a pipe or socket that nobody reads fail with an error instead
/// of ending the whole process. A handler that somebody has set stays.
void ignore_broken_pipes();

}  // namespace halley::services
