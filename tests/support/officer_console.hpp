#pragma once
// An officer's console for tests of whole servers: keeps what the server shows, checks that nothing is shown twice
// differently or out of order, and acknowledges alarms when told to.

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "adapters/bus/console_client.hpp"
#include "coordinator/effect.hpp"

namespace lingding::support {

enum class Officer : std::uint8_t { watches, acknowledges };

/// Survives its server: the cursor and what was learned stay when it connects anew.
class OfficerConsole {
 public:
  /// \param key_file secret of an enrolled key of the centre; empty: keys are off
  OfficerConsole(geo::CentreId centre, std::string key_file, Officer officer);
  ~OfficerConsole();

  void connect(std::string const& endpoint);
  void disconnect();
  /// Takes in what comes within `at_most`.
  /// \throws std::runtime_error when an update contradicts what was shown before.
  void pump(std::chrono::milliseconds at_most);
  /// Pumps until `done`; false when that did not come within `patience`.
  bool pump_until(std::function<bool()> const& done, std::chrono::milliseconds patience = std::chrono::seconds{20});

  geo::CentreId centre() const { return centre_; }
  /// By seq: the effects' JSON of every recorded update that was shown.
  std::map<coordinator::Seq, std::string> const& shown() const { return shown_; }
  /// The newest of each incident, by its id; ids that were merged away are gone.
  std::map<std::string, coordinator::Incident> const& incidents() const { return incidents_; }
  /// nullptr: none of the incidents has an alert of this device.
  coordinator::Incident const* of_device(std::uint32_t mmsi) const;
  std::set<std::string> const& alarming() const { return alarming_; }
  /// Open questions of the watch of timetables, by id.
  std::map<std::string, coordinator::VoyageQuestion> const& questions() const { return questions_; }
  /// Effects of updates that came unrecorded.
  std::vector<coordinator::Effects> const& unrecorded() const { return unrecorded_; }
  bool degraded() const { return degraded_; }
  std::string const& trouble() const { return trouble_; }
  /// Text of every message, newest last; for the story of a failure.
  std::vector<std::string> const& messages() const { return messages_; }
  void acknowledge(std::string const& incident_id);
  void answer(std::string const& question_id, coordinator::WatchAnswer answer, std::string const& reason);

 private:
  /// Orders that wait for the server at a time; below bus::ConsoleClient::kMostCommands.
  static constexpr std::size_t kMostAtOnce = 16;

  void take(std::string const& message);
  void acknowledge_alarms();
  void apply(coordinator::Effects const& effects);

  geo::CentreId const centre_;
  std::string const key_file_;
  Officer const officer_;
  std::unique_ptr<bus::ConsoleClient> client_;
  coordinator::Seq last_seq_ = 0;
  std::string journal_;
  std::map<coordinator::Seq, std::string> shown_;
  std::map<std::string, coordinator::Incident> incidents_;
  std::map<std::string, coordinator::VoyageQuestion> questions_;
  std::set<std::string> alarming_;
  std::set<std::string> acknowledging_;
  std::vector<coordinator::Effects> unrecorded_;
  std::vector<std::string> messages_;
  bool degraded_ = false;
  std::string trouble_;
  std::uint64_t commands_ = 0;
};

}  // namespace lingding::support
