#pragma once
// The rules of who may say what, when, and of what: those that a chain answers for by itself, and those that a centre
// adds for what it records.

#include <optional>
#include <string>
#include <string_view>

#include "plans/ledger.hpp"

namespace lingding::plans::detail {

/// Rules that depend on the statement and on the records before it in the same chain, and on nothing else: whoever
/// holds the chain comes to the same answer, in whatever order other chains came in.
std::optional<Refusal> check_chain_rules(Ledger const& ledger, Statement const& statement, geo::CentreId origin,
                                         geo::UtcTime recorded_at);

/// Rules that depend on documents and on other chains too. Only the centre that records asks them; for everybody else
/// they are conditions of recognition. \pre check_chain_rules found nothing
std::optional<Refusal> check_own_rules(Ledger const& ledger, Statement const& statement, geo::UtcTime recorded_at);

/// Where in its life a filing is, by its home centre's chain.
enum class FilingState : std::uint8_t { pending, returned, registered, overtaken, withdrawn };
FilingState state_of(PlanRecords const& plan, HeldFiling const& filing);

}  // namespace lingding::plans::detail
