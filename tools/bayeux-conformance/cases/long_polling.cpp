#include "tools/bayeux-conformance/case.hpp"

namespace halley::conformance {

Cases long_polling_cases()
{
    return {};
}

}  // namespace halley::conformance
