#include "plans/reissue.hpp"

#include <algorithm>

#include "plans/canonical.hpp"
#include "plans/detail/canonical_object.hpp"
#include "plans/detail/canonical_view.hpp"
#include "plans/recognition.hpp"

namespace lingding::plans {
namespace {

using detail::CanonicalObject;
using detail::CanonicalView;

constexpr std::size_t kMaxAmendments = 200;  // cooperation-plan.schema.json, cover.amendments

/// The newest version of a centre's module that is known, in force or about to be.
std::optional<CarriedModule> newest_module(Ledger const& ledger, geo::CentreId centre, AsOf const& as_of) {
  std::optional<CarriedModule> newest;
  for (auto const& module : ledger.base().modules)
    if (module.centre == centre && (!newest || module.version > newest->version)) newest = module;
  for (auto const& held : ledger.modules(centre))
    if (held.known_at <= as_of.known && held.recorded_at <= as_of.world &&
        held.fault_as_known(as_of.known) == nullptr && (!newest || held.version > newest->version))
      newest = CarriedModule{centre, held.version, held.document};
  return newest;
}

std::string_view name_in(geo::CentreId centre, Language language) {
  constexpr std::array<std::array<std::string_view, 4>, 3> kNames{{{"Guangdong", "廣東", "广东", "Guangdong"},
                                                                   {"Hong Kong", "香港", "香港", "Hong Kong"},
                                                                   {"Macao", "澳門", "澳门", "Macau"}}};
  return kNames[static_cast<std::size_t>(centre)][static_cast<std::size_t>(language)];
}

/// Writes an object again with some members' values replaced. Order, and so the canonical form, stays.
template <class Replace>
std::string rewritten(CanonicalView const& object, Replace const& replace) {
  std::string out = "{";
  for (auto const& member : object.members()) {
    if (out.size() > 1) out += ',';
    ((out += '"') += member.name) += "\":";
    out += replace(member.name, CanonicalView{member.value});
  }
  return out += '}';
}

std::string amendment_json(ReissueNeeded const& needed, geo::UtcDate dated) {
  std::string const what = CanonicalObject{}
                               .text("en", amendment_text(needed.changes, Language::en))
                               .text("zh_hant", amendment_text(needed.changes, Language::zh_hant))
                               .finish();
  std::string const by = "Lingding, service of " + std::string{geo::to_text(*home_of(needed.plan_id))};
  return CanonicalObject{}
      .natural("version", needed.new_version)
      .date("dated", dated)
      .raw("what", what)
      .text("by", by)
      .finish();
}

std::string amendments_json(CanonicalView const& amendments, ReissueNeeded const& needed, geo::UtcDate dated) {
  auto const entries = amendments.elements();
  std::string out = "[";
  for (std::size_t i = 0; i < entries.size(); ++i) {
    // A full record keeps how the plan began, and what came last.
    if (entries.size() >= kMaxAmendments && i >= 1 && i < entries.size() + 2 - kMaxAmendments) continue;
    (out += entries[i].bytes()) += ',';
  }
  return (out += amendment_json(needed, dated)) += ']';
}

std::string centres_json(CanonicalView const& centres, CarriedModules const& modules) {
  std::string out = "[";
  for (auto const& entry : centres.elements()) {
    if (out.size() > 1) out += ',';
    auto const centre = geo::parse_centre(entry["centre"].string());
    out += rewritten(entry, [&](std::string_view name, CanonicalView const& value) -> std::string {
      if (!centre) return std::string{value.bytes()};
      CarriedModule const& module = modules[static_cast<std::size_t>(*centre)];
      if (name == "version") return std::to_string(module.version);
      if (name == "digest") return detail::json_text_of(geo::to_hex(module.document));
      return std::string{value.bytes()};
    });
  }
  return out += ']';
}

std::vector<Problem> problem(std::string pointer, std::string value, std::string expected) {
  return {{std::move(pointer), std::move(value), std::move(expected), {}}};
}

}  // namespace

std::optional<ReissueNeeded> reissue_needed(Ledger const& ledger, std::string_view plan_id, AsOf const& as_of) {
  if (home_of(plan_id) != ledger.own()) return std::nullopt;
  // The newest version, in force or about to be: numbers count up from it. One before it that is still in force until
  // then is left as it is.
  auto const* const plan = ledger.find(plan_id);
  if (plan == nullptr || plan->registrations.empty()) return std::nullopt;
  std::uint32_t const version = plan->registrations.back().version;
  auto const* const registration = registration_of(ledger, plan_id, version, as_of);
  if (registration == nullptr || life_of(ledger, plan_id, version, as_of).state != VersionState::registered)
    return std::nullopt;
  ReissueNeeded needed;
  needed.plan_id = plan_id;
  needed.version = version;
  needed.document = registration->document;
  needed.new_version = version + 1;
  needed.modules = registration->modules;
  for (auto& carried : needed.modules) {
    auto const newest = newest_module(ledger, carried.centre, as_of);
    if (!newest || newest->version <= carried.version) continue;
    carried = *newest;
    needed.changes.push_back({carried.centre, carried.version});
  }
  if (needed.changes.empty() || needed.new_version > kMaxVersion) return std::nullopt;
  return needed;
}

std::vector<ReissueNeeded> reissues_needed(Ledger const& ledger, AsOf const& as_of) {
  std::vector<ReissueNeeded> result;
  for (auto const& [plan_id, plan] : ledger.plans())
    if (auto needed = reissue_needed(ledger, plan_id, as_of)) result.push_back(std::move(*needed));
  return result;
}

std::string amendment_text(std::vector<ModuleChange> const& changes, Language language) {
  std::string text;
  for (auto const& change : changes) {
    std::string const centre{name_in(change.centre, language)};
    std::string const version = std::to_string(change.version);
    switch (language) {
      case Language::en:
        text += (text.empty() ? "" : " ") + ("Module of " + centre + ", version " + version + ", carried.");
        break;
      case Language::zh_hant:
        text += "載入" + centre + "搜救中心資料第" + version + "版。";
        break;
      case Language::zh_hans:
        text += "载入" + centre + "搜救中心资料第" + version + "版。";
        break;
      case Language::pt:
        text += (text.empty() ? "" : " ") + ("Módulo de " + centre + ", versão " + version + ", incluído.");
        break;
    }
  }
  return text;
}

geo::Expected<std::string, std::vector<Problem>> reissued_document(std::string_view old_document,
                                                                   ReissueNeeded const& needed, geo::UtcDate dated) {
  auto const canonical = canonical_json(old_document);
  if (!canonical) return geo::Unexpected{problem("", canonical.error().found, canonical.error().expected)};
  CanonicalView const document{*canonical};
  CanonicalView const cover = document["cover"];
  if (cover["plan_id"].string() != needed.plan_id)
    return geo::Unexpected{problem("/cover/plan_id", std::string{cover["plan_id"].bytes()}, needed.plan_id)};
  if (cover["version"].natural() != needed.version)
    return geo::Unexpected{
        problem("/cover/version", std::string{cover["version"].bytes()}, std::to_string(needed.version))};
  if (geo::sha256(*canonical) != needed.document)
    return geo::Unexpected{
        problem("", geo::to_hex(geo::sha256(*canonical)), "the document with digest " + geo::to_hex(needed.document))};
  std::string const new_cover = rewritten(cover, [&](std::string_view name, CanonicalView const& value) -> std::string {
    if (name == "version") return std::to_string(needed.new_version);
    if (name == "dated") return detail::json_text_of(geo::to_iso8601(dated));
    if (name == "amendments") return amendments_json(value, needed, dated);
    return std::string{value.bytes()};
  });
  return rewritten(document, [&](std::string_view name, CanonicalView const& value) -> std::string {
    if (name == "cover") return new_cover;
    if (name == "centres") return centres_json(value, needed.modules);
    return std::string{value.bytes()};
  });
}

Statement reissue_statement(ReissueNeeded const& needed, geo::CentreId home, geo::Digest const& new_document,
                            std::string id, std::string name, geo::UtcTime made_at) {
  PlanReissued body;
  body.plan_id = needed.plan_id;
  body.version = needed.new_version;
  body.document = new_document;
  body.modules = needed.modules;
  body.amendment =
      amendment_text(needed.changes, Language::en) + " " + amendment_text(needed.changes, Language::zh_hant);
  body.changes = needed.changes;
  return {std::move(id), made_at, Party{home}, std::move(name), std::move(body)};
}

}  // namespace lingding::plans
