#pragma once
// UTC time to the millisecond, and its one text form: ISO 8601 with Z.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace lingding::geo {

/// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted (as POSIX). Passed in as `now`: nothing right of
/// adapters/ asks a clock.
using UtcTime = std::chrono::sys_time<std::chrono::milliseconds>;
using UtcDate = std::chrono::sys_days;

/// "2016-08-27T15:50:00.000Z". Years 0000 … 9999.
std::string to_iso8601(UtcTime time);
/// "2016-08-27".
std::string to_iso8601(UtcDate date);

/// Takes "YYYY-MM-DDThh:mm[:ss[.f…]]" followed by Z or ±hh[:mm]; digits of the second past the third are dropped.
/// Empty when it is anything else, or a date or time that does not exist (a leap second ":60" is refused),
/// or an instant outside the years 0000 … 9999 in UTC.
std::optional<UtcTime> parse_time(std::string_view text);
/// Takes "YYYY-MM-DD". Empty when it is anything else or no date of the calendar.
std::optional<UtcDate> parse_date(std::string_view text);

}  // namespace lingding::geo
