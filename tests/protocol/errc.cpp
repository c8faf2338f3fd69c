#include "halley/errc.hpp"

#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

namespace halley {

namespace {

struct ErrorCase {
    Errc error;
    int code;
    const char* text;
    unsigned http_status = 400;
    unsigned close_code = 1008;
};

// clang-format off
const ErrorCase errors[] = {
    {Errc::body_empty, 400, "body_empty"},
    {Errc::json_invalid, 400, "json_invalid"},
    {Errc::utf8_invalid, 400, "utf8_invalid", 400, 1007},
    {Errc::json_too_deep, 400, "json_too_deep"},
    {Errc::not_a_message, 400, "not_a_message"},
    {Errc::batch_too_long, 400, "batch_too_long"},
    {Errc::body_too_large, 413, "body_too_large", 413, 1009},
    {Errc::binary_unsupported, 400, "binary_unsupported", 400, 1003},
    {Errc::channel_missing, 400, "channel_missing"},
    {Errc::channel_invalid, 405, "channel_invalid"},
    {Errc::message_id_invalid, 405, "message_id_invalid"},
    {Errc::data_missing, 400, "data_missing"},
    {Errc::session_unknown, 402, "session_unknown"},
    {Errc::version_unsupported, 300, "version_unsupported"},
    {Errc::connection_types_unsupported, 301, "connection_types_unsupported"},
    {Errc::subscription_missing, 403, "subscription_missing"},
    {Errc::subscription_invalid, 403, "subscription_invalid"},
    {Errc::subscribe_denied, 403, "subscribe_denied"},
    {Errc::unsubscribe_denied, 403, "unsubscribe_denied"},
    {Errc::too_many_subscriptions, 403, "too_many_subscriptions"},
    {Errc::too_many_sessions, 403, "too_many_sessions"},
    {Errc::server_stopping, 503, "server_stopping", 503, 1001},
    {Errc::handshake_denied, 403, "handshake_denied"},
    {Errc::message_deleted, 404, "message_deleted"},
    {Errc::publish_denied, 403, "publish_denied"},
    {Errc::create_denied, 403, "create_denied"},
    {Errc::channel_create_denied, 403, "channel_create_denied"},
    {Errc::too_many_handshakes, 429, "too_many_handshakes", 429},
    {Errc::too_many_publishes, 429, "too_many_publishes", 429},
    {Errc::too_many_subscribes, 429, "too_many_subscribes", 429},
    {Errc::connect_superseded, 408, "connect_superseded"},
    {Errc::service_unknown, 404, "service_unknown"},
    {Errc::service_refused, 403, "service_refused"},
    {Errc::service_timeout, 408, "service_timeout"},
    {Errc::service_unreachable, 503, "service_unreachable"},
    {Errc::service_closed, 503, "service_closed"},
    {Errc::service_busy, 503, "service_busy"},
    {Errc::service_frame_too_long, 502, "service_frame_too_long"},
    {Errc::service_frame_malformed, 502, "service_frame_malformed"},
    {Errc::service_not_json, 502, "service_not_json"},
    {Errc::service_idle, 408, "service_idle"},
};
// clang-format on

}  // namespace

BOOST_AUTO_TEST_SUITE(errc)

// ERR-04. A new error without a row does not compile: see the table itself.
BOOST_AUTO_TEST_CASE(each_error_has_its_looks)
{
    for (const auto& c : errors) {
        BOOST_TEST_CONTEXT(c.text)
        {
            const auto& info = error_info(c.error);
            BOOST_TEST(info.code == c.code);
            BOOST_TEST(info.text == c.text);
            BOOST_TEST(info.http_status == c.http_status);
            BOOST_TEST(info.close_code == c.close_code);
        }
    }
    BOOST_TEST(std::size(errors) == static_cast<std::size_t>(Errc::service_idle) + 1);
}

// ERR-01 and ERR-06: nothing in them needs escaping, `:` and `,` separate.
BOOST_AUTO_TEST_CASE(texts_fit_into_the_error_format)
{
    std::set<std::string_view> texts;
    for (const auto& c : errors) {
        const auto text = error_info(c.error).text;
        BOOST_TEST(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == text.npos);
        BOOST_TEST(texts.insert(text).second);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace halley
