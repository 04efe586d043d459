#include "plans/detail/plan_checks.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "plans/detail/check_tools.hpp"
#include "plans/detail/schema.hpp"

namespace lingding::plans::detail {
namespace {

using geo::CentreId;

void check_copies(Node const& cover, Problems& problems) {
  Node const copies = cover["copies"];
  if (copies.size() == 0) return;
  std::map<std::string, int> holders;
  std::set<std::int64_t> numbers;
  for (std::size_t i = 0; i < copies.size(); ++i) {
    Node const copy = copies[i];
    ++holders[copy["holder"].string()];
    if (auto const number = copy["number"].integer(); number && !numbers.insert(*number).second)
      report(problems, copy["number"], ProblemCode::copy_number_twice);
    if (copy["ship"] && copy["holder"].string() != "ship")
      report(problems, copy["ship"], ProblemCode::copy_ship_not_holder);
  }
  for (char const* holder : {"CN-GD", "HK", "MO", "company"})
    if (holders[holder] != 1) report(problems, copies, ProblemCode::copy_holder, {holder});
  if (holders["ship"] == 0) report(problems, copies, ProblemCode::copy_ship);
}

void check_amendments(Node const& cover, Problems& problems) {
  Node const amendments = cover["amendments"];
  std::int64_t last = 0;
  std::optional<geo::UtcDate> last_date;
  for (std::size_t i = 0; i < amendments.size(); ++i) {
    Node const entry = amendments[i];
    auto const date = check_date(entry["dated"], problems);
    if (date && last_date && *date < *last_date)
      report(problems, entry["dated"], ProblemCode::amendment_dates, {geo::to_iso8601(*last_date)});
    if (date) last_date = date;
    auto const version = entry["version"].integer();
    if (version && *version <= last)
      report(problems, entry["version"], ProblemCode::amendment_order, {std::to_string(last)});
    last = version.value_or(last);
  }
  auto const version = cover["version"].integer();
  if (version && amendments.size() > 0 && last != *version)
    report(problems, amendments[amendments.size() - 1]["version"], ProblemCode::amendment_last,
           {std::to_string(*version)});
  auto const dated = geo::parse_date(cover["dated"].string());
  if (dated && last_date && *dated < *last_date)
    report(problems, cover["dated"], ProblemCode::cover_date, {geo::to_iso8601(*last_date)});
}

/// The annual review.
void check_review(Node const& cover, std::optional<geo::UtcDate> on, Problems& problems) {
  Node const review = cover["review"];
  if (!review) {
    if (cover) report(problems, cover["review"], ProblemCode::review_missing);
    return;
  }
  auto const last = check_date(review["last_on"], problems);
  auto const next = check_date(review["next_due"], problems);
  if (last && next && *next <= *last)
    report(problems, review["next_due"], ProblemCode::review_dates, {geo::to_iso8601(*last)});
  if (last && next && *next > a_year_after(*last))
    report(problems, review["next_due"], ProblemCode::review_overdue, {geo::to_iso8601(*next)});
  if (!on) return;
  if (last && a_year_after(*last) < *on) {
    report(problems, review["last_on"], ProblemCode::review_overdue, {geo::to_iso8601(*on)});
  } else if (next && *next < *on) {
    report(problems, review["next_due"], ProblemCode::review_overdue, {geo::to_iso8601(*on)});
  }
}

void check_sample(Node const& document, Problems& problems) {
  Node const sample = document["sample"];
  bool const is_sample = sample && sample.value->is_bool() && sample.value->get_bool();
  Node const title = document["cover"]["title"]["en"];
  if (is_sample && title && !title.string().starts_with("SAMPLE")) report(problems, title, ProblemCode::sample_title);
  if (!is_sample && title.string().starts_with("SAMPLE")) report(problems, title, ProblemCode::sample_member);
}

void check_cover(Node const& document, std::optional<geo::UtcDate> on, Problems& problems) {
  Node const cover = document["cover"];
  auto const home = centre_at(cover["home_centre"]);
  auto const id = cover["plan_id"].text();
  if (home && id && !id->starts_with(std::string{geo::to_text(*home)} + "-"))
    report(problems, cover["plan_id"], ProblemCode::plan_id_home, {std::string{geo::to_text(*home)}});
  static_cast<void>(check_date(cover["dated"], problems));
  check_copies(cover, problems);
  check_amendments(cover, problems);
  check_review(cover, on, problems);
  check_sample(document, problems);
}

/// The exercises of one ship, by date; an exercise that names no ship is everybody's.
struct ShipExercises {
  std::map<geo::UtcDate, std::string> by_date;  ///< and where
};

void add_exercises(Node const& list, std::map<std::string, ShipExercises>& ships, Problems& problems) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    Node const dated = list[i]["dated"];
    auto const date = check_date(dated, problems);
    if (!date) continue;
    auto const ship = list[i]["ship"].text();
    for (auto& [mmsi, exercises] : ships) {
      if (ship && *ship != mmsi) continue;
      auto const [at, is_new] = exercises.by_date.emplace(*date, dated.pointer);
      if (!is_new) report(problems, dated, ProblemCode::exercise_too_often, {geo::to_iso8601(*date)});
    }
  }
}

