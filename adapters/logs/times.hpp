#pragma once
// Times as logs write them: around a line, and alone.

#include <optional>
#include <string_view>

#include "geo/time.hpp"

namespace lingding::logs {

/// ISO 8601 with 'T' or a blank, with Z, an offset or nothing (which is UTC); the same with '/' between the parts of
/// the date; day first ("31/12/2015 23:59:59"); compact ("20151231T235959Z"); digits since 1970 in seconds (with a
/// fraction), milliseconds, microseconds or nanoseconds (runtime::read_log_time). Square brackets and quotes around it
/// are passed over. Empty for all else.
std::optional<geo::UtcTime> read_time(std::string_view text);

/// Takes a time off the front of `line`, with the separators behind it (blanks, tabs, commas, semicolons), and further
/// words up to the sentence's '!', '$' or '\'. Where there is none, `line` stays as it is.
std::optional<geo::UtcTime> take_front_time(std::string_view& line);

}  // namespace lingding::logs
