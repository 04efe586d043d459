// Routes with chartlets and timetables; SAR facilities, liaison, media, exercises.

#include <fmt/format.h>

#include <algorithm>

#include "adapters/paper/detail/chart.hpp"
#include "adapters/paper/detail/sheet.hpp"
#include "geo/geodesic.hpp"
#include "geo/position_text.hpp"
#include "geo/route.hpp"

namespace lingding::paper::detail {
namespace {

constexpr double kChartHeight = 306;

geo::Position position_of(json::value const& coordinates) {
  auto const& pair = coordinates.as_array();
  auto const position = geo::Position::from_degrees(pair.at(1).to_number<double>(), pair.at(0).to_number<double>());
  LINGDING_CHECK(position.has_value());  // checked with the document
  return *position;
}

/// "22°11.87′N 113°33.56′E": degrees and decimal minutes, as plotters take them.
std::string position_text(geo::Position position) {
  auto const one = [](double degrees, int width, char positive, char negative) {
    // Hundredths of minutes, rounded once, so that 59.999 does not become 60.00.
    auto const hundredths = std::llround(std::abs(degrees) * 6000);
    return fmt::format("{:0{}}°{:02}.{:02}′{}", hundredths / 6000, width, hundredths / 100 % 60, hundredths % 100,
                       degrees < 0 ? negative : positive);
  };
  return one(position.latitude.degrees(), 2, 'N', 'S') + " " + one(position.longitude.degrees(), 3, 'E', 'W');
}

std::vector<geo::Position> track_of(json::value const& route) {
  std::vector<geo::Position> track;
  for (auto const& coordinates : list(route.at("geometry"), "coordinates")) track.push_back(position_of(coordinates));
  return track;
}

void lay_legend(Sheet& sheet, Chart const& chart) {
  Flow& flow = sheet.flow;
  TextStyle const style{.size = 8, .script = sheet.words.of(label::kPage).first.script, .leading = 0.86};
  constexpr double kSwatch = 16;
  for (auto const& entry : chart.legend) {
    std::string text = sheet.words.line(entry.name);
    Text const set = sheet.typesetter.set(text, style, Frame::kWidth - kSwatch - 10);
    flow.need(set->height() + 2);
    Stroke edge{entry.edge, 1.0, {}};
    if (entry.assumed) edge.dash = {3, 2};
    flow.draw(rectangle({Frame::kLeft + 2, flow.y() + 2, kSwatch, 7}, entry.fill, edge));
    flow.draw(whole(set, {Frame::kLeft + kSwatch + 8, flow.y()}));
    flow.skip(set->height() + 1);
  }
  bool const any_assumed =
      std::any_of(chart.legend.begin(), chart.legend.end(), [](LegendEntry const& entry) { return entry.assumed; });
  TextStyle small = style;
  small.size = 7.5;
  small.colour = ink::kSecond;
  if (any_assumed) flow.paragraph({sheet.words.line(label::kAssumedLimits), small, 1});
  flow.paragraph({sheet.words.line(label::kNotForNavigation) + "  WGS 84, Mercator", small, 1});
}

void lay_chart(Sheet& sheet, json::value const& route) {
  ChartContent content{.track = track_of(route), .stops = {}, .regions = {}};
  for (auto const& stop : list(route, "stops"))
    content.stops.push_back({position_of(stop.at("position")), sheet.words.of(find(stop, "names"))});
  if (sheet.options.water != nullptr)
    for (auto const& region : sheet.options.water->regions().regions)
      if (region.valid_from <= sheet.dated && (!region.valid_to || sheet.dated < *region.valid_to))
        content.regions.push_back(&region);
  sheet.flow.need(kChartHeight + 60);
  sheet.flow.skip(4);
  Chart chart =
      draw_chart(sheet.typesetter, sheet.words, content, {Frame::kLeft, sheet.flow.y(), Frame::kWidth, kChartHeight});
  for (auto& operation : chart.operations) sheet.flow.draw(std::move(operation));
  sheet.flow.skip(kChartHeight + 4);
  lay_legend(sheet, chart);
}

void lay_stops(Sheet& sheet, json::value const& route) {
  Words const& words = sheet.words;
  constexpr double kNumber = 24;
  constexpr double kLocode = 72;
  constexpr double kWaters = 118;
  constexpr double kPosition = 132;
  sheet.flow.skip(6);
  Table table{sheet.flow,
              {{kNumber, Align::left},
               {Frame::kWidth - kNumber - kLocode - kWaters - kPosition, Align::left},
               {kLocode, Align::left},
               {kWaters, Align::left},
               {kPosition, Align::left}},
              {plain(""), heading(words, label::kStops), heading(words, label::kLocode),
               heading(words, label::kWatersOf), heading(words, label::kPosition)}};
  std::size_t number = 0;
  for (auto const& stop : list(route, "stops"))
    table.row({plain(std::to_string(++number), 10, Weight::bold), both(words.of(find(stop, "names")), 9.5),
               plain(member(stop, "locode"), 9), both(words.of(*geo::parse_centre(member(stop, "centre"))), 8),
               plain(position_text(position_of(stop.at("position"))), 9)});
}

std::string miles(geo::Metres distance) {
  return fmt::format("{:.1f}", distance.nautical_miles());
}

void lay_lengths(Sheet& sheet, json::value const& route) {
  Words const& words = sheet.words;
  auto const track = track_of(route);
  std::string const unit = " " + words.line(label::kMiles);
  sheet.flow.skip(4);
  Table table = fields(sheet);
  field(sheet, table, label::kLengthOfRoute, plain(miles(geo::length(track)) + unit, 11, Weight::bold));
  Cell shares;
  if (sheet.options.water != nullptr) {
    auto const by_centre = geo::route_shares(*sheet.options.water, track, sheet.dated);
    for (auto const centre : geo::kCentres)
      if (by_centre.in(centre) > geo::Metres{})
        shares = shares + plain(miles(by_centre.in(centre)) + unit + "　" + words.line(words.of(centre), " "), 9);
    if (by_centre.outside > geo::kRouteShareTolerance)
      shares = shares + plain(miles(by_centre.outside) + unit + "　" + words.line(label::kOutside), 9);
    field(sheet, table, label::kSharesOfRoute, shares);
    return;
  }
  for (auto const& centre : list(route, "crosses"))
    shares = shares + both(words.of(*geo::parse_centre(std::string_view{centre.get_string()})), 9);
  field(sheet, table, label::kCrosses, shares);
}

Pair stop_names(Sheet const& sheet, json::value const& route, std::string_view id) {
  for (auto const& stop : list(route, "stops"))
    if (member(stop, "id") == id) return sheet.words.of(find(stop, "names"));
  return {{std::string{id}, Script::latin}, {}};
}

/// On which days a service runs: weekdays, seasons, and the days that differ.
std::string days_of(Words const& words, json::value const& service) {
  std::string text;
  for (auto const& day : list(service, "days"))
    text.append(text.empty() ? "" : ", ").append(words.of_enumeration(std::string_view{day.get_string()}).first.text);
  for (auto const& season : list(service, "seasons"))
    text += "; " + member(season, "from") + " – " + member(season, "to");
  for (auto const& exception : list(service, "exceptions"))
    text += (member(exception, "runs") == "removed" ? "; − " : "; + ") + member(exception, "date");
  return text;
}

/// Single trips: when each stop is called at, on which days, by which ship.
void lay_trips(Sheet& sheet, json::value const& route, json::value const& timetable) {
  if (list(timetable, "trips").empty()) return;
  Words const& words = sheet.words;
  constexpr double kDays = 150;
  constexpr double kShip = 62;
  Table table{sheet.flow,
              {{kDays, Align::left}, {kShip, Align::left}, {Frame::kWidth - kDays - kShip, Align::left}},
              {heading(words, label::kDays), heading(words, label::kShip), heading(words, label::kTimes)}};
  for (auto const& trip : list(timetable, "trips")) {
    std::string days;
    for (auto const& service : list(timetable, "services"))
      if (member(service, "id") == member(trip, "service")) days = days_of(words, service);
    std::string calls;
    for (auto const& call : list(trip, "stop_times")) {
      auto const arrival = member(call, "arrival");
      auto const departure = member(call, "departure");
      if (!calls.empty()) calls += " → ";
      calls += arrival.empty() || departure.empty() ? arrival + departure : arrival + "/" + departure;
      calls += " " + stop_names(sheet, route, member(call, "stop")).first.text;
    }
    table.row({plain(days, 9), plain(member(trip, "ship"), 9), plain(calls, 10)});
  }
}

void lay_timetable(Sheet& sheet, json::value const& route) {
  Words const& words = sheet.words;
  json::value const& timetable = route.at("timetable");
  part_heading(sheet, label::kTimetable, 80);
  Table facts = fields(sheet);
  std::string const until = member(timetable, "valid_to");
  field(sheet, facts, label::kValid,
        plain(member(timetable, "valid_from") + " – " + (until.empty() ? words.line(label::kUntilFurther) : until)));
  if (auto const duration = member(timetable, "duration_min"); !duration.empty())
    field(sheet, facts, label::kDuration, plain(duration + " " + words.line(label::kMinutes)));
  lay_trips(sheet, route, timetable);
  if (list(timetable, "departures").empty()) return;
  constexpr double kFrom = 150;
  constexpr double kDays = 92;
  Table table{sheet.flow,
              {{kFrom, Align::left}, {kDays, Align::left}, {Frame::kWidth - kFrom - kDays, Align::left}},
              {heading(words, label::kFrom), heading(words, label::kDays), heading(words, label::kTimes)}};
  for (auto const& departures : list(timetable, "departures")) {
    std::string times;
    for (auto const& time : list(departures, "times"))
      times.append(times.empty() ? "" : "   ").append(std::string_view{time.get_string()});
    table.row({both(stop_names(sheet, route, member(departures, "from")), 9),
               both(words.of_enumeration(member(departures, "days")), 9), plain(times, 10)});
  }
}

Table contacts_table(Sheet& sheet) {
  constexpr double kPhone = 190;
  return {sheet.flow,
          {{kPhone, Align::left}, {Frame::kWidth - kPhone, Align::left}},
          {heading(sheet.words, label::kTelephone), heading(sheet.words, label::kWho)}};
}

void lay_exercise_list(Sheet& sheet, Label const& label, json::array const& exercises) {
  Words const& words = sheet.words;
  part_heading(sheet, label, 60);
  if (exercises.empty()) {
    for (auto const& part : both(words.of(label::kNoneHeld))) sheet.flow.paragraph(part);
    return;
  }
  constexpr double kDated = 66;
  constexpr double kType = 78;
  constexpr double kShip = 88;
  double const rest = Frame::kWidth - kDated - kType - kShip;
  Table table{sheet.flow,
              {{kDated, Align::left},
               {kType, Align::left},
               {kShip, Align::left},
               {rest * 0.5, Align::left},
               {rest * 0.5, Align::left}},
              {heading(words, label::kDated), heading(words, label::kType), heading(words, label::kShip),
               heading(words, label::kParticipants), heading(words, label::kOutcome)}};
  for (auto const& exercise : exercises) {
    std::string participants;
    for (auto const& who : list(exercise, "participants"))
      participants.append(participants.empty() ? "" : "; ").append(std::string_view{who.get_string()});
    auto const mmsi = member(exercise, "ship");
    auto const* ship = ship_with(sheet.plan, mmsi);
    Cell const which = ship == nullptr ? plain(mmsi, 9) : both(words.of(find(*ship, "names")), 9);
    table.row({plain(member(exercise, "dated"), 9), both(words.of_enumeration(member(exercise, "type")), 9), which,
               plain(participants, 8.5), both(words.of(find(exercise, "outcome")), 8.5)});
  }
}

}  // namespace

void lay_routes(Sheet& sheet) {
  // The chartlet stands on the page of its route's heading.
  begin_section(sheet, label::kRoutes, kChartHeight + 150);
  for (auto const& route : list(sheet.plan, "routes")) {
    Pair const names = sheet.words.of(find(route, "names"));
    part_heading(sheet, names, kChartHeight + 100);
    sheet.flow.bookmark("    " + sheet.words.line(names));
    lay_chart(sheet, route);
    lay_stops(sheet, route);
    lay_lengths(sheet, route);
    lay_timetable(sheet, route);
  }
}

void lay_facilities(Sheet& sheet) {
  Words const& words = sheet.words;
  json::value const& facilities = sheet.plan.at("sar_facilities");
  begin_section(sheet, label::kFacilities, 90);
  Table table = fields(sheet);
  field(sheet, table, label::kCommunicationsPlan, find(facilities, "communications_plan"));
  field(sheet, table, label::kShoreReception, find(facilities, "shore_reception"));
  field(sheet, table, label::kSearchPlanning, find(facilities, "search_planning"));
  field(sheet, table, label::kMedicalAdvice, find(facilities, "medical_advice"));
  field(sheet, table, label::kFireChemical, find(facilities, "fire_and_chemical"));
  field(sheet, table, label::kNextOfKin, find(facilities, "next_of_kin"));
  field(sheet, table, label::kEnding, find(facilities, "ending"));
  auto const& along = list(facilities, "facilities");
  if (along.empty()) return;
  part_heading(sheet, label::kAlongRoutes, 60);
  constexpr double kName = 170;
  constexpr double kKind = 80;
  constexpr double kCentre = 110;
  Table rows{sheet.flow,
             {{kName, Align::left},
              {kKind, Align::left},
              {kCentre, Align::left},
              {Frame::kWidth - kName - kKind - kCentre, Align::left}},
             {heading(words, label::kFacilities), heading(words, label::kKind), heading(words, label::kReachedThrough),
              heading(words, label::kNote)}};
  for (auto const& facility : along)
    rows.row({both(words.of(find(facility, "names"))), both(words.of_enumeration(member(facility, "kind")), 9),
              both(words.of(*geo::parse_centre(member(facility, "centre"))), 8.5),
              both(words.of(find(facility, "note")), 9)});
}

void lay_liaison(Sheet& sheet) {
  json::value const& company = sheet.plan.at("company");
  json::value const& liaison = company.at("liaison");
  begin_section(sheet, label::kLiaison, 90);
  Table table = fields(sheet);
  field(sheet, table, label::kCompany, find(company, "names"));
  field(sheet, table, label::kCompanyNumber, plain(member(company, "company_number"), 11, Weight::bold));
  field(sheet, table, label::kAddress, find(company, "address"));
  field(sheet, table, label::kIncidentData, find(liaison, "incident_data"));
  field(sheet, table, label::kOfficers, find(liaison, "officers"));
  field(sheet, table, label::kSupport, find(liaison, "support"));
  auto const& officers = list(liaison, "officer_contacts");
  if (officers.empty()) return;
  part_heading(sheet, label::kOfficerContacts, 60);
  Table contacts = contacts_table(sheet);
  for (auto const& officer : officers) contacts.row({phones_of(sheet, officer, 13), person_of(sheet, officer)});
}

void lay_media(Sheet& sheet) {
  json::value const& media = sheet.plan.at("media");
  begin_section(sheet, label::kMedia, 90);
  Table table = fields(sheet);
  field(sheet, table, label::kCoordination, find(media, "coordination"));
  part_heading(sheet, label::kPress, 60);
  Table contacts = contacts_table(sheet);
  for (auto const& contact : list(media, "contacts"))
    contacts.row({phones_of(sheet, contact, 13), person_of(sheet, contact)});
}

void lay_exercises(Sheet& sheet) {
  json::value const& exercises = sheet.plan.at("exercises");
  begin_section(sheet, label::kExercises, 90);
  Table table = fields(sheet);
  field(sheet, table, label::kProvision, find(exercises, "provision"));
  if (auto const& planned = list(exercises, "planned"); !planned.empty())
    lay_exercise_list(sheet, label::kPlanned, planned);
  lay_exercise_list(sheet, label::kHeld, list(exercises, "held"));
}

}  // namespace lingding::paper::detail
