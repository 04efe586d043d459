#include "plans/plan_diff.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <map>
#include <optional>
#include <span>

#include "plans/canonical.hpp"
#include "plans/detail/canonical_view.hpp"
#include "plans/json_text.hpp"

namespace lingding::plans {
namespace {

using detail::CanonicalView;

/// By what elements of a plan's lists are known, tried in this order; those that a key does not tell apart are left to
/// the next. A path has at most two steps.
struct Path {
  std::string_view first;
  std::string_view second;
};
using Key = std::array<Path, 3>;
constexpr std::array<Key, 22> kKeys{{
    {{{"identity", "mmsi"}}},                       // ships
    {{{"identity", "imo"}}},                        // … with another MMSI
    {{{"hex_id", ""}}},                             // beacons
    {{{"locode", ""}}},                             // stops
    {{{"id", ""}}},                                 // routes, stops of one port, services, trips
    {{{"centre", ""}}},                             // centres' modules
    {{{"version", ""}}},                            // amendments
    {{{"kind", ""}, {"number", ""}}},               // devices, telephones
    {{{"number", ""}}},                             // copies
    {{{"role", ""}, {"name", ""}}},                 // contacts
    {{{"phone", ""}}},                              // contacts of another name
    {{{"reference", ""}}},                          // drawings
    {{{"kind", ""}, {"where", "en"}}},              // survival craft
    {{{"kind", ""}, {"address", ""}}},              // other communications
    {{{"from", ""}, {"days", ""}}},                 // departures
    {{{"type", ""}, {"dated", ""}, {"ship", ""}}},  // exercises
    {{{"dated", ""}, {"ship", ""}}},
    {{{"names", "en"}}},
    {{{"name", ""}}},
    {{{"role", ""}}},
    {{{"kind", ""}}},
    {{{"from", ""}}},
}};

CanonicalView follow(CanonicalView const& element, Path const& path) {
  CanonicalView const value = element[path.first];
  return path.second.empty() ? value : value[path.second];
}

/// The element's key; empty when it lacks a part of it.
std::string key_of(CanonicalView const& element, Key const& key) {
  std::string text;
  for (auto const& path : key) {
    if (path.first.empty()) break;
    CanonicalView const value = follow(element, path);
    if (!value) return {};
    (text += value.bytes()) += '\n';
  }
  return text;
}

/// For people: what an element of a list is called.
std::string label_of(CanonicalView const& element, std::size_t index) {
  constexpr std::size_t kMaxLabel = 60;
  auto const text = [&](Path const& path) {
    CanonicalView const value = follow(element, path);
    return value.is_text() ? value.string() : std::string{value.bytes()};
  };
  std::string name;
  for (Path const& path : {Path{"names", "en"}, Path{"name", ""}, Path{"role", ""}, Path{"kind", ""}, Path{"type", ""}})
    if (name.empty()) name = text(path);
  std::string id;
  for (Path const& path :
       {Path{"identity", "mmsi"}, Path{"hex_id", ""}, Path{"locode", ""}, Path{"id", ""}, Path{"centre", ""},
        Path{"version", ""}, Path{"number", ""}, Path{"phone", ""}, Path{"dated", ""}, Path{"reference", ""}})
    if (id.empty()) id = text(path);
  std::string label = name.empty() ? id : id.empty() ? name : name + " (" + id + ")";
  if (label.empty()) label = "no. " + std::to_string(index + 1);
  return shortened(printable(label), kMaxLabel);
}

bool is_atomic_list(std::vector<CanonicalView> const& elements) {
  return !elements.empty() && std::none_of(elements.begin(), elements.end(), [](CanonicalView const& element) {
    return element.is_object() || element.is_text();
  });
}

using Matches = std::vector<std::optional<std::size_t>>;  ///< for each new element, the old one

/// Pairs what a key function tells apart and both lists have exactly once.
template <class KeyOf>
void match_by(std::vector<CanonicalView> const& before, std::vector<CanonicalView> const& after, Matches& old_of,
              std::vector<bool>& taken, KeyOf const& key) {
  struct Seen {
    std::size_t count = 0;
    std::size_t index = 0;
  };
  std::map<std::string, Seen> old_keys;
  std::map<std::string, Seen> new_keys;
  for (std::size_t i = 0; i < before.size(); ++i)
    if (!taken[i])
      if (auto const text = key(before[i]); !text.empty()) {
        Seen& seen = old_keys[text];
        ++seen.count;
        seen.index = i;
      }
  if (old_keys.empty()) return;
  for (std::size_t i = 0; i < after.size(); ++i)
    if (!old_of[i])
      if (auto const text = key(after[i]); !text.empty()) {
        Seen& seen = new_keys[text];
        ++seen.count;
        seen.index = i;
      }
  for (auto const& [text, seen] : new_keys) {
    auto const found = old_keys.find(text);
    if (seen.count != 1 || found == old_keys.end() || found->second.count != 1) continue;
    old_of[seen.index] = found->second.index;
    taken[found->second.index] = true;
  }
}

/// Equal elements that are left, in order, however often they stand there.
void match_equal(std::vector<CanonicalView> const& before, std::vector<CanonicalView> const& after, Matches& old_of,
                 std::vector<bool>& taken) {
  std::map<std::string_view, std::vector<std::size_t>> free;
  for (std::size_t i = before.size(); i > 0; --i)
    if (!taken[i - 1]) free[before[i - 1].bytes()].push_back(i - 1);
  for (std::size_t i = 0; i < after.size(); ++i) {
    auto const found = old_of[i] ? free.end() : free.find(after[i].bytes());
    if (found == free.end() || found->second.empty()) continue;
    old_of[i] = found->second.back();
    taken[found->second.back()] = true;
    found->second.pop_back();
  }
}

/// For each new element whether it has moved: it is not of a longest run of matched elements that kept their order.
std::vector<bool> moved(Matches const& old_of) {
  std::vector<std::size_t> ends;  // for each length, the new element that ends the run that ends lowest
  std::vector<std::optional<std::size_t>> previous(old_of.size());
  for (std::size_t i = 0; i < old_of.size(); ++i) {
    if (!old_of[i]) continue;
    auto const at = std::lower_bound(ends.begin(), ends.end(), i,
                                     [&](std::size_t end, std::size_t one) { return *old_of[end] < *old_of[one]; });
    if (at != ends.begin()) previous[i] = *(at - 1);
    if (at == ends.end()) {
      ends.push_back(i);
    } else {
      *at = i;
    }
  }
  std::vector<bool> result(old_of.size());
  for (std::size_t i = 0; i < old_of.size(); ++i) result[i] = old_of[i].has_value();
  for (std::optional<std::size_t> i = ends.empty() ? std::nullopt : std::optional{ends.back()}; i; i = previous[*i])
    result[*i] = false;
  return result;
}

class Differ {
 public:
  std::vector<PlanChange> run(CanonicalView const& before, CanonicalView const& after) {
    compare(before, after, {"", "", ""});
    if (left_out_ > 0)
      changes_.push_back({ChangeKind::changed, "", std::to_string(left_out_) + " more changes are not listed", "", ""});
    return std::move(changes_);
  }

