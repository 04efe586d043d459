#include "adapters/cap/report.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>

#include "coordinator/limits.hpp"
#include "coordinator/names.hpp"
#include "geo/ascii.hpp"
#include "geo/geodesic.hpp"
#include "geo/sha256.hpp"

namespace lingding::cap {
namespace {

using coordinator::AlertReport;
using coordinator::Nature;

/// What a point without a stated accuracy is taken for, as a position of AIS with low accuracy is.
constexpr auto kLeastRadius = geo::Metres::from_metres(100);

/// "Vessel Name", "vessel_name", "VESSEL-NAME": "vesselname".
std::string plain_key(std::string_view name) {
  auto key = geo::ascii_lower(name);
  std::erase_if(key, [](char c) { return c == ' ' || c == '-' || c == '_'; });
  return key;
}

std::string const* parameter(Info const& info, std::initializer_list<std::string_view> keys) {
  for (auto const& one : info.parameters)
    if (!one.value.empty() && std::ranges::find(keys, plain_key(one.name)) != keys.end()) return &one.value;
  return nullptr;
}

/// Whole words in English, ASCII lower case.
constexpr std::array kWordsAtSea{
    "mayday", "vessel", "vessels",  "ship",      "ships",    "boat",           "boats",     "ferry",    "ferries",
    "yacht",  "tanker", "trawler",  "overboard", "capsized", "capsizing",      "liferaft",  "lifeboat", "epirb",
    "sart",   "gmdss",  "maritime", "mob",       "at sea",   "fishing vessel", "shipwreck", "sampan",   "junk"};
/// Anywhere in the text.
constexpr std::array kChineseAtSea{"船",   "舢舨", "海上", "人員落水", "人员落水", "墮海",
                                   "坠海", "渡輪", "渡轮", "海難",     "海难"};

bool has_word(std::string const& text, std::string_view word) {
  auto const is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    auto const end = at + word.size();
    if ((at == 0 || !is_letter(text[at - 1])) && (end == text.size() || !is_letter(text[end]))) return true;
  }
  return false;
}

bool speaks_of_the_sea(std::string_view said) {
  auto const text = geo::ascii_lower(said);
  return std::ranges::any_of(kWordsAtSea, [&](auto const* word) { return has_word(text, word); }) ||
         std::ranges::any_of(kChineseAtSea, [&](auto const* word) { return text.find(word) != std::string::npos; });
}

bool names_a_ship(Info const& info) {
  return parameter(info, {"mmsi", "callsign", "vesselname", "shipname", "beaconid", "hexid"}) != nullptr;
}

bool is_maritime_distress(Info const& info) {
  if (names_a_ship(info)) return true;
  bool const fits = std::ranges::any_of(info.categories, [](Category one) {
    return one == Category::rescue || one == Category::transport || one == Category::safety;
  });
  if (!fits) return false;
  return speaks_of_the_sea(info.event) || speaks_of_the_sea(info.headline) ||
         std::ranges::any_of(info.event_codes, [](auto const& code) { return speaks_of_the_sea(code.value); });
}

struct NatureWords {
  Nature nature;
  std::array<std::string_view, 4> words;  ///< English, whole words; empty: no more
};
/// In the order in which they are looked for: what says more comes first.
constexpr std::array<NatureWords, 11> kNatureWords{{
    {Nature::man_overboard, {"man overboard", "person overboard", "overboard", "mob"}},
    {Nature::abandoning_ship, {"abandoning ship", "abandoned ship", "abandon ship", ""}},
    {Nature::collision, {"collision", "collided", "allision", ""}},
    {Nature::fire_explosion, {"fire", "explosion", "burning", "exploded"}},
    {Nature::sinking, {"sinking", "sunk", "foundering", "foundered"}},
    {Nature::listing, {"capsized", "capsizing", "listing", ""}},
    {Nature::flooding, {"flooding", "taking water", "taking on water", ""}},
    {Nature::grounding, {"aground", "grounding", "grounded", "stranded"}},
    {Nature::piracy, {"piracy", "armed robbery", "armed attack", "hijacking"}},
    {Nature::disabled_and_adrift, {"adrift", "disabled", "not under command", ""}},
    {Nature::medical, {"medical", "medevac", "", ""}},
}};

Nature nature_of(Info const& info) {
  if (auto const* said = parameter(info, {"nature"})) {
    auto word = geo::ascii_lower(*said);
    std::ranges::replace(word, ' ', '_');
    if (auto const nature = coordinator::named(coordinator::kNatures, word)) return *nature;
  }
  for (auto const* text : {&info.event, &info.headline}) {
    auto const said = geo::ascii_lower(*text);
    for (auto const& [nature, words] : kNatureWords)
      for (auto const word : words)
        if (!word.empty() && has_word(said, word)) return nature;
  }
  if (has_word(geo::ascii_lower(info.event), "overdue")) return Nature::overdue;
  return Nature::undesignated;
}

void take_parameters(AlertReport& report, Info const& info) {
  if (auto const* mmsi = parameter(info, {"mmsi"})) report.device = plans::Mmsi::parse(*mmsi);
  if (auto const* beacon = parameter(info, {"beaconid", "hexid"})) report.beacon = plans::BeaconId::parse(*beacon);
  if (auto const* name = parameter(info, {"vesselname", "shipname"})) report.name = *name;
  if (auto const* sign = parameter(info, {"callsign"})) {
    for (char const c : *sign)
      if (c != ' ' && c != '-') report.call_sign += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  if (auto const* persons = parameter(info, {"personsonboard", "pob"})) {
    std::uint32_t number = 0;
    auto const result = std::from_chars(persons->data(), persons->data() + persons->size(), number);
    if (result.ec == std::errc{} && result.ptr == persons->data() + persons->size()) report.persons = number;
  }
}

/// "Update sender,identifier of sender,identifier": which message this is, and the newest one that it goes on with.
std::string message_words(Message const& message) {
  auto words = "CAP " + std::string{to_text(message.type)} + " " + message.sender + "," + message.identifier;
  if (!message.references.empty()) {
    auto const newest =
        std::ranges::max_element(message.references, {}, [](Reference const& one) { return one.sent.at; });
    words += " of " + newest->sender + "," + newest->identifier;
  }
  return words + ".";
}

/// Cut to what a desk takes without becoming another's.
std::string thread_name(std::string const& sender, std::string const& identifier) {
  auto name = sender + "," + identifier;
  if (name.size() <= coordinator::kMaxNameBytes) return name;
  auto const digest = geo::to_hex(geo::sha256(name));
  name.resize(coordinator::kMaxNameBytes - digest.size());
  while (!name.empty() && (static_cast<unsigned char>(name.back()) & 0x80U) != 0) name.pop_back();
  return name + digest;
}

/// What the message is called, then what it refers to, newest first.
std::vector<std::string> thread_of(Message const& message) {
  std::vector<std::string> thread{thread_name(message.sender, message.identifier)};
  auto references = message.references;
  std::ranges::stable_sort(references, std::greater<>{}, [](Reference const& one) { return one.sent.at; });
  for (auto const& one : references) {
    auto name = thread_name(one.sender, one.identifier);
    if (thread.size() < coordinator::kMaxThread && std::ranges::find(thread, name) == thread.end())
      thread.push_back(std::move(name));
  }
  return thread;
}

/// What the message is called comes before what is long: a desk keeps the beginning.
std::string words_of(Message const& message, Info const& info) {
  auto text = (info.headline.empty() ? info.event : info.headline) + ". " + message_words(message);
  if (!info.description.empty()) text += " " + info.description;
  return text;
}

Info const& chosen(std::vector<Info const*> const& infos) {
  auto const english = std::ranges::find_if(infos, [](Info const* info) {
    return info->language.empty() || geo::ascii_lower(info->language).starts_with("en");
  });
  return **(english == infos.end() ? infos.begin() : english);
}

}  // namespace

std::optional<Circle> covering_circle(std::vector<Area> const& areas) {
  // Ritter's way: between two points far apart, then grown over what is outside; on the ellipsoid, and measured once
  // more at the end, so that it covers whatever rounding did.
  std::vector<Circle> parts;
  for (auto const& area : areas) {
    parts.insert(parts.end(), area.circles.begin(), area.circles.end());
    for (auto const& polygon : area.polygons)
      for (std::size_t i = 1; i < polygon.size(); ++i) parts.push_back({polygon[i], {}});
  }
  if (parts.empty()) return std::nullopt;
  if (parts.size() == 1) return parts.front();
  auto const reach = [](geo::Position from, Circle const& to) { return geo::distance(from, to.centre) + to.radius; };
  auto const farthest = [&](geo::Position from) {
    return *std::ranges::max_element(parts, {}, [&](Circle const& one) { return reach(from, one); });
  };
  auto const one_end = farthest(parts.front().centre);
  auto const other_end = farthest(one_end.centre);
  auto const path = geo::geodesic(one_end.centre, other_end.centre);
  // The middle of the stretch from rim to rim.
  auto const half = (path.distance + one_end.radius + other_end.radius) * 0.5;
  Circle circle{geo::destination(one_end.centre, path.initial, half - one_end.radius), half};
  for (auto const& part : parts) {
    auto const there = geo::geodesic(circle.centre, part.centre);
    auto const outside = there.distance + part.radius - circle.radius;
    if (outside <= geo::Metres{}) continue;
    circle.centre = geo::destination(circle.centre, there.initial, outside * 0.5);
    circle.radius = circle.radius + outside * 0.5;
  }
  circle.radius = reach(circle.centre, farthest(circle.centre));
  return circle;
}

geo::Expected<AlertReport, NoReport> to_report(Message const& message, coordinator::Mode mode) {
  using geo::Unexpected;
  if (message.type == MessageType::ack || message.type == MessageType::error) return Unexpected{NoReport::answer};
  if (message.status == Status::system) return Unexpected{NoReport::system};
  std::vector<Info const*> maritime;
  for (auto const& info : message.infos)
    if (is_maritime_distress(info)) maritime.push_back(&info);
  bool const bare_cancel = message.type == MessageType::cancel && message.infos.empty() && !message.references.empty();
  if (maritime.empty() && !bare_cancel) return Unexpected{NoReport::not_maritime};

  bool const practised = mode == coordinator::Mode::exercise && message.status == Status::exercise;
  AlertReport report{.alert_class = message.status == Status::actual || practised ? coordinator::AlertClass::distress
                                                                                  : coordinator::AlertClass::test,
                     .kind = coordinator::AlertKind::cap,
                     .radius = kLeastRadius,
                     .position_source = coordinator::PositionSource::stated};
  report.cancels = message.type == MessageType::cancel;
  report.thread = thread_of(message);
  report.caller = message.sender;
  if (maritime.empty()) {
    report.text = message_words(message);
    if (!message.note.empty()) report.text += " " + message.note;
    return report;
  }
  auto const& info = chosen(maritime);
  take_parameters(report, info);
  report.nature = nature_of(info);
  report.text = words_of(message, info);
  if (!info.sender_name.empty()) report.caller = info.sender_name + " <" + message.sender + ">";
  if (auto const circle = covering_circle(info.areas)) {
    report.position = circle->centre;
    report.radius = std::max(circle->radius, kLeastRadius);
  }
  return report;
}

char const* name_of(NoReport reason) {
  switch (reason) {
    case NoReport::not_maritime:
      return "not_maritime";
    case NoReport::answer:
      return "answer";
    case NoReport::system:
      return "system";
  }
  return "";
}

char const* meaning_of(NoReport reason) {
  switch (reason) {
    case NoReport::not_maritime:
      return "an alert about a ship, or persons in distress at sea";
    case NoReport::answer:
      return "an Alert, Update or Cancel; this is an Ack or Error, about a message and not about an event";
    case NoReport::system:
      return "a message about an event; this is of status System, for the network itself";
  }
  return "";
}

}  // namespace lingding::cap
