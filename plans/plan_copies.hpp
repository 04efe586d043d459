#pragma once
// The five controlled copies (一式五份) of a plan: who holds which, by whose signed receipt, and who has drifted.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plans/ledger.hpp"
#include "plans/plan_life.hpp"
#include "plans/recognition.hpp"

namespace lingding::plans {

/// How a holder's copy stands against the version in question.
enum class Drift : std::uint8_t {
  in_step,        ///< this version, this digest, a good receipt or report
  nothing_heard,  ///< no receipt or report of any version
  behind,         ///< an earlier version is the last that was heard of
  ahead,          ///< a later one
  other_content,  ///< this version with another digest
  faulty,         ///< the holder found faults in it
  unverified      ///< what the holder sent has a bad signature
};
std::string_view to_text(Drift drift);

struct CopyState {
  std::uint32_t copy = 1;
  Party holder;
  Drift drift = Drift::nothing_heard;
  std::optional<std::uint32_t> holds;       ///< the version last heard of
  std::optional<geo::Digest> digest;        ///< of what he holds
  std::optional<geo::UtcTime> received_at;  ///< of the receipt for the version in question
  std::optional<RecordRef> evidence;        ///< the last receipt or report
  geo::UtcTime since{};                     ///< since when the copy was due (the version's recording)
  bool operator==(CopyState const&) const = default;
};

/// The copies of one registered version, by number; empty for a version that is not registered. What counts of each
/// holder is the last that he signed, by the time of its recording.
std::vector<CopyState> copies_of(Ledger const& ledger, std::string_view plan_id, std::uint32_t version,
                                 AsOf const& as_of);

struct DriftingCopy {
  std::string plan_id;
  std::uint32_t version = 1;
  CopyState copy;
  bool operator==(DriftingCopy const&) const = default;
};
/// Whom to chase: every copy of a version in force that is not in step, by plan id and copy number. `overdue`: only
/// those that were due for longer. Looks at every plan.
std::vector<DriftingCopy> drifting_copies(Ledger const& ledger, AsOf const& as_of,
                                          std::chrono::seconds overdue = std::chrono::seconds{0});

/// What one holder had at an instant.
struct HeldAt {
  Party holder;
  std::optional<std::uint32_t> version;  ///< the newest for which his signed receipt or report was made by then
  std::optional<geo::Digest> document;
  std::optional<geo::UtcTime> received_at;
  std::optional<RecordRef> evidence;
  bool in_step = false;  ///< it was the version in force
  bool operator==(HeldAt const&) const = default;
};
/// "Which version did each centre hold at 20:23, and what did it know then?"
struct HoldingsAt {
  geo::UtcTime at{};
  geo::UtcTime known{};                                 ///< by what is known here at this time
  std::optional<std::uint32_t> in_force;                ///< at that instant, by all that is known now
  std::optional<std::uint32_t> in_force_as_known_here;  ///< by what had come here by that instant
  std::vector<HeldAt> holders;                          ///< the centres in kCentres' order, then companies and ships
  std::array<Recognition, 3> recognition;               ///< by each centre, of the version in force at that instant
  std::array<Recognition, 3> as_known_here;             ///< the same, by what had come here by that instant
  ChainHeads heads_here;                                ///< what this centre held of each chain at that instant
  bool operator==(HoldingsAt const&) const = default;
};
HoldingsAt holdings_at(Ledger const& ledger, std::string_view plan_id, geo::UtcTime at, geo::UtcTime known);

}  // namespace lingding::plans
