#include "tools/bayeux-conformance/case.hpp"

namespace halley::conformance {

Cases held_connect_cases()
{
    return {};
}

}  // namespace halley::conformance
