#pragma once
// The operator's log: key=value lines on standard error. The journal, not the log, is the record of what happened.

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/runtime/clock.hpp"

namespace lingding::runtime {

enum class LogLevel : std::uint8_t { debug, info, warning, error };
/// "debug", "info", "warning" or "error"; empty for any other text.
std::optional<LogLevel> parse_log_level(std::string_view text);

/// One key=value of a line. Keys are plain words; values are quoted and escaped as needed, and cut at kMaxValueBytes.
/// Never put a secret (key, password, token) in one.
struct LogField {
  std::string_view key;
  std::string value;
  LogField(std::string_view k, std::string_view text) : key(k), value(text) {}
  LogField(std::string_view k, char const* text) : key(k), value(text) {}
  LogField(std::string_view k, std::string text) : key(k), value(std::move(text)) {}
  template <std::integral Integer>
  LogField(std::string_view k, Integer number) : key(k), value(std::to_string(number)) {}
};

/// May be written to from any thread; lines are never torn. A line:
/// `time=2016-08-27T15:50:00.000Z level=info category=ais message="connected" source=waglan`
class Log {
 public:
  /// Longer values end in "…".
  static constexpr std::size_t kMaxValueBytes = 256;
  /// Gets each line without its newline, on the thread that wrote it, one at a time.
  using Sink = std::function<void(std::string_view line)>;

  /// To standard error. `clock` outlives the log.
  Log(LogLevel level, Clock const& clock);
  /// To `sink`, for tests and for a host program.
  Log(LogLevel level, Clock const& clock, Sink sink);
  Log(Log const&) = delete;
  Log& operator=(Log const&) = delete;
  ~Log();

  void set_level(LogLevel level);
  bool enabled(LogLevel level) const;
  void write(LogLevel level, std::string_view category, std::string_view message,
             std::initializer_list<LogField> fields = {});

  void debug(std::string_view category, std::string_view message, std::initializer_list<LogField> fields = {}) {
    write(LogLevel::debug, category, message, fields);
  }
  void info(std::string_view category, std::string_view message, std::initializer_list<LogField> fields = {}) {
    write(LogLevel::info, category, message, fields);
  }
  void warning(std::string_view category, std::string_view message, std::initializer_list<LogField> fields = {}) {
    write(LogLevel::warning, category, message, fields);
  }
  void error(std::string_view category, std::string_view message, std::initializer_list<LogField> fields = {}) {
    write(LogLevel::error, category, message, fields);
  }

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Lines that an outsider can cause: at most `burst` in each `period`; the rest is counted, and the count is said in
/// first line of the next period as `suppressed=N`. May be used from any thread.
class RateLimited {
 public:
  using Time = std::chrono::steady_clock::time_point;

  RateLimited(Log& log, LogLevel level, std::string category,
              std::chrono::milliseconds period = std::chrono::seconds{10}, std::uint32_t burst = 3)
      : log_(log), level_(level), category_(std::move(category)), period_(period), burst_(burst) {}
  /// Says what is still unsaid.
  ~RateLimited();
  RateLimited(RateLimited const&) = delete;
  RateLimited& operator=(RateLimited const&) = delete;

  void write(std::string_view message, std::initializer_list<LogField> fields = {},
             Time now = std::chrono::steady_clock::now());
  /// Says now how many lines were held back, if any.
  void flush();
  /// How many lines were held back since the last one that said so.
  std::uint64_t suppressed() const;

 private:
  Log& log_;
  LogLevel level_;
  std::string category_;
  std::chrono::milliseconds period_;
  std::uint32_t burst_;
  mutable std::mutex mutex_;
  std::optional<Time> period_start_;
  std::uint32_t written_ = 0;
  std::uint64_t suppressed_ = 0;
};

}  // namespace lingding::runtime
