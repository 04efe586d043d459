// The stable texts of the ledger's codes (ledger.hpp, plan_copies.hpp).

#include <algorithm>
#include <array>

#include "plans/ledger.hpp"
#include "plans/ledger_verify.hpp"
#include "plans/plan_copies.hpp"

namespace lingding::plans {
namespace {

/// In the order of RefusalCode.
constexpr std::array<std::string_view, static_cast<std::size_t>(RefusalCode::own_chain) + 1> kRefusals{
    "malformed",
    "too_large",
    "bad_signature",
    "not_theirs_to_say",
    "wrong_centre",
    "other_company",
    "not_a_holder",
    "clock_ahead",
    "too_old",
    "dates_out_of_order",
    "replayed",
    "already_filed",
    "already_known",
    "version_not_above",
    "wrong_supersedes",
    "filing_unknown",
    "filing_decided",
    "filing_differs",
    "not_registered",
    "plan_ended",
    "too_many_pending",
    "nothing_newer",
    "document_unknown",
    "document_differs",
    "attachment_missing",
    "attachment_refused",
    "wrong_registry",
    "out_of_scope",
    "ship_in_other_plan",
    "not_the_same_ship",
    "module_unknown",
    "module_not_current",
    "module_differs",
    "module_version",
    "holders_incomplete",
    "copy_unknown",
    "observation_unknown",
    "observation_closed",
    "limit_reached",
    "page_parties",
    "chain_gap",
    "chain_broken",
    "chain_diverges",
    "chain_time",
    "recorded_ahead",
    "own_chain"};

constexpr std::array<std::string_view, 8> kFaults{"unreadable",      "out_of_place",    "hash_wrong",
                                                  "statement_wrong", "signature_wrong", "finding_differs",
                                                  "rule_broken",     "head_differs"};

constexpr std::array<std::string_view, 7> kDrifts{"in_step",       "nothing_heard", "behind",    "ahead",
                                                  "other_content", "faulty",        "unverified"};

}  // namespace

std::string_view to_text(RefusalCode code) {
  return kRefusals[static_cast<std::size_t>(code)];
}

std::optional<RefusalCode> parse_refusal_code(std::string_view text) {
  auto const found = std::find(kRefusals.begin(), kRefusals.end(), text);
  if (found == kRefusals.end()) return std::nullopt;
  return static_cast<RefusalCode>(found - kRefusals.begin());
}

std::string_view to_text(LedgerFaultCode code) {
  return kFaults[static_cast<std::size_t>(code)];
}

std::string_view to_text(Drift drift) {
  return kDrifts[static_cast<std::size_t>(drift)];
}

}  // namespace lingding::plans
