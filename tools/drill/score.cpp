// Objectives against what happened.

#include "tools/drill/score.hpp"

#include <algorithm>

#include "tools/drill/detail/custody_sweep.hpp"
#include "tools/drill/detail/json_out.hpp"
#include "tools/drill/detail/run_view.hpp"
#include "tools/drill/detail/words.hpp"

namespace lingding::drill {
namespace {

using coordinator::Incident;
using detail::Case;
using detail::duration_en;
using detail::duration_zh;
using detail::RunView;
using detail::time_of_day;
using geo::CentreId;

Proof proof(Happened const& one) {
  return {one.centre, one.seq};
}
std::string text(CentreId centre) {
  return std::string{geo::to_text(centre)};
}

/// Each proof once, in the order in which they were found.
void add_proof(Scored& scored, Happened const& one) {
  if (std::ranges::find(scored.proofs, proof(one)) == scored.proofs.end()) scored.proofs.push_back(proof(one));
}

void settle(Scored& scored, Verdict verdict, std::string en, std::string zh) {
  scored.verdict = verdict;
  scored.finding = {std::move(en), std::move(zh)};
}

class Scorer {
 public:
  explicit Scorer(RunView const& view) : view_(view), record_(view.record()) {}

  Scored score(Objective const& objective) const {
    Scored scored;
    scored.objective = objective.name;
    switch (objective.kind) {
      case Objective::Kind::happens:
        happens(objective, scored);
        break;
      case Objective::Kind::not_happens:
        not_happens(objective, scored);
        break;
      case Objective::Kind::custodian:
        custodian(objective, scored);
        break;
      case Objective::Kind::one_custodian:
        one_custodian(objective, scored);
        break;
      case Objective::Kind::persons:
        persons(objective, scored);
        break;
      case Objective::Kind::sitreps:
        sitreps(objective, scored);
        break;
      case Objective::Kind::plan_copies:
        plan_copies(objective, scored);
        break;
    }
    return scored;
  }

 private:
  /// From when time counts; empty, and said, when that did not happen.
  std::optional<geo::UtcTime> since(Objective const& objective, Scored& scored) const {
    if (!objective.since_act.empty()) {
      if (auto const* const done = view_.first_done(objective.since_act)) return done->at;
      settle(scored, Verdict::not_tested, "\"" + objective.since_act + "\" was not done.",
             "「" + objective.since_act + "」未有執行。");
      return std::nullopt;
    }
    if (!objective.since) return record_.began;
    if (auto const* const seen = view_.first(*objective.since, record_.began)) {
      add_proof(scored, *seen);
      return seen->at;
    }
    auto const words = to_text(*objective.since);
    settle(scored, Verdict::not_tested, "\"" + words + "\" did not happen.", "「" + words + "」未有發生。");
    return std::nullopt;
  }

  void happens(Objective const& objective, Scored& scored) const {
    scored.target = objective.within;
    auto const from = since(objective, scored);
    if (!from) return;
    auto const* const seen = view_.first(objective.what, *from);
    if (seen == nullptr)
      return settle(scored, Verdict::failed,
                    "Not seen in the " + duration_en(record_.ended - *from) + " until the exercise ended.",
                    "直至演習結束（" + duration_zh(record_.ended - *from) + "）仍未見。");
    add_proof(scored, *seen);
    scored.measured = seen->at - *from;
    auto const who = seen->officer.empty() ? std::string{} : " by " + seen->officer;
    auto const who_zh = seen->officer.empty() ? std::string{} : "（" + seen->officer + "）";
    auto const what = seen->detail.empty() ? std::string{} : " (" + seen->detail + ")";
    std::string en = text(seen->centre) + " " + detail::words_en(seen->what) + what + who + " at " +
                     time_of_day(seen->at) + " UTC, after " + duration_en(*scored.measured);
    std::string zh = text(seen->centre) + detail::words_zh(seen->what) + what + who_zh + "，" + time_of_day(seen->at) +
                     " UTC，歷時 " + duration_zh(*scored.measured);
    bool const late = objective.within && *scored.measured > *objective.within;
    if (late) {
      en += ": " + duration_en(*scored.measured - *objective.within) + " too late";
      zh += "，遲了 " + duration_zh(*scored.measured - *objective.within);
    }
    settle(scored, late ? Verdict::failed : Verdict::passed, en + ".", zh + "。");
  }

