#include "tools/drill/detail/custody_sweep.hpp"

#include <algorithm>
#include <utility>

#include "coordinator/limits.hpp"

namespace lingding::drill::detail {
namespace {

/// An incident as one centre knows it at the moment.
struct Known {
  geo::CentreId centre;
  std::set<std::string> ids;
  Happened const* holds = nullptr;  ///< the entry by which its centre has custody
};

bool touch(std::set<std::string> const& a, std::set<std::string> const& b) {
  return std::ranges::any_of(a, [&](std::string const& id) { return b.contains(id); });
}

class Sweep {
 public:
  void take(Happened const& one) {
    auto& known = find(one.centre, one.incident);
    if (one.what == Happening::custody_taken) known.holds = &one;
    if (one.what == Happening::custody_passed) known.holds = nullptr;
    if (one.what == Happening::merged) merge(known, one.detail);
  }
  /// Each incident that anybody knows, with who holds it; incidents that have an id in common are one.
  std::vector<std::pair<std::set<std::string>, std::vector<Happened const*>>> now() const {
    std::vector<std::pair<std::set<std::string>, std::vector<Happened const*>>> all;
    for (auto const& known : known_) {
      auto ids = known.ids;
      std::vector<Happened const*> holders;
      if (known.holds != nullptr) holders.push_back(known.holds);
      for (auto at = all.begin(); at != all.end();) {
        if (!touch(at->first, ids)) {
          ++at;
          continue;
        }
        ids.insert(at->first.begin(), at->first.end());
        holders.insert(holders.end(), at->second.begin(), at->second.end());
        at = all.erase(at);
      }
      // All are of one list: in its order.
      std::ranges::sort(holders);
      all.emplace_back(std::move(ids), std::move(holders));
    }
    return all;
  }

 private:
  Known& find(geo::CentreId centre, std::string const& id) {
    for (auto& known : known_)
      if (known.centre == centre && known.ids.contains(id)) return known;
    return known_.emplace_back(Known{centre, {id}});
  }
  void merge(Known& into, std::string const& id) {
    into.ids.insert(id);
    auto const centre = into.centre;
    auto const ids = into.ids;
    // The centre's own other incident of that id, if it had one.
    for (auto at = known_.begin(); at != known_.end(); ++at) {
      if (at->centre != centre || at->ids == ids || !touch(at->ids, ids)) continue;
      auto const gone = std::move(*at);
      known_.erase(at);
      auto& kept = find(centre, *ids.begin());
      kept.ids.insert(gone.ids.begin(), gone.ids.end());
      if (kept.holds == nullptr) kept.holds = gone.holds;
      return;
    }
  }

  std::vector<Known> known_;
};

/// The link between the two was down for all of the time, or came up no longer than a hand-over takes before its end.
bool is_outage(RunRecord const& record, geo::CentreId a, geo::CentreId b, Holding const& stretch) {
  return std::ranges::any_of(record.outages, [&](Outage const& outage) {
    bool const of_these = (outage.a == a && outage.b == b) || (outage.a == b && outage.b == a);
    return of_these && outage.from <= stretch.from &&
           (!outage.to || *outage.to + coordinator::kHandOverTakes >= stretch.to);
  });
}

}  // namespace

std::vector<Holding> custody_of(RunView const& view, Case const& of) {
  std::vector<Holding> all;
  Sweep sweep;
  auto const& story = of.story;
  for (std::size_t i = 0; i < story.size();) {
    auto const at = story[i]->at;
    for (; i < story.size() && story[i]->at == at; ++i) sweep.take(*story[i]);
    auto const to = i < story.size() ? story[i]->at : std::max(view.record().ended, at);
    for (auto const& [ids, holders] : sweep.now()) {
      Holding stretch{at, to, {}, holders};
      for (auto const* const holder : holders) stretch.by.insert(holder->centre);
      // What goes on as it was is one stretch.
      auto const before =
          std::ranges::find_if(all, [&](Holding const& one) { return one.to == at && one.because == stretch.because; });
      if (before != all.end()) {
        before->to = to;
      } else {
        all.push_back(std::move(stretch));
      }
    }
  }
  std::erase_if(all, [](Holding const& one) { return one.to <= one.from; });
  return all;
}

std::vector<Holding> custody_faults(RunView const& view, Case const& of) {
  auto all = custody_of(view, of);
  std::erase_if(all, [&](Holding const& one) {
    if (one.by.size() == 1 || one.to - one.from <= coordinator::kHandOverTakes) return true;
    if (one.by.empty()) return false;
    // Of more than two, each pair must be out of reach.
    for (auto const a : one.by)
      for (auto const b : one.by)
        if (a < b && !is_outage(view.record(), a, b, one)) return false;
    return true;
  });
  return all;
}

}  // namespace lingding::drill::detail
