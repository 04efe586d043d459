#pragma once
// Plays a scenario on a theatre: the script's acts when they are due, ships at sea, what was seen and what was done.

#include <array>
#include <cstdint>
#include <functional>
#include <queue>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "tools/drill/observer.hpp"
#include "tools/drill/record.hpp"
#include "tools/drill/scenario.hpp"
#include "tools/drill/stage.hpp"
#include "tools/drill/traffic.hpp"

namespace lingding::drill::detail {

/// Where a drill takes place: desks on a simulated clock, or a server.
class Theatre {
 public:
  virtual ~Theatre() = default;
  /// Whole lines, to the centre's source of that format; an empty name: the format's.
  virtual void bring(geo::CentreId centre, logs::Format format, std::string const& source, std::string_view text) = 0;
  /// \param command JSON. \returns "done" or the refusal's code
  virtual std::string command(geo::CentreId centre, std::string const& officer, std::string const& command) = 0;
  /// These give empty, or why it can't be done here.
  virtual std::string notice(geo::CentreId centre, plans::BriefText const& text) = 0;
  virtual std::string link(geo::CentreId a, geo::CentreId b, bool up) = 0;
  virtual std::string restart(geo::CentreId centre) = 0;
};

/// SplitMix64 from a seed: the same numbers on every machine.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  /// Evenly in [least, most]: a drill's times are far below 2^32 ms, so that the remainder's bias is none to see.
  Offset between(Offset least, Offset most);

 private:
  std::uint64_t state_;
};

class Player {
 public:
  /// \param theatre outlives the player, and may be called from perform_due() and listen() on
  Player(Scenario scenario, std::vector<plans::PlanBrief> const& plans, Theatre& theatre,
         std::function<void(StageNews const&)> news);

  Scenario const& scenario() const { return scenario_; }
  bool takes_part(geo::CentreId centre) const;
  /// How often something was told.
  std::uint64_t told() const { return told_; }

  /// What receivers hear up to and with now goes to the theatre.
  void listen(geo::UtcTime now);
  /// A journal's entry, each once and in order: conditions may have come true. False: of no interest.
  void read(geo::CentreId centre, coordinator::Entry const& entry, geo::UtcTime now);
  /// The next act that is due by now, performed. False: none is.
  bool perform_due(geo::UtcTime now);
  /// A person does something beside the script.
  std::string officer(geo::CentreId centre, std::string const& name, std::string_view command, geo::UtcTime now);
  /// Where the ships are now, for the map.
  void look_at_tracks(geo::UtcTime now);
  std::vector<coordinator::Incident> incidents(geo::CentreId centre) const { return observer_.incidents(centre); }
  void count_sentences(std::uint64_t count) { sentences_ += count; }

  /// All of the record but the centres' journals.
  RunRecord record(geo::UtcTime now) const;

 private:
  struct Due {
    geo::UtcTime at;
    std::uint64_t order;  ///< of two at the same time the one that was asked for first
    std::size_t act;
    std::string incident;  ///< that led to it; empty: none
    bool operator>(Due const& other) const { return std::tie(at, order) > std::tie(other.at, other.order); }
  };

  Offset since_begin(geo::UtcTime now) const { return now - scenario_.begins; }
  std::string number_of(std::string const& ship) const;
  void schedule(std::size_t act, geo::UtcTime from, std::string incident);
  void perform(Due const& due, geo::UtcTime now);
  void tell(StageNews const& news);

  void carry_out(SourceBrings const& act, Due const& due, Done& done);
  void carry_out(SomebodyReports const& act, Due const& due, Done& done);
  void carry_out(DeviceStarts const& act, Due const& due, Done& done);
  void carry_out(DscCalls const& act, Due const& due, Done& done);
  void carry_out(OfficerActs const& act, Due const& due, Done& done);
  void carry_out(LinkGoes const& act, Due const& due, Done& done);
  void carry_out(ServerRestarts const& act, Due const& due, Done& done);
  void carry_out(ShipChanges const& act, Due const& due, Done& done);
  void carry_out(ControlSays const& act, Due const& due, Done& done);
  void as_officer(geo::CentreId centre, std::string const& name, std::string const& command,
                  std::string const& incident, std::string const& about, Done& done);
  std::string command_of(geo::CentreId centre, std::string const& name, std::string const& text,
                         std::string const& incident, std::string const& about, geo::UtcTime now);

  Scenario scenario_;
  Theatre& theatre_;
  std::function<void(StageNews const&)> news_;
  Traffic traffic_;
  Observer observer_;
  Random random_;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
  std::set<std::size_t> seen_;  ///< acts whose condition was seen
  std::uint64_t ordered_ = 0;
  std::uint64_t told_ = 0;
  std::array<std::string, geo::kCentres.size()> heard_;
  std::vector<Done> done_;
  std::vector<Happened> happened_;
  std::vector<Track> tracks_;
  std::vector<Outage> outages_;
  std::uint64_t sentences_ = 0;
};

}  // namespace lingding::drill::detail