 private:
  struct Where {
    std::string before;  ///< pointer into the old document
    std::string after;
    std::string place;
  };
  static Where step(Where const& where, std::string_view before, std::string_view after, std::string_view label) {
    Where next = where;
    append_token(next.before, before);
    append_token(next.after, after);
    next.place += next.place.empty() ? "" : " / ";
    next.place += label;
    return next;
  }

  void add(ChangeKind kind, Where const& where, CanonicalView const& before, CanonicalView const& after) {
    if (changes_.size() >= kMaxPlanChanges) {
      ++left_out_;
      return;
    }
    auto const text = [](CanonicalView const& value) {
      return shortened(printable(value.bytes()), kMaxChangeTextBytes);
    };
    changes_.push_back({kind, kind == ChangeKind::removed ? where.before : where.after, where.place,
                        before ? text(before) : std::string{}, after ? text(after) : std::string{}});
  }

  void compare(CanonicalView const& before, CanonicalView const& after, Where const& where) {
    if (before.bytes() == after.bytes()) return;
    if (before.is_object() && after.is_object()) return compare_objects(before, after, where);
    if (before.is_array() && after.is_array()) return compare_lists(before, after, where);
    add(ChangeKind::changed, where, before, after);
  }

  void compare_objects(CanonicalView const& before, CanonicalView const& after, Where const& where) {
    auto const name_text = [](std::string_view escaped) {
      std::string const quoted = '"' + std::string{escaped} + '"';
      return CanonicalView{quoted}.string();
    };
    std::map<std::string_view, std::string_view> old_members;
    auto const old_list = before.members();
    for (auto const& member : old_list) old_members.emplace(member.name, member.value);
    for (auto const& member : after.members()) {
      std::string const name = name_text(member.name);
      Where const here = step(where, name, name, printable(name));
      auto const found = old_members.find(member.name);
      if (found == old_members.end()) {
        add(ChangeKind::added, here, {}, CanonicalView{member.value});
        continue;
      }
      compare(CanonicalView{found->second}, CanonicalView{member.value}, here);
      old_members.erase(found);
    }
    for (auto const& member : old_list) {
      if (!old_members.contains(member.name)) continue;
      std::string const name = name_text(member.name);
      add(ChangeKind::removed, step(where, name, name, printable(name)), CanonicalView{member.value}, {});
    }
  }

