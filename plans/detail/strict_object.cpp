#include "plans/detail/strict_object.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "plans/json_text.hpp"

namespace lingding::plans::detail {
namespace {

namespace json = boost::json;

constexpr std::size_t kShownBytes = 60;

std::string_view view_of(json::string const& text) {
  return {text.data(), text.size()};
}

std::string shown_value(json::value const* value) {
  if (value == nullptr) return {};
  if (value->is_object()) return "an object";
  if (value->is_array()) return "an array";
  return shortened(printable(json::serialize(*value)), kShownBytes);
}

bool is_plain_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); });
}

bool is_id(std::string_view text) {
  constexpr std::size_t kMaxBytes = 128;
  return !text.empty() && text.size() <= kMaxBytes && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == ':' || c == '-';
  });
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80U; });
}

/// Empty when the text is not UTF-8.
std::optional<std::string> to_nfc(std::string_view text) {
  utf8proc_uint8_t* composed = nullptr;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the C interface takes bytes
  auto const* const bytes = reinterpret_cast<utf8proc_uint8_t const*>(text.data());
  utf8proc_ssize_t const length = utf8proc_map(bytes, static_cast<utf8proc_ssize_t>(text.size()), &composed,
                                               static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  struct Free {
    void operator()(utf8proc_uint8_t* memory) const { std::free(memory); }  // NOLINT: utf8proc's malloc
  };
  std::unique_ptr<utf8proc_uint8_t, Free> const owner{composed};
  if (length < 0) return std::nullopt;
  return std::string(composed, composed + length);
}

}  // namespace

geo::Expected<json::value, std::vector<Problem>> strict_tree(std::string_view text, std::size_t at_most_bytes,
                                                             json::storage_ptr storage) {
  if (text.size() > at_most_bytes)
    return geo::Unexpected{std::vector<Problem>{
        {"", std::to_string(text.size()) + " bytes", "at most " + std::to_string(at_most_bytes) + " bytes", {}}}};
  if (auto const fault = check_json_text(text))
    return geo::Unexpected{std::vector<Problem>{{"", fault->found, fault->expected, fault->place}}};
  json::parse_options options;
  options.max_depth = kMaxDocumentDepth;
  json::error_code error;
  json::value tree = json::parse({text.data(), text.size()}, error, std::move(storage), options);
  if (error) return geo::Unexpected{std::vector<Problem>{{"", error.message(), "JSON text (RFC 8259)", TextPlace{}}}};
  return tree;
}

bool is_nfc(std::string_view text) {
  return is_ascii(text) || to_nfc(text) == text;
}

std::string fit(std::string_view text, std::size_t at_most) {
  std::string const shown = printable(text);
  std::string fitted = shortened(is_ascii(shown) ? shown : to_nfc(shown).value_or("?"), at_most);
  return is_nfc(fitted) ? fitted : "?";
}

StrictObject::StrictObject(json::value const& value, std::string pointer, std::vector<Problem>& problems)
    : object_(value.if_object()), pointer_(std::move(pointer)), problems_(&problems) {
  if (object_ == nullptr) fail_at(pointer_, &value, "an object");
}

json::value const* StrictObject::find(std::string_view name) const {
  return object_ != nullptr ? object_->if_contains({name.data(), name.size()}) : nullptr;
}

bool StrictObject::has(std::string_view name) const {
  return find(name) != nullptr;
}

json::value const* StrictObject::take(std::string_view name) {
  asked_.push_back(name);
  auto const* const value = find(name);
  if (value == nullptr && object_ != nullptr) fail(name, nullptr, "this member");
  return value;
}

std::string StrictObject::pointer_of(std::string_view name) const {
  std::string pointer = pointer_;
  append_token(pointer, name);
  return pointer;
}

void StrictObject::fail(std::string_view name, json::value const* value, std::string_view expected) {
  fail_at(pointer_of(name), value, expected);
}

void StrictObject::fail_at(std::string pointer, json::value const* value, std::string_view expected) {
  if (problems_->size() < kMaxProblems)
    problems_->push_back({std::move(pointer), shown_value(value), std::string{expected}, {}});
}

std::string StrictObject::text(std::string_view name, std::size_t at_most, std::size_t at_least, TextRule rule) {
  auto const* const value = take(name);
  if (value == nullptr) return {};
  auto const* const string = value->if_string();
  std::string const range = std::to_string(at_least) + " to " + std::to_string(at_most) + " bytes";
  if (string == nullptr || string->size() > at_most || string->size() < at_least)
    return fail(name, value, "text of " + range), std::string{};
  std::string_view const content = view_of(*string);
  if (rule == TextRule::ascii) {
    if (!is_plain_ascii(content)) return fail(name, value, "printable ASCII"), std::string{};
  } else if (!is_printable(content) || !is_nfc(content)) {
    return fail(name, value,
                "text in one paragraph without control characters and direction marks, in Unicode's normal form C"),
           std::string{};
  }
  return std::string{content};
}

std::string StrictObject::id(std::string_view name) {
  return choice(name, "1 to 128 letters, digits, dots, underscores, colons and hyphens",
                [](std::string_view text) { return is_id(text) ? std::optional{std::string{text}} : std::nullopt; });
}

