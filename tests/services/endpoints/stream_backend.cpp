#include "tests/services/endpoints/stream_backend.hpp"

#include <boost/test/unit_test.hpp>

namespace halley::services {
namespace {

void several_texts(StreamBackend& backend)
{
    const auto connection = backend.open_and_accept();
    BOOST_TEST(connection->write("[1]"));
    BOOST_TEST(connection->write("[2]"));
    BOOST_TEST(backend.read(6) == "[1][2]");
    backend.write(R"({"a":1}{"b":2})");
    backend.client.run_until_reports(3);
    backend.write("[3]");
    backend.client.run_until_reports(4);
    check_reports(backend.client, {"opened", R"(json {"a":1})", R"(json {"b":2})", "json [3]"});
    connection->abort();
    BOOST_TEST(backend.read_to_end().empty());
}

void a_text_byte_by_byte(StreamBackend& backend)
{
    const auto connection = backend.open_and_accept();
    const std::string text = "{\"r\":\"\u00E9\"}";
    for (const char byte : text) {
        backend.write({&byte, 1});
        backend.client.settle();
    }
    backend.client.run_until_reports(2);
    check_reports(backend.client, {"opened", "json " + text});
    connection->abort();
}

void long_texts(StreamBackend& backend)
{
    const auto connection = backend.open_and_accept();
    const auto text = R"({"r":")" + std::string(500'000, 'x') + R"("})";
    backend.write(text);
    backend.client.run_until_reports(2);
    check_reports(backend.client, {"opened", "json " + text});
    BOOST_TEST(connection->write(text));
    BOOST_TEST((backend.read(text.size()) == text));
    connection->abort();
}

void the_client_finishes_first(StreamBackend& backend)
{
    const auto connection = backend.open_and_accept();
    BOOST_TEST(connection->write("bye"));
    connection->finish();
    connection->finish();
    BOOST_TEST(backend.read_to_end() == "bye");
    backend.write(R"({"last":1}{"cut)");
    backend.client.run_until_reports(2);
    backend.close();
    backend.client.run_until_reports(4);
    check_reports(backend.client, {"opened", R"(json {"last":1})", R"(text {"cut)", "closed"});
}

void the_client_finishes_before_it_is_open(StreamBackend& backend)
{
    const auto connection = backend.open();
    BOOST_TEST(connection->write("bye"));
    connection->finish();
    backend.accept();
    BOOST_TEST(backend.read_to_end() == "bye");
    backend.close();
    backend.client.run_until_reports(2);
    check_reports(backend.client, {"opened", "closed"});
}

void finish_waits_for_a_long_write(StreamBackend& backend)
{
    const auto connection = backend.open_and_accept({.pending_bytes = 16'000'000});
    const std::string text(8'000'000, 'x');  // more than the kernel takes
    BOOST_TEST(connection->write(text));
    connection->finish();
    BOOST_TEST((backend.read_to_end() == text));
    backend.close();
    backend.client.run_until_reports(2);
    check_reports(backend.client, {"opened", "closed"});
}

void the_backend_finishes_first(StreamBackend& backend)
{
    const auto connection = backend.open_and_accept();
    backend.write("[1]");
    backend.finish();
    backend.client.run_until_reports(3);
    check_reports(backend.client, {"opened", "json [1]", "closed"});
    BOOST_TEST(!connection->write("late"));
    BOOST_TEST(backend.read_to_end().empty());
}

void the_backend_breaks_off(StreamBackend& backend)
{
    const auto connection = backend.open_and_accept();
    backend.write(R"({"a":1}{"b":)");
    backend.client.run_until_reports(2);
    BOOST_TEST(connection->write("unread"));
    backend.break_off();
    backend.client.run_until_reports(3);
    check_reports(backend.client, {"opened", R"(json {"a":1})", failed(Errc::service_closed)});
    BOOST_TEST(!connection->write("late"));
}

void the_backend_breaks_off_while_we_write(StreamBackend& backend)
{
    const auto connection = backend.open_and_accept({.pending_bytes = 16'000'000});
    BOOST_TEST(connection->write(std::string(8'000'000, 'x')));
    backend.client.settle();
    backend.break_off();
    backend.client.run_until_reports(2);
    check_reports(backend.client, {"opened", failed(Errc::service_closed)});
}

void a_backend_that_does_not_read(StreamBackend& backend)
{
    const auto connection = backend.open_and_accept({.pending_bytes = 100'000});
    const std::string text(10'000, 'x');
    std::size_t written = 0;
    while (connection->write(text)) {
        ++written;
        backend.client.settle();
        BOOST_REQUIRE(written < 100'000);
    }
    BOOST_TEST(connection->full());
    check_reports(backend.client, {"opened"});
    BOOST_TEST(backend.read(written * text.size()).size() == written * text.size());
    backend.client.run_until_reports(2);
    check_reports(backend.client, {"opened", "ready"});
    BOOST_TEST(!connection->full());
    BOOST_TEST(connection->write(text));
    BOOST_TEST((backend.read(text.size()) == text));
    connection->abort();
}

void who_wants_no_more_is_left_alone(StreamBackend& backend)
{
    const auto connection = backend.open_and_accept();
    backend.client.accepts_more = false;
    backend.write("[1]");
    backend.client.run_until_reports(2);
    backend.write("[2][3]");
    backend.finish();
    backend.client.settle();
    check_reports(backend.client, {"opened", "json [1]"});
    backend.client.accepts_more = true;
    connection->resume();
    backend.client.run_until_reports(5);
    check_reports(backend.client, {"opened", "json [1]", "json [2]", "json [3]", "closed"});
}

void abort_while_it_writes(StreamBackend& backend)
{
    const auto connection = backend.open_and_accept({.pending_bytes = 16'000'000});
    BOOST_TEST(connection->write(std::string(8'000'000, 'x')));
    backend.client.settle();
    connection->abort();
    backend.client.settle();
    backend.close();
    backend.client.settle();
    check_reports(backend.client, {"opened"});
}

// ASan tells whether anything is used after it is gone, or left behind.
void the_context_goes_before_it_is_open(StreamBackend& backend)
{
    const auto connection = backend.open();
    connection->write("x");
    backend.client.context->poll_one();
    backend.client.context = nullptr;
    BOOST_TEST(!connection->write("late"));
    connection->finish();
    connection->abort();
}

void the_context_goes_while_it_writes(StreamBackend& backend)
{
    const auto connection = backend.open_and_accept({.pending_bytes = 16'000'000});
    connection->write(std::string(8'000'000, 'x'));
    backend.client.settle();
    backend.client.context = nullptr;
    BOOST_TEST(!connection->write("late"));
    connection->abort();
}

}  // namespace

std::shared_ptr<ServiceConnection> StreamBackend::open(ServiceConfig config, ServiceLimits limits)
{
    lead_here(config);
    return client.open(*client.service(std::move(config), limits, kind()));
}

std::shared_ptr<ServiceConnection> StreamBackend::open_and_accept(ServiceLimits limits)
{
    auto connection = open({}, limits);
    accept();
    client.run_until_reports(1);
    return connection;
}

void StreamBackend::accept()
{
    meanwhile(client, [&] { accept_one(); });
}

void StreamBackend::write(std::string_view bytes)
{
    meanwhile(client, [&] { write_all(bytes); });
}

std::string StreamBackend::read(std::size_t size)
{
    return meanwhile(client, [&] {
        std::string bytes;
        while (bytes.size() < size) {
            const auto more = read_some(size - bytes.size());
            if (more.empty()) break;
            bytes += more;
        }
        return bytes;
    });
}

std::string StreamBackend::read_to_end()
{
    return meanwhile(client, [&] {
        std::string bytes;
        for (auto more = read_some(65'536); !more.empty(); more = read_some(65'536))
            bytes += more;
        return bytes;
    });
}

const std::vector<StreamScript>& stream_scripts()
{
    static const std::vector<StreamScript> scripts{
        {"several texts",                         several_texts                        },
        {"a text byte by byte",                   a_text_byte_by_byte                  },
        {"long texts",                            long_texts                           },
        {"the client finishes first",             the_client_finishes_first            },
        {"the client finishes before it is open", the_client_finishes_before_it_is_open},
        {"finish waits for a long write",         finish_waits_for_a_long_write        },
        {"the backend finishes first",            the_backend_finishes_first           },
        {"the backend breaks off",                the_backend_breaks_off               },
        {"the backend breaks off while we write", the_backend_breaks_off_while_we_write},
        {"a backend that does not read",          a_backend_that_does_not_read         },
        {"who wants no more is left alone",       who_wants_no_more_is_left_alone      },
        {"abort while it writes",                 abort_while_it_writes                },
        {"the context goes before it is open",    the_context_goes_before_it_is_open   },
        {"the context goes while it writes",      the_context_goes_while_it_writes     },
    };
    return scripts;
}

}  // namespace halley::services
