#include "adapters/cap/reader.hpp"
#include "adapters/cap/xml_text.hpp"

namespace lingding::cap {
namespace {

constexpr auto kNone = std::string_view::npos;

/// What stands at a "<": how far it goes (kNone: its end has not come yet), and whether it is the end of an alert.
struct Markup {
  std::size_t length = kNone;
  bool ends_alert = false;
  bool is_declaration = false;
};

Markup markup_at(std::string_view rest) {
  auto const through = [&](std::string_view begin, std::string_view end) {
    auto const found = rest.find(end, begin.size());
    return Markup{.length = found == kNone ? kNone : found + end.size()};
  };
  if (rest.starts_with("<!--")) return through("<!--", "-->");
  if (rest.starts_with("<![CDATA[")) return through("<![CDATA[", "]]>");
  constexpr std::size_t kLongestOpening = 9;
  if (rest.size() < kLongestOpening && rest.find('>') == kNone) return {};
  if (rest.starts_with("<?xml ")) return {.length = 6, .is_declaration = true};
  if (!rest.starts_with("</")) return {.length = 1};
  auto const end = rest.find('>');
  if (end == kNone) return {};
  auto name = detail::trimmed(rest.substr(2, end - 2));
  if (auto const colon = name.find(':'); colon != kNone) name.remove_prefix(colon + 1);
  return {.length = end + 1, .ends_alert = name == "alert"};
}

}  // namespace

void Splitter::advance(std::vector<std::string>& complete) {
  auto const give = [&](std::size_t size) {
    auto message = kept_.substr(0, size);
    kept_.erase(0, size);
    looked_at_ = 0;
    if (!skipping_ && !detail::trimmed(message).empty()) complete.push_back(std::move(message));
    skipping_ = false;
  };
  for (;;) {
    auto const at = kept_.find('<', looked_at_);
    if (at == kNone) {
      looked_at_ = kept_.size();
      return;
    }
    auto const markup = markup_at(std::string_view{kept_}.substr(at));
    if (markup.is_declaration && (skipping_ || !detail::trimmed(std::string_view{kept_}.substr(0, at)).empty())) {
      give(at);
      continue;
    }
    looked_at_ = at;
    if (markup.length == kNone) return;
    looked_at_ = at + markup.length;
    if (markup.ends_alert) give(looked_at_);
  }
}

std::vector<std::string> Splitter::push(std::string_view bytes) {
  std::vector<std::string> complete;
  kept_ += bytes;
  advance(complete);
  if (kept_.size() <= kMaxMessageBytes) return complete;
  if (!skipping_) complete.push_back(kept_.substr(0, kMaxMessageBytes + 1));
  skipping_ = true;
  kept_.erase(0, looked_at_);
  looked_at_ = 0;
  // Something without an end, of which nothing is kept but what its end may begin with.
  constexpr std::size_t kLongestOpening = 9;
  if (kept_.size() > kMaxMessageBytes) kept_.erase(0, kept_.size() - kLongestOpening);
  return complete;
}

std::optional<std::string> Splitter::finish() {
  std::string rest;
  rest.swap(kept_);
  looked_at_ = 0;
  bool const skipped = skipping_;
  skipping_ = false;
  if (skipped || detail::trimmed(rest).empty()) return std::nullopt;
  return rest;
}

}  // namespace lingding::cap
