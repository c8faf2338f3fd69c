#include "services/process/start_program.hpp"

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>

#include <boost/test/unit_test.hpp>

#include "tests/support/temporary_folder.hpp"

namespace halley::services {
namespace {

constexpr int patience_ms = 30'000;

boost::system::result<StartedProgram> start(const std::vector<std::string>& command)
{
    return start_program(find_program(command.front()), command);
}

std::string read_to_end(const Descriptor& descriptor)
{
    std::string text;
    char buffer[1000];
    while (true) {
        const auto size = ::read(descriptor.get(), buffer, sizeof buffer);
        if (size <= 0) return text;
        text.append(buffer, static_cast<std::size_t>(size));
    }
}

int wait_for(const StartedProgram& program)
{
    int status = -1;
    pollfd handle{program.handle.get(), POLLIN, 0};
    BOOST_TEST(::poll(&handle, 1, patience_ms) == 1);
    BOOST_TEST(::waitpid(program.pid, &status, WNOHANG) == program.pid);
    return status;
}

struct Outcome {
    int status;
    std::string output;
    std::string errors;
};

Outcome run(const std::vector<std::string>& command)
{
    auto program = start(command);
    BOOST_REQUIRE(program.has_value());
    program->input = {};
    auto output = read_to_end(program->output);
    auto errors = read_to_end(program->errors);
    return {wait_for(*program), std::move(output), std::move(errors)};
}

BOOST_AUTO_TEST_SUITE(starting_a_program)

BOOST_AUTO_TEST_CASE(arguments_are_taken_as_they_are)
{
    const auto outcome = run({"printf", "%s|", "$HOME", "", "a b", "*", "'"});
    BOOST_TEST(outcome.status == 0);
    BOOST_TEST(outcome.output == "$HOME||a b|*|'|");
}

BOOST_AUTO_TEST_CASE(it_has_its_own_streams)
{
    const auto outcome = run({"sh", "-c", "cat; echo out; echo err >&2; exit 7"});
    BOOST_TEST(WEXITSTATUS(outcome.status) == 7);
    BOOST_TEST(outcome.output == "out\n");
    BOOST_TEST(outcome.errors == "err\n");
}

// Not even those that were opened without O_CLOEXEC.
BOOST_AUTO_TEST_CASE(it_inherits_no_descriptor)
{
    const Descriptor ours(::open("/dev/null", O_RDONLY));
    BOOST_REQUIRE(ours.get() > STDERR_FILENO);
    // The fourth is of the folder that is listed.
    BOOST_TEST(run({"ls", "/proc/self/fd"}).output == "0\n1\n2\n3\n");
}

BOOST_AUTO_TEST_CASE(it_has_signals_as_usual)
{
    std::signal(SIGPIPE, SIG_IGN);
    sigset_t blocked;
    sigset_t before;
    ::sigemptyset(&blocked);
    ::sigaddset(&blocked, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &blocked, &before);
    const auto pipe = run({"sh", "-c", "kill -PIPE $$; echo alive"});
    const auto term = run({"sh", "-c", "kill -TERM $$; echo alive"});
    sigset_t after;
    ::pthread_sigmask(SIG_SETMASK, &before, &after);
    BOOST_TEST(WTERMSIG(pipe.status) == SIGPIPE);
    BOOST_TEST(WTERMSIG(term.status) == SIGTERM);
    BOOST_TEST(::sigismember(&after, SIGTERM) == 1);
}

BOOST_AUTO_TEST_CASE(it_leads_a_group)
{
    auto program = start({"cat"});
    BOOST_REQUIRE(program.has_value());
    BOOST_TEST(::getpgid(program->pid) == program->pid);
    program->input = {};
    wait_for(*program);
}

// A thread stands for the process of which it is the last.
BOOST_AUTO_TEST_CASE(it_ends_with_the_thread_that_started_it)
{
    boost::system::result<StartedProgram> program = StartedProgram{};
    std::thread([&] { program = start({"sleep", "1000"}); }).join();
    BOOST_REQUIRE(program.has_value());
    BOOST_TEST(WTERMSIG(wait_for(*program)) == SIGTERM);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_executed)
{
    const test::TemporaryFolder folder;
    std::ofstream(folder.file("text")) << "echo no shell reads this\n";
    std::ofstream(folder.file("script")) << "echo no shell reads this\n";
    std::filesystem::permissions(folder.file("script"), std::filesystem::perms::owner_all);
    const struct {
        std::string program;
        int error;
    } cases[] = {
        {"no-such-program-anywhere",  ENOENT },
        {folder.file("none"),         ENOENT },
        {folder.file("text/in-file"), ENOENT },
        {folder.file("text"),         EACCES },
        {folder.file("."),            EACCES },
        {folder.file("script"),       ENOEXEC},
    };
    for (const auto& c : cases) {
        const auto program = start({c.program});
        BOOST_REQUIRE(program.has_error());
        BOOST_TEST(program.error().value() == c.error);
    }
    BOOST_TEST(::waitpid(-1, nullptr, WNOHANG) == -1);
    BOOST_TEST(errno == ECHILD);
}

BOOST_AUTO_TEST_CASE(where_a_program_may_be)
{
    BOOST_TEST(find_program("./x") == std::vector<std::string>{"./x"});
    const std::string before = std::getenv("PATH");
    ::setenv("PATH", "/a::/b/c", 1);
    const std::vector<std::string> expected{"/a/x", "./x", "/b/c/x"};
    BOOST_TEST(find_program("x") == expected, boost::test_tools::per_element());
    ::setenv("PATH", before.c_str(), 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace halley::services
