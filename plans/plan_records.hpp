#pragma once
// What the ledger holds of the records of one plan, one centre's module or one page, in memory: small, and enough to
// derive every state from, as of any time.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "geo/centre.hpp"
#include "geo/sha256.hpp"
#include "geo/time.hpp"
#include "plans/plan_facts.hpp"
#include "plans/statement.hpp"

namespace lingding::plans {

/// Names a record: chain and number in it.
struct RecordRef {
  geo::CentreId origin = geo::CentreId::hk;
  std::uint64_t seq = 0;
  auto operator<=>(RecordRef const&) const = default;
};

/// What came out of judging a signature, from `known_at` on.
struct Judgement {
  geo::UtcTime known_at{};
  std::string fault;  ///< empty: the signature is good and is that of who has to sign; else one sentence
  bool operator==(Judgement const&) const = default;
};

/// Of every record that is held.
struct Held {
  RecordRef ref;
  geo::UtcTime recorded_at{};
  geo::UtcTime known_at{};
  std::vector<Judgement> judgements;  ///< in order of time; before the first the signature is good

  /// The fault as known then; null when the signature is good.
  std::string const* fault_as_known(geo::UtcTime known) const;
  bool operator==(Held const&) const = default;
};

struct HeldFiling : Held {
  std::string id;  ///< of the statement
  std::uint32_t version = 1;
  geo::Digest document{};
  CompanyId company;
  bool operator==(HeldFiling const&) const = default;
};
struct HeldReturn : Held {
  std::string filing;
  bool operator==(HeldReturn const&) const = default;
};
/// A registration, or a re-issue, which takes what it does not say itself from the version before it.
struct HeldRegistration : Held {
  std::string filing;  ///< empty: a re-issue
  std::uint32_t version = 1;
  geo::Digest document{};
  CarriedModules modules{};
  std::vector<CopyHolder> holders;
  CompanyId company;
  geo::UtcDate valid_from{};
  geo::UtcDate valid_until{};
  bool operator==(HeldRegistration const&) const = default;
};
struct HeldWithdrawal : Held {
  geo::UtcDate from{};
  bool operator==(HeldWithdrawal const&) const = default;
};
struct HeldTransfer : Held {
  std::string new_plan_id;
  geo::UtcDate on{};
  bool operator==(HeldTransfer const&) const = default;
};
/// A receipt, or a report of what a holder has.
struct HeldCopyNote : Held {
  Party holder;
  std::uint32_t version = 1;
  geo::Digest document{};
  std::optional<std::uint32_t> copy;  ///< empty: a report
  geo::UtcTime received_at{};         ///< of a receipt; of a report, when it was made
  std::uint32_t faults = 0;           ///< how many the holder found
  bool operator==(HeldCopyNote const&) const = default;
};
enum class ObservationStep : std::uint8_t { raised, answered, closed };
struct HeldObservation : Held {
  ObservationStep step = ObservationStep::raised;
  std::string observation;
  std::uint32_t version = 1;
  geo::CentreId by = geo::CentreId::hk;
  bool operator==(HeldObservation const&) const = default;
};
struct HeldReview : Held {
  geo::UtcDate on{};
  bool operator==(HeldReview const&) const = default;
};
struct HeldExercise : Held {
  geo::UtcDate on{};
  ExerciseType type = ExerciseType::communications;
  std::vector<Mmsi> ships;
  bool operator==(HeldExercise const&) const = default;
};

/// A document whose facts are known, filed or not.
struct HeldDocument {
  geo::UtcTime known_at{};
  std::uint32_t version = 1;
  geo::Digest document{};
  bool operator==(HeldDocument const&) const = default;
};

/// All that is held about one plan id. Lists are in the order in which the records became known here; the life of the
/// plan (filings to withdrawals) stands in its home centre's chain alone, in that chain's order.
struct PlanRecords {
  std::string plan_id;
  std::vector<HeldDocument> documents;
  std::vector<HeldFiling> filings;
  std::vector<HeldReturn> returns;
  std::vector<HeldRegistration> registrations;  ///< versions count up
  std::vector<HeldWithdrawal> withdrawals;
  std::vector<HeldTransfer> transfers;  ///< in new homes' chains
  std::vector<HeldCopyNote> copy_notes;
  std::vector<HeldObservation> observations;
  std::vector<HeldReview> reviews;
  std::vector<HeldExercise> exercises;
  bool operator==(PlanRecords const&) const = default;
};

struct HeldModule : Held {
  std::uint32_t version = 1;
  geo::Digest document{};
  geo::UtcDate valid_from{};
  bool operator==(HeldModule const&) const = default;
};
struct HeldPage : Held {
  geo::CentreId by = geo::CentreId::hk;
  ArrangementPage page;
  bool operator==(HeldPage const&) const = default;
};
struct HeldFacts {
  geo::UtcTime known_at{};
  PlanFacts facts;
  bool operator==(HeldFacts const&) const = default;
};

}  // namespace lingding::plans
