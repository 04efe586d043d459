#include "tools/plan_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <exception>
#include <iterator>
#include <utility>
#include <vector>

#include "geo/centre.hpp"
#include "plans/document.hpp"
#include "tools/plan_files.hpp"

namespace lingding::tools {
namespace {

namespace json = boost::json;

std::string text_of(json::value const& value) {
  if (value.is_string()) return std::string{std::string_view{value.get_string()}};
  return json::serialize(value);
}

/// A number as people write it: Boost.JSON would say 4.01E1.
std::string number_of(json::value const& value) {
  return value.is_double() ? fmt::format("{}", value.get_double()) : json::serialize(value);
}

/// A member as text; empty when it is not there.
std::string member(json::value const& object, std::string_view name) {
  auto const* value = object.as_object().if_contains(name);
  if (value == nullptr) return {};
  return value->is_number() ? number_of(*value) : text_of(*value);
}

json::array const& list(json::value const& object, std::string_view name) {
  static json::array const kNone;
  auto const* value = object.as_object().if_contains(name);
  return value != nullptr && value->is_array() ? value->get_array() : kNone;
}

constexpr std::string_view kScripts[] = {"en", "zh_hant", "zh_hans", "pt"};

/// Every script that there is, each text once.
std::string in_all_scripts(json::value const& names) {
  std::string out;
  std::vector<std::string> said;
  for (auto const script : kScripts) {
    std::string const text = member(names, script);
    if (text.empty() || std::find(said.begin(), said.end(), text) != said.end()) continue;
    out += (out.empty() ? "" : " · ") + text;
    said.push_back(text);
  }
  return out;
}

class Page {
 public:
  void heading(std::string_view title) { fmt::format_to(out(), "\n{}\n", title); }
  void line(std::string_view text) { fmt::format_to(out(), "  {}\n", text); }
  /// Left out when there is nothing to say.
  void field(std::string_view name, std::string_view text) {
    if (!text.empty()) fmt::format_to(out(), "  {:<16}{}\n", name, text);
  }
  /// Each script on a line of its own.
  void prose(std::string_view name, json::value const& object, std::string_view member_name) {
    auto const* texts = object.as_object().if_contains(member_name);
    if (texts == nullptr) return;
    for (auto const script : kScripts) {
      std::string const text = member(*texts, script);
      field(name, text);
      if (!text.empty()) name = "";
    }
  }
  void call(std::string_view role, std::string_view name, std::string_view phone) {
    if (!phone.empty()) fmt::format_to(out(), "  {:>2}  {:<17} {} – {}\n", ++calls_, phone, role, name);
  }
  void restart_calls() { calls_ = 0; }
  void raw(std::string_view text) { text_ += text; }
  std::string take() { return std::move(text_); }

