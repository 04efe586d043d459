#include "coordinator/register_notices.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "plans/plan_copies.hpp"
#include "plans/plan_life.hpp"

namespace lingding::coordinator {
namespace {

using plans::BriefText;
using plans::Drift;
using plans::DueKind;

BriefText words(Drift drift) {
  switch (drift) {
    case Drift::in_step:
      return {"in step", "一致"};
    case Drift::nothing_heard:
      return {"no receipt has come", "尚無簽收"};
    case Drift::behind:
      return {"an earlier version is held", "持有較舊版本"};
    case Drift::ahead:
      return {"a later version is held", "持有較新版本"};
    case Drift::other_content:
      return {"the digest is another", "摘要不符"};
    case Drift::faulty:
      return {"the holder found faults in it", "持有人發現缺陷"};
    case Drift::unverified:
      return {"the receipt's signature does not verify", "簽收的簽名未能核實"};
  }
  return {};
}

BriefText words(DueKind kind) {
  switch (kind) {
    case DueKind::review:
      return {"annual review", "年度檢討"};
    case DueKind::exercise:
      return {"exercise", "演習"};
    case DueKind::expiry:
      return {"end of the registration", "登記屆滿"};
    case DueKind::filing:
      return {"a filing waits for this centre", "有提交待本中心處理"};
    case DueKind::observation:
      return {"an observation waits for this centre's answer", "有意見待本中心回覆"};
  }
  return {};
}

BriefText of_copy(plans::DriftingCopy const& drifting) {
  auto const what = words(drifting.copy.drift);
  auto const holder = plans::to_text(drifting.copy.holder);
  return {fmt::format("Plan {} version {}, copy {} ({}): {}.", drifting.plan_id, drifting.version, drifting.copy.copy,
                      holder, what.en),
          fmt::format("計劃 {} 版本 {}，副本 {}（{}）：{}。", drifting.plan_id, drifting.version, drifting.copy.copy,
                      holder, what.zh_hant)};
}

BriefText of_due(plans::DueItem const& item, geo::UtcDate today) {
  auto const what = words(item.kind);
  auto const day = geo::to_iso8601(item.due);
  auto const ship = item.ship ? ", " + item.ship->to_text() : std::string{};
  bool const late = item.due < today;
  return {fmt::format("Plan {}: {}{}, {} {}.", item.plan_id, what.en, ship, late ? "was due" : "due", day),
          fmt::format("計劃 {}：{}{}，{} {}。", item.plan_id, what.zh_hant, ship, late ? "已逾期" : "到期日", day)};
}

BriefText of_difference(PeerRegister const& peer) {
  return {fmt::format("The register of {} has other records than this one, {} of them: see `lingding plan heads`.",
                      geo::to_text(peer.centre), peer.divergences.size()),
          fmt::format("{} 的登記冊與本中心有 {} 項記錄不同：見 `lingding plan heads`。", geo::to_text(peer.centre),
                      peer.divergences.size())};
}

BriefText of_filings(std::vector<std::string> const& plan_ids) {
  if (plan_ids.size() == 1)
    return {fmt::format("Plan {} was filed and waits for this centre.", plan_ids.front()),
            fmt::format("計劃 {} 已提交，待本中心處理。", plan_ids.front())};
  return {
      fmt::format("{} plans were filed and wait for this centre, the last is {}.", plan_ids.size(), plan_ids.back()),
      fmt::format("{} 份計劃已提交，待本中心處理，最後一份為 {}。", plan_ids.size(), plan_ids.back())};
}

}  // namespace

void RegisterNotices::filed(std::string plan_id) {
  filed_.push_back(std::move(plan_id));
}

std::vector<BriefText> RegisterNotices::take(Registrar const& registrar, geo::UtcTime now) {
  std::vector<BriefText> notices;
  if (!filed_.empty() && (!told_of_filings_ || *told_of_filings_ + kFilingsTogether <= now)) {
    notices.push_back(of_filings(filed_));
    filed_.clear();
    told_of_filings_ = now;
  }
  auto const today = std::chrono::floor<std::chrono::days>(now);
  bool const new_day = !day_ || *day_ < today;
  if (new_day) {
    day_ = today;
    differ_.clear();
  }
  for (auto const& peer : registrar.peers()) {
    if (peer.divergences.empty()) {
      differ_.erase(peer.centre);
    } else if (differ_.insert(peer.centre).second) {
      notices.push_back(of_difference(peer));
    }
  }
  if (!new_day) return notices;
  auto const& ledger = registrar.ledger();
  plans::AsOf const as_of{now, now};
  auto const ours = [&](std::string const& plan_id) { return plans::home_of(plan_id) == registrar.centre(); };
  for (auto const& item : plans::due(ledger, as_of))
    if (ours(item.plan_id)) notices.push_back(of_due(item, today));
  for (auto const& drifting : plans::drifting_copies(ledger, as_of, kDriftWaits))
    if (ours(drifting.plan_id)) notices.push_back(of_copy(drifting));
  if (notices.size() > kMaxRegisterNotices) {
    auto const more = notices.size() - (kMaxRegisterNotices - 1);
    notices.resize(kMaxRegisterNotices - 1);
    notices.push_back(
        {fmt::format("{} more plans or copies wait: see `lingding plan due` and `lingding plan copies`.", more),
         fmt::format("另有 {} 項計劃或副本待處理：見 `lingding plan due` 及 `lingding plan copies`。", more)});
  }
  return notices;
}

}  // namespace lingding::coordinator
