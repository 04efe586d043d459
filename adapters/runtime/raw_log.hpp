#pragma once
// The rolling log of raw traffic: everything the sources brought, compressed, bounded, and never in anyone's way.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

#include "adapters/runtime/clock.hpp"
#include "adapters/runtime/log.hpp"
#include "geo/time.hpp"

namespace lingding::runtime {

/// Lines go into memory and a thread of its own (`raw-log`) compresses and writes them, so that a slow or full disk is
/// never waited for. Segments are Zstandard files (RFC 8878), "raw-20160827T155000.123Z.nmea.zst", readable by zstdcat.
/// Each line is as received, behind a TAG block with the time of receipt (c, milliseconds since 1970) and the source
/// (s):
/// `\c:1472313000123,s:waglan*hh\!AIVDM,…`
///
/// Nothing is flushed per message: what a crash can lose is the last kFlushEvery. When writing fails (disk full), what
/// waits is dropped and counted, one line is logged, and a new segment is tried every kRetryEvery.
class RawLog {
 public:
  struct Limits {
    std::uintmax_t total_bytes = 2'000'000'000;  ///< of all segments; the oldest go first
    std::uintmax_t segment_bytes = 64'000'000;   ///< compressed; a fraction of total_bytes
    std::size_t memory_bytes = 8 * 1024 * 1024;  ///< lines that wait for the writer; more are dropped and counted
  };
  static constexpr std::chrono::seconds kFlushEvery{5};
  static constexpr std::chrono::seconds kRetryEvery{30};

  /// \param folder is made if missing. Clock and log outlive this.
  /// \throws std::system_error when the folder can't be made.
  RawLog(std::filesystem::path folder, Limits limits, Clock const& clock, Log& log);
  /// Writes what waits and closes the segment.
  ~RawLog();
  RawLog(RawLog const&) = delete;
  RawLog& operator=(RawLog const&) = delete;

  /// From any thread; costs a copy. `source`: letters, digits, '-', '_', '.'; other characters become '_'.
  void write(std::string_view source, geo::UtcTime received_at, std::string_view lines);

  struct Counts {
    std::uint64_t lines = 0;          ///< taken in
    std::uint64_t lost_lines = 0;     ///< dropped: no memory left, or the disk failed
    std::uint64_t failures = 0;       ///< times that writing failed
    std::uint64_t bytes_written = 0;  ///< compressed
    bool disabled = false;            ///< writing fails at present
  };
  Counts counts() const;
  /// Writes what waits, flushes it to the operating system and comes back. For tests and orderly ends.
  void flush();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lingding::runtime
