// Logs: entries a second out of plain, gzip and Zstandard logs; the floor is decompression and cutting lines alone.

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/logs/reader.hpp"
#include "adapters/logs/writer.hpp"
#include "geo/check.hpp"
#include "tests/bench/report.hpp"

using namespace lingding;

namespace {

/// One position report of the go-ais sample with the payload's MMSI varied, behind TAG blocks, 300 a second: what the
/// raw log of a busy estuary is.
std::string make_log(std::size_t entries) {
  constexpr std::string_view kDigits = "0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVW`abcdefghijklmnopqrstuvw";
  std::string text;
  logs::Entry entry;
  entry.source = "waglan";
  std::uint64_t seed = 1;
  for (std::size_t i = 0; i < entries; ++i) {
    entry.at = geo::UtcTime{std::chrono::milliseconds{1'472'313'000'000 + static_cast<std::int64_t>(i * 10 / 3)}};
    std::string body = "AIVDM,1,1,,A,13u08p0000QDeLNO=PvHU3M>0>`<,0";
    for (std::size_t at : {15U, 16U, 17U, 24U, 25U, 26U, 28U, 29U, 30U}) {
      seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
      body[at] = kDigits[seed >> 58U];
    }
    unsigned sum = 0;
    for (char const c : body) sum ^= static_cast<unsigned char>(c);
    char digits[4];
    std::snprintf(digits, sizeof digits, "*%02X", sum);
    entry.raw = '!' + body + digits;
    logs::append(text, entry, logs::Target::nmea);
  }
  return text;
}

std::string pack_zstd(std::string const& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  auto const size = ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 1);
  LINGDING_CHECK(ZSTD_isError(size) == 0);
  out.resize(size);
  return out;
}
std::string pack_gzip(std::string& text) {
  z_stream stream{};
  LINGDING_CHECK(::deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(::deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  LINGDING_CHECK(::deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  ::deflateEnd(&stream);
  return out;
}

std::size_t count_lines(std::string_view block) {
  std::size_t lines = 0;
  while (auto const* const found = static_cast<char const*>(std::memchr(block.data(), '\n', block.size()))) {
    ++lines;
    block.remove_prefix(static_cast<std::size_t>(found - block.data()) + 1);
    if (block.empty()) break;
  }
  return lines;
}

/// The libraries' own streaming, block by block, and memchr for the line ends.
std::size_t floor_zstd(std::string const& packed) {
  ZSTD_DCtx* const context = ZSTD_createDCtx();
  std::vector<char> block(256 * 1024);
  ZSTD_inBuffer in{packed.data(), packed.size(), 0};
  std::size_t lines = 0;
  for (;;) {
    ZSTD_outBuffer out{block.data(), block.size(), 0};
    auto const left = ZSTD_decompressStream(context, &out, &in);
    LINGDING_CHECK(ZSTD_isError(left) == 0);
    if (out.pos > 0) lines += count_lines({block.data(), out.pos});
    if (in.pos == in.size && out.pos < out.size) break;
  }
  ZSTD_freeDCtx(context);
  return lines;
}
std::size_t floor_gzip(std::string& packed) {
  z_stream stream{};
  LINGDING_CHECK(::inflateInit2(&stream, 15 + 16) == Z_OK);
  std::vector<char> block(256 * 1024);
  stream.next_in = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  std::size_t lines = 0;
  int result = Z_OK;
  while (result == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(block.data());
    stream.avail_out = static_cast<uInt>(block.size());
    result = ::inflate(&stream, Z_NO_FLUSH);
    if (auto const size = block.size() - stream.avail_out; size > 0) lines += count_lines({block.data(), size});
  }
  LINGDING_CHECK(result == Z_STREAM_END);
  ::inflateEnd(&stream);
  return lines;
}

double cpu_seconds() {
  std::timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}
/// The best of several runs, in CPU seconds.
template <class Work>
double best_time(Work work) {
  double best = 1e9;
  for (int run = 0; run < 5; ++run) {
    double const begin = cpu_seconds();
    work();
    best = std::min(best, cpu_seconds() - begin);
  }
  return best;
}

}  // namespace

int main() {
  constexpr std::size_t kEntries = 400'000;
  auto plain = make_log(kEntries);
  auto packed_zstd = pack_zstd(plain);
  auto packed_gzip = pack_gzip(plain);
  auto const read = [&](std::string const& bytes) {
    logs::Reader reader{logs::from_memory(bytes), {}};
    logs::Entry entry;
    std::size_t count = 0;
    while (reader.next(entry)) ++count;
    LINGDING_CHECK(count == kEntries && reader.faults().total() == 0);
  };
  auto const report = [&](char const* name, char const* what, std::string const& bytes, double floor_time,
                          char const* floor_what) {
    bench::print({.figure = name,
                  .what = what,
                  .value = kEntries / best_time([&] { read(bytes); }),
                  .unit = "entries/s",
                  .floor = kEntries / floor_time,
                  .floor_what = floor_what,
                  .aim = 1.5e6,
                  .note = "TAG blocks and checksums checked, sorted in a window of 2 s; " +
                          std::to_string(bytes.size() / kEntries) + " bytes each as stored"});
  };
  auto const check = [&](std::size_t lines) { LINGDING_CHECK(lines == kEntries); };
  report("logs.plain", "entries of a plain log, one core", plain, best_time([&] { check(count_lines(plain)); }),
         "memchr for line ends alone, same run");
  report("logs.zstd", "entries of a Zstandard log, one core", packed_zstd,
         best_time([&] { check(floor_zstd(packed_zstd)); }), "libzstd + memchr for line ends alone, same run");
  report("logs.gzip", "entries of a gzip log, one core", packed_gzip,
         best_time([&] { check(floor_gzip(packed_gzip)); }), "zlib + memchr for line ends alone, same run");
  return 0;
}
