#include "adapters/runtime/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <array>
#include <vector>

namespace lingding::runtime {
namespace {

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

class CallbackSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit CallbackSink(Log::Sink target) : sink_(std::move(target)) {}

 protected:
  void sink_it_(spdlog::details::log_msg const& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    std::string_view text{line.data(), line.size()};
    if (text.ends_with('\n')) text.remove_suffix(1);
    sink_(text);
  }
  void flush_() override {}

 private:
  Log::Sink sink_;
};

/// Length of the UTF-8 sequence at the start of `text` (Unicode 15, table 3-7); 0: it is none.
std::size_t utf8_length(std::string_view text) {
  auto const byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  auto const follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  unsigned const lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return follows(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    if ((lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xED && byte(1) > 0x9F)) return 0;
    return follows(1) && follows(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    if ((lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) > 0x8F)) return 0;
    return follows(1) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

void append_value(std::string& out, std::string_view value) {
  static constexpr std::array<char, 16> kHex{'0', '1', '2', '3', '4', '5', '6', '7',
                                             '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
  bool plain = !value.empty();
  std::string escaped;
  std::size_t taken = 0;
  while (!value.empty() && taken < Log::kMaxValueBytes) {
    std::size_t const length = utf8_length(value);
    char const first = value.front();
    auto const code = static_cast<unsigned char>(first);
    bool const control =
        code < 0x20 || code == 0x7F || (code == 0xC2 && length == 2 && static_cast<unsigned char>(value[1]) < 0xA0);
    if (length == 0 || control) {
      escaped += "\\x";
      escaped += kHex[code >> 4U];
      escaped += kHex[code & 0xFU];
      value.remove_prefix(1);
      taken += 4;
      plain = false;
      continue;
    }
    if (first == '"' || first == '\\') escaped += '\\';
    if (first == '"' || first == '\\' || first == ' ' || first == '=') plain = false;
    escaped += value.substr(0, length);
    value.remove_prefix(length);
    taken += length;
  }
  if (!value.empty()) escaped += "…";
  if (plain) {
    out += escaped;
  } else {
    out += '"';
    out += escaped;
    out += '"';
  }
}

}  // namespace

std::optional<LogLevel> parse_log_level(std::string_view text) {
  if (text == "debug") return LogLevel::debug;
  if (text == "info") return LogLevel::info;
  if (text == "warning") return LogLevel::warning;
  if (text == "error") return LogLevel::error;
  return std::nullopt;
}

class Log::Impl {
 public:
  Impl(LogLevel level, Clock const& clock, spdlog::sink_ptr sink) : clock_(clock), logger_("", std::move(sink)) {
    logger_.set_formatter(std::make_unique<spdlog::pattern_formatter>("time=%Y-%m-%dT%H:%M:%S.%eZ level=%l %v",
                                                                      spdlog::pattern_time_type::utc));
    logger_.set_level(to_spdlog(level));
    logger_.flush_on(spdlog::level::debug);
    // A log that can't be written must not stop anything else.
    logger_.set_error_handler([](std::string const&) {});
  }
  Clock const& clock_;
  spdlog::logger logger_;
};

Log::Log(LogLevel level, Clock const& clock)
    : impl_(std::make_unique<Impl>(level, clock, std::make_shared<spdlog::sinks::stderr_sink_mt>())) {}
Log::Log(LogLevel level, Clock const& clock, Sink sink)
    : impl_(std::make_unique<Impl>(level, clock, std::make_shared<CallbackSink>(std::move(sink)))) {}
Log::~Log() = default;

void Log::set_level(LogLevel level) {
  impl_->logger_.set_level(to_spdlog(level));
}
bool Log::enabled(LogLevel level) const {
  return impl_->logger_.should_log(to_spdlog(level));
}

void Log::write(LogLevel level, std::string_view category, std::string_view message,
                std::initializer_list<LogField> fields) {
  if (!enabled(level)) return;
  std::string text = "category=";
  append_value(text, category);
  text += " message=";
  append_value(text, message);
  for (auto const& field : fields) {
    text += ' ';
    text += field.key;
    text += '=';
    append_value(text, field.value);
  }
  impl_->logger_.log(std::chrono::system_clock::time_point{impl_->clock_.now().time_since_epoch()},
                     spdlog::source_loc{}, to_spdlog(level), spdlog::string_view_t{text.data(), text.size()});
}

RateLimited::~RateLimited() {
  flush();
}

void RateLimited::flush() {
  std::uint64_t unsaid = 0;
  {
    std::lock_guard const lock{mutex_};
    unsaid = std::exchange(suppressed_, 0);
  }
  if (unsaid > 0) log_.write(level_, category_, "more of the same", {{"suppressed", unsaid}});
}

void RateLimited::write(std::string_view message, std::initializer_list<LogField> fields, Time now) {
  std::uint64_t unsaid = 0;
  {
    std::lock_guard const lock{mutex_};
    if (!period_start_ || now - *period_start_ >= period_) {
      period_start_ = now;
      written_ = 0;
      unsaid = std::exchange(suppressed_, 0);
    }
    if (written_ >= burst_) {
      ++suppressed_;
      return;
    }
    ++written_;
  }
  if (unsaid > 0) log_.write(level_, category_, "more of the same", {{"suppressed", unsaid}});
  log_.write(level_, category_, message, fields);
}

std::uint64_t RateLimited::suppressed() const {
  std::lock_guard const lock{mutex_};
  return suppressed_;
}

}  // namespace lingding::runtime
