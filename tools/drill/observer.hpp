#pragma once
// What happened at the centres, read from what their desks recorded: for the conditions of a scenario while it runs,
// and for its score afterwards. It sees nothing but journals, so that each finding has an entry for proof.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "coordinator/ports.hpp"
#include "tools/drill/scenario.hpp"

namespace lingding::drill {

struct Happened {
  Happening what = Happening::notified;
  geo::CentreId centre = geo::CentreId::hk;
  coordinator::Seq seq = 0;  ///< of the centre's journal entry that shows it
  geo::UtcTime at{};         ///< of that entry
  std::string incident;      ///< its id at that centre then; empty: none (refused)
  /// MMSI of the ship in distress as known then, nine digits; empty: not known. A device's own number when no more is.
  std::string ship;
  std::string officer;  ///< who did it; empty: the desk
  std::string detail;   ///< as Happening says
  bool operator==(Happened const&) const = default;
};

/// Feed it every entry of every centre, each centre's in order. Deterministic; memory: the open incidents.
class Observer {
 public:
  Observer();
  ~Observer();
  Observer(Observer&&) noexcept;
  Observer& operator=(Observer&&) noexcept;

  /// What the entry shows for the first time, in the order of its effects.
  /// \throws coordinator::JournalDamaged when the entry can't be read
  std::vector<Happened> take(geo::CentreId centre, coordinator::Entry const& entry);

  /// The incident as the centre has it by its journal, under any of its ids; nullptr: none.
  coordinator::Incident const* incident(geo::CentreId centre, std::string_view id) const;
  /// Its newest that is not closed, of that ship when one is given, and another than `but`; nullptr: none.
  coordinator::Incident const* newest_open(geo::CentreId centre, std::string_view ship_mmsi = {},
                                           coordinator::Incident const* but = nullptr) const;
  /// The id of the centre's newest question of the watch of timetables that is open, about that ship when one is given;
  /// empty: none.
  std::string newest_question(geo::CentreId centre, std::string_view ship_mmsi = {}) const;
  /// All that the centre's journal told of, by id.
  std::vector<coordinator::Incident> incidents(geo::CentreId centre) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// True when the condition is about this. \param ship_mmsi of the condition's ship; empty when it names none
bool matches(Condition const& condition, std::string_view ship_mmsi, Happened const& happened);

}  // namespace lingding::drill
