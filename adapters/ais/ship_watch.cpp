#include "adapters/ais/ship_watch.hpp"

#include <cctype>

#include "coordinator/ship_sight.hpp"

namespace lingding::ais {
namespace {

/// "moored"; empty where the transponder says nothing.
std::string words_of(std::optional<NavigationStatus> status) {
  if (!status || *status == NavigationStatus::undefined) return {};
  std::string text = status_text(*status);
  if (!text.empty()) text.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(text.front())));
  return text;
}

}  // namespace

std::optional<coordinator::ShipSight> sight_of(Station const& station) {
  auto const position = station.position();
  if (!position) return std::nullopt;
  return coordinator::ShipSight{
      *position, station.speed().value(), station.course().value(), words_of(station.status()),
      {},        station.position_at()};
}

void ShipWatch::watch(coordinator::ShipAsked asked, geo::UtcTime now) {
  auto& [id, mmsi] = asked.watched;
  if (!mmsi) {
    watched_.erase(id);
    return;
  }
  auto const [one, added] = watched_.insert_or_assign(std::move(id), Watched{*mmsi, std::move(asked.told)});
  look_at(one->first, one->second, now);
}

void ShipWatch::look(geo::UtcTime now) {
  for (auto& [id, one] : watched_) look_at(id, one, now);
}

void ShipWatch::look_at(std::string const& id, Watched& one, geo::UtcTime now) {
  auto const* const station = picture_.find(one.mmsi);
  auto const sight = station == nullptr ? std::nullopt : sight_of(*station);
  if (!sight || (one.told && !coordinator::worth_telling(*one.told, *sight, now))) return;
  if (tell_(coordinator::ShipSeen{id, one.mmsi, *sight}) != runtime::Push::full) one.told = sight;
}

}  // namespace lingding::ais
