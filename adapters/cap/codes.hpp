#pragma once
// CAP's code lists as tables. Internal to adapters/cap.

#include <array>
#include <optional>
#include <string_view>

#include "adapters/cap/message.hpp"

namespace lingding::cap::detail {

// In the order of the enumerators.
inline constexpr std::array<std::string_view, 5> kStatuses{"Actual", "Exercise", "System", "Test", "Draft"};
inline constexpr std::array<std::string_view, 5> kMessageTypes{"Alert", "Update", "Cancel", "Ack", "Error"};
inline constexpr std::array<std::string_view, 3> kScopes{"Public", "Restricted", "Private"};
inline constexpr std::array<std::string_view, 12> kCategories{
    "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other"};
inline constexpr std::array<std::string_view, 9> kResponseTypes{"Shelter", "Evacuate", "Prepare",  "Execute", "Avoid",
                                                                "Monitor", "Assess",   "AllClear", "None"};
inline constexpr std::array<std::string_view, 5> kUrgencies{"Immediate", "Expected", "Future", "Past", "Unknown"};
inline constexpr std::array<std::string_view, 5> kSeverities{"Extreme", "Severe", "Moderate", "Minor", "Unknown"};
inline constexpr std::array<std::string_view, 5> kCertainties{"Observed", "Likely", "Possible", "Unlikely", "Unknown"};

/// The code of a word; empty when the list has none such. Case matters, as in the schema.
template <class Code, std::size_t count>
std::optional<Code> code_of(std::array<std::string_view, count> const& words, std::string_view word) {
  for (std::size_t i = 0; i < count; ++i)
    if (words[i] == word) return static_cast<Code>(i);
  return std::nullopt;
}

}  // namespace lingding::cap::detail
