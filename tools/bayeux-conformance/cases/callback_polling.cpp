#include "tools/bayeux-conformance/case.hpp"

namespace halley::conformance {

Cases callback_polling_cases()
{
    return {};
}

}  // namespace halley::conformance
