#include "tools/terminal/case_fields.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "coordinator/custody.hpp"
#include "coordinator/ship_sight.hpp"
#include "coordinator/sitrep_texts.hpp"
#include "tools/terminal/command_line.hpp"

namespace lingding::terminal {
namespace {

using coordinator::Incident;
using Weight = CaseField::Weight;

plans::Language words_in(Language language) {
  return language == Language::en ? plans::Language::en : plans::Language::zh_hant;
}
template <class Enum>
std::string say(Enum one, Language language) {
  return std::string{coordinator::sitrep_text(one).in(words_in(language))};
}

std::string by(coordinator::Stamp const& set) {
  auto text = "  " + geo::to_iso8601(set.at).substr(11, 5) + "Z " + std::string{geo::to_text(set.by)};
  if (!set.officer.empty()) text += " " + set.officer;
  return text;
}

template <class... Arguments>
std::string printed(char const* format, Arguments... arguments) {
  std::array<char, 96> buffer{};
  std::snprintf(buffer.data(), buffer.size(), format, arguments...);
  return buffer.data();
}

std::string sight_text(coordinator::ShipSight const& sight, Texts const& t) {
  auto text = as_mariners_write(sight.position);
  if (sight.speed) text += printed("  %.1f kn", sight.speed->knots());
  if (sight.course) text += printed("  %03.0f°", sight.course->degrees());
  if (!sight.status.empty()) text += "  " + sight.status;
  if (!sight.place.empty()) text += "  " + std::string{t.alongside} + ": " + sight.place;
  return text + "  " + geo::to_iso8601(sight.reported_at).substr(11, 8) + "Z";
}

}  // namespace

CaseFields standing_fields(Incident const& incident, Language language) {
  auto const& t = texts(language);
  CaseFields fields;
  if (coordinator::is_closed(incident))
    fields.push_back(
        {std::string{t.closed},
         say(incident.closure->outcome, language) + ": " + incident.closure->reason + by(incident.closure->set),
         Weight::strong});
  if (incident.phase)
    fields.push_back({std::string{t.phase},
                      say(incident.phase->phase, language) + ": " + incident.phase->reason + by(incident.phase->set),
                      Weight::strong});
  if (auto const& persons = incident.persons) {
    auto const number = [](std::optional<std::uint32_t> one) { return one ? std::to_string(*one) : std::string{"?"}; };
    auto text = std::string{t.on_board} + " " + number(persons->on_board) + ", " + std::string{t.accounted_for} + " " +
                number(persons->accounted_for);
    auto weight = Weight::strong;
    if (persons->on_board && persons->accounted_for && *persons->accounted_for < *persons->on_board) {
      text += ", " + std::string{t.missing} + " " + std::to_string(*persons->on_board - *persons->accounted_for);
      weight = Weight::warning;
    }
    if (!persons->source.empty()) text += "  (" + persons->source + ")";
    fields.push_back({language == Language::en ? "Persons" : "人數", text + by(persons->set), weight});
  }
  auto const* const then = coordinator::sight_then(incident);
  auto const* const now = coordinator::sight_now(incident);
  if (then != nullptr) fields.push_back({std::string{t.seen_then}, sight_text(*then, t), Weight::plain});
  if (now != nullptr && incident.sight_now != incident.sight)
    fields.push_back({std::string{t.seen_now}, sight_text(*now, t), Weight::plain});
  return fields;
}

CaseFields checklist_fields(Incident const& incident, Language language) {
  auto const& t = texts(language);
  CaseFields fields;
  std::vector<std::string> listed;
  auto const tick = [](coordinator::Call const& call) { return "  " + call.outcome + by(call.set); };
  if (incident.ship && incident.ship->plan) {
    auto const& contacts = incident.ship->plan->contacts;
    for (std::size_t i = 0; i < contacts.size(); ++i) {
      auto const& contact = contacts[i];
      auto const id = contact_text(contact);
      auto const called = std::ranges::find(incident.calls, id, &coordinator::Call::contact);
      bool const is_called = called != incident.calls.end();
      fields.push_back({i == 0 ? std::string{t.contacts} : std::string{},
                        std::to_string(i + 1) + (is_called ? " [x] " : " [ ] ") + contact.phone + "  " + contact.role +
                            (contact.name.empty() ? "" : ": " + contact.name) + (is_called ? tick(*called) : ""),
                        Weight::strong});
      listed.push_back(id);
    }
  }
  bool first = true;
  for (auto const& call : incident.calls) {
    if (std::ranges::find(listed, call.contact) != listed.end()) continue;
    fields.push_back(
        {first ? std::string{t.checklist_done} : std::string{}, "[x] " + call.contact + tick(call), Weight::plain});
    first = false;
  }
  return fields;
}

CaseFields custody_fields(Incident const& incident, Language language) {
  auto const& t = texts(language);
  CaseFields fields;
  auto const centre = [](geo::CentreId one) { return std::string{geo::to_text(one)}; };
  if (incident.custody.forced) fields.push_back({"", std::string{t.forced}, Weight::warning});
  // What was said about an earlier custody is history.
  auto const said = [&](coordinator::CustodyWish const& wish, std::string const& what) {
    if (wish.term != incident.custody.term) return;
    fields.push_back({"",
                      centre(wish.set.by) + " " + what + (wish.reason.empty() ? "" : ": " + wish.reason) + by(wish.set),
                      Weight::warning});
  };
  if (incident.wish) said(*incident.wish, std::string{t.wish_offered} + " " + centre(incident.wish->centre));
  for (auto const& request : incident.requests) said(request, std::string{t.wish_requested});
  for (auto const& answer : incident.answers)
    if (answer.term == incident.custody.term)
      fields.push_back(
          {"",
           centre(answer.centre) + " " +
               std::string{answer.outcome == coordinator::OfferOutcome::declined ? t.declined : t.timed_out} +
               (answer.reason.empty() ? "" : ": " + answer.reason) + by(answer.set),
           Weight::warning});
  for (auto const& claim : incident.former)
    fields.push_back({"",
                      std::string{t.former} + " " + centre(claim.centre) + "  " + std::string{t.since} + " " +
                          geo::to_iso8601(claim.since).substr(11, 8) + "Z" +
                          (claim.officer.empty() ? "" : " " + claim.officer) +
                          (claim.forced ? "  " + std::string{t.forced} : ""),
                      Weight::plain});
  return fields;
}

CaseFields evidence_fields(Incident const& incident, std::size_t alert, Language language) {
  auto const& t = texts(language);
  CaseFields fields;
  auto const& one = incident.alerts.at(alert);
  auto const& report = one.report;
  if (report.nature != coordinator::Nature::undesignated)
    fields.push_back({std::string{t.nature}, say(report.nature, language), Weight::strong});
  if (report.persons)
    fields.push_back({"", std::string{t.stated_persons} + " " + std::to_string(*report.persons), Weight::plain});
  if (!report.caller.empty()) fields.push_back({std::string{t.caller}, report.caller, Weight::plain});
  for (auto const& place : report.possible)
    fields.push_back({"",
                      std::string{t.possible} + " " + as_mariners_write(place.position) + "  " + std::string{t.radius} +
                          printed(" %.1f nm  ", place.radius.nautical_miles()) + say(place.source, language) +
                          (place.probability ? printed("  %.0f %%", *place.probability * 100) : std::string{}),
                      Weight::plain});
  if (report.cancels) fields.push_back({"", std::string{t.cancelled}, Weight::warning});
  if (!one.matched.empty() || !one.match.empty()) {
    auto text = one.matched;
    for (auto const& term : one.match)
      text += (text.empty() ? "" : "  ") + term.what + (term.points < 0 ? " " : " +") + std::to_string(term.points);
    fields.push_back({std::string{t.evidence}, text, Weight::plain});
  }
  return fields;
}

CaseFields work_fields(Incident const& incident, Language language) {
  auto const& t = texts(language);
  CaseFields fields;
  for (auto const& unit : incident.units)
    fields.push_back({&unit == &incident.units.front() ? std::string{t.units} : std::string{},
                      unit.name + (unit.kind.empty() ? "" : " (" + unit.kind + ")") + "  " + say(unit.state, language) +
                          (unit.note.empty() ? "" : "  " + unit.note) + by(unit.set),
                      Weight::strong});
  for (std::size_t i = 0; i < incident.matches.size(); ++i) {
    auto const& match = incident.matches[i];
    fields.push_back({i == 0 ? std::string{t.matches} : std::string{},
                      std::to_string(i + 1) + "  " + match.incident_id + "  " + std::to_string(match.score) + " " +
                          std::string{t.points} + "  " + match.reason,
                      Weight::warning});
  }
  for (auto const& sitrep : incident.sitreps) {
    auto const end = std::min(sitrep.text.find('\n'), sitrep.text.size());
    fields.push_back({&sitrep == &incident.sitreps.front() ? std::string{t.sitreps} : std::string{},
                      std::to_string(sitrep.number) + (sitrep.full ? " " + std::string{t.sitrep_full} : "") + "  " +
                          sitrep.text.substr(0, end) + by(sitrep.set),
                      Weight::plain});
  }
  return fields;
}

std::string as_mariners_write(geo::Position position) {
  auto const part = [](double degrees, int digits, char positive, char negative) {
    // In thousandths of a minute, so that 59.9996' does not become 60.000'.
    auto const thousandths = std::llround(std::abs(degrees) * 60'000);
    return printed("%0*lld°%06.3f'%c", digits, thousandths / 60'000, static_cast<double>(thousandths % 60'000) / 1000,
                   degrees < 0 ? negative : positive);
  };
  return part(position.latitude.degrees(), 2, 'N', 'S') + " " + part(position.longitude.degrees(), 3, 'E', 'W');
}

}  // namespace lingding::terminal
