#include "services/broken_pipes.hpp"

#include <csignal>

namespace halley::services {

void ignore_broken_pipes()
{
    struct sigaction action = {};
    if (::sigaction(SIGPIPE, nullptr, &action) == 0 && action.sa_handler == SIG_DFL) {
        action.sa_handler = SIG_IGN;
        ::sigaction(SIGPIPE, &action, nullptr);
    }
}

}  // namespace halley::services
