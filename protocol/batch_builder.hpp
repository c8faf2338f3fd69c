#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "halley/errc.hpp"
#include "protocol/message.hpp"
#include "protocol/message_reader.hpp"

namespace halley::protocol {

/** Builds a batch from the parts of a body as a JSON parser reports them.

    Every position is the one in the body behind the part that is reported. A
    function that returns false wants nothing more: see `error`.
*/
class BatchBuilder {
public:
    /// `batch` is empty, its messages will view `body`.
    BatchBuilder(std::string_view body, const ReaderLimits& limits, Batch& batch)
        : body_(body), limits_(limits), batch_(batch)
    {
    }

    bool literal(std::size_t end);  ///< `null`, `true` or `false`.
    bool number(std::size_t end);
    bool string(std::string_view decoded, std::size_t end);
    bool key(std::string_view decoded, std::size_t end);
    bool open_object();
    bool open_array();
    bool close(std::size_t end);  ///< The innermost object or array.

    /// Why the batch is refused although the JSON may be valid.
    std::optional<Errc> error() const { return error_; }

private:
    enum class Member : unsigned char {
        other,
        channel,
        client_id,
        version,
        minimum_version,
        connection_type,
        id,
        data,
        ext,
        advice,
        subscription,
        connection_types,
    };
    /// A member that holds a string or an array of strings.
    struct Names {
        Field* state = nullptr;
        std::vector<std::string_view>* list = nullptr;
    };

    static Member member_of(std::string_view name);
    Message& message() { return batch_.messages.back(); }
    TextField* text_field();
    std::string_view* raw_field();
    Names names();

    bool inside_member() const { return depth_ == member_depth_ + 1; }
    bool fail(Errc error);
    bool descend();
    bool scalar(std::size_t end);
    void open_value(bool array);
    void close_value(std::size_t end);
    void mark_wrong_type();
    void forget_earlier();
    std::size_t value_begin(std::size_t after_key) const;
    std::string_view view_of(std::string_view decoded, std::size_t end);

    const std::string_view body_;
    const ReaderLimits limits_;
    Batch& batch_;
    std::optional<Errc> error_;

    std::size_t depth_ = 0;
    std::size_t member_depth_ = 2;  // Where the members of messages stand: 1 without an array.
    Member member_ = Member::other;
    std::size_t after_key_ = 0;
    Names open_names_;  // Those whose array is not complete.
    std::optional<long long>* advice_ = nullptr;
    std::size_t after_advice_key_ = 0;
};

}  // namespace halley::protocol
