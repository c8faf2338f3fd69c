#include <string>

#include "tools/bayeux-bench/wire/exchange.hpp"
#include "tools/bayeux-bench/wire/link.hpp"

namespace halley::bench {
namespace {

using client::Lane;

class LongPolling final : public Link {
public:
    LongPolling(Loop& loop, const Target& target, Link::Handler& handler)
        : commands_(loop, target, cookies_, handler), connects_(loop, target, cookies_, handler)
    {
    }

    void send(Lane lane, std::string_view batch) override
    {
        (lane == Lane::connect ? connects_ : commands_).post(std::string{batch});
    }

    void stop_reading() override
    {
        commands_.stop_reading();
        connects_.stop_reading();
    }

    void go_on_reading() override
    {
        commands_.go_on_reading();
        connects_.go_on_reading();
    }

    void close() override
    {
        commands_.close();
        connects_.close();
    }

    void cut() override
    {
        commands_.cut();
        connects_.cut();
    }

private:
    std::string cookies_;  ///< As the header has them.
    Exchange commands_;
    Exchange connects_;
};

}  // namespace

std::unique_ptr<Link> make_long_polling(Loop& loop, const Target& target, Link::Handler& handler)
{
    return std::make_unique<LongPolling>(loop, target, handler);
}

}  // namespace halley::bench
