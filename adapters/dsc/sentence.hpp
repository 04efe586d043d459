#pragma once
// The $--DSC and $--DSE sentences of NMEA 0183 and IEC 61162-1.

#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "adapters/dsc/call.hpp"
#include "adapters/dsc/rejection.hpp"
#include "geo/expected.hpp"

namespace lingding::dsc {

/// A DSE sentence: what is added to a call of the same sender.
struct ExpansionSentence {
  std::uint32_t total = 1;
  std::uint32_t number = 1;
  plans::Mmsi sender;
  std::vector<Expansion> expansions;
};

/// Takes what stands between '$' and '*' of a DSC sentence, its checksum checked: "CDDSC,12,3380400790,12,06,00,…".
/// The sentence of a received call: its second field is the sender (IEC 61162-1, DSC, note 2). Symbols may have two
/// digits or three ("12" and "112" are one). Fields that some radios leave empty are left empty in the call; fields of
/// another form cost themselves and a warning, never the call.
geo::Expected<Call, Rejection> read_call(std::string_view body);

/// The same for DSE: "CDDSE,1,1,A,3380400790,00,45894494".
geo::Expected<ExpansionSentence, Rejection> read_expansion(std::string_view body);

}  // namespace lingding::dsc