std::uint64_t StrictObject::natural(std::string_view name, std::uint64_t at_least, std::uint64_t at_most) {
  auto const* const value = take(name);
  if (value == nullptr) return at_least;
  std::optional<std::uint64_t> number;
  if (auto const* const u = value->if_uint64()) number = *u;
  if (auto const* const i = value->if_int64(); i != nullptr && *i >= 0) number = static_cast<std::uint64_t>(*i);
  if (number && *number >= at_least && *number <= at_most) return *number;
  fail(name, value, "a whole number from " + std::to_string(at_least) + " to " + std::to_string(at_most));
  return at_least;
}

std::uint32_t StrictObject::version(std::string_view name) {
  constexpr std::uint64_t kMost = 1'000'000;
  return static_cast<std::uint32_t>(natural(name, 1, kMost));
}

bool StrictObject::flag(std::string_view name) {
  auto const* const value = take(name);
  if (value == nullptr) return false;
  auto const* const truth = value->if_bool();
  if (truth == nullptr) return fail(name, value, "true or false"), false;
  return *truth;
}

geo::UtcTime StrictObject::time(std::string_view name) {
  return choice(name, "a time in UTC to the millisecond, as 2026-03-02T08:00:00.000Z", [](std::string_view text) {
    auto const time = geo::parse_time(text);
    return time && geo::to_iso8601(*time) == text ? time : std::nullopt;
  });
}

geo::UtcDate StrictObject::date(std::string_view name) {
  return choice(name, "a date of the calendar, as 2026-03-02",
                [](std::string_view text) { return geo::parse_date(text); });
}

std::optional<geo::UtcDate> StrictObject::date_or_null(std::string_view name) {
  if (auto const* const value = find(name); value != nullptr && value->is_null()) {
    asked_.push_back(name);
    return std::nullopt;
  }
  return date(name);
}

geo::Digest StrictObject::digest(std::string_view name) {
  return choice(name, "a SHA-256 digest, 64 lower-case hex digits", [](std::string_view text) {
    auto const digest = geo::parse_digest(text);
    return digest && geo::to_hex(*digest) == text ? digest : std::nullopt;
  });
}

geo::CentreId StrictObject::centre(std::string_view name) {
  return choice(name, "\"CN-GD\", \"HK\" or \"MO\"", [](std::string_view text) { return geo::parse_centre(text); });
}

Party StrictObject::party(std::string_view name) {
  return choice(name, "a party: \"HK\", \"operator:<id>\" or \"ship:<mmsi>\"",
                [](std::string_view text) { return parse_party(text); });
}

Mmsi StrictObject::ship(std::string_view name) {
  auto const* const value = take(name);
  auto const* const string = value != nullptr ? value->if_string() : nullptr;
  auto const mmsi = string != nullptr ? Mmsi::parse(view_of(*string)) : std::nullopt;
  if (mmsi && mmsi->kind() == MmsiKind::ship) return *mmsi;
  if (value != nullptr) fail(name, value, "the MMSI of a ship, nine digits");
  return *Mmsi::from_number(1);
}

std::string StrictObject::plan_id(std::string_view name) {
  return choice(name, "a plan id, as HK-2026-014",
                [](std::string_view text) { return home_of(text) ? std::optional{std::string{text}} : std::nullopt; });
}

StrictObject StrictObject::object(std::string_view name) {
  static json::value const kNothing{json::object{}};
  auto const* const value = take(name);
  if (value == nullptr) {
    StrictObject none{kNothing, pointer_of(name), *problems_};
    none.object_ = nullptr;  // its members are not missed as well
    return none;
  }
  return StrictObject{*value, pointer_of(name), *problems_};
}

json::array const* StrictObject::list_of(std::string_view name, std::size_t at_least, std::size_t at_most) {
  auto const* const value = take(name);
  if (value == nullptr) return nullptr;
  auto const* const list = value->if_array();
  if (list != nullptr && list->size() >= at_least && list->size() <= at_most) return list;
  fail(name, value, "a list of " + std::to_string(at_least) + " to " + std::to_string(at_most));
  return nullptr;
}

std::vector<std::string> StrictObject::texts(std::string_view name, std::size_t at_least, std::size_t at_most,
                                             std::size_t text_at_most) {
  std::vector<std::string> result;
  strings(name, at_least, at_most,
          "text of 1 to " + std::to_string(text_at_most) +
              " bytes, in one paragraph without control characters and direction marks, in normal form C",
          [&](std::string_view text) {
            if (text.empty() || text.size() > text_at_most || !is_printable(text) || !is_nfc(text)) return false;
            result.emplace_back(text);
            return true;
          });
  return result;
}

void StrictObject::done() {
  if (object_ == nullptr) return;
  for (auto const& member : *object_) {
    std::string_view const name = member.key();
    if (std::find(asked_.begin(), asked_.end(), name) == asked_.end())
      fail(shortened(printable(name), kShownBytes), &member.value(), "no such member");
  }
}

}  // namespace lingding::plans::detail
