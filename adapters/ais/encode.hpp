#pragma once
// Makes sentences out of messages: for synthetic traffic and for tests of the decoder.

#include <string>
#include <vector>

#include "adapters/ais/message.hpp"
#include "adapters/ais/sentence.hpp"
#include "geo/expected.hpp"

namespace lingding::ais {

struct EncodeOptions {
  std::string talker = "AI";  ///< two characters
  Formatter formatter = Formatter::vdm;
  char channel = 'A';
  unsigned sequence = 0;  ///< 0 … 9, used by messages of several sentences
};

enum class EncodeError {
  type_not_encodable,  ///< only messages 1–5, 9, 11, 14, 18 and 24 can be encoded
  option_out_of_range  ///< the talker has not two characters, or the sequence is above 9
};

/// The armoured payload alone, with its fill bits.
struct ArmouredPayload {
  std::string characters;
  unsigned fill_bits = 0;
};

/// Fields are cut to their width; what is empty is sent as "not available". Text goes out in the six-bit set: lower
/// case becomes upper case, what is not in the set, and '@', which would end the text, becomes '?'.
geo::Expected<ArmouredPayload, EncodeError> encode_payload(Message const& message);

/// Sentences without line ends, each of at most 80 characters.
geo::Expected<std::vector<std::string>, EncodeError> encode(Message const& message, EncodeOptions const& options = {});

/// The payload in as many sentences as it takes. \pre the options are in range (see EncodeError), 1 … 9 sentences hold
/// it
std::vector<std::string> to_sentences(ArmouredPayload const& payload, EncodeOptions const& options);

}  // namespace lingding::ais
