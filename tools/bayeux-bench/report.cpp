#include "tools/bayeux-bench/report.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "protocol/json_text.hpp"

namespace halley::bench {
namespace {

std::string printed(const char* format, double value)
{
    char text[64];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

std::string text_of(const Figure& figure)
{
    if (const auto* const whole = std::get_if<std::uint64_t>(&figure.value))
        return std::to_string(*whole);
    return number_text(std::get<double>(figure.value));
}

std::string json_of(const Figure& figure)
{
    if (const auto* const whole = std::get_if<std::uint64_t>(&figure.value))
        return std::to_string(*whole);
    const auto value = std::get<double>(figure.value);
    return std::isfinite(value) ? printed("%.6g", value) : "null";
}

class JsonObject {
public:
    explicit JsonObject(std::string& out) : out_(out) { out_ += '{'; }
    void end() { out_ += '}'; }

    /// The caller appends the value.
    std::string& key(std::string_view name)
    {
        if (std::exchange(begun_, true)) out_ += ',';
        protocol::append_string(out_, name);
        return out_ += ':';
    }
    void text(std::string_view name, std::string_view value)
    {
        protocol::append_string(key(name), value);
    }
    void number(std::string_view name, double value) { key(name) += printed("%.10g", value); }

private:
    std::string& out_;
    bool begun_ = false;
};

void append_options(std::string& out, const Options& options)
{
    JsonObject object{out};
    object.number("clients", options.clients);
    object.number("publishers", options.publishers);
    object.number("channels", options.channels);
    object.number("channels_each", options.channels_each);
    object.number("patterns", options.patterns);
    object.number("rate", options.window > 0 ? 0 : options.rate);
    object.number("window", options.window);
    object.number("batch", options.batch);
    object.number("payload", static_cast<double>(options.payload));
    object.number("slow", options.slow);
    object.key("cometd") += options.cometd ? "true" : "false";
    if (!options.service.empty()) object.text("service", options.service);
    object.number("seconds", options.seconds);
    object.number("warmup", options.warmup);
    object.end();
}

}  // namespace

std::string number_text(double value)
{
    const auto size = std::abs(value);
    return printed(size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value);
}

void Report::add(std::string key, std::string label, double value, std::string unit)
{
    figures_.push_back({std::move(key), std::move(label), value, std::move(unit)});
}

void Report::add(std::string key, std::string label, std::uint64_t value, std::string unit)
{
    figures_.push_back({std::move(key), std::move(label), value, std::move(unit)});
}

void Report::add_latency(const Histogram& latency, const std::string& of)
{
    if (latency.count() == 0) return;
    const auto add_one = [&](const char* key, const std::string& label, double microseconds) {
        add(key + std::string{"_ms"}, of + ", " + label, microseconds / 1000, "ms");
    };
    add_one("mean", "mean", latency.mean());
    for (const auto& [key, percent] : {
             std::pair{"p50",  50.0},
             std::pair{"p90",  90.0},
             std::pair{"p99",  99.0},
             std::pair{"p999", 99.9}
    }) {
        add_one(key, printed("%g %%", percent), static_cast<double>(latency.at(percent)));
    }
    add_one("max", "max", static_cast<double>(latency.max()));
}

void Report::add_counts(const Counts& counts)
{
    add("published", "events published", counts.published);
    add("expected", "deliveries expected", counts.expected);
    add("delivered", "delivered", counts.delivered);
    const auto add_bad = [&](const char* key, std::uint64_t count, const std::string& what) {
        add(key, what, count);
        if (count > 0) add_failure(std::to_string(count) + " " + what);
    };
    add_bad("refused", counts.refused, "publications refused");
    add_bad("lost", counts.lost, "deliveries lost");
    add_bad("doubled", counts.doubled, "deliveries doubled");
    add_bad("reordered", counts.reordered, "deliveries out of order");
    add_bad("foreign", counts.foreign, "events that nobody was to get");
}

std::string Report::json(const Options& options, std::string_view transport) const
{
    std::string out;
    JsonObject object{out};
    object.text("format", "bayeux-bench");
    object.number("version", 1);
    object.text("program", HALLEY_VERSION);
    object.text("workload", options.workload);
    object.text("url", options.url);
    object.text("transport", transport);
    append_options(object.key("options"), options);
    object.key("interrupted") += interrupted_ ? "true" : "false";
    JsonObject figures{object.key("figures")};
    for (const auto& figure : figures_)
        figures.key(figure.key) += json_of(figure);
    figures.end();
    object.key("failures") += '[';
    for (const auto& failure : failures_) {
        if (&failure != &failures_.front()) out += ',';
        protocol::append_string(out, failure);
    }
    out += ']';
    object.end();
    return out;
}

std::string Report::table(const Options& options, std::string_view transport) const
{
    std::string out = options.workload + " over " + std::string{transport} + " at " + options.url;
    out += interrupted_ ? ", interrupted\n" : "\n";
    std::size_t width = 0;
    for (const auto& figure : figures_)
        width = std::max(width, figure.label.size());
    for (const auto& figure : figures_) {
        const auto text = text_of(figure);
        out.append("  ").append(figure.label).append(width - figure.label.size() + 2, ' ');
        out.append(text.size() < 12 ? 12 - text.size() : 0, ' ').append(text);
        if (!figure.unit.empty()) out.append(" ").append(figure.unit);
        out += '\n';
    }
    for (const auto& failure : failures_)
        out.append("FAILED: ").append(failure).append("\n");
    return out;
}

}  // namespace halley::bench
