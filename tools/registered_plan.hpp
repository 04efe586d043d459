#pragma once
// How a centre's registry has a plan, read from its ledger: what a printed copy says of itself.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/time.hpp"
#include "plans/recognition.hpp"

namespace lingding::tools {

struct RegisteredPlan {
  std::string digest;                           ///< of the canonical document, 64 lower-case hex digits
  std::vector<std::string> modules;             ///< the centres' modules that it carries, where they are held
  geo::UtcTime recorded_at{};                   ///< when the home centre registered this version
  std::vector<plans::Recognition> recognition;  ///< by each centre, in the order of geo::kCentres
};

/// \param folder a centre's. Empty: it has no registry, or its registry has not registered that version.
/// \throws std::runtime_error when the ledger can't be read.
std::optional<RegisteredPlan> registered_plan(std::filesystem::path const& folder, geo::CentreId centre,
                                              std::string_view plan_id, std::uint32_t version, geo::UtcTime now);

/// One line in English or Portuguese and in Chinese: registered by whom and when, who recognises it and who does not.
std::string status_line(RegisteredPlan const& plan, plans::Language chinese, plans::Language beside);

}  // namespace lingding::tools