 private:
  std::back_insert_iterator<std::string> out() { return std::back_inserter(text_); }
  std::string text_;
  int calls_ = 0;
};

void write_head(Page& page, json::value const& plan, std::string_view held_by) {
  json::value const& cover = plan.at("cover");
  for (auto const script : kScripts)
    if (std::string const title = member(cover.at("title"), script); !title.empty()) page.raw(title + "\n");
  page.raw(fmt::format("Plan {}, version {} of {}, home centre {}\n", member(cover, "plan_id"),
                       member(cover, "version"), member(cover, "dated"), member(cover, "home_centre")));
  if (!held_by.empty()) page.raw(fmt::format("Held by {}\n", held_by));
  auto const* sample = plan.as_object().if_contains("sample");
  if (sample != nullptr && sample->is_bool() && sample->get_bool())
    page.raw("*** SAMPLE: nobody and nothing in it is real ***\n");
}

void write_contacts(Page& page, json::value const& plan) {
  page.heading("CALL, IN THIS ORDER");
  for (auto const& ship : list(plan, "ships")) {
    page.line(in_all_scripts(ship.at("names")));
    page.restart_calls();
    for (auto const& means : list(ship, "communications"))
      page.call(member(means, "kind"), member(ship.at("names"), "en"), member(means, "number"));
  }
  json::value const& company = plan.at("company");
  page.line(in_all_scripts(company.at("names")));
  page.restart_calls();
  for (char const* which : {"emergency_contacts", "other_contacts"}) {
    for (auto const& contact : list(company, which)) {
      std::string role = member(contact, "role");
      std::string languages;
      for (auto const& language : list(contact, "languages"))
        languages += (languages.empty() ? " (" : ", ") + text_of(language);
      if (!languages.empty()) role += languages + ")";
      page.call(role, member(contact, "name"), member(contact, "phone"));
      page.call("  alternative", member(contact, "name"), member(contact, "phone_alternative"));
    }
  }
}

/// One centre's contacts out of its own module; \throws whatever keeps it from being read.
void write_centre(Page& page, std::filesystem::path const& path, std::string_view version) {
  std::string const text = read_document(path);
  if (plans::has_errors(plans::check_document(text)))
    throw std::runtime_error("it does not pass `lingding plan check`");
  json::value const module = json::parse(text);
  std::string const held = member(module, "version");
  page.line(fmt::format("{}: {}", member(module, "centre"), in_all_scripts(module.at("names"))));
  if (held != version)
    page.line(fmt::format("  (the plan carries version {} of this module; here is version {})", version, held));
  for (auto const& contact : list(module, "contacts")) {
    auto const* assumed = contact.as_object().if_contains("assumed");
    bool const unsure = assumed != nullptr && assumed->is_bool() && assumed->get_bool();
    page.line(fmt::format("  {:<20} {}: {}{}", member(contact, "value"), member(contact, "kind"),
                          member(contact.at("use"), "en"), unsure ? " (assumed, to be confirmed)" : ""));
  }
}

void write_centres(Page& page, json::value const& plan, std::filesystem::path const& modules) {
  page.heading("THE CENTRES");
  for (auto const& entry : list(plan, "centres")) {
    std::string const centre = member(entry, "centre");
    try {
      write_centre(page, modules / (centre + ".json"), member(entry, "version"));
    } catch (std::exception const& failure) {
      page.line(
          fmt::format("{}: module version {} is not at hand: {}", centre, member(entry, "version"), failure.what()));
    }
  }
}

std::string numbers_of(json::array const& entries, std::string_view name) {
  std::string out;
  for (auto const& entry : entries) {
    std::string const where = member(entry, "stowed");
    out += fmt::format("{}{} ({}{}{})", out.empty() ? "" : "; ", member(entry, name), member(entry, "kind"),
                       where.empty() ? "" : ", ", where);
  }
  return out;
}

void write_life_saving(Page& page, json::value const& ship) {
  json::value const& appliances = ship.at("life_saving");
  std::string_view label = "life-saving";
  for (auto const& craft : list(appliances, "craft")) {
    std::string const where = member(craft, "where");
    std::string const capacity = member(craft, "capacity_each");
    page.field(label,
               fmt::format("{} × {}{}{}{}", member(craft, "count"), member(craft, "kind"),
                           capacity == "0" ? "" : ", " + capacity + " persons each", where.empty() ? "" : ", ", where));
    label = "";
  }
  std::string const infant = member(appliances, "lifejackets_infant");
  page.field("lifejackets",
             fmt::format("{} adult, {} child, {} infant", member(appliances, "lifejackets_adult"),
                         member(appliances, "lifejackets_child"), infant.empty() ? "not stated" : infant));
  page.prose("other", appliances, "other");
}

void write_ship(Page& page, json::value const& ship) {
  json::value const& identity = ship.at("identity");
  json::value const& particulars = ship.at("particulars");
  json::value const& persons = ship.at("persons");
  page.heading("SHIP " + in_all_scripts(ship.at("names")));
  std::string const imo = member(identity, "imo");
  page.field("identity", fmt::format("MMSI {}, {}call sign {}, registered in {}", member(identity, "mmsi"),
                                     imo.empty() ? "" : "IMO " + imo + ", ", member(identity, "call_sign"),
                                     in_all_scripts(identity.at("registry").at("port"))));
  page.field("406 MHz beacons", numbers_of(list(identity, "beacons"), "hex_id"));
  page.field("AIS devices", numbers_of(list(identity, "ais_devices"), "number"));
  page.field("persons",
             fmt::format("{} permitted: at most {} passengers, normally {} crew", member(persons, "permitted"),
                         member(persons, "passengers_max"), member(persons, "crew_normal")));
  page.prose("actual number", persons, "count_known_from");
  page.field("type", fmt::format("{}, {}; {} gross tonnage, {} m long, draught {} m, {} knots",
                                 member(particulars, "type"), member(particulars, "hull"),
                                 member(particulars, "gross_tonnage"), member(particulars, "length_overall_m"),
                                 member(particulars, "draught_max_m"), member(particulars, "service_speed_kn")));
  page.prose("looks", particulars, "appearance");
  write_life_saving(page, ship);
  page.prose("from the water", ship, "recovery_from_water");
  page.prose("fire", ship, "fire_fighting");
  page.prose("medical", ship.at("medical"), "facilities");
  page.field("helicopter", member(ship.at("helicopter"), "means"));
  page.prose("", ship.at("helicopter"), "approach");
  for (auto const& means : list(ship, "communications")) {
    std::string const address = member(means, "address");
    if (!address.empty()) page.field("radio", member(means, "kind") + ": " + address);
  }
  for (auto const& drawing : list(ship, "drawings"))
    page.field("drawing", member(drawing, "kind") + ": " + member(drawing, "reference"));
}

void write_route(Page& page, json::value const& route) {
  page.heading("ROUTE " + in_all_scripts(route.at("names")));
  for (auto const& stop : list(route, "stops"))
    page.field("stop", fmt::format("{}, {}, {}", in_all_scripts(stop.at("names")), member(stop, "locode"),
                                   member(stop, "centre")));
  std::string crosses;
  for (auto const& centre : list(route, "crosses")) crosses += (crosses.empty() ? "" : ", ") + text_of(centre);
  page.field("waters of", crosses);
  json::value const& timetable = route.at("timetable");
  for (auto const& departures : list(timetable, "departures")) {
    std::string times;
    for (auto const& time : list(departures, "times")) times += (times.empty() ? "" : " ") + text_of(time);
    page.field("departures",
               fmt::format("from {}, {}: {}", member(departures, "from"), member(departures, "days"), times));
  }
  for (auto const& trip : list(timetable, "trips")) {
    std::string calls;
    for (auto const& call : list(trip, "stop_times")) {
      std::string const departure = member(call, "departure");
      calls += (calls.empty() ? "" : " – ") + member(call, "stop") + " " +
               (departure.empty() ? member(call, "arrival") : departure);
    }
    page.field("trip", member(trip, "service") + ": " + calls);
  }
  std::string const duration = member(timetable, "duration_min");
  page.field("duration", duration.empty() ? "times are UTC+8" : duration + " minutes; times are UTC+8");
}

void write_rest(Page& page, json::value const& plan) {
  json::value const& facilities = plan.at("sar_facilities");
  page.heading("SAR FACILITIES");
  using Field = std::pair<std::string_view, std::string_view>;
  for (auto const& [label, name] :
       {Field{"communications", "communications_plan"}, Field{"landing", "shore_reception"},
        Field{"medical advice", "medical_advice"}, Field{"fire, chemicals", "fire_and_chemical"},
        Field{"next of kin", "next_of_kin"}, Field{"ending", "ending"}})
    page.prose(label, facilities, name);
  json::value const& liaison = plan.at("company").at("liaison");
  page.heading("LIAISON WITH THE COMPANY");
  for (auto const& [label, name] :
       {Field{"incident data", "incident_data"}, Field{"officers", "officers"}, Field{"support", "support"}})
    page.prose(label, liaison, name);
  page.heading("MEDIA");
  for (auto const& contact : list(plan.at("media"), "contacts"))
    page.field("press",
               fmt::format("{} – {}, {}", member(contact, "phone"), member(contact, "role"), member(contact, "name")));
  page.prose("", plan.at("media"), "coordination");
  page.heading("CONTROLLED COPIES");
  for (auto const& copy : list(plan.at("cover"), "copies")) {
    std::string const ship = member(copy, "ship");
    page.field("copy " + member(copy, "number"), fmt::format("{}{}{}: {}", member(copy, "holder"),
                                                             ship.empty() ? "" : " ", ship, member(copy, "kept_at")));
  }
}

}  // namespace

std::string plan_page(std::string_view document, std::string_view held_by, std::filesystem::path const& modules) {
  json::value const plan = json::parse({document.data(), document.size()});
  Page page;
  write_head(page, plan, held_by);
  write_contacts(page, plan);
  write_centres(page, plan, modules);
  for (auto const& ship : list(plan, "ships")) write_ship(page, ship);
  for (auto const& route : list(plan, "routes")) write_route(page, route);
  write_rest(page, plan);
  return page.take();
}

}  // namespace lingding::tools
