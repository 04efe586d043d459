#pragma once
// What is in a log: when, where, who, how much, and where it is silent. In constant memory, whatever its length.

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "adapters/logs/entry.hpp"
#include "geo/position.hpp"

namespace lingding::tools {

/// Counts different numbers: exactly up to kExact of them, then by HyperLogLog with 4096 registers (Flajolet, Fusy,
/// Gandouet and Meunier, 2007: standard error 1.04 / √4096 = 1.6 %).
class DistinctCount {
 public:
  static constexpr std::size_t kExact = 65536;
  void add(std::uint32_t number);
  std::uint64_t value() const;
  bool is_exact() const { return exact_.size() <= kExact; }

 private:
  static constexpr unsigned kRegisterBits = 12;
  std::unordered_set<std::uint32_t> exact_;  ///< one more than kExact at most
  std::array<std::uint8_t, 1U << kRegisterBits> registers_{};
};

/// Entries a minute. Minutes in which nothing came count as 0; the first and the last one, which are cut, only where
/// there are no others.
class MinuteRates {
 public:
  struct Spread {
    std::uint64_t least;
    std::uint64_t median;  ///< exact below 1024, else within 0.2 %
    std::uint64_t most;
    std::uint64_t minutes;
  };
  void add(geo::UtcTime at);
  std::optional<Spread> spread() const;

 private:
  void close(std::uint64_t count, std::uint64_t times);
  std::optional<std::int64_t> minute_;
  std::uint64_t count_ = 0;
  std::optional<std::uint64_t> first_;
  std::map<std::uint64_t, std::uint64_t> whole_;  ///< count, rounded down to 10 bits: how many minutes
  std::uint64_t least_ = 0, most_ = 0, minutes_ = 0;
};

/// The smallest box of positions; across 180° where that one is narrower.
class Box {
 public:
  void add(geo::Position position);
  bool empty() const { return count_ == 0; }
  std::uint64_t count() const { return count_; }
  double south() const { return south_; }
  double north() const { return north_; }
  double west() const;
  double east() const;  ///< less than west() when the box lies across 180°

 private:
  std::uint64_t count_ = 0;
  double south_ = 90, north_ = -90, west_ = 180, east_ = -180;
  double west_360_ = 360, east_360_ = 0;  ///< with longitudes 0 … 360
};

/// What one entry says, as far as a summary needs it.
struct Observation {
  std::optional<std::uint32_t> mmsi{};
  std::optional<geo::Position> position{};
  struct Alert {
    std::string kind;   ///< as coordinator::AlertKind has it: "ais_sart"
    std::string label;  ///< a number, a beacon's ID, a call sign
    bool is_test = false;
  };
  std::optional<Alert> alert{};
  std::string refused{};  ///< the decoder's reason: "payload_empty"; empty: it was not refused
};

/// Decodes the entries of one file, all formats.
class LogDecoder {
 public:
  LogDecoder();
  ~LogDecoder();
  LogDecoder(LogDecoder&&) noexcept;
  LogDecoder& operator=(LogDecoder&&) noexcept;
  /// Holds until the next call.
  Observation const& read(logs::Entry const& entry);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

struct Gap {
  geo::UtcTime from;
  geo::UtcTime to;
};

struct Alerting {
  std::string kind;
  std::string label;
  std::uint64_t distress = 0;
  std::uint64_t tests = 0;
  std::optional<geo::UtcTime> first{};
  std::optional<geo::UtcTime> last{};
  std::optional<geo::Position> position{};  ///< the first that it gave
};

class LogSummary {
 public:
  static constexpr std::size_t kMaxGaps = 1000;           ///< so many are kept with their times
  static constexpr std::size_t kMaxAlerting = 1000;       ///< devices
  static constexpr std::chrono::seconds kSameWithin{10};  ///< the same bytes again in this time are a duplicate

  explicit LogSummary(std::chrono::milliseconds gap) : gap_(gap), seen_(kSeen) {}
  void add(logs::Entry const& entry, Observation const& observation);

  std::uint64_t entries() const;
  std::array<std::uint64_t, logs::kFormatCount> const& by_format() const { return by_format_; }
  std::array<std::uint64_t, logs::kTimeFromCount> const& by_time() const { return by_time_; }
  std::optional<geo::UtcTime> from() const { return from_; }
  std::optional<geo::UtcTime> to() const { return to_; }
  std::vector<Gap> const& gaps() const { return gaps_; }  ///< the first kMaxGaps
  std::uint64_t gap_count() const { return gap_count_; }
  std::chrono::milliseconds silent() const { return silent_; }  ///< all gaps together
  std::optional<Gap> longest_gap() const { return longest_; }
  MinuteRates const& rates() const { return rates_; }
  DistinctCount const& ships() const { return ships_; }
  Box const& box() const { return box_; }
  std::map<std::string, Alerting> const& alerting() const { return alerting_; }
  std::uint64_t alerting_left_out() const { return alerting_left_out_; }
  std::uint64_t duplicates() const { return duplicates_; }
  std::map<std::string, std::uint64_t> const& refused() const { return refused_; }

 private:
  static constexpr std::size_t kSeen = 16384;
  struct Seen {
    std::size_t hash = 0;
    geo::UtcTime at{};
  };
  void add_time(geo::UtcTime at);
  void add_alert(logs::Entry const& entry, Observation const& observation);

  std::chrono::milliseconds gap_;
  std::array<std::uint64_t, logs::kFormatCount> by_format_{};
  std::array<std::uint64_t, logs::kTimeFromCount> by_time_{};
  std::optional<geo::UtcTime> from_, to_;
  std::vector<Gap> gaps_;
  std::uint64_t gap_count_ = 0;
  std::chrono::milliseconds silent_{0};
  std::optional<Gap> longest_;
  MinuteRates rates_;
  DistinctCount ships_;
  Box box_;
  std::map<std::string, Alerting> alerting_;
  std::uint64_t alerting_left_out_ = 0;
  std::vector<Seen> seen_;
  std::uint64_t duplicates_ = 0;
  std::map<std::string, std::uint64_t> refused_;
};

}  // namespace lingding::tools
