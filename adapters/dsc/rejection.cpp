#include "adapters/dsc/rejection.hpp"

#include <array>

namespace lingding::dsc {
namespace {

struct Words {
  char const* name;
  char const* meaning;
};

constexpr std::array<Words, kRejectionCount> kRejections{{
    {"line_too_long", "the line is longer than 4096 characters"},
    {"not_a_sentence", "the line is no NMEA sentence, sequence of symbols, TAG block, comment or blank line"},
    {"checksum_missing", "the sentence has no '*' and two hexadecimal digits behind it"},
    {"checksum_wrong", "the checksum does not match the sentence"},
    {"fields_malformed", "the sentence does not have the eleven fields of DSC, or a field of another form"},
    {"format_missing", "the call has no format specifier"},
    {"format_unknown", "the format specifier is none of 102, 112, 114, 116, 120 and 123"},
    {"sender_missing", "the call names neither its sender nor a ship in distress"},
    {"expansion_malformed", "the sentence does not have the fields of DSE: total, number, flag, MMSI, code and data"},
    {"expansion_unmatched", "no call by this station waits for an expansion"},
    {"symbols_malformed", "symbols are numbers from 0 to 127, or a lost one as '-'; bits are 0 and 1, or B and Y"},
    {"phasing_missing", "the bits have no three phasing symbols in their places"},
    {"sequence_too_short", "the sequence ends before its end-of-sequence and error-check symbols"},
    {"symbols_lost", "more symbols are lost in both transmissions than the error-check symbol can restore"},
    {"error_check_wrong", "the error-check symbol does not match the sequence"},
}};

}  // namespace

char const* name_of(Rejection reason) {
  return kRejections[static_cast<std::size_t>(reason)].name;
}
char const* meaning_of(Rejection reason) {
  return kRejections[static_cast<std::size_t>(reason)].meaning;
}

}  // namespace lingding::dsc
