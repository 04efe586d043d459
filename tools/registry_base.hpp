#pragma once
// With what every registry begins: the arrangement of 2015 and the centres' modules, as shipped, and whom a centre
// trusts.

#include <filesystem>
#include <string>
#include <vector>

#include "plans/ledger.hpp"
#include "plans/trust.hpp"

namespace lingding::tools {

/// The shipped modules' canonical bytes, in the order of geo::kCentres. \throws std::runtime_error naming the file.
std::vector<std::string> const& shipped_modules();
/// \throws std::runtime_error
plans::LedgerBase registry_base();

/// A trust folder (docs/keys.md). \throws std::runtime_error naming the place in it, what is there and what was
/// expected.
plans::TrustStore read_trust(std::filesystem::path const& folder);

}  // namespace lingding::tools
