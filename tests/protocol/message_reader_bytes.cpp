#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "protocol/message_reader.hpp"
#include "support/batch_views.hpp"
#include "support/json_oracle.hpp"

namespace halley::protocol {

namespace {

const std::string bodies[] = {
    R"([{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["websocket"]}])",
    R"({"channel":"/meta/connect","clientId":"a\/b","advice":{"timeout":1.5e3,"interval":0}})",
    R"([{"channel":"/meta/subscribe","subscription":["/a/*","\/b"],"id":"7"},{"id":-0.5e+1}])",
    "[{\"data\":{\"t\":\"\xC3\xA9\\n\xF0\x9F\x98\x80\"},\"channel\":\"/x\",\"ext\":[null,true]}]",
    R"([{"data":["\ud83d",1e400,-12.5],"channel":"\u002fa\ude00"}])",
    R"([ {"channel" : "/a" , "data" : false , "data":0} , { } ] )",
};

// A copy that ends where its memory ends, so that the address sanitizer sees
// every byte that is read too much.
class Exact {
public:
    explicit Exact(std::string_view text)
        : bytes_(std::make_unique<char[]>(text.size())), size_(text.size())
    {
        text.copy(bytes_.get(), size_);
    }
    std::string_view view() const { return {bytes_.get(), size_}; }

private:
    std::unique_ptr<char[]> bytes_;
    std::size_t size_;
};

// What must be true of any bytes at all. Returns whether they are a batch.
bool check(std::string_view bytes)
{
    const Exact body{bytes};
    Batch batch;
    const auto error = read_batch(body.view(), {}, batch);
    const bool json = test::JsonOracle::accepts(bytes, 128);
    BOOST_TEST_REQUIRE(is_json(body.view()) == json);
    if (error) {
        BOOST_TEST_REQUIRE(batch.messages.empty());
        if (json) BOOST_TEST_REQUIRE((error == Errc::not_a_message));
        return false;
    }
    BOOST_TEST_REQUIRE(json);
    BOOST_TEST_REQUIRE(test::views_hold(batch));
    for (const auto& message : batch.messages) {
        test::for_each_raw(message, [](std::string_view raw) {
            BOOST_TEST_REQUIRE((raw.empty() || is_json(raw)));
        });
    }
    const auto before = test::described(batch);
    batch.own();
    BOOST_TEST_REQUIRE(test::views_hold(batch));
    BOOST_TEST_REQUIRE(test::described(batch) == before);
    return true;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(message_reader_bytes)

BOOST_AUTO_TEST_CASE(accepts_them_whole)
{
    for (const auto& body : bodies) {
        BOOST_TEST_CONTEXT(body) BOOST_TEST(check(body));
    }
}

BOOST_AUTO_TEST_CASE(refuses_every_prefix)  // FMT-08
{
    for (const auto& body : bodies) {
        const auto end = body.find_last_of("]}");
        for (std::size_t size = 0; size <= end; ++size) {
            BOOST_TEST_CONTEXT(body << ", the first " << size << " bytes")
            BOOST_TEST(!check(std::string_view{body}.substr(0, size)));
        }
    }
}

BOOST_AUTO_TEST_CASE(survives_every_changed_byte)
{
    for (const auto& body : bodies) {
        for (std::size_t at = 0; at < body.size(); ++at) {
            auto changed = body;
            for (int byte = 0; byte < 256; ++byte) {
                changed[at] = static_cast<char>(byte);
                BOOST_TEST_CONTEXT(body << ", byte " << at << " is " << byte) check(changed);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(survives_every_missing_and_doubled_byte)
{
    for (const auto& body : bodies) {
        for (std::size_t at = 0; at < body.size(); ++at) {
            BOOST_TEST_CONTEXT(body << ", byte " << at)
            {
                auto changed = body;
                check(changed.erase(at, 1));
                changed = body;
                check(changed.insert(at, 1, body[at]));
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace halley::protocol
