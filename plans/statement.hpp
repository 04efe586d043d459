#pragma once
// Whatever anyone says about cooperation plans: a statement, one canonical JSON object, signed by who says it.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "geo/centre.hpp"
#include "geo/expected.hpp"
#include "geo/sha256.hpp"
#include "geo/time.hpp"
#include "plans/party.hpp"
#include "plans/problem.hpp"
#include "plans/signatory.hpp"

namespace lingding::plans {

inline constexpr std::string_view kStatementForm = "lingding/statement/1";

// Bounds; a statement beyond one of them is refused. Lengths are in bytes of UTF-8. Design values.
inline constexpr std::size_t kMaxStatementBytes = std::size_t{64} << 10U;
inline constexpr std::size_t kMaxStatementIdBytes = 128;
inline constexpr std::size_t kMaxSpeakerBytes = 200;
inline constexpr std::size_t kMaxStatementTextBytes = 4000;
inline constexpr std::size_t kMaxShortTextBytes = 500;
inline constexpr std::size_t kMaxReasons = 50;
inline constexpr std::size_t kMaxHolders = 50;  ///< as many as a plan has copies (cooperation-plan.schema.json)
inline constexpr std::size_t kMaxParticipants = 20;
inline constexpr std::size_t kMaxVerifiedItems = 20;
inline constexpr std::uint32_t kMaxVersion = 1'000'000;
/// A registration is for at most so long. Design value, after the memoranda of the three places, which are for terms of
/// five years (arrangement.json, notes).
inline constexpr std::chrono::years kMaxRegistration{5};

/// Which version of a centre's module a plan carries, and the digest of its canonical bytes.
struct CarriedModule {
  geo::CentreId centre = geo::CentreId::hk;
  std::uint32_t version = 1;
  geo::Digest document{};
  bool operator==(CarriedModule const&) const = default;
};
/// Of all three centres, in the order of geo::kCentres.
using CarriedModules = std::array<CarriedModule, 3>;

/// An operator files a version of a plan with its home centre. The operator vouches for modules 1 and 2.
struct PlanFiled {
  std::string plan_id;
  std::uint32_t version = 1;
  geo::CentreId home = geo::CentreId::hk;
  geo::Digest document{};  ///< of the whole plan
  geo::Digest company_module{};
  geo::Digest ships_module{};
  bool operator==(PlanFiled const&) const = default;
};

struct Reason {
  std::string code;     ///< "imo_check_digit", …; the home centre's choice
  std::string pointer;  ///< JSON Pointer into the plan; may be empty
  std::string text;
  bool operator==(Reason const&) const = default;
};

/// The home centre hands a filing back.
struct PlanReturned {
  std::string filing;  ///< id of the plan_filed statement
  std::vector<Reason> reasons;
  bool operator==(PlanReturned const&) const = default;
};

struct CopyHolder {
  std::uint32_t copy = 1;
  Party holder;
  bool operator==(CopyHolder const&) const = default;
};

/// The home centre registers a filing. From then on the plan is the registered one, for everybody.
struct PlanRegistered {
  std::string filing;
  std::string plan_id;
  std::uint32_t version = 1;
  geo::Digest document{};
  CarriedModules modules{};
  std::vector<CopyHolder> holders;  ///< each centre, the company, and each ship
  geo::UtcDate valid_from{};
  geo::UtcDate valid_until{};               ///< the last day
  std::optional<std::uint32_t> supersedes;  ///< the newest version registered before; empty: this is the first
  bool operator==(PlanRegistered const&) const = default;
};

/// The company, or the home centre, ends a plan.
struct PlanWithdrawn {
  std::string plan_id;
  geo::UtcDate from{};
  std::string reason;
  bool operator==(PlanWithdrawn const&) const = default;
};

/// The new home centre of a ship that changed her registry has registered her new plan: the old one ends.
struct PlanTransferred {
  std::string plan_id;  ///< the old one, of another home
  std::string new_plan_id;
  geo::UtcDate on{};
  bool operator==(PlanTransferred const&) const = default;
};

struct ModuleChange {
  geo::CentreId centre = geo::CentreId::hk;
  std::uint32_t version = 1;
  bool operator==(ModuleChange const&) const = default;
};

/// The home centre's service issues a plan again with centres' newer modules in it, and nothing else changed.
struct PlanReissued {
  std::string plan_id;
  std::uint32_t version = 1;
  geo::Digest document{};
  CarriedModules modules{};
  std::string amendment;              ///< the text of the document's amendment entry
  std::vector<ModuleChange> changes;  ///< the modules that are newer; 1 … 3
  bool operator==(PlanReissued const&) const = default;
};

/// A centre publishes a version of its own module.
struct CentreModulePublished {
  geo::CentreId centre = geo::CentreId::hk;
  std::uint32_t version = 1;
  geo::Digest document{};
  geo::UtcDate valid_from{};
  bool operator==(CentreModulePublished const&) const = default;
};

/// `signed_page` reads "signed" in text.
enum class PageStatus : std::uint8_t { signed_page, unsigned_page, suspended, ended };
std::string_view to_text(PageStatus status);
std::optional<PageStatus> parse_page_status(std::string_view text);

/// One of two centres states how the page of the arrangement between them stands.
struct ArrangementPage {
  std::array<geo::CentreId, 2> parties{};  ///< in the order of geo::kCentres
  std::optional<geo::UtcDate> signed_on;   ///< empty: not known, or not signed
  PageStatus status = PageStatus::unsigned_page;
  geo::UtcDate from{};  ///< from when on it stands so
  std::string source;   ///< where that can be read
  bool operator==(ArrangementPage const&) const = default;
};

/// A holder confirms a copy, and what he checked.
struct Receipt {
  std::string plan_id;
  std::uint32_t version = 1;
  geo::Digest document{};
  std::uint32_t copy = 1;
  geo::UtcTime received_at{};
  std::vector<std::string> verified;  ///< codes: "digest", "signature", …
  std::vector<std::string> faults;    ///< sentences; empty: none
  bool operator==(Receipt const&) const = default;
};

/// A holder says what he has now.
struct CopyReported {
  std::string plan_id;
  std::uint32_t version = 1;
  geo::Digest document{};
  bool operator==(CopyReported const&) const = default;
};

/// A centre has something to say about a plan. Its id is that of this statement. It suspends nothing.
struct ObservationRaised {
  std::string plan_id;
  std::uint32_t version = 1;
  std::string text;
  bool operator==(ObservationRaised const&) const = default;
};
/// The home centre answers.
struct ObservationAnswered {
  std::string plan_id;
  std::uint32_t version = 1;
  std::string observation;
  std::string text;
  bool operator==(ObservationAnswered const&) const = default;
};
/// Who raised it closes it.
struct ObservationClosed {
  std::string plan_id;
  std::uint32_t version = 1;
  std::string observation;
  std::string text;
  bool operator==(ObservationClosed const&) const = default;
};

/// The annual review of a plan took place.
struct ReviewDone {
  std::string plan_id;
  geo::UtcDate on{};
  std::vector<std::string> participants;
  std::string outcome;
  bool operator==(ReviewDone const&) const = default;
};

/// As the plan's module 6 has them (MSC.1/Circ.1079/Rev.1, section 9.5), and table-top exercises.
enum class ExerciseType : std::uint8_t { communications, co_ordination, full_scale, table_top };
std::string_view to_text(ExerciseType type);
std::optional<ExerciseType> parse_exercise_type(std::string_view text);

struct ExerciseHeld {
  std::string plan_id;
  geo::UtcDate on{};
  ExerciseType type = ExerciseType::communications;
  std::vector<Mmsi> ships;  ///< those of the plan that took part
  std::vector<std::string> participants;
  std::string outcome;
  bool operator==(ExerciseHeld const&) const = default;
};

using StatementBody = std::variant<PlanFiled, PlanReturned, PlanRegistered, PlanWithdrawn, PlanTransferred,
                                   PlanReissued, CentreModulePublished, ArrangementPage, Receipt, CopyReported,
                                   ObservationRaised, ObservationAnswered, ObservationClosed, ReviewDone, ExerciseHeld>;

/// In the order of StatementBody's alternatives.
enum class StatementKind : std::uint8_t {
  plan_filed,
  plan_returned,
  plan_registered,
  plan_withdrawn,
  plan_transferred,
  plan_reissued,
  centre_module,
  arrangement_page,
  receipt,
  copy_reported,
  observation_raised,
  observation_answered,
  observation_closed,
  review_done,
  exercise_held
};
inline constexpr std::size_t kStatementKinds = std::variant_size_v<StatementBody>;
/// "plan_filed", …
std::string_view to_text(StatementKind kind);
std::optional<StatementKind> parse_statement_kind(std::string_view text);

struct Statement {
  /// Chosen by who says it: his party's text, a hyphen, then 1 … 60 of A-Z a-z 0-9 . _ - so that nobody can take
  /// another's id.
  std::string id;
  geo::UtcTime made_at{};
  Party by;
  std::string name;  ///< of the person who says it, or of the program
  StatementBody body;

