#include "adapters/logs/unpack.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <system_error>
#include <vector>

#include "adapters/runtime/descriptor.hpp"

namespace lingding::logs {
namespace {

class FileSource final : public ByteSource {
 public:
  explicit FileSource(std::filesystem::path const& path)
      : own_(path == "-" ? -1 : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)),
        number_(path == "-" ? STDIN_FILENO : own_.get()) {
    if (number_ < 0) throw std::system_error(errno, std::generic_category(), path.string());
    struct stat status{};
    if (::fstat(number_, &status) != 0) throw std::system_error(errno, std::generic_category(), path.string());
    if (S_ISDIR(status.st_mode)) throw std::system_error(EISDIR, std::generic_category(), path.string());
    if (S_ISREG(status.st_mode)) size_ = static_cast<std::uint64_t>(status.st_size);
  }
  std::size_t read(std::span<char> to) override {
    for (;;) {
      auto const count = ::read(number_, to.data(), to.size());
      if (count >= 0) return static_cast<std::size_t>(count);
      if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "reading");
    }
  }
  std::optional<std::uint64_t> size() const override { return size_; }

 private:
  runtime::Descriptor own_;
  int number_;
  std::optional<std::uint64_t> size_;
};

class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : left_(bytes), size_(bytes.size()) {}
  std::size_t read(std::span<char> to) override {
    std::size_t const count = std::min(to.size(), left_.size());
    if (count > 0) std::memcpy(to.data(), left_.data(), count);
    left_.remove_prefix(count);
    return count;
  }
  std::optional<std::uint64_t> size() const override { return size_; }

 private:
  std::string_view left_;
  std::uint64_t size_;
};

bool is_gzip(std::string_view head) {
  return head.size() >= 3 && head[0] == '\x1F' && head[1] == '\x8B' && head[2] == '\x08';
}
/// A frame's magic number, or that of a skippable frame (RFC 8878, §3.1.1 and §3.1.2).
bool is_zstd(std::string_view head) {
  if (head.size() < 4) return false;
  auto const byte = [&](std::size_t i) { return static_cast<unsigned char>(head[i]); };
  bool const frame = byte(0) == 0x28 && byte(1) == 0xB5 && byte(2) == 0x2F && byte(3) == 0xFD;
  bool const skippable = (byte(0) & 0xF0U) == 0x50 && byte(1) == 0x2A && byte(2) == 0x4D && byte(3) == 0x18;
  return frame || skippable;
}

struct ZstdFree {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};
struct InflateEnd {
  void operator()(z_stream* stream) const {
    ::inflateEnd(stream);
    delete stream;
  }
};

}  // namespace

std::unique_ptr<ByteSource> open_file(std::filesystem::path const& path) {
  return std::make_unique<FileSource>(path);
}
std::unique_ptr<ByteSource> from_memory(std::string_view bytes) {
  return std::make_unique<MemorySource>(bytes);
}

std::string_view to_text(Compression compression) {
  switch (compression) {
    case Compression::none:
      return "none";
    case Compression::gzip:
      return "gzip";
    case Compression::zstd:
      return "zstd";
  }
  return "none";
}

struct Unpacker::State {
  std::unique_ptr<ByteSource> source;
  Compression compression = Compression::none;
  std::vector<char> buffer = std::vector<char>(kBlock);
  std::size_t begin = 0;  ///< of what is in the buffer and not used yet
  std::size_t end = 0;
  bool source_ended = false;
  bool in_frame = false;  ///< a member or frame has begun and not ended
  bool any_frame = false;
  bool has_more = false;  ///< the last output was full: the decoder may hold more without further input
  bool finished = false;
  std::uint64_t position = 0;
  End how = End::whole;
  std::string reason;
  std::unique_ptr<ZSTD_DCtx, ZstdFree> zstd;
  std::unique_ptr<z_stream, InflateEnd> zlib;

