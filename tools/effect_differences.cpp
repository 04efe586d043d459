#include "tools/effect_differences.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

namespace lingding::tools {
namespace {

namespace json = boost::json;

struct Found {
  std::string type;
  std::string member;
  json::value const* recorded;
  json::value const* replayed;
};

std::string text_of(json::value const* value) {
  if (value == nullptr) return {};
  auto text = json::serialize(*value);
  if (text.size() <= EffectDifferences::kMostText) return text;
  auto cut = EffectDifferences::kMostText;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
  return text.substr(0, cut) + "…";
}

void compare(std::string const& type, std::string const& member, json::value const* recorded,
             json::value const* replayed, std::vector<Found>& found) {
  if (recorded != nullptr && replayed != nullptr) {
    if (*recorded == *replayed) return;
    if (recorded->is_object() && replayed->is_object()) {
      auto const& a = recorded->get_object();
      auto const& b = replayed->get_object();
      auto const below = [&](std::string_view key) {
        return member.empty() ? std::string{key} : member + "/" + std::string{key};
      };
      for (auto const& [key, value] : a) compare(type, below(key), &value, b.if_contains(key), found);
      for (auto const& [key, value] : b)
        if (!a.contains(key)) compare(type, below(key), nullptr, &value, found);
      return;
    }
    if (recorded->is_array() && replayed->is_array()) {
      auto const& a = recorded->get_array();
      auto const& b = replayed->get_array();
      for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i)
        compare(type, member, i < a.size() ? &a[i] : nullptr, i < b.size() ? &b[i] : nullptr, found);
      return;
    }
  }
  found.push_back({type, member, recorded, replayed});
}

std::string type_of(json::value const& effect) {
  auto const* const object = effect.if_object();
  auto const* const type = object == nullptr ? nullptr : object->if_contains("type");
  return type != nullptr && type->is_string() ? std::string{type->get_string()} : std::string{};
}

/// Effects of the same kind are held against each other in their order; what one has more is its own.
std::vector<Found> compared(json::array const& recorded, json::array const& replayed) {
  std::vector<Found> found;
  std::vector<bool> taken(replayed.size());
  for (auto const& effect : recorded) {
    auto const type = type_of(effect);
    json::value const* other = nullptr;
    for (std::size_t i = 0; i < replayed.size() && other == nullptr; ++i) {
      if (taken[i] || type_of(replayed[i]) != type) continue;
      taken[i] = true;
      other = &replayed[i];
    }
    compare(type, {}, &effect, other, found);
  }
  for (std::size_t i = 0; i < replayed.size(); ++i)
    if (!taken[i]) compare(type_of(replayed[i]), {}, nullptr, &replayed[i], found);
  return found;
}

}  // namespace

void EffectDifferences::add(coordinator::Seq seq, std::string const& recorded, std::string const& replayed) {
  boost::system::error_code failure;
  auto const a = json::parse(recorded, failure);
  auto const b = failure ? json::value{} : json::parse(replayed, failure);
  std::vector<Found> found;
  if (failure || !a.is_array() || !b.is_array()) {
    found.push_back({"", "", nullptr, nullptr});
  } else {
    found = compared(a.get_array(), b.get_array());
    // The same effects in another order, or otherwise written.
    if (found.empty()) found.push_back({"order", "", &a, &b});
  }
  std::set<std::pair<std::string, std::string>> counted;
  for (auto& one : found) {
    auto key = std::pair{std::move(one.type), std::move(one.member)};
    if (subjects_.size() >= kMostSubjects && !subjects_.contains(key)) key = {"other", ""};
    if (!counted.insert(key).second) continue;
    auto [at, is_new] = subjects_.try_emplace(key);
    if (is_new) at->second = {key.first, key.second, 0, seq, text_of(one.recorded), text_of(one.replayed)};
    ++at->second.entries;
  }
}

std::vector<EffectDifferences::Subject> EffectDifferences::subjects() const {
  std::vector<Subject> all;
  for (auto const& [key, subject] : subjects_) all.push_back(subject);
  std::ranges::stable_sort(all, [](Subject const& a, Subject const& b) {
    return std::tie(b.entries, a.first) < std::tie(a.entries, b.first);
  });
  return all;
}

}  // namespace lingding::tools
