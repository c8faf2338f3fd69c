#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

#include <boost/system/result.hpp>

#include "services/process/descriptor.hpp"

namespace halley::services {

/// A program that runs, and our ends of its pipes.
struct StartedProgram {
    pid_t pid = -1;     ///< Leads a process group of its own.
    Descriptor handle;  ///< A pidfd: readable once the program has ended.
    Descriptor input;
    Descriptor output;
    Descriptor errors;
};

/// The files that `program` may mean: itself if it has a slash, else one in each
/// folder of `PATH`.
std::vector<std::string> find_program(const std::string& program);

/** Starts the first of `files` that can be executed, without a shell.

    It inherits the environment and no descriptor but its pipes. The kernel sends
    it SIGTERM when the thread that has started it ends.

    @return the system's error when there is no such file, or it cannot be executed.
*/
boost::system::result<StartedProgram> start_program(const std::vector<std::string>& files,
                                                    const std::vector<std::string>& command);

}  // namespace halley::services