  explicit State(std::unique_ptr<ByteSource> from) : source(std::move(from)) {
    while (end < 4 && fill()) {
    }
    std::string_view const head{buffer.data(), end};
    if (is_gzip(head)) open_gzip();
    if (is_zstd(head)) open_zstd();
  }
  void open_gzip() {
    compression = Compression::gzip;
    auto stream = std::make_unique<z_stream>();
    // 15 + 16: the largest window, gzip alone.
    if (::inflateInit2(stream.get(), 15 + 16) != Z_OK) throw std::bad_alloc();
    zlib.reset(stream.release());
  }
  void open_zstd() {
    compression = Compression::zstd;
    zstd.reset(ZSTD_createDCtx());
    if (!zstd) throw std::bad_alloc();
    ZSTD_DCtx_setParameter(zstd.get(), ZSTD_d_windowLogMax, kZstdWindowLog);
  }
  /// Reads more behind what is there. False: the source has ended.
  bool fill() {
    if (source_ended) return false;
    if (begin == end) begin = end = 0;
    if (end == buffer.size()) return true;
    std::size_t const count = source->read(std::span{buffer}.subspan(end));
    position += count;
    end += count;
    source_ended = count == 0;
    return count > 0;
  }
  std::size_t stop(End why, std::string words) {
    finished = true;
    how = why;
    reason = std::move(words);
    return 0;
  }
  std::size_t read_plain(std::span<char> to) {
    if (begin == end && !fill()) return stop(End::whole, {});
    std::size_t const count = std::min(to.size(), end - begin);
    std::memcpy(to.data(), buffer.data() + begin, count);
    begin += count;
    return count;
  }
  std::size_t read_gzip(std::span<char> to) {
    for (;;) {
      if (begin == end && !has_more && !fill())
        return in_frame ? stop(End::truncated, "the gzip stream ends in the middle") : stop(End::whole, {});
      if (!in_frame && any_frame) {
        while (end - begin < 3 && shift_and_fill()) {
        }
        if (!is_gzip({buffer.data() + begin, end - begin}))
          return stop(End::trailing_bytes, "what follows the gzip stream is no member of it");
        ::inflateReset(zlib.get());
      }
      in_frame = any_frame = true;
      zlib->next_in = reinterpret_cast<Bytef*>(buffer.data() + begin);
      zlib->avail_in = static_cast<uInt>(end - begin);
      zlib->next_out = reinterpret_cast<Bytef*>(to.data());
      zlib->avail_out = static_cast<uInt>(to.size());
      int const result = ::inflate(zlib.get(), Z_NO_FLUSH);
      begin = end - zlib->avail_in;
      std::size_t const count = to.size() - zlib->avail_out;
      has_more = zlib->avail_out == 0 && result == Z_OK;
      if (result == Z_STREAM_END) {
        in_frame = false;
      } else if (result != Z_OK && result != Z_BUF_ERROR) {
        // What was decompressed before the damage still counts.
        damage_ = zlib->msg != nullptr ? zlib->msg : "the gzip stream is damaged";
        if (count == 0) return stop(End::truncated, damage_);
        pending_damage_ = true;
      }
      if (count > 0) return count;
    }
  }
  std::size_t read_zstd(std::span<char> to) {
    for (;;) {
      if (begin == end && !has_more && !fill())
        return in_frame ? stop(End::truncated, "the Zstandard stream ends in the middle") : stop(End::whole, {});
      if (!in_frame && any_frame) {
        while (end - begin < 4 && shift_and_fill()) {
        }
        if (!is_zstd({buffer.data() + begin, end - begin}))
          return stop(End::trailing_bytes, "what follows the Zstandard frame is none");
      }
      ZSTD_inBuffer in{buffer.data(), end, begin};
      ZSTD_outBuffer out{to.data(), to.size(), 0};
      std::size_t const result = ZSTD_decompressStream(zstd.get(), &out, &in);
      begin = in.pos;
      any_frame = true;
      if (ZSTD_isError(result) != 0) {
        damage_ = ZSTD_getErrorName(result);
        if (out.pos == 0) return stop(End::truncated, damage_);
        pending_damage_ = true;
      } else {
        in_frame = result != 0;
        has_more = in_frame && out.pos == out.size;
      }
      if (out.pos > 0) return out.pos;
    }
  }
  /// A member's magic number may be cut by the end of the buffer.
  bool shift_and_fill() {
    std::memmove(buffer.data(), buffer.data() + begin, end - begin);
    end -= begin;
    begin = 0;
    return fill();
  }
  std::size_t read(std::span<char> to) {
    if (finished || to.empty()) return 0;
    if (pending_damage_) return stop(End::truncated, damage_);
    switch (compression) {
      case Compression::none:
        return read_plain(to);
      case Compression::gzip:
        return read_gzip(to);
      case Compression::zstd:
        return read_zstd(to);
    }
    return 0;
  }

 private:
  std::string damage_;
  bool pending_damage_ = false;
};

Unpacker::Unpacker(std::unique_ptr<ByteSource> source) : state_(std::make_unique<State>(std::move(source))) {}
Unpacker::~Unpacker() = default;
Unpacker::Unpacker(Unpacker&&) noexcept = default;
Unpacker& Unpacker::operator=(Unpacker&&) noexcept = default;
std::size_t Unpacker::read(std::span<char> to) {
  return state_->read(to);
}
Compression Unpacker::compression() const {
  return state_->compression;
}
Unpacker::End Unpacker::end() const {
  return state_->how;
}
std::string const& Unpacker::reason() const {
  return state_->reason;
}
std::uint64_t Unpacker::position() const {
  return state_->position;
}
std::optional<std::uint64_t> Unpacker::size() const {
  return state_->source->size();
}

}  // namespace lingding::logs
