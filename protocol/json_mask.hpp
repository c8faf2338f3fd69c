#pragma once

#include <string>
#include <string_view>

namespace halley::protocol {

/** A copy of a JSON text, of the same length, without what RapidJSON refuses
    although JSON allows it.

    Numbers become blanks and a `0`, escapes of lone surrogates become `\ufffd`.
    What is not valid stays as it is, to be refused. Positions are those of the
    original, so raw text can be taken from there.
*/
std::string mask_unrepresentable(std::string_view text);

}  // namespace halley::protocol
