#include "tests/support/random_values.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "coordinator/merge.hpp"
#include "coordinator/names.hpp"

namespace lingding::support {

using namespace lingding::coordinator;

std::string RandomValues::text() {
  static constexpr std::array<char const*, 9> kPieces{
      "a", "SART ACTIVE", "\"quoted\\\"", "line\nline\ttab", "\x01\x1F\x7F", "伶仃", "ção", "𠮷", "/~0~1"};
  std::string result;
  for (int i = below(3); i > 0; --i) result += kPieces[static_cast<std::size_t>(below(kPieces.size()))];
  return result;
}

geo::UtcTime RandomValues::time() {
  // Within two days, often equal.
  auto const start = geo::UtcTime{std::chrono::sys_days{std::chrono::year{2016} / 8 / 27}};
  return start + std::chrono::hours{below(48)} + std::chrono::milliseconds{chance(2) ? 0 : below(1000)};
}

double RandomValues::fraction() {
  return std::uniform_real_distribution<double>{0, 1}(random_);
}

geo::Position RandomValues::position() {
  static constexpr std::array<double, 7> kEdges{-0.0, 0.0, 90.0, -90.0, 1e-9, 22.1867, 5e-324};
  double const latitude = chance(4) ? kEdges[static_cast<std::size_t>(below(kEdges.size()))] : fraction() * 180 - 90;
  double const longitude = chance(8) ? (chance(2) ? 180.0 : -180.0) : fraction() * 360 - 180;
  return geo::Position::from_degrees(latitude, longitude).value();
}

plans::Mmsi RandomValues::mmsi() {
  static constexpr std::array kNumbers{1U, 999'999'999U, 970'010'119U, 477'000'101U};
  return plans::Mmsi::from_number(kNumbers[static_cast<std::size_t>(below(kNumbers.size()))]).value();
}

geo::RegionRef RandomValues::region() {
  return {chance(2) ? "HK-waters" : "MO-waters", static_cast<std::uint32_t>(1 + below(3)),
          kRegionKinds[static_cast<std::size_t>(below(3))], centre()};
}

Decision RandomValues::decision() {
  Decision result;
  result.responsible = maybe([&] { return centre(); });
  for (auto const one : geo::kCentres)
    if (chance(2)) result.informed.push_back(one);
  result.rule = kRoutingRules[static_cast<std::size_t>(below(static_cast<int>(kRoutingRules.size())))];
  result.reason = text();
  result.regions = some(2, [&] { return region(); });
  result.boundary_distance = maybe([&] { return geo::Metres::from_metres(below(10'000)); });
  result.boundary_of = maybe([&] { return region(); });
  return result;
}

AlertReport RandomValues::report() {
  AlertReport result;
  result.alert_class = any(kAlertClasses);
  result.kind = any(kAlertKinds);
  result.device = maybe([&] { return mmsi(); });
  result.beacon = maybe([] { return plans::BeaconId::parse("ADCD00800440401").value(); });
  result.imo = chance(3) ? plans::ImoNumber::from_number(9'074'729) : std::nullopt;
  result.call_sign = chance(3) ? "VRAB" : "";
  result.name = text();
  result.position = maybe([&] { return position(); });
  result.radius = geo::Metres::from_metres(chance(2) ? 10 : fraction() * 1000);
  result.position_source = any(kPositionSources);
  result.possible = some(2, [&] {
    return PossiblePosition{position(), geo::Metres::from_metres(fraction() * 9999), any(kPositionSources),
                            maybe([&] { return fraction(); })};
  });
  result.nature = any(kNatures);
  result.persons = maybe([&] { return static_cast<std::uint32_t>(below(300)); });
  result.cancels = chance(4);
  if (chance(4)) result.phase = any(kEmergencyPhases);
  result.corrected_bits = static_cast<std::uint32_t>(below(4));
  result.thread = some(3, [&] { return "sender@example.org," + std::to_string(below(4)); });
  result.caller = text();
  result.text = text();
  result.no_duff = chance(6);
  return result;
}

VoyageQuestion RandomValues::question() {
  VoyageQuestion result;
  result.id = text();
  result.concern = any(kVoyageConcerns);
  result.ship = maybe([&] { return mmsi(); });
  result.other = maybe([&] { return mmsi(); });
  result.ship_name = {text(), text()};
  result.voyage = maybe([&] { return VoyageRef{text(), text(), {text(), text()}, {text(), text()}, time(), time()}; });
  result.since = time();
  result.raised_at = time();
  result.position = maybe([&] { return position(); });
  result.position_at = maybe([&] { return time(); });
  if (chance(2)) result.radius = geo::Metres::from_metres(fraction() * 9999);
  result.evidence = {text(), text()};
  result.limits = {text(), text()};
  return result;
}

Stamp RandomValues::stamp() {
  return {time(), centre(), chance(2) ? "Li" : ""};
}

ShipSight RandomValues::sight() {
  return {position(),
          maybe([&] { return geo::Knots::from_knots(fraction() * 40); }),
          maybe([&] { return geo::TrueBearing::from_degrees(fraction() * 360).value(); }),
          text(),
          text(),
          time(),
          maybe([&] { return mmsi(); }),
          chance(2) ? time() : geo::UtcTime{}};
}

/// What officers said of the case.
void RandomValues::case_of(Incident& incident) {
  for (int i = below(3); i > 0; --i)
    incident.former.push_back(
        {centre(), static_cast<std::uint32_t>(below(3)), time(), text(), chance(2), maybe([&] { return time(); })});
  if (chance(2))
    incident.answers = {{centre(), static_cast<std::uint32_t>(below(3)), any(kOfferOutcomes), text(), stamp(),
                         maybe([&] { return centre(); })}};
  auto const wish = [&] {
    return CustodyWish{centre(), static_cast<std::uint32_t>(below(3)), text(), stamp(),
                       maybe([&] { return WishRefused{text(), stamp()}; })};
  };
  incident.wish = maybe(wish);
  if (chance(2)) incident.requests = {wish()};
  if (chance(2)) incident.unheard = {{centre(), time(), time()}};
  incident.phase = maybe([&] { return Phase{any(kEmergencyPhases), text(), stamp()}; });
  incident.persons = maybe([&] {
    auto const count = [&] { return static_cast<std::uint32_t>(below(400)); };
    return Persons{maybe(count), maybe(count), text(), stamp()};
  });
  if (chance(2)) incident.units = {{chance(2) ? "Rescue 1" : "CGW 51", text(), any(kUnitStates), text(), stamp()}};
  if (chance(2)) incident.calls = {{chance(2) ? "bridge" : "office", text(), stamp()}};
  if (chance(2)) incident.sitreps = {{static_cast<std::uint32_t>(1 + below(2)), chance(2), text(), stamp()}};
  incident.closure = maybe([&] { return Closure{any(kCaseOutcomes), text(), stamp()}; });
  if (chance(3)) incident.no_duff = NoDuff{text(), stamp()};
  if (chance(2)) incident.matches = {{chance(2) ? "MO-1" : "MO-2", below(90), text(), stamp()}};
  if (chance(2)) incident.apart = {chance(2) ? "CN-GD-1" : "MO-1"};
  if (chance(4))
    incident.moved_alerts = {
        {"HK-20160827-000000-1/HK/1", static_cast<std::uint32_t>(below(2)), chance(2) ? "MO-1" : "MO-2"}};
  incident.sight = maybe([&] { return sight(); });
  incident.sight_now = maybe([&] { return sight(); });
}

Alert RandomValues::alert() {
  auto const receiver = centre();
  Alert result{
      .id = "HK-20160827-000000-1/" + std::string{geo::to_text(receiver)} + "/" + std::to_string(1 + below(3)),
      .received_by = receiver,
      .source = chance(2) ? "vhf-1" : "vhf-2",
      .report = report(),
      .positioned_at = maybe([&] { return time(); }),
      .first_heard = time(),
      .last_heard = time(),
      .renewed_at = maybe([&] { return time(); }),
      .count = static_cast<std::uint64_t>(chance(9) ? std::numeric_limits<std::int64_t>::max() : 1 + below(3))};
  return result;
}

ShipNear RandomValues::ship_near() {
  return {.mmsi = mmsi(),
          .name = text(),
          .position = position(),
          .speed = maybe([&] { return geo::Knots::from_knots(fraction() * 40); }),
          .course = maybe([&] { return geo::TrueBearing::from_degrees(fraction() * 360).value(); }),
          .reported_at = time(),
          .distance = geo::Metres::from_metres(fraction() * 10'000)};
}

plans::PlanBrief RandomValues::plan() {
  plans::PlanBrief result;
  result.plan_id = chance(2) ? "HK-SAMPLE-1" : "MO-SAMPLE-2";
  result.version = static_cast<std::uint32_t>(below(4));
  result.digest = text();
  result.home = centre();
  result.names = {text(), text(), text(), text()};
  result.company = text();
  result.mmsi = maybe([&] { return mmsi(); });
  result.imo = chance(2) ? plans::ImoNumber::from_number(9'074'729) : std::nullopt;
  result.call_sign = text();
  result.beacons = some(2, [] { return plans::BeaconId::parse("ADCD00800440401").value(); });
  result.devices = some(2, [&] { return mmsi(); });
  result.persons_permitted = static_cast<std::uint32_t>(below(500));
  result.crew = static_cast<std::uint32_t>(below(2));
  result.contacts = some(2, [&] { return plans::Contact{text(), text(), text()}; });
  result.ship_type = text();
  result.length_overall = maybe([&] { return geo::Metres::from_metres(fraction() * 50); });
  result.service_speed = maybe([&] { return geo::Knots::from_knots(fraction() * 50); });
  result.appearance = {text(), text()};
  if (chance(2)) result.life_saving.survival_craft = 4;
  result.medical = {text(), {}};
  result.helicopter = {{}, text()};
  result.route_name = {text(), text()};
  result.remark = {text(), text()};
  result.crosses = some(3, [&] { return centre(); });
  result.route = some(3, [&] { return position(); });
  result.sample = chance(2);
  if (chance(2)) result.schedule = schedule();
  return result;
}

geo::UtcDate RandomValues::date() {
  return geo::UtcDate{std::chrono::year{2016} / 2 / 28} + std::chrono::days{below(4)};
}

plans::ScheduledRoute RandomValues::scheduled_route() {
  plans::ScheduledRoute route;
  route.name = text();
  for (int i = 1 + below(3); i > 0; --i) route.track.push_back(position());
  for (int i = 2 + below(2); i > 0; --i) route.stops.push_back({text(), text(), position()});
  route.valid_from = date();
  route.valid_to = maybe([&] { return date(); });
  for (int i = 1 + below(2); i > 0; --i)
    route.services.push_back({static_cast<std::uint8_t>(below(128)), chance(2),
                              some(2, [&] { return plans::ServiceDays::Season{date(), date()}; }),
                              some(2, [&] { return date(); }), some(2, [&] { return date(); })});
  route.sailings = some(3, [&] {
    plans::Sailing sailing;
    sailing.service = static_cast<std::uint32_t>(below(static_cast<int>(route.services.size())));
    sailing.hers = chance(2);
    std::int32_t minute = below(1500);
    for (int calls = 2 + below(2); calls > 0; --calls) {
      auto const arrives = minute;
      auto const departs = arrives + below(10);
      sailing.calls.push_back(
          {static_cast<std::uint32_t>(below(static_cast<int>(route.stops.size()))), arrives, departs});
      minute = departs + 1 + below(90);
    }
    return sailing;
  });
  return route;
}

plans::Schedule RandomValues::schedule() {
  return {some(2, [&] { return scheduled_route(); })};
}

ShipLink RandomValues::ship_link() {
  ShipLink result;
  result.certainty = kCertainties[static_cast<std::size_t>(below(4))];
  result.mmsi = maybe([&] { return mmsi(); });
  result.name = text();
  result.plan = maybe([&] { return plan(); });
  result.distance = maybe([&] { return geo::Metres::from_metres(fraction() * 9999); });
  result.age = maybe([&] { return std::chrono::milliseconds{below(100'000)}; });
  result.officer = text();
  result.at = time();
  result.by = centre();
  return result;
}

/// An id says when it was opened and by whom; so it does here.
std::string RandomValues::incident_id(geo::UtcTime opened_at, int opener) {
  return std::string{geo::to_text(geo::kCentres[static_cast<std::size_t>(opener)])} + "-" +
         std::to_string(opened_at.time_since_epoch().count());
}

Incident RandomValues::incident() {
  Incident result;
  // One of few openings, so that two records often are of the same.
  auto const opened =
      geo::UtcTime{std::chrono::sys_days{std::chrono::year{2016} / 8 / 27}} + std::chrono::hours{below(3)};
  result.opened_at = opened;
  result.id = incident_id(opened, below(3));
  for (int i = below(3); i > 0; --i) {
    auto const id = incident_id(opened + std::chrono::hours{1 + below(3)}, below(3));
    if (id != result.id && std::ranges::find(result.also, id) == result.also.end()) result.also.push_back(id);
  }
  std::ranges::sort(result.also);
  result.incident_class = kAlertClasses[static_cast<std::size_t>(below(2))];
  result.alerts = some(3, [&] { return alert(); });
  std::ranges::sort(result.alerts, {}, &Alert::id);
  auto const repeated = std::ranges::unique(result.alerts, {}, &Alert::id);
  result.alerts.erase(repeated.begin(), repeated.end());
  result.decision = decision();
  result.decided_at = time();
  result.decided_by = centre();
  result.decided_without = static_cast<std::uint32_t>(below(2));
  result.decided_for = maybe([&] { return mmsi(); });
  result.decided_for_version = static_cast<std::uint32_t>(below(2));
  result.custody = {centre(), static_cast<std::uint32_t>(below(3)), time(), chance(2) ? "Li" : "Chan"};
  result.ship = maybe([&] { return ship_link(); });
  result.candidates = some(2, [&] { return ship_near(); });
  if (!result.candidates.empty()) {
    result.candidates_at = time();
    result.candidates_by = centre();
  }
  for (auto const one : geo::kCentres) {
    if (chance(2)) result.told.push_back(one);
    if (chance(2)) result.acknowledgements.push_back({one, chance(2) ? "Li" : "Chan", time()});
  }
  case_of(result);
  // Some logs beyond their bound.
  int const lines = chance(4) ? 150 + below(200) : below(4);
  for (int i = 0; i < lines; ++i)
    result.log.push_back({time(), centre(), chance(2) ? "desk" : "Li", std::to_string(below(100))});
  settle(result);
  return result;
}

Command RandomValues::command() {
  switch (below(19)) {
    case 17:
      return SayNoDuff{text(), text()};
    case 0:
      return Acknowledge{text()};
    case 1:
      return ConfirmShip{text(), mmsi()};
    case 2:
      return DeclineCustody{text(), text()};
    case 3:
      return RequestCustody{text(), text()};
    case 4:
      return OfferCustody{text(), centre(), text()};
    case 5:
      return ForceCustody{text(), text()};
    case 6:
      return SetPhase{text(), any(kEmergencyPhases), text()};
    case 7:
      return SetPersons{text(), maybe([&] { return static_cast<std::uint32_t>(below(400)); }), {}, text()};
    case 8:
      return SetUnit{text(), text(), text(), any(kUnitStates), text()};
    case 9:
      return LogCall{text(), text(), text()};
    case 10:
      return MergeIncidents{text(), text(), text()};
    case 11:
      return SplitIncident{text(), some(2, [&] { return text(); }), text()};
    case 12:
      return IssueSitrep{text(), chance(2), text()};
    case 13:
      return CloseIncident{text(), any(kCaseOutcomes), text()};
    case 14:
      return ReportDistress{text(), report()};
    case 15:
      return OpenPlan{text()};
    case 16:
      return AnswerVoyage{text(), any(kWatchAnswers), text()};
    default:
      return AddNote{text(), text()};
  }
}

LinkMessage RandomValues::message() {
  switch (below(7)) {
    case 0:
      return AlertForwarded{incident(), "raw \xFF\x00 bytes"};
    case 1:
      return CustodyTaken{incident()};
    case 2:
      return IncidentAcknowledged{incident(), {centre(), text(), time()}};
    case 3:
      return ShipNamed{incident()};
    case 4:
      return NoteAdded{incident(), {time(), centre(), text(), text()}};
    case 5:
      return ResyncAsked{};
    default:
      return AlertHeard{text(), alert()};
  }
}

Event RandomValues::event() {
  switch (below(17)) {
    case 13:
      return VoyageAsked{question()};
    case 14:
      return VoyageOver{text(), {text(), text()}};
    case 15:
      return VoyagePhase{any(kEmergencyPhases), question(), {text(), text()}};
    case 12:
      return SourceSpoke{text(), {text(), text()}, "raw bytes", chance(3)};
    case 7:
      return RegisterSpoke{{text(), text()}};
    case 8:
      return ClockSet{std::chrono::seconds{below(99)}, std::chrono::seconds{below(999)},
                      std::chrono::seconds{below(999)}};
    case 9:
      return NotifyDone{text(),    static_cast<std::uint64_t>(below(9)), text(), chance(2), text(),
                        chance(2), static_cast<std::uint32_t>(below(3))};
    case 10:
      return ShipSeen{text(), mmsi(), sight()};
    case 11:
      return LinkChanged{centre(), chance(2)};
    case 0:
      return AlertReceived{text(), report(), some(8, [&] { return ship_near(); }), "!AIVDM raw", text()};
    case 1:
      return SafetyTextReceived{text(), mmsi(), text(), "!AIVDM raw", chance(3)};
    case 2:
      return OfficerActed{text(), text(), command()};
    case 3:
      return LinkReceived{centre(), static_cast<std::uint64_t>(below(9)), message()};
    case 4:
      return PlanStored{some(3, [&] { return plan(); })};
    case 5:
      return RegionsLoaded{text()};
    case 6:
      return LinkOutOfStep{centre(), static_cast<std::uint64_t>(below(9)), static_cast<std::uint64_t>(below(9))};
    default:
      return TimePassed{};
  }
}

Effect RandomValues::effect() {
  switch (below(15)) {
    case 11:
      return VoyageQuestionShown{question()};
    case 12:
      return VoyageQuestionAnswered{text(), any(kWatchAnswers), text(), text(), text()};
    case 13:
      return VoyageQuestionClosed{text(), {text(), text()}};
    case 8:
      return AlarmRepeated{text(), static_cast<std::uint32_t>(1 + below(2)), time()};
    case 9:
      return NotifyAsked{text(), static_cast<std::uint64_t>(below(9)), 1, text(), text(), chance(3)};
    case 10:
      return ShipWatched{text(), maybe([&] { return mmsi(); })};
    case 0:
      return IncidentChanged{incident()};
    case 1:
      return AlertRefreshed{text(), text(), time(), 7, maybe([&] { return position(); })};
    case 2:
      return IncidentForgotten{text()};
    case 3:
      return AlarmRaised{text(), kAlarmReasons[static_cast<std::size_t>(below(static_cast<int>(kAlarmReasons.size())))],
                         kAlarmLevels[static_cast<std::size_t>(below(2))]};
    case 4:
      return AlarmQuieted{text(), text()};
    case 5:
      return NoticeShown{{text(), text()}};
    case 6:
      return CommandDone{text(), text()};
    case 7:
      return CommandRefused{text(), text(), text(), text()};
    default:
      return LinkSent{{{centre(), 3}}, message()};
  }
}

}  // namespace lingding::support
