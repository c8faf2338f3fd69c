#include "tools/bayeux-conformance/case.hpp"

namespace halley::conformance {

Cases extension_cases()
{
    return {};
}

}  // namespace halley::conformance
