#include "adapters/runtime/raw_log.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "adapters/runtime/nmea.hpp"

namespace lingding::runtime {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "raw-";
constexpr std::string_view kSuffix = ".nmea.zst";
/// Zstandard's fastest level proper: about 500 MB/s a core, a fifth to a quarter of the size on NMEA text.
constexpr int kCompressionLevel = 1;
/// A frame ends after so much text, so that a segment cut off by a crash loses at most its last frame's unflushed end.
constexpr std::size_t kFrameText = 4 * 1024 * 1024;

/// One Zstandard file being written. Throws std::system_error when the disk says no.
class Segment {
 public:
  Segment(fs::path const& folder, geo::UtcTime now) : context_(ZSTD_createCCtx()) {
    if (context_ == nullptr) throw std::system_error(ENOMEM, std::system_category(), "zstd");
    ZSTD_CCtx_setParameter(context_, ZSTD_c_compressionLevel, kCompressionLevel);
    ZSTD_CCtx_setParameter(context_, ZSTD_c_checksumFlag, 1);
    std::string stamp = geo::to_iso8601(now);
    std::erase_if(stamp, [](char c) { return c == '-' || c == ':'; });
    // Two segments may begin in one millisecond, or the clock may have been set back: the name is taken, try the next.
    for (int n = 0; n < 1000 && file_ < 0; ++n) {
      path_ = folder / (std::string{kPrefix} + stamp + (n == 0 ? "" : "-" + std::to_string(n)) + std::string{kSuffix});
      file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
      if (file_ < 0 && errno != EEXIST) break;
    }
    if (file_ < 0) {
      int const error = errno;
      ZSTD_freeCCtx(context_);
      throw std::system_error(error, std::system_category(), "can't make " + path_.string());
    }
  }
  Segment(Segment const&) = delete;
  Segment& operator=(Segment const&) = delete;
  ~Segment() {
    ZSTD_freeCCtx(context_);
    ::close(file_);
  }

  void add(std::string_view text) {
    compress(text, ZSTD_e_continue);
    frame_text_ += text.size();
    if (frame_text_ >= kFrameText) end_frame();
  }
  void flush() { compress({}, ZSTD_e_flush); }
  void end_frame() {
    if (frame_text_ == 0) return;
    compress({}, ZSTD_e_end);
    frame_text_ = 0;
  }
  std::uintmax_t size() const { return size_; }
  fs::path const& path() const { return path_; }

