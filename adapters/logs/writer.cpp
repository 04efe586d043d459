#include "adapters/logs/writer.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <system_error>
#include <vector>

#include "adapters/runtime/descriptor.hpp"
#include "adapters/runtime/nmea.hpp"
#include "geo/json_writer.hpp"

namespace lingding::logs {
namespace {

constexpr std::size_t kBlock = 256 * 1024;
/// As the raw log's: fast, and a fifth of the size on NMEA text.
constexpr int kZstdLevel = 3;
constexpr int kGzipLevel = 6;

void append_tag(std::string& out, Entry const& entry) {
  if (!entry.at && entry.source.empty()) return;
  out += '\\';
  std::size_t const begin = out.size();
  if (entry.at) {
    std::array<char, 24> digits{};
    auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), entry.at->time_since_epoch().count());
    out += "c:";
    out.append(digits.data(), end.ptr);
  }
  if (!entry.source.empty()) {
    if (entry.at) out += ',';
    out += "s:";
    for (char const c : entry.source) {
      bool const plain = c > ' ' && c <= '~' && c != ',' && c != '*' && c != '\\' && c != '!' && c != '$' && c != ':';
      out += plain ? c : '_';
    }
  }
  out += runtime::checksum_text(std::string_view{out}.substr(begin));
  out += '\\';
}

bool is_plain(std::string_view bytes) {
  return std::ranges::all_of(bytes,
                             [](char c) { return (c >= ' ' && c <= '~') || c == '\n' || c == '\t' || c == '\r'; });
}

std::string to_base64(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t group = 0;
    std::size_t const count = std::min<std::size_t>(3, bytes.size() - at);
    for (std::size_t i = 0; i < 3; ++i)
      group = group << 8U | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    for (std::size_t i = 0; i < 4; ++i) out += i <= count ? kDigits[group >> (18 - 6 * i) & 0x3FU] : '=';
  }
  return out;
}

void append_entry(std::string& out, Entry const& entry) {
  geo::JsonWriter json(out);
  json.begin_object();
  if (entry.at) json.member("at", geo::to_iso8601(*entry.at));
  json.member("source", entry.source).member("format", to_text(entry.format));
  if (is_plain(entry.raw)) {
    json.member("raw", entry.raw);
  } else {
    json.member("raw_base64", to_base64(entry.raw));
  }
  json.end_object();
  out += '\n';
}

}  // namespace

void append(std::string& out, Entry const& entry, Target target) {
  if (target == Target::entries) return append_entry(out, entry);
  std::string_view rest = entry.raw;
  for (;;) {
    auto const end = rest.find('\n');
    append_tag(out, entry);
    out += rest.substr(0, end);
    out += '\n';
    if (end == std::string::npos) return;
    rest.remove_prefix(end + 1);
  }
}

Compression compression_by_name(std::filesystem::path const& path) {
  if (path.extension() == ".gz") return Compression::gzip;
  if (path.extension() == ".zst") return Compression::zstd;
  return Compression::none;
}

struct Writer::State {
  std::filesystem::path path;
  std::filesystem::path part;
  Target target;
  Compression compression;
  runtime::Descriptor own;
  int number = STDOUT_FILENO;
  std::string text;
  std::vector<char> packed = std::vector<char>(kBlock);
  ZSTD_CCtx* zstd = nullptr;
  z_stream zlib{};
  bool has_zlib = false;
  std::uint64_t entries = 0;
  std::uint64_t bytes = 0;
  bool closed = false;

  State(std::filesystem::path const& to, Target wanted)
      : path(to), target(wanted), compression(to == "-" ? Compression::none : compression_by_name(to)) {
    if (to != "-") {
      part = to;
      part += ".part";
      own = runtime::Descriptor{::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)};
      if (own.get() < 0) throw std::system_error(errno, std::generic_category(), part.string());
      number = own.get();
    }
    if (compression == Compression::zstd) {
      zstd = ZSTD_createCCtx();
      if (zstd == nullptr) throw std::bad_alloc();
      ZSTD_CCtx_setParameter(zstd, ZSTD_c_compressionLevel, kZstdLevel);
      ZSTD_CCtx_setParameter(zstd, ZSTD_c_checksumFlag, 1);
    } else if (compression == Compression::gzip) {
      if (::deflateInit2(&zlib, kGzipLevel, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
      has_zlib = true;
    }
  }
  State(State const&) = delete;
  State& operator=(State const&) = delete;
  ~State() {
    ZSTD_freeCCtx(zstd);
    if (has_zlib) ::deflateEnd(&zlib);
    if (!closed && !part.empty()) ::unlink(part.c_str());
  }

  void put(std::string_view out) {
    while (!out.empty()) {
      auto const written = ::write(number, out.data(), out.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) throw std::system_error(errno, std::generic_category(), "writing " + path.string());
      bytes += static_cast<std::uint64_t>(written);
      out.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  enum class Last : bool { no, yes };
  void flush(Last last) {
    switch (compression) {
      case Compression::none:
        put(text);
        break;
      case Compression::zstd:
        flush_zstd(last);
        break;
      case Compression::gzip:
        flush_gzip(last);
        break;
    }
    text.clear();
  }
  void flush_zstd(Last last) {
    ZSTD_inBuffer in{text.data(), text.size(), 0};
    std::size_t left = 0;
    do {
      ZSTD_outBuffer out{packed.data(), packed.size(), 0};
      left = ZSTD_compressStream2(zstd, &out, &in, last == Last::yes ? ZSTD_e_end : ZSTD_e_continue);
      if (ZSTD_isError(left) != 0) throw std::system_error(EIO, std::generic_category(), ZSTD_getErrorName(left));
      put({packed.data(), out.pos});
    } while (in.pos < in.size || (last == Last::yes && left != 0));
  }
  void flush_gzip(Last last) {
    zlib.next_in = reinterpret_cast<Bytef*>(text.data());
    zlib.avail_in = static_cast<uInt>(text.size());
    int result = Z_OK;
    do {
      zlib.next_out = reinterpret_cast<Bytef*>(packed.data());
      zlib.avail_out = static_cast<uInt>(packed.size());
      result = ::deflate(&zlib, last == Last::yes ? Z_FINISH : Z_NO_FLUSH);
      if (result == Z_STREAM_ERROR) throw std::system_error(EIO, std::generic_category(), "zlib");
      put({packed.data(), packed.size() - zlib.avail_out});
    } while (zlib.avail_out == 0 || (last == Last::yes && result != Z_STREAM_END));
  }
};

Writer::Writer(std::filesystem::path const& path, Target target) : state_(std::make_unique<State>(path, target)) {}
Writer::~Writer() = default;
Writer::Writer(Writer&&) noexcept = default;
Writer& Writer::operator=(Writer&&) noexcept = default;

void Writer::write(Entry const& entry) {
  append(state_->text, entry, state_->target);
  ++state_->entries;
  if (state_->text.size() >= kBlock) state_->flush(State::Last::no);
}

void Writer::close() {
  state_->flush(State::Last::yes);
  if (!state_->part.empty()) {
    int const number = state_->own.release();
    if (::close(number) != 0) throw std::system_error(errno, std::generic_category(), state_->path.string());
    std::filesystem::rename(state_->part, state_->path);
  }
  state_->closed = true;
}

std::uint64_t Writer::entries() const {
  return state_->entries;
}
std::uint64_t Writer::bytes() const {
  return state_->bytes;
}

}  // namespace lingding::logs
