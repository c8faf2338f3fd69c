#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "halley/errc.hpp"
#include "protocol/message.hpp"

namespace halley::protocol {

struct ReaderLimits {
    std::size_t json_depth = 128;  ///< Of nested arrays and objects, the outermost included.
    std::size_t messages_per_batch = 1000;
};

/** Decodes one body: an array of message objects, or one object.

    Strict JSON in strict UTF-8, nothing before or after it but white space
    (FMT-06 to FMT-15); of duplicate keys the last wins (FMT-23). A field of the
    wrong type is noted in its message and fails that message only (FMT-05).

    @param body must outlive `batch` unless `batch.own()` is called.
    @return nothing on success, else the error for the whole body; `batch` is
            then empty. `[]` is a success without messages.
*/
std::optional<Errc> read_batch(std::string_view body, const ReaderLimits& limits, Batch& batch);

/// Whether `text` is one complete JSON text in valid UTF-8, of bounded depth.
bool is_json(std::string_view text, std::size_t json_depth = 128);

/// Decodes a raw JSON string (with its quotes) that the reader has validated.
/// A lone surrogate escape becomes U+FFFD.
std::string decode_string(std::string_view raw);

}  // namespace halley::protocol
