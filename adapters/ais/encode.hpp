#pragma once
// Makes sentences out of messages: for synthetic traffic and for tests of the decoder.

#include <string>
#include <vector>

#include "adapters/ais/message.hpp"
#include "geo/expected.hpp"

namespace lingding::ais {

struct EncodeOptions {
  std::string talker = "AI";  ///< two characters
  char channel = 'A';
  unsigned sequence = 0;  ///< 0 … 9, used by messages of several sentences
};

enum class EncodeError {
  type_not_encodable  ///< only messages 1–5, 9, 11, 14, 18 and 24 can be encoded
};

/// Sentences without line ends, each of at most 82 characters with one. Text is cut to what the message holds;
/// characters outside the six-bit set become a question mark, lower case becomes upper case.
geo::Expected<std::vector<std::string>, EncodeError> encode(Message const& message, EncodeOptions const& options = {});

/// The armoured payload alone, with its fill bits.
struct ArmouredPayload {
  std::string characters;
  unsigned fill_bits = 0;
};
geo::Expected<ArmouredPayload, EncodeError> encode_payload(Message const& message);

}  // namespace lingding::ais
