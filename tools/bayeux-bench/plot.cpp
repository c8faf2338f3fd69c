#include "tools/bayeux-bench/plot.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>
#include <vector>

#include "tools/bayeux-bench/report.hpp"

namespace halley::bench {
namespace {

constexpr double width = 900;
constexpr double height = 360;
constexpr double top = 50;
constexpr double bottom = height - 50;

struct Panel {
    double left;
    double right;
};
constexpr Panel over_time{70, 480};
constexpr Panel by_percentile{550, width - 30};

struct Line {
    const char* name;
    const char* colour;
    double percent;
};
constexpr Line lines[] = {
    {"max",  "#c0392b", 100},
    {"99 %", "#d68910", 99 },
    {"50 %", "#2471a3", 50 },
};

// The axis of percentiles: each step leaves a tenth of what the one before left.
constexpr std::pair<double, const char*> percentiles[] = {
    {0,      "0"       },
    {90,     "90 %"    },
    {99,     "99 %"    },
    {99.9,   "99.9 %"  },
    {99.99,  "99.99 %" },
    {99.999, "99.999 %"},
};
constexpr double most_nines = 5;

double nines(double percent)
{
    return std::min(most_nines, -std::log10(1 - percent / 100));
}

class Drawing {
public:
    Drawing(double lowest, double highest) : lowest_(lowest), highest_(highest) {}

    // Milliseconds on a logarithmic scale.
    double y(double milliseconds) const
    {
        const auto part =
            std::log10(std::max(milliseconds, lowest_) / lowest_) / std::log10(highest_ / lowest_);
        return bottom - part * (bottom - top);
    }

    static double x(const Panel& panel, double part)
    {
        return panel.left + part * (panel.right - panel.left);
    }

    void line(double x1, double y1, double x2, double y2)
    {
        add("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>\n",
            x1,
            y1,
            x2,
            y2);
    }

    void text(double x, double y, const char* anchor, const std::string& content)
    {
        add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", x, y, anchor);
        svg_ += content + "</text>\n";
    }

    void curve(const std::vector<std::pair<double, double>>& points, const char* colour)
    {
        svg_ += "<polyline fill=\"none\" stroke-width=\"1.5\" stroke=\"" + std::string{colour} +
                "\" points=\"";
        for (const auto& [x, y] : points)
            add("%.1f,%.1f ", x, y);
        svg_ += "\"/>\n";
    }

    // Powers of ten of milliseconds.
    void rows(const Panel& panel)
    {
        for (auto value = lowest_; value <= highest_ * 1.001; value *= 10) {
            line(panel.left, y(value), panel.right, y(value));
            char label[32];
            std::snprintf(label, sizeof label, "%g ms", value);
            text(panel.left - 6, y(value) + 4, "end", label);
        }
    }

    template <class... Values> void add(const char* format, Values... values)
    {
        char piece[256];
        std::snprintf(piece, sizeof piece, format, values...);
        svg_ += piece;
    }

    std::string svg(const std::string& title) const
    {
        char head[256];
        std::snprintf(head,
                      sizeof head,
                      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %g %g\" "
                      "font-family=\"sans-serif\" font-size=\"12\">\n"
                      "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n",
                      width,
                      height);
        return head + ("<text x=\"20\" y=\"24\" font-size=\"15\">" + title + "</text>\n") + svg_ +
               "</svg>\n";
    }

private:
    double lowest_;
    double highest_;
    std::string svg_;
};

double milliseconds(std::uint64_t microseconds)
{
    return static_cast<double>(microseconds) / 1000;
}

double power_of_ten_above(double value)
{
    return std::pow(10, std::ceil(std::log10(value)));
}

double power_of_ten_below(double value)
{
    return std::pow(10, std::floor(std::log10(value)));
}

void draw_time(Drawing& drawing, const Latencies& latencies)
{
    const auto& slots = latencies.slots();
    drawing.rows(over_time);
    drawing.text(over_time.left, bottom + 20, "start", "0 s");
    const auto seconds =
        static_cast<double>(slots.size()) * static_cast<double>(Latencies::slot) / 1e6;
    drawing.text(over_time.right, bottom + 20, "end", number_text(seconds) + " s");
    double legend = over_time.left + 80;
    for (const auto& line : lines) {
        std::vector<std::pair<double, double>> points;
        for (std::size_t index = 0; index < slots.size(); ++index) {
            if (slots[index].count() == 0) continue;
            const auto part =
                (static_cast<double>(index) + 0.5) / static_cast<double>(slots.size());
            points.emplace_back(Drawing::x(over_time, part),
                                drawing.y(milliseconds(slots[index].at(line.percent))));
        }
        drawing.curve(points, line.colour);
        drawing.add("<rect x=\"%.1f\" y=\"%.1f\" width=\"12\" height=\"3\" fill=\"%s\"/>\n",
                    legend,
                    bottom + 37,
                    line.colour);
        drawing.text(legend + 18, bottom + 42, "start", line.name);
        legend += 80;
    }
}

void draw_percentiles(Drawing& drawing, const Histogram& all)
{
    drawing.rows(by_percentile);
    for (const auto& [percent, name] : percentiles) {
        const auto x = Drawing::x(by_percentile, nines(percent) / most_nines);
        drawing.line(x, top, x, bottom);
        drawing.text(x, bottom + 20, "middle", name);
    }
    std::vector<std::pair<double, double>> points;
    for (double place = 0; place <= most_nines; place += 0.02) {
        const auto percent = 100 * (1 - std::pow(10, -place));
        points.emplace_back(Drawing::x(by_percentile, place / most_nines),
                            drawing.y(milliseconds(all.at(percent))));
    }
    drawing.curve(points, "#2471a3");
}

}  // namespace

std::string plot_of(const Latencies& latencies, const std::string& of)
{
    const auto& all = latencies.all();
    const auto lowest = power_of_ten_below(std::max(milliseconds(all.at(0)), 0.001));
    const auto highest = power_of_ten_above(std::max(milliseconds(all.max()), lowest * 10));
    Drawing drawing{lowest, highest};
    draw_time(drawing, latencies);
    draw_percentiles(drawing, all);
    return drawing.svg(of + ": over time, and by percentile");
}

}  // namespace halley::bench
