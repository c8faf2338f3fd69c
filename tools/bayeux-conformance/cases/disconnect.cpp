#include "tools/bayeux-conformance/case.hpp"

namespace halley::conformance {

Cases disconnect_cases()
{
    return {};
}

}  // namespace halley::conformance
