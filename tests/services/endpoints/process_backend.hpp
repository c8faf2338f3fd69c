#pragma once

#include <cerrno>
#include <csignal>

#include "services/endpoints/process.hpp"
#include "tests/services/test_backend.hpp"

namespace halley::services {

/// A client's side, and programs for a backend.
class ProcessBackend {
public:
    std::unique_ptr<Service> service(std::vector<std::string> command, ServiceLimits limits = {})
    {
        return client.service({.command = std::move(command)}, limits, make_process_service);
    }

    std::shared_ptr<ServiceConnection> open(const std::string& script, ServiceLimits limits = {})
    {
        return client.open(*service({"sh", "-c", script}, limits));
    }

    /// One that tells its process id first; `client.reports` is then "opened" and that.
    std::shared_ptr<ServiceConnection> open_with_pid(const std::string& script,
                                                     ServiceLimits limits = {})
    {
        auto connection = open("echo [$$]; " + script, limits);
        client.run_until_reports(2);
        pid = std::stoi(client.reports[1].substr(std::string("json [").size()));
        return connection;
    }

    /// Neither running nor waiting to be reaped.
    bool is_gone() const { return ::kill(pid, 0) != 0 && errno == ESRCH; }

    TestBackend client;
    pid_t pid = 0;
};

}  // namespace halley::services
