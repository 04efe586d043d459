#pragma once
// In what a desk of today decides otherwise than a journal has it: which members of its effects, how often, and where
// first.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "coordinator/ports.hpp"

namespace lingding::tools {

class EffectDifferences {
 public:
  /// Of all entries that differ the first kMostSubjects members are told apart; more of them count as "other".
  static constexpr std::size_t kMostSubjects = 200;

  struct Subject {
    std::string type;    ///< of the effect: "incident_changed"
    std::string member;  ///< of it, without places in lists: "incident/decision/rule"; empty: the effect as a whole
    std::uint64_t entries = 0;
    coordinator::Seq first = 0;
    std::string recorded;  ///< there, JSON, cut to kMostText bytes; empty: it is not there
    std::string replayed;
    bool operator==(Subject const&) const = default;
  };
  static constexpr std::size_t kMostText = 160;

  /// \param recorded, replayed the JSON texts of an entry's effects
  void add(coordinator::Seq seq, std::string const& recorded, std::string const& replayed);
  /// The most frequent first, then by place of the first.
  std::vector<Subject> subjects() const;

 private:
  std::map<std::pair<std::string, std::string>, Subject> subjects_;
};

}  // namespace lingding::tools
