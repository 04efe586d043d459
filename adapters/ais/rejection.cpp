#include "adapters/ais/rejection.hpp"

namespace lingding::ais {
namespace {

struct Words {
  char const* name;
  char const* meaning;
};

constexpr std::array<Words, kRejectionCount> kRejections{{
    {"line_too_long", "the line is longer than 512 characters"},
    {"not_a_sentence", "the line is no NMEA sentence, TAG block, comment or blank line"},
    {"checksum_missing", "the sentence has no '*' and two hexadecimal digits behind it"},
    {"checksum_wrong", "the checksum does not match the sentence"},
    {"fields_malformed", "the sentence does not have the seven fields of VDM and VDO"},
    {"fragment_numbers", "the numbers of sentences are none of 1 of 1 to 9 of 9"},
    {"fragments_too_long", "the sentences of the message take more room than those of any message can"},
    {"fragment_repeated", "the same sentence of the same message came before"},
    {"payload_empty", "the sentence has no payload"},
    {"payload_character", "the payload has a character that is not of the six-bit alphabet"},
    {"payload_fill_bits", "the number of fill bits is not 0 to 5, or more than the payload has"},
    {"payload_too_long", "the payload is longer than the longest message"},
    {"payload_too_short", "the payload is too short for its message type"},
    {"type_unknown", "the message type is none of 1 to 27"},
    {"part_unknown", "the part of message 24 is neither A nor B"},
}};

}  // namespace

char const* name_of(Rejection reason) {
  return kRejections[static_cast<std::size_t>(reason)].name;
}
char const* meaning_of(Rejection reason) {
  return kRejections[static_cast<std::size_t>(reason)].meaning;
}

}  // namespace lingding::ais
