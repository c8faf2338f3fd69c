#include "tools/bayeux-conformance/case.hpp"

namespace halley::conformance {

Cases channel_cases()
{
    return {};
}

}  // namespace halley::conformance
