#include "tools/bayeux-conformance/case.hpp"

namespace halley::conformance {

Cases websocket_cases()
{
    return {};
}

}  // namespace halley::conformance
