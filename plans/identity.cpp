#include "plans/identity.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <memory>

namespace lingding::plans {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

/// \pre at most nine decimal digits
std::uint32_t to_number(std::string_view digits) {
  std::uint32_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

/// The allocated range: 201 (Albania) … 775 (Venezuela), ITU Table of Maritime Identification Digits.
constexpr bool is_mid(std::uint32_t digits) {
  return digits >= 201 && digits <= 775;
}

/// Where the three digits of a MID stand in each form (ITU-R M.585-9), as the power of ten below them.
std::uint32_t mid_digits(MmsiKind kind, std::uint32_t number) {
  switch (kind) {
    case MmsiKind::ship:
      return number / 1'000'000;
    case MmsiKind::ship_group:
      return number / 100'000;
    case MmsiKind::coast:
      return number / 10'000;
    case MmsiKind::sar_aircraft:
      return number / 1'000 % 1'000;
    case MmsiKind::aid_to_navigation:
    case MmsiKind::craft_of_parent:
      return number / 10'000 % 1'000;
    case MmsiKind::handheld:
      return number / 100'000 % 1'000;
    case MmsiKind::sart:
    case MmsiKind::man_overboard:
    case MmsiKind::epirb_ais:
    case MmsiKind::other:
      return 0;
  }
  return 0;
}

/// The form that the leading digits announce, before its MID is looked at.
MmsiKind announced_kind(std::uint32_t number) {
  switch (number / 1'000'000) {
    case 970:
      return MmsiKind::sart;
    case 972:
      return MmsiKind::man_overboard;
    case 974:
      return MmsiKind::epirb_ais;
    case 111:
      return MmsiKind::sar_aircraft;
    default:
      break;
  }
  if (number < 10'000'000) return MmsiKind::coast;
  switch (number / 100'000'000) {
    case 0:
      return MmsiKind::ship_group;
    case 1:
      return MmsiKind::other;
    case 8:
      return MmsiKind::handheld;
    case 9: {
      std::uint32_t const two = number / 10'000'000;
      if (two == 98) return MmsiKind::craft_of_parent;
      return two == 99 ? MmsiKind::aid_to_navigation : MmsiKind::other;
    }
    default:
      return MmsiKind::ship;
  }
}

}  // namespace

std::optional<Mmsi> Mmsi::parse(std::string_view text) {
  if (text.size() != 9 || !all_digits(text)) return std::nullopt;
  return from_number(to_number(text));
}

MmsiKind Mmsi::kind() const {
  MmsiKind const announced = announced_kind(value_);
  if (announced == MmsiKind::sart || announced == MmsiKind::man_overboard || announced == MmsiKind::epirb_ais)
    return announced;
  return is_mid(mid_digits(announced, value_)) ? announced : MmsiKind::other;
}

std::optional<std::uint16_t> Mmsi::mid() const {
  std::uint32_t const digits = mid_digits(kind(), value_);
  if (digits == 0) return std::nullopt;
  return static_cast<std::uint16_t>(digits);
}

bool Mmsi::is_distress_device() const {
  std::uint32_t const three = value_ / 1'000'000;
  return three == 970 || three == 972 || three == 974;
}

std::string Mmsi::to_text() const {
  std::string text(9, '0');
  std::uint32_t rest = value_;
  for (std::size_t i = text.size(); i-- > 0; rest /= 10) text[i] = static_cast<char>('0' + rest % 10);
  return text;
}

std::optional<ImoNumber> ImoNumber::from_number(std::uint32_t number) {
  if (number < 1'000'000 || number > 9'999'999) return std::nullopt;
  // The first six digits times 7, 6, 5, 4, 3, 2; the last digit of the sum is the seventh (resolution A.1117(30),
  // annex).
  std::uint32_t sum = 0;
  std::uint32_t rest = number / 10;
  for (std::uint32_t weight = 2; weight <= 7; ++weight, rest /= 10) sum += rest % 10 * weight;
  if (sum % 10 != number % 10) return std::nullopt;
  return ImoNumber{number};
}

std::optional<ImoNumber> ImoNumber::parse(std::string_view text) {
  constexpr std::string_view kPrefix = "IMO";
  if (text.size() > kPrefix.size() && fold_name(text.substr(0, kPrefix.size())) == "imo") {
    text.remove_prefix(kPrefix.size());
    if (text.starts_with(' ')) text.remove_prefix(1);
  }
  if (text.size() != 7 || !all_digits(text)) return std::nullopt;
  return from_number(to_number(text));
}

std::optional<BeaconId> BeaconId::parse(std::string_view text) {
  if (text.size() != 15 && text.size() != 23) return std::nullopt;
  std::string upper{text};
  for (char& c : upper) {
    if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 'a' + 'A');
    if (!is_digit(c) && !(c >= 'A' && c <= 'F')) return std::nullopt;
  }
  return BeaconId{std::move(upper)};
}

std::optional<std::uint16_t> BeaconId::mid() const {
  // In both forms one bit stands before the ten bits of the country code (C/S T.001, bits 26 and 27–36 of the message;
  // T.018, 23 HEX ID, bits 1 and 2–11).
  std::uint32_t first_twelve = 0;
  std::from_chars(value_.data(), value_.data() + 3, first_twelve, 16);
  std::uint32_t const country = first_twelve >> 1U & 0x3FFU;
  if (!is_mid(country)) return std::nullopt;
  return static_cast<std::uint16_t>(country);
}

std::string fold_name(std::string_view name) {
  auto const options =
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                                     UTF8PROC_IGNORE);  // what Unicode calls NFKC_Casefold
  utf8proc_uint8_t* folded = nullptr;
  std::string const input{name};  // utf8proc has no const overload for an empty view's null pointer
  utf8proc_ssize_t const length =
      utf8proc_map(reinterpret_cast<utf8proc_uint8_t const*>(input.data()),  // NOLINT: the C interface takes bytes
                   static_cast<utf8proc_ssize_t>(input.size()), &folded, options);
  std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> const owner{folded, &std::free};
  if (length < 0) return {};
  std::string out;
  out.reserve(static_cast<std::size_t>(length));
  bool blank_waits = false;
  for (utf8proc_ssize_t at = 0; at < length;) {
    utf8proc_int32_t code = 0;
    utf8proc_ssize_t const step = utf8proc_iterate(folded + at, length - at, &code);
    if (step <= 0) return {};
    utf8proc_category_t const category = utf8proc_category(code);
    bool const blank = category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
                       category == UTF8PROC_CATEGORY_ZP || category == UTF8PROC_CATEGORY_CC;
    if (blank) {
      blank_waits = !out.empty();
    } else {
      if (blank_waits) out += ' ';
      blank_waits = false;
      out.append(reinterpret_cast<char const*>(folded) + at, static_cast<std::size_t>(step));  // NOLINT: as above
    }
    at += step;
  }
  return out;
}

}  // namespace lingding::plans
