#pragma once
// The words that stand in a scripted officer's command for what only the running drill knows.

#include <string>
#include <string_view>

#include "coordinator/incident.hpp"
#include "geo/expected.hpp"

namespace lingding::drill::detail {

struct Known {
  geo::CentreId centre = geo::CentreId::hk;
  geo::UtcTime now{};
  coordinator::Incident const* incident = nullptr;  ///< as the centre has it
  coordinator::Incident const* other = nullptr;
  std::string question;  ///< of the watch of timetables; empty: none is open
};

/// JSON strings that are "$incident", "$other", "$company", "$sitrep" or "$question" whole, and "$alerts" for a list,
/// replaced (scenario.hpp, OfficerActs). \returns the text, or "no_incident", "no_other", "no_question" when there is
/// none
geo::Expected<std::string, std::string> filled(std::string_view command, Known const& known);

}  // namespace lingding::drill::detail
