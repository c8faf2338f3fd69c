// Up to a NUL byte the input is what one client writes, behind it what the backend
// says. Whatever both are, the client cannot answer for the other client, whose
// call has the number 1, and each call gets one answer.

#include "services/rpc/multiplexer.hpp"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/check.hpp"
#include "protocol/json_member.hpp"
#include "protocol/message_reader.hpp"

namespace {

using namespace halley;
using namespace halley::services::rpc;
using fuzz::check;

class SilentLogger final : public Logger {
public:
    bool enabled(LogLevel) const noexcept override { return false; }
    void write(LogLevel, std::string_view) override {}
};

template <class Each> void for_each_object(std::string_view text, Each&& each)
{
    if (!is_batch(text)) return each(text);
    protocol::JsonItems items{text};
    while (const auto item = items.next())
        each(item->value);
}

// As the most careless reader would find it: in any case, and all there are.
std::vector<std::string> ids_in(std::string_view object)
{
    std::vector<std::string> ids;
    protocol::JsonItems items{object};
    while (const auto item = items.next()) {
        auto name = protocol::decode_string(item->name);
        for (auto& c : name)
            c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        if (name == "id") ids.emplace_back(item->value);
    }
    return ids;
}

class Play {
public:
    explicit Play(bool hello)
        : mux_(
              {.name = {}, .hello = hello, .may_publish = {"/**"}}, [] { return 0.5; }, logger_)
    {
        other_ = mux_.open({"other", {}, {}, {}}, now_);
        client_ = mux_.open({"client", {}, {}, {}}, now_);
        carry_out();
        mux_.line_opened(0, now_);
        carry_out();
        mux_.write(other_, R"({"method":"a","id":"other"})", now_);
        carry_out();
        check(asked_ == std::vector<std::string>{"1"});
        asked_.clear();
    }

    void write(std::string_view text)
    {
        mux_.write(client_, std::string{text}, now_);
        carry_out();
        const auto refused = told_[client_];
        const auto calls = asked_.size();
        std::string answers = "[";
        for (; !asked_.empty(); asked_.pop_back())
            answers += R"({"id":)" + asked_.back() + "}" + (asked_.size() > 1 ? "," : "");
        mux_.line_received(0, answers + "]", now_);
        carry_out();
        check(told_[client_] == refused + calls);
        check(told_[other_] == 0);
        check(mux_.pending() == 1);
    }

    void receive(std::string_view text)
    {
        const auto before = told_[client_];
        if (protocol::is_json(text)) mux_.line_received(0, text, now_);
        carry_out();
        check(told_[client_] == before);
        mux_.handle_timeout(now_ + std::chrono::hours{1});
        carry_out();
        check(told_[other_] == 1);
        check(mux_.pending() == 0);
    }

private:
    void carry_out()
    {
        while (const auto action = mux_.poll()) {
            if (const auto* written = std::get_if<WriteLine>(&*action)) {
                note(*written);
                mux_.line_written(*written, false, now_);
            } else if (const auto* told = std::get_if<TellClient>(&*action)) {
                check(protocol::is_json(told->text));
                for_each_object(told->text, [&](std::string_view) { ++told_[told->client]; });
            } else if (const auto* published = std::get_if<Publish>(&*action)) {
                check(protocol::is_json(published->data));
            }
        }
    }

    void note(const WriteLine& written)
    {
        check(protocol::is_json(written.text));
        if (written.holds != WriteLine::Holds::calls) return;
        for_each_object(written.text, [&](std::string_view object) {
            const auto ids = ids_in(object);
            check(ids.size() <= 1);
            if (ids.empty()) return;
            check(std::to_string(std::stoull(ids[0])) == ids[0]);
            check(written.first <= std::stoull(ids[0]) && std::stoull(ids[0]) <= written.last);
            asked_.push_back(ids[0]);
        });
    }

    SilentLogger logger_;
    protocol::TimePoint now_{std::chrono::hours{1}};
    Multiplexer mux_;
    ClientKey other_ = 0;
    ClientKey client_ = 0;
    std::vector<std::string> asked_;
    std::map<ClientKey, std::size_t> told_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string input(data, data + size);
    const auto split = std::min(input.find('\0'), input.size());
    const auto text = std::string_view(input).substr(0, split);
    for (const bool hello : {false, true}) {
        Play play(hello);
        play.write(text);
        play.receive(std::string_view(input).substr(std::min(split + 1, input.size())));
    }
    return 0;
}