  void compare_lists(CanonicalView const& before_list, CanonicalView const& after_list, Where const& where) {
    auto const before = before_list.elements();
    auto const after = after_list.elements();
    // A track is one thing, and so is a position.
    if (is_atomic_list(before) || is_atomic_list(after))
      return add(ChangeKind::changed, where, before_list, after_list);
    Matches old_of(after.size());
    std::vector<bool> taken(before.size());
    match_by(before, after, old_of, taken, [](CanonicalView const& element) { return std::string{element.bytes()}; });
    for (auto const& key : kKeys)
      match_by(before, after, old_of, taken, [&](CanonicalView const& element) { return key_of(element, key); });
    match_equal(before, after, old_of, taken);
    auto const has_moved = moved(old_of);
    for (std::size_t i = 0; i < after.size(); ++i) {
      std::string const index = std::to_string(i);
      std::string const label =
          after[i].is_text() ? shortened(printable(after[i].string()), kMaxLabelBytes) : label_of(after[i], i);
      if (!old_of[i]) {
        add(ChangeKind::added, step(where, index, index, label), {}, after[i]);
        continue;
      }
      std::string const old_index = std::to_string(*old_of[i]);
      Where const here = step(where, old_index, index, label);
      if (has_moved[i]) add(ChangeKind::moved, here, CanonicalView{}, CanonicalView{});
      compare(before[*old_of[i]], after[i], here);
    }
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (taken[i]) continue;
      std::string const index = std::to_string(i);
      std::string const label =
          before[i].is_text() ? shortened(printable(before[i].string()), kMaxLabelBytes) : label_of(before[i], i);
      add(ChangeKind::removed, step(where, index, index, label), before[i], {});
    }
  }

  static constexpr std::size_t kMaxLabelBytes = 60;
  std::vector<PlanChange> changes_;
  std::size_t left_out_ = 0;
};

}  // namespace

std::string_view to_text(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::added:
      return "added";
    case ChangeKind::removed:
      return "removed";
    case ChangeKind::changed:
      return "changed";
    case ChangeKind::moved:
      return "moved";
  }
  return "";
}

geo::Expected<std::vector<PlanChange>, std::vector<Problem>> diff_plans(std::string_view before,
                                                                        std::string_view after) {
  auto const old_text = canonical_json(before);
  auto const new_text = canonical_json(after);
  if (!old_text || !new_text) {
    TextFault const& fault = old_text ? new_text.error() : old_text.error();
    return geo::Unexpected{std::vector<Problem>{{"", fault.found, fault.expected, fault.place}}};
  }
  return Differ{}.run(CanonicalView{*old_text}, CanonicalView{*new_text});
}

std::string to_line(PlanChange const& change) {
  constexpr std::size_t kWidth = 9;
  std::string line{to_text(change.kind)};
  line.resize(std::max(kWidth, line.size()), ' ');
  line += change.place.empty() ? std::string{"the document"} : change.place;
  switch (change.kind) {
    case ChangeKind::added:
      return line + ": " + change.after;
    case ChangeKind::removed:
      return line + ": " + change.before;
    case ChangeKind::changed:
      return change.before.empty() && change.after.empty() ? line : line + ": " + change.before + " → " + change.after;
    case ChangeKind::moved:
      return line;
  }
  return line;
}

}  // namespace lingding::plans
