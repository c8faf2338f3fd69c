#include "protocol/batch_builder.hpp"

#include <utility>

#include "protocol/json_number.hpp"

// Rules of this file:
// - Positions give the raw text of the members that pass through.
// - A string without escapes is a view of the body; any other is kept aside.
// - Every member has the wrong type until a value of the right one is complete.

namespace halley::protocol {

BatchBuilder::Member BatchBuilder::member_of(std::string_view name)
{
    static constexpr std::pair<std::string_view, Member> names[] = {
        {"channel",                  Member::channel         },
        {"clientId",                 Member::client_id       },
        {"data",                     Member::data            },
        {"id",                       Member::id              },
        {"ext",                      Member::ext             },
        {"advice",                   Member::advice          },
        {"connectionType",           Member::connection_type },
        {"subscription",             Member::subscription    },
        {"version",                  Member::version         },
        {"minimumVersion",           Member::minimum_version },
        {"supportedConnectionTypes", Member::connection_types},
    };
    for (const auto& [known, member] : names) {
        if (name == known) return member;
    }
    return Member::other;
}

TextField* BatchBuilder::text_field()
{
    switch (member_) {
    case Member::channel: return &message().channel;
    case Member::client_id: return &message().client_id;
    case Member::version: return &message().version;
    case Member::minimum_version: return &message().minimum_version;
    case Member::connection_type: return &message().connection_type;
    default: return nullptr;
    }
}

std::string_view* BatchBuilder::raw_field()
{
    switch (member_) {
    case Member::id: return &message().id;
    case Member::data: return &message().data;
    case Member::ext: return &message().ext;
    default: return nullptr;
    }
}

BatchBuilder::Names BatchBuilder::names()
{
    auto& m = message();
    switch (member_) {
    case Member::subscription: return {&m.subscription, &m.subscriptions};
    case Member::connection_types: return {&m.connection_types, &m.supported_connection_types};
    default: return {};
    }
}

bool BatchBuilder::literal(std::size_t end)
{
    return scalar(end);
}

bool BatchBuilder::number(std::size_t end)
{
    if (inside_member() && advice_) {
        const auto begin = value_begin(after_advice_key_);
        *advice_ = truncated_number(body_.substr(begin, end - begin));
        return true;
    }
    return scalar(end);
}

bool BatchBuilder::string(std::string_view decoded, std::size_t end)
{
    if (inside_member() && open_names_.list) {
        open_names_.list->push_back(view_of(decoded, end));
        return true;
    }
    if (!scalar(end)) return false;
    if (depth_ != member_depth_) return true;
    if (auto* const field = text_field()) {
        *field = {view_of(decoded, end), Field::valid};
    } else if (const auto [state, list] = names(); list) {
        *state = Field::valid;
        list->push_back(view_of(decoded, end));
    }
    return true;
}

bool BatchBuilder::key(std::string_view decoded, std::size_t end)
{
    if (depth_ == member_depth_) {
        member_ = member_of(decoded);
        after_key_ = end;
        forget_earlier();
    } else if (inside_member() && member_ == Member::advice) {
        auto& advice = message().advice;
        advice_ = decoded == "timeout"    ? &advice.timeout
                  : decoded == "interval" ? &advice.interval
                                          : nullptr;
        after_advice_key_ = end;
        if (advice_) advice_->reset();  // FMT-23
    }
    return true;
}

bool BatchBuilder::open_object()
{
    if (depth_ == 0) {
        batch_.bare = true;
        member_depth_ = 1;
    }
    if (depth_ + 1 == member_depth_) {
        if (batch_.messages.size() == limits_.messages_per_batch) return fail(Errc::batch_too_long);
        batch_.messages.emplace_back();
    } else {
        open_value(false);
    }
    return descend();
}

bool BatchBuilder::open_array()
{
    if (depth_ != 0) {
        if (depth_ < member_depth_) return fail(Errc::not_a_message);
        open_value(true);
    }
    return descend();
}

bool BatchBuilder::close(std::size_t end)
{
    --depth_;
    if (depth_ == member_depth_) {
        close_value(end);
        open_names_ = {};
    }
    return true;
}

bool BatchBuilder::fail(Errc error)
{
    error_ = error;
    return false;
}

bool BatchBuilder::descend()
{
    return ++depth_ <= limits_.json_depth || fail(Errc::json_too_deep);
}

// A value that is neither array nor object, wherever it stands.
bool BatchBuilder::scalar(std::size_t end)
{
    if (depth_ < member_depth_) return fail(Errc::not_a_message);
    if (depth_ == member_depth_) {
        mark_wrong_type();
        close_value(end);
    } else if (inside_member() && open_names_.state) {
        *open_names_.state = Field::wrong_type;
    }
    return true;
}

// An array or object that is a member's value, or somewhere in one.
void BatchBuilder::open_value(bool array)
{
    advice_ = nullptr;
    if (depth_ == member_depth_) {
        mark_wrong_type();
        if (member_ == Member::id) message().id_valid = false;
        if (member_ == Member::advice && !array) message().advice.present = true;
        if (array) open_names_ = names();
        if (!open_names_.state) return;
        *open_names_.state = Field::valid;
        if (member_ == Member::subscription) message().subscription_is_array = true;
    } else if (inside_member() && open_names_.state) {
        *open_names_.state = Field::wrong_type;
    }
}

// Keeps the raw text of a member that passes through.
void BatchBuilder::close_value(std::size_t end)
{
    auto* const raw = raw_field();
    if (!raw || (member_ == Member::id && !message().id_valid)) return;
    const auto begin = value_begin(after_key_);
    *raw = body_.substr(begin, end - begin);
}

void BatchBuilder::mark_wrong_type()
{
    if (auto* const field = text_field()) field->state = Field::wrong_type;
    if (auto* const state = names().state) *state = Field::wrong_type;
}

// FMT-23: of duplicate keys the last wins.
void BatchBuilder::forget_earlier()
{
    if (auto* const field = text_field()) *field = {};
    if (auto* const raw = raw_field()) *raw = {};
    if (const auto [state, list] = names(); list) {
        *state = Field::absent;
        list->clear();
    }
    if (member_ == Member::id) message().id_valid = true;
    if (member_ == Member::advice) message().advice = {};
    if (member_ == Member::subscription) message().subscription_is_array = false;
}

std::size_t BatchBuilder::value_begin(std::size_t after_key) const
{
    return body_.find_first_not_of(" \t\r\n:", after_key);
}

std::string_view BatchBuilder::view_of(std::string_view decoded, std::size_t end)
{
    const auto raw = body_.substr(0, end - 1);  // Up to the closing quote.
    if (raw.ends_with(decoded)) return raw.substr(raw.size() - decoded.size());

    auto& kept = batch_.decoded.emplace_back(decoded);
    // The parser has lone low surrogates encoded like any other character.
    for (auto at = kept.find('\xED'); at < kept.size(); at = kept.find('\xED', at + 3)) {
        if (static_cast<unsigned char>(kept[at + 1]) >= 0xA0) kept.replace(at, 3, "\xEF\xBF\xBD");
    }
    return kept;
}

}  // namespace halley::protocol
