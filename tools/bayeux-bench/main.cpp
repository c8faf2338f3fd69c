// Puts load on a Bayeux server: main, and nothing else.
#include <exception>
#include <variant>

#include "tools/bayeux-bench/command_line.hpp"
#include "tools/bayeux-bench/run.hpp"
#include "tools/bayeux-bench/workload.hpp"
#include "tools/cli/program.hpp"

int main(int argc, char** argv)
{
    using namespace halley;
    const auto asked = bench::parse(argc, argv);
    if (const auto* const status = std::get_if<int>(&asked)) return *status;
    try {
        bench::Run run{std::get<bench::Options>(asked)};
        const auto workload = bench::make_workload(run);
        return run(*workload);
    } catch (const std::exception& error) {
        return cli::say_mistake("bayeux-bench", error);
    }
}
