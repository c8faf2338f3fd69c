#include "tools/bayeux-conformance/case.hpp"

namespace halley::conformance {

Cases expiry_cases()
{
    return {};
}

}  // namespace halley::conformance
