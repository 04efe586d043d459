#pragma once
// What the case of an incident adds to the page: its phase and persons, the call-down list, units, evidence, possible
// matches, custody's talks and the situation reports, each as a name and a text.

#include <string>
#include <vector>

#include "coordinator/incident.hpp"
#include "tools/terminal/texts.hpp"

namespace lingding::terminal {

struct CaseField {
  std::string name;  ///< empty: goes on with the field before
  std::string text;
  enum class Weight : std::uint8_t { plain, strong, warning } weight = Weight::plain;
};
using CaseFields = std::vector<CaseField>;

/// How it stands: closed or not, emergency phase, persons, what the ship's AIS says of a false alert.
CaseFields standing_fields(coordinator::Incident const& incident, Language language);
/// The plan's contacts in the order in which to call, ticked with what came of the call; then the other calls. Numbered
/// as the command `call` takes them.
CaseFields checklist_fields(coordinator::Incident const& incident, Language language);
/// Offers, requests and answers about custody, and who had it before.
CaseFields custody_fields(coordinator::Incident const& incident, Language language);
/// Of the alert with this index: nature, persons, possible places, cancellation, and why it is here.
CaseFields evidence_fields(coordinator::Incident const& incident, std::size_t alert, Language language);
/// Units, possible matches (numbered as `merge` takes them), situation reports.
CaseFields work_fields(coordinator::Incident const& incident, Language language);

/// "22°12.500'N 113°36.100'E".
std::string as_mariners_write(geo::Position position);

}  // namespace lingding::terminal
