#include "tools/bayeux-conformance/report/families.hpp"

#include <algorithm>
#include <iterator>

namespace halley::conformance {

namespace {

struct Family {
    std::string_view letters, subject;
};

constexpr Family families[] = {
    {"FMT", "Messages"            },
    {"CHN", "Channels, patterns"  },
    {"HSK", "Handshake"           },
    {"CON", "Connect"             },
    {"LP",  "Long-polling, HTTP"  },
    {"WS",  "WebSocket"           },
    {"JSP", "Callback-polling"    },
    {"SSE", "Eventsource"         },
    {"SUB", "Subscribe"           },
    {"PUB", "Publish, delivery"   },
    {"DSC", "Disconnect"          },
    {"ADV", "Advice"              },
    {"ERR", "Errors"              },
    {"EXT", "Extensions"          },
    {"ACK", "Acknowledgement"     },
    {"TSY", "Time synchronisation"},
    {"TST", "Timestamps"          },
    {"BIN", "Binary data"         },
    {"RLD", "Reload of a page"    },
    {"LIM", "Limits"              },
};

}  // namespace

std::string_view family_of(std::string_view id)
{
    return id.substr(0, id.find('-'));
}

std::size_t place_of(std::string_view family)
{
    const auto* const found =
        std::find_if(std::begin(families), std::end(families), [&](const Family& each) {
            return each.letters == family;
        });
    return static_cast<std::size_t>(std::distance(std::begin(families), found));
}

std::string_view subject_of(std::string_view family)
{
    const auto place = place_of(family);
    return place < std::size(families) ? families[place].subject : family;
}

}  // namespace halley::conformance
