#include "plans/detail/check_tools.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "plans/detail/schema.hpp"

namespace lingding::plans::detail {

using geo::CentreId;

void report(Problems& problems, Node const& where, ProblemCode code, std::vector<std::string> arguments) {
  problems.push_back(
      make_problem(code, where.pointer, where.value != nullptr ? shown(*where.value) : "", std::move(arguments)));
}

std::string quoted(std::string_view text) {
  constexpr std::size_t kShownBytes = 60;
  return shortened(printable(text), kShownBytes);
}

void Seen::add(std::string key, Node const& node) {
  auto const [at, is_new] = first_.emplace(std::move(key), node.pointer);
  if (!is_new) report(problems_, node, code_, {at->second});
}

std::optional<CentreId> centre_at(Node const& node) {
  auto const text = node.text();
  return text ? geo::parse_centre(*text) : std::nullopt;
}

std::optional<geo::UtcDate> check_date(Node const& node, Problems& problems) {
  auto const text = node.text();
  if (!text) return std::nullopt;
  auto const date = geo::parse_date(*text);
  constexpr std::size_t kLength = 10;
  if (!date && text->size() == kLength) report(problems, node, ProblemCode::date_calendar);
  return date;
}

geo::UtcDate a_year_after(geo::UtcDate date) {
  std::chrono::year_month_day const day{date};
  auto const next = day + std::chrono::years{1};
  if (next.ok()) return geo::UtcDate{next};
  return geo::UtcDate{next.year() / std::chrono::March / 1};
}

std::span<std::uint16_t const> mids_of(CentreId centre) {
  static constexpr std::array<std::uint16_t, 3> kGuangdong{412, 413, 414};
  static constexpr std::array<std::uint16_t, 1> kHongKong{477};
  static constexpr std::array<std::uint16_t, 1> kMacao{453};
  switch (centre) {
    case CentreId::cn_gd:
      return kGuangdong;
    case CentreId::hk:
      return kHongKong;
    case CentreId::mo:
      return kMacao;
  }
  return {};
}

bool has_mid(CentreId centre, std::optional<std::uint16_t> mid) {
  auto const mids = mids_of(centre);
  return mid && std::find(mids.begin(), mids.end(), *mid) != mids.end();
}

std::string mid_list(CentreId centre) {
  std::string words;
  for (auto const mid : mids_of(centre)) words += (words.empty() ? "" : ", ") + std::to_string(mid);
  return words;
}

std::string one_decimal(double value) {
  std::array<char, 32> text{};
  auto const [end, error] = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, 1);
  return error == std::errc{} ? std::string{text.data(), end} : std::string{"?"};
}

}  // namespace lingding::plans::detail