 private:
  void compress(std::string_view text, ZSTD_EndDirective directive) {
    ZSTD_inBuffer in{text.data(), text.size(), 0};
    std::size_t left = 0;
    do {
      ZSTD_outBuffer out{buffer_.data(), buffer_.size(), 0};
      left = ZSTD_compressStream2(context_, &out, &in, directive);
      if (ZSTD_isError(left) != 0) throw std::system_error(EIO, std::system_category(), ZSTD_getErrorName(left));
      put({buffer_.data(), out.pos});
    } while (in.pos < in.size || (directive != ZSTD_e_continue && left != 0));
  }
  void put(std::string_view bytes) {
    while (!bytes.empty()) {
      auto const written = ::write(file_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) throw std::system_error(errno, std::system_category(), "can't write " + path_.string());
      size_ += static_cast<std::uintmax_t>(written);
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  ZSTD_CCtx* context_;
  fs::path path_;
  int file_ = -1;
  std::vector<char> buffer_ = std::vector<char>(ZSTD_CStreamOutSize());
  std::uintmax_t size_ = 0;
  std::size_t frame_text_ = 0;
};

/// "\c:<ms>,s:<source>*hh\": NMEA 0183 v4.10 §7; the checksum is the exclusive or of what stands between '\' and '*'.
std::string tag_block(std::string_view source, geo::UtcTime time) {
  std::string body = "c:" + std::to_string(time.time_since_epoch().count()) + ",s:";
  for (char const c : source) {
    bool const plain =
        (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '.';
    body += plain ? c : '_';
  }
  return "\\" + body + checksum_text(body) + "\\";
}

}  // namespace

class RawLog::Impl {
 public:
  Impl(fs::path folder, Limits limits, Clock const& clock, Log& log)
      : folder_(std::move(folder)), limits_(limits), clock_(clock), log_(log) {
    fs::create_directories(folder_);
    thread_ = std::thread([this] { run(); });
  }
  ~Impl() {
    {
      std::lock_guard const lock{mutex_};
      stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }

  void write(std::string_view source, geo::UtcTime received_at, std::string_view lines) {
    auto const prefix = tag_block(source, received_at);
    std::lock_guard const lock{mutex_};
    while (!lines.empty()) {
      auto const newline = lines.find('\n');
      auto line = lines.substr(0, newline);
      lines.remove_prefix(newline == std::string_view::npos ? lines.size() : newline + 1);
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (line.empty()) continue;
      ++counts_.lines;
      if (waiting_.size() + prefix.size() + line.size() + 1 > limits_.memory_bytes) {
        ++counts_.lost_lines;
        continue;
      }
      waiting_ += prefix;
      waiting_ += line;
      waiting_ += '\n';
      ++waiting_lines_;
    }
    // The writer wakes by itself now and then; only a filling memory hurries it.
    if (waiting_.size() > limits_.memory_bytes / 4 && !hurried_) {
      hurried_ = true;
      wake_.notify_one();
    }
  }

  Counts counts() const {
    std::lock_guard const lock{mutex_};
    return counts_;
  }

  void flush() {
    std::unique_lock lock{mutex_};
    auto const asked = ++flushes_asked_;
    wake_.notify_one();
    flushed_.wait(lock, [&] { return flushes_done_ >= asked; });
  }

 private:
  using Steady = std::chrono::steady_clock;

  void run() {
    ::prctl(PR_SET_NAME, "raw-log");
    for (;;) {
      std::string text;
      std::uint64_t lines = 0;
      std::uint64_t asked = 0;
      bool stopping = false;
      {
        std::unique_lock lock{mutex_};
        wake_.wait_for(lock, kFlushEvery, [&] { return stopping_ || hurried_ || flushes_asked_ > flushes_done_; });
        text.swap(waiting_);
        lines = std::exchange(waiting_lines_, 0);
        asked = flushes_asked_;
        stopping = stopping_;
        hurried_ = false;
      }
      store(text, lines, stopping);
      {
        std::lock_guard const lock{mutex_};
        flushes_done_ = asked;
      }
      flushed_.notify_all();
      if (stopping) return;
    }
  }

  void store(std::string_view text, std::uint64_t lines, bool last) {
    if (retry_at_ && Steady::now() < *retry_at_ && !last) return lose(lines);
    if (text.empty() && !segment_) return;
    try {
      if (!segment_) open_segment();
      if (!text.empty()) segment_->add(text);
      segment_->flush();
      if (last || segment_->size() >= limits_.segment_bytes) segment_->end_frame();
      account();
      if (last || segment_->size() >= limits_.segment_bytes) segment_.reset();
    } catch (std::exception const& error) {
      fail(lines, error.what());
    }
  }

  void open_segment() {
    make_room();
    segment_.emplace(folder_, clock_.now());
    accounted_ = 0;
    if (std::exchange(retry_at_, std::nullopt)) {
      log_.info("raw-log", "writing again", {{"segment", segment_->path().filename().string()}});
      std::lock_guard const lock{mutex_};
      counts_.disabled = false;
    }
  }
  void account() {
    std::lock_guard const lock{mutex_};
    counts_.bytes_written += segment_->size() - std::exchange(accounted_, segment_->size());
  }
  void lose(std::uint64_t lines) {
    std::lock_guard const lock{mutex_};
    counts_.lost_lines += lines;
  }
  void fail(std::uint64_t lines, std::string_view why) {
    segment_.reset();
    if (!retry_at_)
      log_.error("raw-log", "can't write the raw traffic log: it is off until there is room", {{"reason", why}});
    retry_at_ = Steady::now() + kRetryEvery;
    std::lock_guard const lock{mutex_};
    counts_.lost_lines += lines;
    ++counts_.failures;
    counts_.disabled = true;
  }

  /// Deletes the oldest segments until a whole new one fits. Names sort by time.
  void make_room() {
    std::vector<std::pair<std::string, std::uintmax_t>> segments;
    std::uintmax_t total = 0;
    for (auto const& entry : fs::directory_iterator(folder_)) {
      auto const name = entry.path().filename().string();
      if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix) || !entry.is_regular_file()) continue;
      segments.emplace_back(name, entry.file_size());
      total += segments.back().second;
    }
    std::sort(segments.begin(), segments.end());
    auto const allowed = limits_.total_bytes - std::min(limits_.total_bytes, limits_.segment_bytes);
    for (auto const& [name, size] : segments) {
      if (total <= allowed) break;
      fs::remove(folder_ / name);
      total -= size;
    }
  }

  fs::path folder_;
  Limits limits_;
  Clock const& clock_;
  Log& log_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable flushed_;
  std::string waiting_;
  std::uint64_t waiting_lines_ = 0;
  Counts counts_;
  bool hurried_ = false;
  bool stopping_ = false;
  std::uint64_t flushes_asked_ = 0;
  std::uint64_t flushes_done_ = 0;

  // The writer's own.
  std::optional<Segment> segment_;
  std::uintmax_t accounted_ = 0;
  std::optional<Steady::time_point> retry_at_;
  std::thread thread_;
};

RawLog::RawLog(fs::path folder, Limits limits, Clock const& clock, Log& log)
    : impl_(std::make_unique<Impl>(std::move(folder), limits, clock, log)) {}
RawLog::~RawLog() = default;
void RawLog::write(std::string_view source, geo::UtcTime received_at, std::string_view lines) {
  impl_->write(source, received_at, lines);
}
RawLog::Counts RawLog::counts() const {
  return impl_->counts();
}
void RawLog::flush() {
  impl_->flush();
}

}  // namespace lingding::runtime
