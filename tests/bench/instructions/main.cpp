// Usage: instructions [SCENARIO]. Does the work of one scenario; without it, lists them.

#include <exception>
#include <iostream>
#include <string_view>

#include "bench/instructions/scenario.hpp"

int main(int count, char** arguments)
try {
    const std::string_view wanted = count > 1 ? arguments[1] : "";
    for (const auto& scenario : halley::bench::scenarios()) {
        if (wanted.empty()) {
            std::cout << scenario.name << '\n';
        } else if (wanted == scenario.name) {
            const auto things = scenario.prepare()->counted();
            if (things == scenario.things) return 0;
            std::cerr << scenario.name << " did " << things << " things instead of "
                      << scenario.things << '\n';
            return 1;
        }
    }
    if (wanted.empty()) return 0;
    std::cerr << "no scenario is called " << wanted << '\n';
    return 2;
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
