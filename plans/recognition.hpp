#pragma once
// Whether a centre recognises a plan, derived from conditions: the 2015 arrangement's mutual recognition, which needs
// nobody's approval.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/centre.hpp"
#include "plans/language.hpp"
#include "plans/ledger.hpp"
#include "plans/plan_life.hpp"

namespace lingding::plans {

/// What keeps a version from being recognised. Each is a fact that can be put right; none is anybody's consent. The
/// texts are stable, for programs.
enum class Condition : std::uint8_t {
  // the arrangement between the recognising centre and the home centre
  no_page,        ///< none is known between the two
  page_unsigned,  ///< it is not signed by both
  page_not_yet,   ///< it is signed, and from a later day
  page_suspended,
  page_ended,
  // the version
  not_registered,  ///< nothing, a draft, filed, returned or overtaken
  not_yet_in_force,
  superseded,
  withdrawn,
  expired,
  transferred,
  // the home centre's signature
  signature_bad,  ///< of the registration, or of a re-issue or what it rests on
  // the document and the ship
  document_not_held,     ///< its facts are not known here
  document_differs,      ///< it is of another plan, version, home or company, or carries other modules than registered
  reissue_changes_more,  ///< a re-issue changed more than modules
  wrong_registry,        ///< a ship is not registered with the home centre, by registry or MMSI
  not_passenger_ship,
  not_scheduled,       ///< no departures
  not_cross_boundary,  ///< does not cross between two of the three places
  // the centres' modules
  module_unknown,      ///< the version carried is not known here
  module_not_current,  ///< a later one is in force
  module_differs       ///< another digest than that module's
};
inline constexpr std::size_t kConditions = static_cast<std::size_t>(Condition::module_differs) + 1;
std::string_view to_text(Condition condition);
std::optional<Condition> parse_condition(std::string_view text);

/// A condition that fails, with what it is about, so that the sentence names it.
struct FailingCondition {
  Condition condition = Condition::not_registered;
  std::optional<geo::CentreId> centre;  ///< whose page or module
  std::string detail;                   ///< a date, a version, a ship, or the signature's fault; may be empty
  std::optional<RecordRef> record;      ///< where it can be read
  bool operator==(FailingCondition const&) const = default;
};
/// One sentence without a full stop.
std::string sentence(FailingCondition const& failing, Language language);

/// What does not hinder recognition, and should be known.
enum class Remark : std::uint8_t {
  page_date_not_known,            ///< the page is signed, its date is blank in the published copy
  page_stated_by_one,             ///< the page is in force by the word of one of its two parties alone
  operator_signature_unverified,  ///< the company's signature of the filing does not verify here
  observation_open,               ///< somebody has an observation, which is not closed
  sample                          ///< the document is a sample
};
std::string_view to_text(Remark remark);
std::string sentence(Remark remark, Language language);

/// Whether a centre has to recognise the plan by the arrangement, or it is its own.
enum class Standing : std::uint8_t { recognised, not_recognised };
std::string_view to_text(Standing standing);

struct Recognition {
  std::string plan_id;
  std::uint32_t version = 0;
  geo::CentreId home = geo::CentreId::hk;
  geo::CentreId by = geo::CentreId::hk;  ///< equal to home: the centre's own plan, for which no page is needed
  AsOf as_of;
  Standing standing = Standing::not_recognised;
  std::vector<FailingCondition> failing;  ///< all of them, in the order of Condition; empty: recognised
  std::vector<Remark> remarks;
  bool operator==(Recognition const&) const = default;
};

/// Recognised if, and only if, no condition fails. Time is that of the records of one plan, not of the register.
Recognition recognise(Ledger const& ledger, std::string_view plan_id, std::uint32_t version, geo::CentreId by,
                      AsOf const& as_of);
/// Of the version in force, or else of best_version; version 0 when nothing is held.
Recognition recognise(Ledger const& ledger, std::string_view plan_id, geo::CentreId by, AsOf const& as_of);

/// For the alarm: one line of at most kMaxFaultLineBytes that says what is wrong with a plan, and that it is shown all
/// the same; empty when nothing is. In distress nothing withholds a plan.
std::string one_line_of_faults(Recognition const& recognition, Language language);
inline constexpr std::size_t kMaxFaultLineBytes = 400;

/// How the page between two centres stands, and why.
struct PageState {
  bool in_force = false;
  std::optional<Condition> failing;  ///< empty when in force
  std::optional<geo::UtcDate> from;  ///< of what makes it stand so
  std::vector<Remark> remarks;
  std::vector<ArrangementPage> stated;  ///< what each party says, or the shipped page for who says nothing
  std::optional<RecordRef> record;      ///< empty: by the shipped data alone
  bool operator==(PageState const&) const = default;
};
/// A party's newest statement, by the day from which it counts, stands until that party states otherwise; a party that
/// has stated nothing goes by the shipped page. The page is in force when one of these says "signed" and none says
/// anything else. Statements whose signature is bad don't count. \pre a != b
PageState page_between(Ledger const& ledger, geo::CentreId a, geo::CentreId b, AsOf const& as_of);

/// The centre of the place whose flag an MMSI's MID is of (ITU: 412, 413, 414 China; 453 Macao; 477 Hong Kong); empty
/// for any other.
std::optional<geo::CentreId> registry_of(Mmsi mmsi);

/// A centre's module that is in force: newest version whose day has come (in the world) and which is known.
std::optional<CarriedModule> module_in_force(Ledger const& ledger, geo::CentreId centre, AsOf const& as_of);
/// Any version of it; empty when not known.
std::optional<CarriedModule> module_version(Ledger const& ledger, geo::CentreId centre, std::uint32_t version,
                                            geo::UtcTime known);

}  // namespace lingding::plans
