#include "tools/bayeux-conformance/case.hpp"

namespace halley::conformance {

Cases handshake_cases()
{
    return {};
}

}  // namespace halley::conformance
