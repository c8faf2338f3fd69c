#include "tools/bayeux-conformance/case.hpp"

namespace halley::conformance {

Cases advice_cases()
{
    return {};
}

}  // namespace halley::conformance
