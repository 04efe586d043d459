#include "adapters/cap/cot.hpp"

#include <fmt/format.h>

#include <pugixml.hpp>
#include <sstream>

#include "adapters/cap/words.hpp"
#include "adapters/cap/xml_text.hpp"

namespace lingding::cap {
namespace {

using coordinator::Incident;
using coordinator::PositionSource;
using detail::Facts;
using detail::Tongue;

constexpr char const* kAlertType = "b-a-o-tbl";
constexpr char const* kCancelType = "b-a-o-can";
/// What TAK's own alert of this type calls itself; consoles tell alerts apart by it.
constexpr char const* kEmergency = "911 Alert";
constexpr char const* kUnknown = "9999999.0";

struct Place {
  geo::Position position;
  std::string radius;
  char const* how;
};

/// CoT's "how": from a satellite fix, estimated by a human, or passed on by a machine that did not measure it.
char const* how_of(PositionSource source) {
  switch (source) {
    case PositionSource::gnss:
    case PositionSource::encoded:
      return "m-g";
    case PositionSource::stated:
      return "h-e";
    case PositionSource::doppler:
    case PositionSource::doa:
    case PositionSource::confirmed:
      return "m-p";
  }
  return "m-p";
}

/// Of the name letters, digits, '-' and '_' alone: CoT readers look for a token.
std::string opex_of(Opex const& opex) {
  if (!opex.is_exercise) return "o";
  std::string token;
  for (char const c : opex.name) {
    bool const plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
    if (plain) {
      token += c;
    } else if (!token.empty() && token.back() != '-') {
      token += '-';
    }
  }
  while (token.ends_with('-')) token.pop_back();
  return token.empty() ? "e" : "e-" + token;
}

struct Times {
  geo::UtcTime start{};
  geo::UtcTime stale{};
};

std::string written(pugi::xml_document const& document) {
  std::ostringstream out;
  document.save(out, "", pugi::format_raw, pugi::encoding_utf8);
  return std::move(out).str() + "\n";
}

pugi::xml_node begin(pugi::xml_document& document, std::string const& uid, char const* type, Place const& place,
                     Opex const& opex, Times const& times) {
  auto declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  auto event = document.append_child("event");
  event.append_attribute("version") = "2.0";
  event.append_attribute("uid") = uid.c_str();
  event.append_attribute("type") = type;
  event.append_attribute("how") = place.how;
  event.append_attribute("time") = geo::to_iso8601(times.start).c_str();
  event.append_attribute("start") = geo::to_iso8601(times.start).c_str();
  event.append_attribute("stale") = geo::to_iso8601(times.stale).c_str();
  event.append_attribute("opex") = opex_of(opex).c_str();
  auto point = event.append_child("point");
  point.append_attribute("lat") = fmt::format("{:.7f}", place.position.latitude.degrees()).c_str();
  point.append_attribute("lon") = fmt::format("{:.7f}", place.position.longitude.degrees()).c_str();
  point.append_attribute("hae") = kUnknown;
  point.append_attribute("ce") = place.radius.c_str();
  point.append_attribute("le") = kUnknown;
  return event.append_child("detail");
}

std::string label_of(Incident const& incident, Facts const& facts, Opex const& opex) {
  return detail::clean_text((opex.is_exercise   ? "EXERCISE "
                             : incident.no_duff ? "NO DUFF "
                                                : "") +
                            (facts.name.empty() ? incident.id : facts.name));
}

std::string alert_event(Incident const& incident, Facts const& facts, std::string const& uid, Place const& place,
                        Opex const& opex, Times const& times) {
  pugi::xml_document document;
  auto detail = begin(document, uid, kAlertType, place, opex, times);
  auto const label = label_of(incident, facts, opex);
  detail.append_child("contact").append_attribute("callsign") = label.c_str();
  auto emergency = detail.append_child("emergency");
  emergency.append_attribute("type") = kEmergency;
  emergency.text().set(label.c_str());
  std::string remarks = opex.is_exercise ? "EXERCISE EXERCISE EXERCISE. " : incident.no_duff ? "NO DUFF - REAL. " : "";
  remarks += detail::situation_words(incident, facts, Tongue::en) + " Incident " + incident.id + ".";
  detail.append_child("remarks").text().set(detail::clean_text(remarks).c_str());
  return written(document);
}

std::string cancel_event(Incident const& incident, Facts const& facts, std::string const& uid, geo::Position position,
                         Opex const& opex, geo::UtcTime now) {
  pugi::xml_document document;
  auto detail = begin(document, uid, kCancelType, {position, kUnknown, "m-p"}, opex, {now, now + kCancelStaleAfter});
  auto emergency = detail.append_child("emergency");
  emergency.append_attribute("cancel") = "true";
  emergency.text().set(label_of(incident, facts, opex).c_str());
  return written(document);
}

}  // namespace

CotThread join(CotThread one, CotThread const& other) {
  one.shown.insert(other.shown.begin(), other.shown.end());
  return one;
}

std::vector<std::string> next_events(Incident const& incident, Opex const& of_server, CotThread& thread,
                                     geo::UtcTime now) {
  auto const opex = incident.no_duff ? Opex{} : of_server;
  std::vector<std::string> events;
  auto const facts = detail::facts_of(incident);
  std::map<std::string, CotThread::Shown> shown;
  bool const shows = !facts.is_closed && incident.incident_class == coordinator::AlertClass::distress;
  for (std::size_t i = 0; shows && i < facts.places.size(); ++i) {
    auto const& possible = facts.places[i];
    std::string const uid =
        "lingding." + incident.id + (facts.places.size() > 1 ? "." + std::to_string(i + 1) : std::string{});
    Place const place{possible.position, fmt::format("{:.1f}", possible.radius.metres()), how_of(possible.source)};
    auto said = alert_event(incident, facts, uid, place, opex, {});
    auto const before = thread.shown.find(uid);
    if (before == thread.shown.end() || before->second.said != said)
      events.push_back(alert_event(incident, facts, uid, place, opex, {now, now + kStaleAfter}));
    shown.insert_or_assign(uid, CotThread::Shown{possible.position, std::move(said)});
  }
  for (auto const& [uid, was] : thread.shown)
    if (!shown.contains(uid)) events.push_back(cancel_event(incident, facts, uid, was.position, opex, now));
  thread.shown = std::move(shown);
  return events;
}

}  // namespace lingding::cap