/// Not more than once in any 12 months for a ship, and at least that.
void check_exercises(Node const& document, std::optional<geo::UtcDate> on, Problems& problems) {
  constexpr std::size_t kMostShips = 40, kMostExercises = 200;  // as the schema has them; it reports what is beyond
  Node const ships = document["ships"];
  Node const held = document["exercises"]["held"], planned = document["exercises"]["planned"];
  if (ships.size() > kMostShips || held.size() > kMostExercises || planned.size() > kMostExercises) return;
  std::map<std::string, ShipExercises> by_ship;
  for (std::size_t i = 0; i < ships.size(); ++i)
    if (auto const mmsi = ships[i]["identity"]["mmsi"].text()) by_ship.emplace(*mmsi, ShipExercises{});
  std::optional<geo::UtcDate> last;
  for (std::size_t i = 0; i < held.size(); ++i) {
    auto const date = geo::parse_date(held[i]["dated"].string());
    if (date && last && *date < *last)
      report(problems, held[i]["dated"], ProblemCode::exercise_order, {geo::to_iso8601(*last)});
    if (date) last = date;
  }
  add_exercises(held, by_ship, problems);
  add_exercises(planned, by_ship, problems);
  for (std::size_t i = 0; i < ships.size(); ++i) {
    Node const mmsi = ships[i]["identity"]["mmsi"];
    auto const found = by_ship.find(mmsi.string());
    if (!mmsi.text() || found == by_ship.end()) continue;
    auto const& dates = found->second.by_date;
    for (auto at = dates.begin(); at != dates.end(); ++at) {
      auto const next = std::next(at);
      if (next != dates.end() && next->first < a_year_after(at->first))
        problems.push_back(make_problem(ProblemCode::exercise_too_often, next->second, geo::to_iso8601(next->first),
                                        {geo::to_iso8601(at->first)}));
    }
    if (!on) continue;
    bool const any = std::any_of(dates.begin(), dates.end(), [&](auto const& entry) {
      return entry.first <= a_year_after(*on) && a_year_after(entry.first) >= *on;
    });
    if (!any) report(problems, mmsi, ProblemCode::exercise_none, {geo::to_iso8601(*on)});
  }
}

/// Whoever is called first has to have an alternative, and to be there at night.
void check_call_down(Node const& document, Problems& problems) {
  Node const contacts = document["company"]["emergency_contacts"];
  if (contacts.size() == 0) return;
  std::set<std::string> numbers;
  for (std::size_t i = 0; i < contacts.size(); ++i)
    for (char const* member : {"phone", "phone_alternative"})
      if (auto const phone = contacts[i][member].text()) numbers.emplace(*phone);
  if (numbers.size() == 1) report(problems, contacts[0]["phone_alternative"], ProblemCode::contact_alternative);
  Node const hours = contacts[0]["hours"];
  bool const all_hours =
      hours ? hours.string() == "24 hours" : contacts[0]["role"].string().find("24") != std::string::npos;
  if (!all_hours && contacts[0]["phone"]) report(problems, contacts[0]["hours"], ProblemCode::contact_hours);
}

void check_modules(Node const& document, Problems& problems) {
  Node const modules = document["centres"];
  Seen centres{ProblemCode::centre_twice, problems};
  for (std::size_t i = 0; i < modules.size(); ++i) centres.add(modules[i]["centre"]);
}

}  // namespace

void check_plan(Node const& document, CheckContext const& context, Problems& problems,
                std::vector<RouteWaters>& waters) {
  auto on = context.on;
  if (!on) on = geo::parse_date(document["cover"]["dated"].string());
  check_cover(document, on, problems);
  check_call_down(document, problems);
  check_ships(document, problems);
  check_routes(document, context.water, on, problems, waters);
  check_exercises(document, on, problems);
  check_modules(document, problems);
  check_attachments(document, problems);
}

void check_centre_module(Node const& document, Problems& problems) {
  static_cast<void>(check_date(document["dated"], problems));
  std::set<std::string, std::less<>> sources;
  Node const listed = document["sources"];
  for (std::size_t i = 0; i < listed.size(); ++i)
    if (auto const id = listed[i]["id"].text(); id && !sources.emplace(*id).second)
      report(problems, listed[i]["id"], ProblemCode::source_twice);
  auto const must_exist = [&](Node const& node) {
    if (node.text() && !sources.contains(*node.text())) report(problems, node, ProblemCode::source_unknown);
  };
  must_exist(document["address"]["source"]);
  must_exist(document["region"]["source"]);
  for (char const* list : {"contacts", "functions", "pledges"})
    for (std::size_t i = 0; i < document[list].size(); ++i) must_exist(document[list][i]["source"]);
}

}  // namespace lingding::plans::detail