  void not_happens(Objective const& objective, Scored& scored) const {
    scored.target = objective.within;
    auto const from = since(objective, scored);
    if (!from) return;
    auto const until = objective.within ? *from + *objective.within : record_.ended;
    std::size_t count = 0;
    for (auto const& one : record_.happened) {
      if (one.at < *from || one.at > until || !view_.matches(objective.what, one)) continue;
      if (count++ == 0) {
        scored.proofs.clear();
        scored.measured = one.at - *from;
      }
      add_proof(scored, one);
    }
    if (count == 0) return settle(scored, Verdict::passed, "Did not happen.", "未有發生。");
    settle(scored, Verdict::failed,
           "Happened " + (count == 1 ? std::string{"once"} : std::to_string(count) + " times") + ", first after " +
               duration_en(*scored.measured) + ".",
           "發生 " + std::to_string(count) + " 次，首次在 " + duration_zh(*scored.measured) + " 後。");
  }

  std::vector<Case const*> cases(Objective const& objective) const { return view_.cases_of(objective.ship); }
  /// False, and said, when there is none.
  static bool any(std::vector<Case const*> const& all, Scored& scored) {
    if (all.empty())
      settle(scored, Verdict::not_tested, "No centre had an incident of the ship.", "沒有中心有該船的個案。");
    return !all.empty();
  }

  /// Where the case was at a moment, by the centres' own entries.
  void custodian(Objective const& objective, Scored& scored) const {
    auto const all = cases(objective);
    if (!any(all, scored)) return;
    auto const at = objective.at ? record_.began + *objective.at : record_.ended;
    std::set<CentreId> holders;
    for (auto const* const one : all)
      for (auto const& stretch : detail::custody_of(view_, *one)) {
        bool const counts = stretch.from <= at && (at < stretch.to || (at >= record_.ended && stretch.to >= at));
        if (!counts) continue;
        holders.insert(stretch.by.begin(), stretch.by.end());
        for (auto const* const because : stretch.because) add_proof(scored, *because);
      }
    auto const wanted = objective.centre.value_or(CentreId::hk);
    auto const when = objective.at ? time_of_day(at) + " UTC" : std::string{"the end"};
    auto const when_zh = objective.at ? time_of_day(at) + " UTC" : std::string{"結束時"};
    std::string who;
    for (auto const centre : holders) who += (who.empty() ? "" : " and ") + text(centre);
    bool const right = holders == std::set{wanted};
    settle(scored, right ? Verdict::passed : Verdict::failed,
           "At " + when + " custody was with " + (who.empty() ? "nobody" : who) +
               (right ? "." : "; expected " + text(wanted) + "."),
           when_zh + "由" + (who.empty() ? "無人" : " " + who + " ") + "負責協調" +
               (right ? "。" : "；應為 " + text(wanted) + "。"));
  }

  void one_custodian(Objective const& objective, Scored& scored) const {
    auto const all = cases(objective);
    if (!any(all, scored)) return;
    std::size_t faults = 0;
    std::chrono::milliseconds longest{0};
    for (auto const* const one : all)
      for (auto const& stretch : detail::custody_faults(view_, *one)) {
        ++faults;
        longest = std::max(longest, stretch.to - stretch.from);
        for (auto const* const because : stretch.because) add_proof(scored, *because);
        if (stretch.because.empty() && !one->story.empty()) add_proof(scored, *one->story.front());
      }
    if (faults > 0)
      return settle(
          scored, Verdict::failed,
          std::to_string(faults) + " times nobody or more than one centre had custody, for at most " +
              duration_en(longest) + ".",
          "有 " + std::to_string(faults) + " 次無人或多於一個中心負責協調，最長 " + duration_zh(longest) + "。");
    for (auto const* const one : all)
      for (auto const* const happened : one->story)
        if (happened->what == Happening::custody_taken) add_proof(scored, *happened);
    settle(
        scored, Verdict::passed,
        "Exactly one centre had custody of " +
            (all.size() == 1 ? std::string{"the incident"} : "each of " + std::to_string(all.size()) + " incidents") +
            " all the time" + (record_.outages.empty() ? "." : ", outside the outages of the script."),
        "任何時間均由唯一一個中心負責協調" +
            std::string{record_.outages.empty() ? "。" : "（劇本所定通訊中斷除外）。"});
  }

