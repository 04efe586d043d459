#pragma once
// What a registry answers to those who hand something in, as JSON (docs/protocol.md, "Submissions").

#include <string>
#include <string_view>
#include <vector>

#include "plans/ledger.hpp"

namespace lingding::coordinator::detail {

std::string refused(plans::Refusal const& refusal, std::vector<plans::Problem> const& problems = {});
std::string recorded(plans::Record const& record, plans::Statement const& statement,
                     std::vector<plans::Problem> const& warnings = {});
/// The disk refused.
std::string not_recorded(std::string_view why);
/// This centre's chain is not written to now.
std::string busy(std::string_view why);

}  // namespace lingding::coordinator::detail
