#pragma once

#include <utility>

namespace halley::transport {

/** Whether the other side of a connection still answers (WS-30).

    It is looked at again and again. One that kept silent since the last look is
    pinged; one that keeps silent after that is gone.
*/
class Attention {
public:
    enum class Finding { there, ping, gone };

    /// Something came, or was taken.
    void heard() noexcept { heard_ = true; }

    Finding look() noexcept
    {
        if (std::exchange(heard_, false)) {
            pinged_ = false;
            return Finding::there;
        }
        return std::exchange(pinged_, true) ? Finding::gone : Finding::ping;
    }

private:
    bool heard_ = true;
    bool pinged_ = false;
};

}  // namespace halley::transport
