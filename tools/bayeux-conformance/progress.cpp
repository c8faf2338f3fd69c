#include "tools/bayeux-conformance/progress.hpp"

#include <iostream>
#include <string>

#include <unistd.h>

#include "tools/bayeux-conformance/report/report.hpp"

namespace halley::conformance {

namespace {

constexpr const char* begin_of_line = "\r\x1b[K";

}  // namespace

Progress::Progress(std::size_t cases, bool verbose)
    : cases_(cases), terminal_(::isatty(STDERR_FILENO) != 0), verbose_(verbose)
{
}

Progress::~Progress()
{
    if (terminal_ && done_ > 0) std::cerr << begin_of_line << std::flush;
}

void Progress::done(const Result& result)
{
    ++done_;
    findings_ += is_finding(result.verdict) ? 1 : 0;
    if (!terminal_ && !verbose_) return;
    auto line = std::to_string(done_) + "/" + std::to_string(cases_) + ", ";
    if (terminal_) {
        line += std::to_string(findings_) + (findings_ == 1 ? " finding" : " findings");
        std::cerr << begin_of_line + line + ", " + std::string{result.tested->id} << std::flush;
        return;
    }
    line += std::string{result.tested->id} + ", " + std::string{name_of(result.medium)} + ": " +
            std::string{name_of(result.verdict)};
    std::cerr << line + "\n" << std::flush;
}

}  // namespace halley::conformance
