#include <algorithm>
#include <cctype>
#include <cmath>
#include <iterator>
#include <map>
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

// What is seen at one place of the ids, in the order in which they were given.
struct Place {
    std::set<char> seen;
    double share = 0;      // Of the ids that are long enough to have it.
    bool counted = false;  // It mostly goes on by the same step, as a counter does.
};

Place place_of(const std::vector<std::string>& ids, const std::set<char>& alphabet, std::size_t at)
{
    const auto rank = [&](char c) { return std::distance(alphabet.begin(), alphabet.find(c)); };
    Place place;
    std::size_t have = 0;
    std::size_t commonest = 0;
    std::map<std::ptrdiff_t, std::size_t> steps;
    char before = '\0';
    for (const auto& id : ids) {
        if (id.size() <= at) continue;
        place.seen.insert(id[at]);
        if (have++ > 0) commonest = std::max(commonest, ++steps[rank(id[at]) - rank(before)]);
        before = id[at];
    }
    place.share = static_cast<double>(have) / static_cast<double>(ids.size());
    place.counted = 3 * commonest > 2 * have;
    return place;
}

// An estimate from outside: a place where many different characters are seen is
// taken for one of all that the ids are made of, others for what they show.
double random_bits(const std::vector<std::string>& ids)
{
    std::set<char> alphabet;
    std::size_t length = 0;
    for (const auto& id : ids) {
        alphabet.insert(id.begin(), id.end());
        length = std::max(length, id.size());
    }
    double bits = 0;
    for (std::size_t at = 0; at < length; ++at) {
        const auto place = place_of(ids, alphabet, at);
        if (place.counted) continue;
        const auto few = 2 * place.seen.size() <= alphabet.size();
        bits +=
            place.share * std::log2(static_cast<double>(few ? place.seen.size() : alphabet.size()));
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