  /// The centre that has the case at the end: its record counts.
  Incident const* custodians(Case const& of) const {
    Incident const* any = nullptr;
    for (auto const centre : geo::kCentres) {
      auto const* const one = view_.at_end(of, centre);
      if (one == nullptr) continue;
      if (one->custody.centre == centre) return one;
      any = one;
    }
    return any;
  }

  void persons(Objective const& objective, Scored& scored) const {
    auto const all = cases(objective);
    if (!any(all, scored)) return;
    bool right = true;
    std::string en;
    std::string zh;
    for (auto const* const one : all) {
      // Several ships of the cast may be in one case: all their persons are.
      std::optional<std::uint32_t> aboard;
      for (auto const* const ships : {&one->ships, &one->maybe}) {
        if (aboard) break;
        for (auto const& ship : record_.scenario.ships)
          if (ship.persons && ships->contains(view_.number_of(ship.name))) aboard = aboard.value_or(0) + *ship.persons;
      }
      auto const* const incident = custodians(*one);
      auto const said = incident != nullptr && incident->persons ? *incident->persons : coordinator::Persons{};
      if (!aboard) aboard = said.on_board;
      right = right && aboard && said.accounted_for == aboard && (!said.on_board || said.on_board == aboard);
      auto const number = [](std::optional<std::uint32_t> count) {
        return count ? std::to_string(*count) : std::string{"?"};
      };
      en += (en.empty() ? "" : " ") + number(said.accounted_for) + " accounted for of " + number(aboard) + " on board" +
            (said.on_board && said.on_board != aboard ? ", stated as " + number(said.on_board) : "") + ".";
      zh += "船上 " + number(aboard) + " 人，已核實 " + number(said.accounted_for) + " 人。";
      Happened const* last = nullptr;
      for (auto const* const happened : one->story)
        if (happened->what == Happening::persons_stated) last = happened;
      if (last != nullptr) add_proof(scored, *last);
    }
    settle(scored, right ? Verdict::passed : Verdict::failed, en, zh);
  }

  void sitreps(Objective const& objective, Scored& scored) const {
    auto const all = cases(objective);
    if (!any(all, scored)) return;
    bool right = true;
    std::string en;
    std::string zh;
    for (auto const* const one : all) {
      std::vector<std::string> numbers;
      for (auto const* const happened : one->story) {
        if (happened->what != Happening::sitrep_issued) continue;
        numbers.push_back(happened->detail);
        add_proof(scored, *happened);
      }
      // Issued in their order, each number once.
      bool unbroken = !numbers.empty();
      std::string list;
      for (std::size_t i = 0; i < numbers.size(); ++i) {
        unbroken = unbroken && numbers[i] == std::to_string(i + 1);
        list += (i == 0 ? "" : ", ") + numbers[i];
      }
      right = right && unbroken;
      en += (en.empty() ? "" : " ") + (list.empty() ? std::string{"No SITREP was issued."}
                                                    : "SITREPs " + list + (unbroken ? "." : ": not 1, 2, 3 …"));
      zh += list.empty() ? std::string{"沒有發出情況報告。"}
                         : "情況報告 " + list + (unbroken ? "，次序無缺。" : "，次序有誤。");
    }
    settle(scored, right ? Verdict::passed : Verdict::failed, en, zh);
  }

