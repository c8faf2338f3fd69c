#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>

#include "tools/bayeux-conformance/party.hpp"

// A3: the client ids that the server gives.

namespace halley::conformance {

namespace {

std::vector<std::string> client_ids(Run& run, std::size_t count)
{
    std::vector<std::string> ids;
    auto party = run.stranger();
    while (ids.size() < count) {
        party.handshake();
        ids.push_back(party.client_id);
        party.cookies.clear();
    }
    return ids;
}

void unique(Run& run)
{
    const auto ids = client_ids(run, 200);
    const std::set<std::string> different(ids.begin(), ids.end());
    run.expect(different.size() == ids.size(),
               "200 handshakes give 200 ids",
               std::to_string(different.size()) + " different ones");
}

void alphanumeric(Run& run)
{
    const auto id = run.party().client_id;
    run.expect(!id.empty() &&
                   std::all_of(id.begin(),
                               id.end(),
                               [](unsigned char c) { return c < 0x80 && std::isalnum(c) != 0; }),
               "letters and digits",
               id);
}

// An estimate from outside: a place where many different characters are seen is
// taken for one of all that the ids are made of, others for what they show.
double random_bits(const std::vector<std::string>& ids)
{
    std::set<char> alphabet;
    std::size_t length = ids.front().size();
    for (const auto& id : ids) {
        alphabet.insert(id.begin(), id.end());
        length = std::min(length, id.size());
    }
    double bits = 0;
    for (std::size_t at = 0; at < length; ++at) {
        std::set<char> seen;
        for (const auto& id : ids)
            seen.insert(id[at]);
        bits += std::log2(
            static_cast<double>(2 * seen.size() > alphabet.size() ? alphabet.size() : seen.size()));
    }
    return bits;
}

void unpredictable(Run& run)
{
    const auto ids = client_ids(run, 200);
    const auto bits = static_cast<int>(std::lround(random_bits(ids)));
    const auto examples = ids[0] + ", " + ids[1] + ", " + ids[2];
    run.expect(bits >= 128,
               "at least 128 bits that differ from id to id",
               "about " + std::to_string(bits) + ": " + examples);
    run.tell("about " + std::to_string(bits) + " bits: " + examples);
}

// clang-format off
constexpr Case cases[] = {
    {"HSK-09", "Client ids are unique", Level::must,
     "Bayeux 1.0, 2.4", Medium::any, unique},
    {"HSK-10", "Client ids are letters and digits", Level::must,
     "Bayeux 1.0, 2.4", Medium::any, alphanumeric},
    {"HSK-11", "Client ids have at least 128 random bits", Level::should,
     "Bayeux 1.0, 2.4", Medium::long_polling, unpredictable},
};
// clang-format on

}  // namespace

Cases client_id_cases()
{
    return cases;
}

}  // namespace halley::conformance
