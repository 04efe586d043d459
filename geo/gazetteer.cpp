#include "geo/gazetteer.hpp"

#include <algorithm>
#include <array>

#include "geo/check.hpp"
#include "geo/detail/utf8.hpp"

namespace lingding::geo {
namespace {

constexpr std::array kKinds{PlaceKind::island,  PlaceKind::cape,       PlaceKind::port,
                            PlaceKind::channel, PlaceKind::lighthouse, PlaceKind::buoy,
                            PlaceKind::bridge,  PlaceKind::rock,       PlaceKind::town};

/// Words for the kind of a place, at the end of its folded name or, in Portuguese, at its beginning.
constexpr std::array<std::string_view, 24> kEndings{
    "island", "islands",       "isle",     "dao",  "liedao", "lighthouse", "light", "point",
    "head",   "ferryterminal", "terminal", "port", "島",     "岛",         "列島",  "列岛",
    "群島",   "群岛",          "燈塔",     "灯塔", "碼頭",   "码头",       "港",    "角"};
constexpr std::array<std::string_view, 9> kBeginnings{"ilhada",  "ilhade", "ilhado",  "ilhas",  "ilha",
                                                      "portode", "faroda", "farolda", "pontada"};
/// What is left of a name must still be one: two Chinese characters, or four letters.
constexpr std::size_t kShortestBytes = 4;

bool is_left_out(char32_t point) {
  return point == U' ' || point == U'-' || point == U'\'' || point == U'.' || point == 0x2019 || point == 0x2018 ||
         point == 0xB4 || point == 0x2010 || point == 0x2011 || point == U'\t';
}

std::size_t edit_distance(std::vector<Glyph> const& a, std::vector<Glyph> const& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t i = 0; i <= b.size(); ++i) row[i] = i;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t k = 1; k <= b.size(); ++k) {
      auto const above = row[k];
      row[k] = std::min({row[k] + 1, row[k - 1] + 1, diagonal + (a[i - 1].text == b[k - 1].text ? 0U : 1U)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

/// Without the word for its kind; empty: there is none, or nothing would be left.
std::string without_kind(std::string const& key) {
  for (auto const ending : kEndings)
    if (key.ends_with(ending) && key.size() - ending.size() >= kShortestBytes)
      return key.substr(0, key.size() - ending.size());
  for (auto const beginning : kBeginnings)
    if (key.starts_with(beginning) && key.size() - beginning.size() >= kShortestBytes)
      return key.substr(beginning.size());
  return {};
}

}  // namespace

std::string_view to_text(PlaceKind kind) {
  switch (kind) {
    case PlaceKind::island:
      return "island";
    case PlaceKind::cape:
      return "cape";
    case PlaceKind::port:
      return "port";
    case PlaceKind::channel:
      return "channel";
    case PlaceKind::lighthouse:
      return "lighthouse";
    case PlaceKind::buoy:
      return "buoy";
    case PlaceKind::bridge:
      return "bridge";
    case PlaceKind::rock:
      return "rock";
    case PlaceKind::town:
      return "town";
  }
  return "";
}

std::optional<PlaceKind> parse_place_kind(std::string_view text) {
  for (auto const kind : kKinds)
    if (to_text(kind) == text) return kind;
  return std::nullopt;
}

std::string called(NamedPlace const& place) {
  auto text = place.names.front();
  if (place.names.size() > 1) text += " (" + place.names[1] + ")";
  return text;
}

std::vector<Glyph> fold_glyphs(std::string_view text) {
  std::vector<Glyph> glyphs;
  bool in_word = false;
  for (std::size_t at = 0; at < text.size();) {
    auto const one = detail::decode_utf8(text.substr(at));
    auto const from = at;
    at += one.bytes;
    auto const point = one.valid ? detail::plain_letter(one.point) : one.point;
    if (one.valid && is_left_out(point)) {
      // An apostrophe within a word (Qi'ao) is written or not.
      bool const apostrophe = point == U'\'' || point == 0x2019 || point == 0x2018 || point == 0xB4;
      if (apostrophe) continue;
      if (in_word) glyphs.back().ends_word = true;
      in_word = false;
      continue;
    }
    bool const letter = (point >= U'a' && point <= U'z') || (point >= U'0' && point <= U'9');
    Glyph glyph;
    glyph.text = one.valid && point < 0x80 ? std::string(1, static_cast<char>(point))
                                           : std::string{text.substr(from, one.bytes)};
    glyph.from = from;
    glyph.to = at;
    if (in_word && !letter) glyphs.back().ends_word = true;
    glyph.begins_word = !letter || !in_word;
    glyph.ends_word = !letter;
    in_word = letter;
    glyphs.push_back(std::move(glyph));
  }
  if (in_word && !glyphs.empty()) glyphs.back().ends_word = true;
  return glyphs;
}

std::string fold_place_name(std::string_view name) {
  std::string text;
  for (auto const& glyph : fold_glyphs(name)) text += glyph.text;
  return text;
}

Gazetteer::Gazetteer(std::vector<NamedPlace> places) : places_(std::move(places)) {
  for (std::size_t i = 0; i < places_.size(); ++i) {
    LINGDING_CHECK(!places_[i].names.empty());
    for (auto const& name : places_[i].names) {
      auto const key = fold_place_name(name);
      add(key, i);
      if (auto const shorter = without_kind(key); !shorter.empty()) add(shorter, i);
    }
  }
}

void Gazetteer::add(std::string const& key, std::size_t place) {
  if (key.empty()) return;
  auto& of_key = keys_[key];
  if (std::ranges::find(of_key, place) == of_key.end()) of_key.push_back(place);
  longest_key_ = std::max(longest_key_, key.size());
}

std::vector<NamedPlace const*> Gazetteer::find(std::string_view name) const {
  auto const key = fold_place_name(name);
  auto found = keys_.find(key);
  if (found == keys_.end()) found = keys_.find(without_kind(key));
  std::vector<NamedPlace const*> all;
  if (found != keys_.end())
    for (auto const index : found->second) all.push_back(&places_[index]);
  return all;
}

std::optional<Gazetteer::Found> Gazetteer::longest_in(std::vector<Glyph> const& text) const {
  std::optional<Found> best;
  for (std::size_t first = 0; first < text.size(); ++first) {
    if (!text[first].begins_word) continue;
    std::string key;
    for (std::size_t last = first; last < text.size() && key.size() <= longest_key_; ++last) {
      key += text[last].text;
      auto const count = last - first + 1;
      if (!text[last].ends_word || (best && count <= best->count)) continue;
      auto const found = keys_.find(key);
      if (found == keys_.end()) continue;
      best = Found{first, count, {}};
      for (auto const index : found->second) best->places.push_back(&places_[index]);
    }
  }
  return best;
}

std::vector<std::string> Gazetteer::nearest(std::string_view name, std::size_t at_most) const {
  auto const asked = fold_glyphs(name);
  std::vector<std::pair<std::size_t, std::string>> scored;
  for (auto const& place : places_)
    for (auto const& one : place.names) {
      auto const glyphs = fold_glyphs(one);
      auto const distance = edit_distance(asked, glyphs);
      // A third of the letters may be wrong, and at least one has to be right.
      auto const most = std::max<std::size_t>(1, std::max(asked.size(), glyphs.size()) / 3);
      if (distance <= most && distance < glyphs.size()) scored.emplace_back(distance, one);
    }
  std::ranges::sort(scored);
  std::vector<std::string> names;
  for (auto& [distance, one] : scored)
    if (names.size() < at_most && std::ranges::find(names, one) == names.end()) names.push_back(std::move(one));
  return names;
}

}  // namespace lingding::geo
