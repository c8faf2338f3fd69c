#include "services/endpoints/process.hpp"

#include <array>
#include <stdexcept>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>

#include "services/broken_pipes.hpp"
#include "services/kinds.hpp"
#include "services/process/child.hpp"

namespace halley::services {
namespace {

namespace asio = boost::asio;
using std::chrono::steady_clock;

constexpr BoundedLog::Rate rate_of_errors{100, std::chrono::seconds{1}};

class ProcessEndpoint final : public Endpoint {
public:
    ProcessEndpoint(asio::io_context& loop, std::shared_ptr<Program> program)
        : program_(std::move(program)),
          executor_(loop.get_executor()),
          input_(executor_),
          output_(executor_)
    {
    }

    Task<ErrorCode> open() override
    {
        co_await next_turn(executor_);
        if (closed_) co_return asio::error::operation_aborted;
        const auto now = steady_clock::now();
        if (!program_->pauses.may_start(now)) co_return asio::error::try_again;
        auto started = start_program(program_->files, program_->command);
        if (!started) {
            program_->pauses.failed(now, steady_clock::now());
            program_->failures.write(LogLevel::warning,
                                     "cannot start " + program_->command.front() + ": " +
                                         started.error().message());
            co_return started.error();
        }
        co_return use(std::move(*started));
    }

    // Waits without a buffer: a connection that idles must not cost one.
    Task<Read> read() override
    {
        Read read;
        do {
            const auto [error] =
                co_await output_.async_wait(StreamDescriptor::wait_read, as_results);
            read = error ? Read{error, {}} : read_some();
        } while (read.error == asio::error::would_block);
        if (read.error != asio::error::eof) {
            child_->note_output();
            co_return read;
        }
        co_await child_->wait();
        if (child_->has_failed()) read.error = asio::error::connection_reset;
        co_return read;
    }

    Task<ErrorCode> write(std::string_view frame) override
    {
        while (!frame.empty()) {
            const auto [error, size] =
                co_await input_.async_write_some(asio::buffer(frame), as_results);
            if (error) {
                // Reading ends once what has already come is read.
                child_->terminate();
                co_return error;
            }
            frame.remove_prefix(size);
        }
        co_return ErrorCode{};
    }

    void finish() override
    {
        child_->note_may_end();
        close(input_);
    }

    void close() override
    {
        closed_ = true;
        close(input_);
        close(output_);
        if (child_) child_->let_go();
    }

private:
    ErrorCode use(StartedProgram started)
    {
        ErrorCode error;
        input_.assign(started.input.release(), error);
        if (!error) output_.assign(started.output.release(), error);
        if (!error) input_.non_blocking(true, error);
        if (!error) output_.non_blocking(true, error);
        child_ = std::make_shared<Child>(executor_, program_, std::move(started));
        asio::co_spawn(executor_, Child::attend(child_), asio::detached);
        return error;
    }

    Read read_some()
    {
        thread_local std::array<char, 65'536> scratch;
        Read read;
        const auto size = output_.read_some(asio::buffer(scratch), read.error);
        read.bytes = {scratch.data(), size};
        return read;
    }

    static void close(StreamDescriptor& stream)
    {
        ErrorCode ignored;
        stream.close(ignored);
    }

    std::shared_ptr<Program> program_;
    Executor executor_;
    StreamDescriptor input_;   ///< Its standard input.
    StreamDescriptor output_;  ///< Its standard output.
    std::shared_ptr<Child> child_;
    bool closed_ = false;
};

}  // namespace

std::unique_ptr<Service> make_process_service(const ServiceWorld& world)
{
    const auto& command = world.config.command;
    if (command.empty() || command.front().empty())
        throw std::invalid_argument("service " + world.name + ": a process needs a command");
    ignore_broken_pipes();
    const BoundedLog failures(world.logger, "service " + world.name, rate_of_failures);
    const BoundedLog errors(world.logger, "service " + world.name, rate_of_errors);
    const auto program = std::make_shared<Program>(
        Program{find_program(command.front()), command, {}, failures, errors});
    return make_stream_service(world, [program](asio::io_context& loop) {
        return std::make_unique<ProcessEndpoint>(loop, program);
    });
}

}  // namespace halley::services
