#pragma once
// What a drill's run was: everything that its score and its report are made of. run.json is it.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/drill/observer.hpp"
#include "tools/drill/scenario.hpp"

namespace lingding::drill {

/// An act as it was done.
struct Done {
  std::string act;  ///< its name
  bool is_inject = true;
  geo::UtcTime at{};
  std::optional<geo::CentreId> centre;
  std::string officer;  ///< of an officer's act
  std::string words;    ///< what was done, for the log: the lines, the command
  std::string outcome;  ///< of a command: "done" or the refusal's code; empty: none
  bool operator==(Done const&) const = default;
};

struct TrackPoint {
  geo::UtcTime at{};
  geo::Position position;
  bool operator==(TrackPoint const&) const = default;
};
struct Track {
  std::string ship;  ///< of the cast, or nine digits
  std::string label;
  bool is_heard = true;
  std::vector<TrackPoint> points;  ///< at most 2 000, thinned
  bool operator==(Track const&) const = default;
};

struct CentreRecord {
  geo::CentreId centre = geo::CentreId::hk;
  coordinator::Seq entries = 0;
  std::string digest;  ///< hash of the journal's last entry, 64 hex digits: the same decisions give the same
  std::vector<coordinator::Incident> incidents;  ///< as they stood at the end, by id
  bool operator==(CentreRecord const&) const = default;
};

/// A link that the script took down: within it two custodians may be.
struct Outage {
  geo::CentreId a = geo::CentreId::hk;
  geo::CentreId b = geo::CentreId::mo;
  geo::UtcTime from{};
  std::optional<geo::UtcTime> to{};
  bool operator==(Outage const&) const = default;
};

struct RunRecord {
  Scenario scenario;
  std::string scenario_digest;  ///< SHA-256 of the file (and of what was laid over it)
  std::string version;          ///< of the program
  geo::UtcTime began{};         ///< simulated
  geo::UtcTime ended{};
  bool embedded = true;
  std::map<std::string, std::string> ship_numbers;  ///< of the cast: nine digits
  std::vector<Done> done;
  std::vector<Happened> happened;  ///< by time; of equal times in the order of geo::kCentres, then seq
  std::vector<Track> tracks;
  std::vector<Outage> outages;
  std::vector<CentreRecord> centres;
  std::uint64_t sentences = 0;  ///< that receivers brought
  bool operator==(RunRecord const&) const = default;
};

/// As JSON, each member by its name here, with its unit behind it where it has one ("lasts_ms", "wind_kn"); the same
/// record gives the same bytes, and reads back to an equal one.
std::string to_json(RunRecord const& record);
/// \returns what is wrong, in one sentence that names the member.
geo::Expected<RunRecord, std::string> read_run(std::string_view text);

}  // namespace lingding::drill
