#pragma once
// How a new version of a centre's module flows into the plans that carry it: which plans, and their new documents.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plans/language.hpp"
#include "plans/ledger.hpp"
#include "plans/plan_life.hpp"

namespace lingding::plans {

/// A plan of the ledger's own centre whose newest version, in force or about to be, carries an older module than is
/// known.
struct ReissueNeeded {
  std::string plan_id;
  std::uint32_t version = 1;  ///< the newest that is registered
  geo::Digest document{};
  std::uint32_t new_version = 2;
  CarriedModules modules{};           ///< to carry
  std::vector<ModuleChange> changes;  ///< which of them are newer
  bool operator==(ReissueNeeded const&) const = default;
};
/// One plan; empty when it needs none, is another centre's, or has ended. A module that is known and
/// whose day has not come yet counts already, so that no plan is out of date on that day.
std::optional<ReissueNeeded> reissue_needed(Ledger const& ledger, std::string_view plan_id, AsOf const& as_of);
/// All of them, by plan id. Looks at every plan.
std::vector<ReissueNeeded> reissues_needed(Ledger const& ledger, AsOf const& as_of);

/// The amendment entry's text for changes, in English and Traditional Chinese: "HK module version 3 carried." It names
/// every change.
std::string amendment_text(std::vector<ModuleChange> const& changes, Language language);

/// The new document, in canonical form: the old one with cover.version, cover.dated, cover.amendments (an entry more;
/// the oldest after the first go when the record is full) and, in `centres`, version (and digest, where the old entry
/// has one) changed, and nothing else. Problems when `old_document` is no cooperation plan, or not of the plan and
/// version that `needed` names.
geo::Expected<std::string, std::vector<Problem>> reissued_document(std::string_view old_document,
                                                                   ReissueNeeded const& needed, geo::UtcDate dated);

/// The statement that goes with it, ready to be signed by the centre's service key.
Statement reissue_statement(ReissueNeeded const& needed, geo::CentreId home, geo::Digest const& new_document,
                            std::string id, std::string name, geo::UtcTime made_at);

}  // namespace lingding::plans
