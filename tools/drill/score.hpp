#pragma once
// Objectives against what happened, each with the journal entries that prove it.

#include <optional>
#include <string>
#include <vector>

#include "tools/drill/record.hpp"

namespace lingding::drill {

struct Proof {
  geo::CentreId centre = geo::CentreId::hk;
  coordinator::Seq seq = 0;
  bool operator==(Proof const&) const = default;
};

enum class Verdict : std::uint8_t {
  passed,
  failed,
  not_tested  ///< what time counts from did not happen
};
std::string_view to_text(Verdict verdict);

struct Scored {
  std::string objective;  ///< its name
  Verdict verdict = Verdict::not_tested;
  std::optional<std::chrono::milliseconds> measured;  ///< of time objectives
  std::optional<std::chrono::milliseconds> target;
  plans::BriefText finding;  ///< one sentence: what was seen
  std::vector<Proof> proofs;
  bool operator==(Scored const&) const = default;
};

/// The times of one centre for one incident: what every exercise is asked.
struct CentreTimes {
  geo::CentreId centre = geo::CentreId::hk;
  std::string ship;      ///< of the cast, or nine digits
  std::string incident;  ///< its id at the end
  struct Time {
    std::chrono::milliseconds after{0};  ///< since the first inject that led to it
    Proof proof;
    bool operator==(Time const&) const = default;
  };
  std::optional<Time> notified, acknowledged, plan_opened, company_called, accepted, sitrep_1;
  bool operator==(CentreTimes const&) const = default;
};

struct Score {
  std::vector<Scored> objectives;  ///< in the scenario's order
  std::vector<CentreTimes> times;  ///< by incident's first notification, then centre
  bool passed() const;             ///< none failed, none untested
  bool operator==(Score const&) const = default;
};

Score score(RunRecord const& record);

}  // namespace lingding::drill
