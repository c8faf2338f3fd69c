#include "src/security/http_hook.hpp"

#include <curl/curl.h>

#include <chrono>
#include <optional>
#include <utility>

#include "src/security/json.hpp"
#include "src/security/keyed_digest.hpp"
#include "src/security/recent.hpp"
#include "src/security/workers.hpp"

namespace halley::security {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr unsigned threads = 8;  // As many are asked at a time.
constexpr std::size_t most_waiting = 256;
constexpr std::size_t longest_answer = 64 * 1024;
constexpr const char* usual_headers[] = {"Authorization", "Cookie", "Origin"};

struct CurlRelease {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct ListRelease {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::size_t append(char* bytes, std::size_t, std::size_t size, void* to)
{
    auto& text = *static_cast<std::string*>(to);
    if (text.size() + size > longest_answer) return 0;
    text.append(bytes, size);
    return size;
}

// The body of a response with status 200. A thread keeps its connection for the next.
std::optional<std::string>
post(const std::string& url, const std::string& body, milliseconds timeout)
{
    thread_local const std::unique_ptr<CURL, CurlRelease> handle{curl_easy_init()};
    if (!handle) return std::nullopt;
    std::string text;
    const std::unique_ptr<curl_slist, ListRelease> headers{
        curl_slist_append(curl_slist_append(nullptr, "Content-Type: application/json"), "Expect:")};
    auto* const curl = handle.get();
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, append);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &text);
    long status = 0;
    if (curl_easy_perform(curl) != CURLE_OK) return std::nullopt;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (status != 200) return std::nullopt;
    return text;
}

Admission unreachable()
{
    return unavailable("authentication_unavailable");
}

// Whatever is not clearly an allowance is none.
Admission read_answer(const std::optional<std::string>& text)
{
    const auto answer = text ? parse_object(*text) : Json{};
    const auto* const allow = answer ? json_object_get(answer.get(), "allow") : nullptr;
    if (!json_is_boolean(allow)) return unreachable();
    if (!json_is_true(allow)) {
        const auto reason = text_of(json_object_get(answer.get(), "reason"));
        auto refusal = Admission::refuse(reason.empty() ? "denied" : reason);
        const auto advice = text_of(json_object_get(answer.get(), "advice"));
        if (advice == "handshake" || advice == "retry") refusal.verdict.reconnect = advice;
        return refusal;
    }
    Admission admission;
    admission.verdict.identity = name_of(json_object_get(answer.get(), "identity"));
    if (const auto* const attributes = json_object_get(answer.get(), "attributes")) {
        if (!json_is_object(attributes)) return unreachable();
        admission.verdict.attributes = encode(attributes);
    }
    if (const auto* const seconds = json_object_get(answer.get(), "expires_in")) {
        const auto value = json_number_value(seconds);
        if (!(value > 0) || value > 1e9) return unreachable();
        admission.lasts = milliseconds{static_cast<long long>(value * 1000)};
    }
    return admission;
}

class HttpHook final : public Authenticator {
public:
    explicit HttpHook(const AuthenticationConfig& config)
        : url_(config.url),
          timeout_(config.timeout),
          headers_(config.headers),
          allowed_(config.cache)
    {
        if (headers_.empty()) headers_.assign(std::begin(usual_headers), std::end(usual_headers));
    }

    // It is asked about everybody who has not been judged by their request.
    bool authenticate(const Presented& presented, const Answer& answer) override
    {
        if (presented.request.headers.empty()) return false;
        auto question = ask(presented);
        auto key = hmac_sha256(key_, question);
        if (const auto known = allowed_.find(key)) {
            answer(known->left(Clock::now()));
            return true;
        }
        const bool taken = workers_.submit([this,
                                            answer,
                                            key = std::move(key),
                                            question = std::move(question),
                                            deadline = Clock::now() + timeout_]() mutable {
            // Waiting for a thread is part of its time.
            const auto left = std::chrono::duration_cast<milliseconds>(deadline - Clock::now());
            if (left <= milliseconds{0}) return answer(unreachable());
            auto admission = read_answer(post(url_, question, left));
            if (admission.verdict.allowed) remember(std::move(key), admission);
            answer(std::move(admission));
        });
        if (!taken) answer(unavailable("authentication_busy"));
        return true;
    }

private:
    struct Allowed {
        Admission admission;
        Clock::time_point since;

        Admission left(Clock::time_point now) const
        {
            auto rest = admission;
            if (rest.lasts) *rest.lasts -= std::chrono::duration_cast<milliseconds>(now - since);
            return rest;
        }
    };

    std::string ask(const Presented& presented) const
    {
        const auto& request = presented.request;
        const Json question{json_object()};
        const auto text = [](std::string_view value) {
            auto* const json = json_stringn(value.data(), value.size());
            return json ? json : json_null();  // It is no UTF-8.
        };
        json_object_set_new(question.get(), "address", text(request.address));
        json_object_set_new(question.get(), "path", text(request.path));
        auto* const headers = json_object();
        for (const auto& name : headers_) {
            if (const auto value = request.header(name); !value.empty())
                json_object_set_new(headers, name.c_str(), text(value));
        }
        json_object_set_new(question.get(), "headers", headers);
        if (auto ext = parse_object(presented.ext))
            json_object_set_new(question.get(), "ext", ext.release());
        return encode(question.get());
    }

    void remember(std::string key, const Admission& admission)
    {
        const auto lasts = admission.lasts.value_or(milliseconds::max());
        allowed_.remember(std::move(key), {admission, Clock::now()}, lasts);
    }

    const std::string url_;
    const milliseconds timeout_;
    std::vector<std::string> headers_;
    const std::string key_ = random_key();
    Recent<Allowed> allowed_;
    Workers workers_{threads, most_waiting};  // Last: its threads use the others.
};

}  // namespace

std::unique_ptr<Authenticator> make_http(const AuthenticationConfig& config, Logger&)
{
    static const auto prepared = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (prepared != CURLE_OK) throw std::runtime_error{"libcurl cannot be used"};
    return std::make_unique<HttpHook>(config);
}

}  // namespace halley::security
