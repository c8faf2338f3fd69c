#include "tools/bayeux-conformance/case.hpp"

namespace halley::conformance {

Cases error_cases()
{
    return {};
}

}  // namespace halley::conformance
