#pragma once
// What a registry tells its centre's officers unasked: copies that have drifted, what is due, registers that differ.

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "coordinator/registrar.hpp"
#include "plans/brief.hpp"

namespace lingding::coordinator {

/// A copy that is not in step is told of after this long: a link that was down for a night is no drift. Design value.
inline constexpr std::chrono::hours kDriftWaits{24};
/// Notices of one day at the most; a last one says how many more there are. Design value: a screenful.
inline constexpr std::size_t kMaxRegisterNotices = 12;

/// Filings are told of together once in so long. Design value.
inline constexpr std::chrono::seconds kFilingsTogether{60};

/// Remembers what was told, so that everything is told once, and again every day for as long as it stands.
class RegisterNotices {
 public:
  /// What there is to tell now. Copies and dates are looked at once a day (at the change of the UTC day, 08:00 in Hong
  /// Kong, Macao and Guangdong) and concern the centre's own plans alone; registers that differ are told of at once.
  std::vector<plans::BriefText> take(Registrar const& registrar, geo::UtcTime now);
  /// A plan was filed with this centre, and waits for it. Several are told of together, at most once a minute.
  void filed(std::string plan_id);

 private:
  std::vector<std::string> filed_;
  std::optional<geo::UtcTime> told_of_filings_;
  std::optional<geo::UtcDate> day_;
  std::set<geo::CentreId> differ_;  ///< the registers that differ from this one, told of today
};

}  // namespace lingding::coordinator