  StatementKind kind() const { return static_cast<StatementKind>(body.index()); }
  bool operator==(Statement const&) const = default;
};

/// Reads canonical bytes (RFC 8785). Strict: unknown or missing members, wrong types, values out of their bounds, text
/// that is not printable or not in Unicode's normal form C, and any other bytes than write_statement gives for what was
/// read, are problems. At most kMaxProblems, in the order of the members.
geo::Expected<Statement, std::vector<Problem>> read_statement(std::string_view text);

/// The canonical bytes: what is signed. \pre every text and list is within its bounds.
std::string write_statement(Statement const& statement);

/// The plan that a statement is about; empty for pages, modules and returned filings (they name a filing).
std::string_view plan_of(Statement const& statement);

/// Whose signature a statement of this kind, by this party, has to bear: the place whose authority vouches, the purpose
/// and the signatory. Empty when this party can't say this at all (a ship can't register a plan).
struct NeededSignature {
  geo::CentreId place = geo::CentreId::hk;
  Purpose purpose = Purpose::centre;
  std::string id;  ///< Signatory::id
  bool operator==(NeededSignature const&) const = default;
};
std::optional<NeededSignature> needed_signature(Statement const& statement);

/// Published form of the schema (plans/schema/statement.schema.json), as built into the program.
std::string_view statement_schema();

}  // namespace lingding::plans
