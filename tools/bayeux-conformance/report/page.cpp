#include "tools/bayeux-conformance/report/page.hpp"

#include <algorithm>
#include <array>

#include <openssl/evp.h>
#include <openssl/sha.h>

#include "tools/bayeux-conformance/report/harmless.hpp"
#include "tools/bayeux-conformance/report/page_parts.hpp"

namespace halley::conformance {

namespace {

// As a content security policy names an inline script or style.
std::string hash_of(std::string_view text)
{
    std::array<unsigned char, SHA256_DIGEST_LENGTH> hash{};
    unsigned size = 0;
    EVP_Digest(text.data(), text.size(), hash.data(), &size, EVP_sha256(), nullptr);
    std::array<unsigned char, 4 * (SHA256_DIGEST_LENGTH / 3 + 1) + 1> base64{};
    const auto length = EVP_EncodeBlock(base64.data(), hash.data(), static_cast<int>(size));
    return "'sha256-" +
           std::string{base64.begin(), base64.begin() + static_cast<std::ptrdiff_t>(length)} + "'";
}

std::string choice(std::string_view name, std::string_view value)
{
    return "<label><input type=\"checkbox\" name=\"" + std::string{name} + "\" value=\"" +
           markup(value) + "\" checked> " + markup(value) + "</label>\n";
}

template <class Value>
std::string
choices(std::string_view legend, std::string_view name, const std::vector<Value>& values)
{
    auto html = "<fieldset><legend>" + std::string{legend} + "</legend>\n";
    for (const auto value : values)
        html += choice(name, name_of(value));
    return html + "</fieldset>\n";
}

}  // namespace

std::string page(std::string_view title, std::string_view body)
{
    return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
           "script-src " +
           hash_of(page_script) + "; style-src " + hash_of(page_style) +
           "; base-uri 'none'; form-action 'none'\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" +
           markup(harmless_line(title)) + "</title>\n<style>" + std::string{page_style} +
           "</style>\n</head>\n<body>\n" + std::string{body} + "<script>" +
           std::string{page_script} + "</script>\n</body>\n</html>\n";
}

std::string filters_html(const Filters& filters)
{
    auto html = "<form id=\"filters\" hidden>\n" + choices("Verdict", "verdict", all_verdicts()) +
                choices("Level", "level", all_levels()) +
                choices("Transport", "transport", filters.media);
    html += "<fieldset class=\"search\"><legend>Text</legend>\n"
            "<input type=\"search\" name=\"text\" aria-label=\"Words to look for\" "
            "placeholder=\"HSK, clientId …\">\n";
    if (filters.differing)
        html += "<label><input type=\"checkbox\" name=\"differing\"> only differences</label>\n";
    return html + "<button type=\"reset\">Show all</button> <output id=\"shown\"></output>\n"
                  "</fieldset>\n</form>\n";
}

std::string verdict_html(Verdict verdict)
{
    const std::string name{name_of(verdict)};
    return element("span", "verdict " + name, name);
}

std::string element(std::string_view tag, std::string_view name, std::string_view text)
{
    std::string html;
    (((html += "<") += tag) += " class=\"") += name;
    (((html += "\">") += markup(text)) += "</") += tag;
    return html += ">";
}

std::string anchor(std::string_view id, std::vector<std::string>& used)
{
    std::string base;
    for (const char c : id) {
        const bool plain =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        base += plain ? c : '-';
    }
    auto name = base;
    for (int i = 2; std::find(used.begin(), used.end(), name) != used.end(); ++i)
        name = base + "-" + std::to_string(i);
    used.push_back(name);
    return name;
}

std::string outcome_html(const Report::Row& row)
{
    std::string html;
    const auto add = [&](std::string_view label, std::string_view text) {
        html += "<dt>" + std::string{label} + "</dt><dd>" + markup(text) + "</dd>\n";
    };
    if (!row.expected.empty()) {
        add("expected", row.expected);
        add("received", row.received.empty() ? "nothing" : row.received);
    }
    if (!row.detail.empty())
        add(row.verdict == Verdict::skipped ? "because" : "it does", row.detail);
    return html.empty() ? html : "<dl class=\"outcome\">\n" + html + "</dl>\n";
}

}  // namespace halley::conformance
