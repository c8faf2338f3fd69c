#include "src/http/date.hpp"

#include <array>
#include <chrono>
#include <ctime>

namespace halley::http {

std::string_view date_now()
{
    using std::chrono::system_clock;
    struct Cache {
        std::array<char, 40> text{};
        std::size_t size = 0;
        system_clock::time_point expires;
    };
    thread_local Cache cache;

    const auto time = system_clock::now();
    const auto second = std::chrono::floor<std::chrono::seconds>(time);
    if (time >= cache.expires || second + std::chrono::seconds{1} < cache.expires) {
        const auto calendar = system_clock::to_time_t(second);
        std::tm utc{};
        gmtime_r(&calendar, &utc);
        cache.size =
            std::strftime(cache.text.data(), cache.text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
        cache.expires = second + std::chrono::seconds{1};
    }
    return {cache.text.data(), cache.size};
}

}  // namespace halley::http
