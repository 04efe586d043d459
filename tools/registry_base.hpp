#pragma once
// With what every centre's ledger begins: the arrangement of 2015 and the centres' modules, as shipped.

#include <string>
#include <vector>

#include "plans/ledger.hpp"

namespace lingding::tools {

/// The shipped modules' canonical bytes, in the order of geo::kCentres. \throws std::runtime_error naming the file.
std::vector<std::string> const& shipped_modules();
/// \throws std::runtime_error
plans::LedgerBase registry_base();

}  // namespace lingding::tools
