#include "adapters/cap/message.hpp"

#include <fmt/format.h>

#include "adapters/cap/codes.hpp"

namespace lingding::cap {

std::string to_text(Time const& time) {
  auto const local = std::chrono::floor<std::chrono::seconds>(time.at) + time.offset;
  auto const day = std::chrono::floor<std::chrono::days>(local);
  std::chrono::year_month_day const date{day};
  std::chrono::hh_mm_ss const clock{local - day};
  auto const offset = time.offset.count();
  auto const size = offset < 0 ? -offset : offset;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{:02}:{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), offset > 0 ? '+' : '-', size / 60, size % 60);
}

std::string to_text(Reference const& reference) {
  return reference.sender + "," + reference.identifier + "," + to_text(reference.sent);
}

std::string_view to_text(Status code) {
  return detail::kStatuses[static_cast<std::size_t>(code)];
}
std::string_view to_text(MessageType code) {
  return detail::kMessageTypes[static_cast<std::size_t>(code)];
}
std::string_view to_text(Scope code) {
  return detail::kScopes[static_cast<std::size_t>(code)];
}
std::string_view to_text(Category code) {
  return detail::kCategories[static_cast<std::size_t>(code)];
}
std::string_view to_text(ResponseType code) {
  return detail::kResponseTypes[static_cast<std::size_t>(code)];
}
std::string_view to_text(Urgency code) {
  return detail::kUrgencies[static_cast<std::size_t>(code)];
}
std::string_view to_text(Severity code) {
  return detail::kSeverities[static_cast<std::size_t>(code)];
}
std::string_view to_text(Certainty code) {
  return detail::kCertainties[static_cast<std::size_t>(code)];
}

}  // namespace lingding::cap
