#pragma once
// What a source received at a time, and where in a log it is written: the one thing that all logs are made of.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "geo/time.hpp"

namespace lingding::logs {

/// The formats of the server's sources.
enum class Format : std::uint8_t { ais, dsc, sit, beacon, cap };
inline constexpr std::size_t kFormatCount = 5;
std::string_view to_text(Format format);
std::optional<Format> parse_format(std::string_view text);

/// How an entry came by its time.
enum class TimeFrom : std::uint8_t {
  log,       ///< written with the entry: a TAG block, in front of the line, behind it, a column, a member
  message,   ///< no time of receipt; the message says when it was sent (SIT, CAP)
  receiver,  ///< the receiver's own clock, from its last RMC or ZDA sentence
  previous,  ///< none of its own: that of the entry before it, or of the first sentence of its message
  assumed,   ///< the log has no times at all; counted from Options::assumed_start
  none       ///< the log has no times at all, or none before this entry
};
inline constexpr std::size_t kTimeFromCount = 6;
std::string_view to_text(TimeFrom from);

/// Where something stands: lines are counted from 1, in the decompressed text.
struct Place {
  std::uint32_t file = 0;  ///< index of the file, in the order they were given
  std::uint64_t line = 0;  ///< of a document its first line
  bool operator==(Place const&) const = default;
};

struct Entry {
  std::optional<geo::UtcTime> at{};  ///< empty with TimeFrom::none
  TimeFrom time_from = TimeFrom::none;
  bool is_late = false;  ///< came further out of order than could be sorted
  Format format = Format::ais;
  std::string source{};  ///< as the log names it (TAG block s, member "source"), else Options::source
  /// One line without its end, or one document with '\n' between its lines; without what the log put around it.
  std::string raw{};
  Place place{};
  bool operator==(Entry const&) const = default;
};

}  // namespace lingding::logs