  void plan_copies(Objective const& objective, Scored& scored) const {
    auto const all = cases(objective);
    if (!any(all, scored)) return;
    bool right = true;
    std::set<std::string> versions;
    std::string missing;
    for (auto const* const one : all)
      for (auto const centre : geo::kCentres) {
        auto const* const incident = view_.at_end(*one, centre);
        if (incident == nullptr) continue;
        if (!incident->ship || !incident->ship->plan) {
          missing += (missing.empty() ? "" : ", ") + text(centre);
          right = false;
          continue;
        }
        auto const& plan = *incident->ship->plan;
        versions.insert(plan.plan_id + " version " + std::to_string(plan.version) + " (" + plan.digest.substr(0, 12) +
                        ")");
        Happened const* last = nullptr;
        for (auto const* const happened : one->story)
          if (happened->what == Happening::plan_at_hand && happened->centre == centre) last = happened;
        if (last != nullptr) add_proof(scored, *last);
      }
    // Of each ship's plan one version.
    std::set<std::string> plans;
    for (auto const& version : versions) right = plans.insert(version.substr(0, version.find(' '))).second && right;
    std::string list;
    for (auto const& version : versions) list += (list.empty() ? "" : "; ") + version;
    std::string const en = (list.empty() ? std::string{"No centre had a plan"} : "Held: " + list) +
                           (missing.empty() ? "." : "; none at " + missing + ".");
    std::string const zh = (list.empty() ? std::string{"沒有中心持有計劃"} : "所持版本：" + list) +
                           (missing.empty() ? "。" : "；" + missing + " 未有。");
    settle(scored, right && !versions.empty() ? Verdict::passed : Verdict::failed, en, zh);
  }

  RunView const& view_;
  RunRecord const& record_;
};

/// What every exercise is asked, of one case at one centre.
CentreTimes times_of(RunView const& view, Case const& of, CentreId centre) {
  CentreTimes times;
  times.centre = centre;
  times.incident = of.id;
  // Her name before the numbers of her devices.
  for (auto const& number : of.ships.empty() ? of.maybe : of.ships) {
    auto const name = view.name_of(number);
    if (times.ship.empty() || name != number) times.ship = name;
  }
  auto const began = view.began(of);
  auto const note = [&](std::optional<CentreTimes::Time>& slot, Happened const& one) {
    if (!slot) slot = CentreTimes::Time{one.at - began, proof(one)};
  };
  for (auto const* const one : of.story) {
    if (one->centre != centre) continue;
    if (one->what == Happening::notified) note(times.notified, *one);
    if (one->what == Happening::acknowledged) note(times.acknowledged, *one);
    if (one->what == Happening::plan_opened) note(times.plan_opened, *one);
    if (one->what == Happening::company_called) note(times.company_called, *one);
    // Term 0 is had by receiving first, not by an officer's word.
    if (one->what == Happening::custody_taken && one->detail != "0") note(times.accepted, *one);
    if (one->what == Happening::sitrep_issued && one->detail == "1") note(times.sitrep_1, *one);
  }
  return times;
}

}  // namespace

std::string_view to_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::passed:
      return "passed";
    case Verdict::failed:
      return "failed";
    case Verdict::not_tested:
      return "not_tested";
  }
  return "";
}

bool Score::passed() const {
  return std::ranges::all_of(objectives, [](Scored const& one) { return one.verdict == Verdict::passed; });
}

Score score(RunRecord const& record) {
  RunView const view{record};
  Scorer const scorer{view};
  Score result;
  for (auto const& objective : record.scenario.objectives) result.objectives.push_back(scorer.score(objective));
  for (auto const& one : view.cases()) {
    if (one.is_test) continue;
    for (auto const centre : record.scenario.centres) {
      auto times = times_of(view, one, centre);
      if (times.notified || times.acknowledged || times.accepted) result.times.push_back(std::move(times));
    }
  }
  return result;
}

}  // namespace lingding::drill
