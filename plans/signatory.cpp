#include "plans/signatory.hpp"

#include <algorithm>

#include "geo/centre.hpp"
#include "plans/identity.hpp"

namespace lingding::plans {
namespace {

constexpr std::string_view kScheme = "lingding:";
constexpr std::size_t kMaxOperatorId = 64;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter_or_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool fits(Purpose purpose, std::string_view id) {
  switch (purpose) {
    case Purpose::centre:
    case Purpose::service:
      return geo::parse_centre(id).has_value();
    case Purpose::operator_:
      return !id.empty() && id.size() <= kMaxOperatorId && is_letter_or_digit(id.front()) &&
             std::all_of(id.begin(), id.end(),
                         [](char c) { return is_letter_or_digit(c) || c == '.' || c == '_' || c == '-'; });
    case Purpose::ship:
      return Mmsi::parse(id).has_value();
  }
  return false;
}

}  // namespace

std::string_view to_text(Purpose purpose) {
  switch (purpose) {
    case Purpose::centre:
      return "centre";
    case Purpose::operator_:
      return "operator";
    case Purpose::service:
      return "service";
    case Purpose::ship:
      return "ship";
  }
  return "";
}

std::optional<Purpose> parse_purpose(std::string_view text) {
  for (auto const purpose : kPurposes)
    if (to_text(purpose) == text) return purpose;
  return std::nullopt;
}

std::string_view oid_of(Purpose purpose) {
  // 284619578061395351069861914385148090349 is d61fbc9fe3e14896bd3e26469fe117ed, the UUID, as one whole number.
  switch (purpose) {
    case Purpose::centre:
      return "2.25.284619578061395351069861914385148090349.1";
    case Purpose::operator_:
      return "2.25.284619578061395351069861914385148090349.2";
    case Purpose::service:
      return "2.25.284619578061395351069861914385148090349.3";
    case Purpose::ship:
      return "2.25.284619578061395351069861914385148090349.4";
  }
  return "";
}

std::string to_uri(Signatory const& signatory) {
  return std::string{kScheme} + std::string{to_text(signatory.purpose)} + ":" + signatory.id;
}

std::optional<Signatory> parse_signatory(std::string_view uri) {
  if (!uri.starts_with(kScheme)) return std::nullopt;
  uri.remove_prefix(kScheme.size());
  std::size_t const colon = uri.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  auto const purpose = parse_purpose(uri.substr(0, colon));
  if (!purpose) return std::nullopt;
  return make_signatory(*purpose, uri.substr(colon + 1));
}

std::optional<Signatory> make_signatory(Purpose purpose, std::string_view id) {
  if (!fits(purpose, id)) return std::nullopt;
  return Signatory{purpose, std::string{id}};
}

}  // namespace lingding::plans
