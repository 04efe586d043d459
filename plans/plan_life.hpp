#pragma once
// The life of a plan's versions, derived from the ledger as of any time, in the world and as known here.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/time.hpp"
#include "plans/ledger.hpp"

namespace lingding::plans {

/// Every question about the register has two times: when in the world, and by what had come in here by then. For
/// "now", both are now; for "what did we know at 20:23", both are 20:23; for "what do we know now of 20:23", only the
/// first.
struct AsOf {
  geo::UtcTime world{};
  geo::UtcTime known{};
  bool operator==(AsOf const&) const = default;
};

enum class VersionState : std::uint8_t {
  unknown,     ///< nothing is held of it
  draft,       ///< a document is known, and was not filed
  filed,       ///< waits for the home centre
  returned,    ///< with reasons
  overtaken,   ///< another filing of this version or a later one was registered first
  registered,  ///< in force, or (before valid_from) about to be
  superseded,  ///< a later version is in force
  withdrawn,   ///< by the company or the home centre
  expired,     ///< past valid_until
  transferred  ///< the ship's new home centre has registered her new plan
};
std::string_view to_text(VersionState state);
std::optional<VersionState> parse_version_state(std::string_view text);

/// One version at one time. Nothing takes effect before it was recorded: a registration is in force from the later of
/// its recording and the beginning of valid_from; a withdrawal or transfer ends from the later of its recording and the
/// beginning of its day; a version is superseded when the next is in force; it expires at the end of valid_until.
struct VersionLife {
  std::uint32_t version = 0;
  VersionState state = VersionState::unknown;
  std::optional<geo::Digest> document;
  std::optional<geo::UtcTime> in_force_from;  ///< of a registered version
  std::optional<geo::UtcTime> ended_at;       ///< when it ended or, as far as is known, will
  std::optional<RecordRef> record;            ///< the one that brought it into this state
  std::optional<std::string> successor;       ///< transferred: the new plan's id
  bool operator==(VersionLife const&) const = default;
  bool in_force(geo::UtcTime world) const {
    return state == VersionState::registered && in_force_from && *in_force_from <= world;
  }
};

VersionLife life_of(Ledger const& ledger, std::string_view plan_id, std::uint32_t version, AsOf const& as_of);
/// Of every version that is known, lowest first.
std::vector<VersionLife> lives_of(Ledger const& ledger, std::string_view plan_id, AsOf const& as_of);
/// The version in force; empty when there is none. There is never more than one.
std::optional<std::uint32_t> version_in_force(Ledger const& ledger, std::string_view plan_id, AsOf const& as_of);
/// What to show in distress: the version in force; else the newest that was ever registered; else the newest filed.
std::optional<std::uint32_t> best_version(Ledger const& ledger, std::string_view plan_id, AsOf const& as_of);

/// The registration, or re-issue, of a version as known then; null when there is none.
HeldRegistration const* registration_of(Ledger const& ledger, std::string_view plan_id, std::uint32_t version,
                                        AsOf const& as_of);
/// A registration and all that it rests on: for a re-issue, the versions before it down to the one that an officer
/// registered, which is last.
std::vector<HeldRegistration const*> basis_of(Ledger const& ledger, std::string_view plan_id, std::uint32_t version,
                                              AsOf const& as_of);

/// One line of a plan's history.
struct HistoryLine {
  RecordRef record;
  geo::UtcTime recorded_at{};
  geo::UtcTime known_at{};
  StatementKind kind = StatementKind::plan_filed;
  std::optional<std::uint32_t> version;
  std::optional<Party> by;      ///< where the ledger keeps it
  std::string signature_fault;  ///< empty: good
  bool operator==(HistoryLine const&) const = default;
};
/// Everything held about a plan, as known then, in the order of recording (then origin and number).
std::vector<HistoryLine> history_of(Ledger const& ledger, std::string_view plan_id, geo::UtcTime known);

/// An observation and what became of it.
struct ObservationState {
  std::string id;
  std::uint32_t version = 1;
  geo::CentreId raised_by = geo::CentreId::hk;
  RecordRef raised;
  std::vector<RecordRef> answers;
  std::optional<RecordRef> closed;
  bool operator==(ObservationState const&) const = default;
};
std::vector<ObservationState> observations_of(Ledger const& ledger, std::string_view plan_id, AsOf const& as_of);

// What is due.

/// Annual: within so long of the last one, or of the first registration (the plan's own guidelines ask for reviews at
/// regular intervals; a year is the arrangement's practice here, a design value).
inline constexpr std::chrono::months kReviewEvery{12};
/// An exercise is held not more than once in any 12 months for each ship (MSC.1/Circ.1079/Rev.1, section 9.3), and, as
/// a plan has to provide for periodic exercises (9.1), one is due when 12 months have gone by without.
inline constexpr std::chrono::months kExerciseEvery{12};
/// What ends or falls due within so long is listed as "soon". Design value: the 30 days' notice of the memoranda.
inline constexpr std::chrono::days kSoon{30};
/// A filing waits too long after this. Design value.
inline constexpr std::chrono::days kFilingWaits{7};

enum class DueKind : std::uint8_t {
  review,      ///< the annual review
  exercise,    ///< of one ship
  expiry,      ///< of the registration
  filing,      ///< waits for the home centre
  observation  ///< waits for the home centre's answer
};
std::string_view to_text(DueKind kind);

struct DueItem {
  std::string plan_id;
  DueKind kind = DueKind::review;
  geo::UtcDate due{};        ///< a day still to come: soon; else: overdue
  std::optional<Mmsi> ship;  ///< of an exercise
  std::string about;         ///< id of the filing or observation
  bool operator==(DueItem const&) const = default;
};
/// Of one plan, or of all in force (and pending filings), by plan id, then kind. `within`: how far ahead.
std::vector<DueItem> due_of(Ledger const& ledger, std::string_view plan_id, AsOf const& as_of,
                            std::chrono::days within = kSoon);
std::vector<DueItem> due(Ledger const& ledger, AsOf const& as_of, std::chrono::days within = kSoon);

/// The first day on which a ship may have her next exercise; empty: she has had none, so any day.
std::optional<geo::UtcDate> next_exercise_from(Ledger const& ledger, std::string_view plan_id, Mmsi ship,
                                               AsOf const& as_of);

}  // namespace lingding::plans
