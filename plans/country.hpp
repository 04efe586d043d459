#pragma once
// The countries behind Maritime Identification Digits, which are the country codes of beacons and of MMSIs.

#include <cstdint>
#include <optional>
#include <string_view>

namespace lingding::plans {

/// The country or place to which the ITU has allocated the digits, as its table names it in English ("China - Hong
/// Kong"); empty for digits that are not allocated.
std::optional<std::string_view> country_of_mid(std::uint16_t mid);

}  // namespace lingding::plans
