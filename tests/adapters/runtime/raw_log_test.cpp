#include "adapters/runtime/raw_log.hpp"

#include <sys/resource.h>
#include <zstd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <iterator>
#include <mutex>

#include "adapters/ais/decoder.hpp"
#include "tests/support/temp_folder.hpp"

using namespace lingding;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

/// Everything in a Zstandard file; a frame that isn't finished gives what was flushed.
std::string unpacked(fs::path const& path) {
  std::ifstream in(path, std::ios::binary);
  std::string const packed{std::istreambuf_iterator<char>(in), {}};
  auto* const context = ZSTD_createDCtx();
  std::string text;
  std::string buffer(ZSTD_DStreamOutSize(), '\0');
  ZSTD_inBuffer input{packed.data(), packed.size(), 0};
  for (;;) {
    ZSTD_outBuffer output{buffer.data(), buffer.size(), 0};
    auto const result = ZSTD_decompressStream(context, &output, &input);
    REQUIRE(ZSTD_isError(result) == 0);
    text.append(buffer, 0, output.pos);
    if (input.pos == input.size && output.pos < output.size) break;
  }
  ZSTD_freeDCtx(context);
  return text;
}

std::vector<fs::path> segments(fs::path const& folder) {
  std::vector<fs::path> all;
  for (auto const& entry : fs::directory_iterator(folder)) all.push_back(entry.path());
  std::sort(all.begin(), all.end());
  return all;
}

struct Fixture {
  support::TempFolder folder;
  runtime::SettableClock clock{*geo::parse_time("2016-08-27T15:50:00.123Z")};
  std::mutex mutex;
  std::vector<std::string> lines;
  runtime::Log log{runtime::LogLevel::info, clock, [this](std::string_view line) {
                     std::lock_guard const lock{mutex};
                     lines.emplace_back(line);
                   }};
};

}  // namespace

TEST_CASE("runtime.raw_log: lines stand behind a TAG block with time and source, and decode") {
  Fixture f;
  // gpsd's test log, ais-nmea.log: message 5 in two sentences would do as well; one position is enough here.
  std::string const sentence = "!AIVDM,1,1,,A,>5?Per18=HB1U:1@E=B0m<L,2*51";
  {
    runtime::RawLog raw(f.folder / "raw", {}, f.clock, f.log);
    raw.write("waglan", f.clock.now(), sentence + "\r\n\n" + sentence);
    raw.write("od d\\name", f.clock.now() + 1s, "x\n");
    CHECK(raw.counts().lines == 3);
  }
  auto const files = segments(f.folder / "raw");
  REQUIRE(files.size() == 1);
  CHECK(files[0].filename() == "raw-20160827T155000.123Z.nmea.zst");
  auto const text = unpacked(files[0]);
  // Checksum by hand: exclusive or of "c:1472313000123,s:waglan".
  unsigned sum = 0;
  for (char const c : std::string{"c:1472313000123,s:waglan"}) sum ^= static_cast<unsigned char>(c);
  char hex[3];
  std::snprintf(hex, sizeof hex, "%02X", sum);
  std::string const line = std::string{"\\c:1472313000123,s:waglan*"} + hex + "\\" + sentence + "\n";
  CHECK(text.starts_with(line + line + "\\c:1472313001123,s:od_d_name*"));
  ais::Decoder decoder;
  auto const fed = decoder.feed(line, f.clock.now() + 24h);
  REQUIRE(fed.received != nullptr);
  CHECK_FALSE(fed.tag_fault.has_value());
  CHECK(fed.received->tag.source == "waglan");
  CHECK(fed.received->tag.time == f.clock.now());
}

TEST_CASE("runtime.raw_log: what was flushed can be read while the segment is still open") {
  Fixture f;
  runtime::RawLog raw(f.folder / "raw", {}, f.clock, f.log);
  raw.write("s", f.clock.now(), "one\n");
  raw.flush();
  CHECK(unpacked(segments(f.folder / "raw").at(0)).ends_with("\\one\n"));
  raw.write("s", f.clock.now(), "two\n");
  raw.flush();
  CHECK(unpacked(segments(f.folder / "raw").at(0)).ends_with("\\two\n"));
  CHECK(raw.counts().bytes_written == fs::file_size(segments(f.folder / "raw").at(0)));
}

TEST_CASE("runtime.raw_log: segments roll, and the oldest go when there are too many bytes") {
  Fixture f;
  runtime::RawLog raw(f.folder / "raw", {.total_bytes = 40'000, .segment_bytes = 8'000, .memory_bytes = 1'000'000},
                      f.clock, f.log);
  f.folder.write("raw/notes.txt", std::string(100'000, 'n'));  // not ours: neither counted nor deleted
  std::uint32_t random = 1;
  for (int round = 0; round < 40; ++round) {
    std::string text;
    for (int i = 0; i < 6000; ++i) {
      random = random * 1664525U + 1013904223U;
      text += static_cast<char>('0' + random / 67'108'864U);
      if (i % 60 == 59) text += '\n';
    }
    f.clock.advance(1s);
    raw.write("s", f.clock.now(), text);
    raw.flush();
    std::uintmax_t total = 0;
    for (auto const& path : segments(f.folder / "raw"))
      if (path.extension() == ".zst") total += fs::file_size(path);
    // A segment is closed at the first flush beyond its size, which was one round.
    REQUIRE(total <= 40'000 + 8'000);
  }
  auto const files = segments(f.folder / "raw");
  CHECK(files.size() > 3);
  CHECK(fs::exists(f.folder / "raw" / "notes.txt"));
  CHECK(files.at(1).filename().string() > "raw-20160827T155010");  // after notes.txt
  CHECK(raw.counts().lost_lines == 0);
}

TEST_CASE("runtime.raw_log: more than the memory holds is dropped and counted") {
  Fixture f;
  runtime::RawLog raw(f.folder / "raw", {.total_bytes = 1'000'000, .segment_bytes = 100'000, .memory_bytes = 1'000},
                      f.clock, f.log);
  raw.write("s", f.clock.now(), std::string(2'000, 'x') + "\nfits\n");
  raw.flush();
  CHECK(raw.counts().lines == 2);
  CHECK(raw.counts().lost_lines == 1);
  CHECK(unpacked(segments(f.folder / "raw").at(0)).ends_with("\\fits\n"));
}

TEST_CASE("runtime.raw_log: a disk that is full turns it off with a counter and one line, and nobody waits") {
  Fixture f;
  // No file may grow beyond this: write(2) fails as on a full disk (EFBIG instead of ENOSPC).
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  auto const old_handler = std::signal(SIGXFSZ, SIG_IGN);
  {
    runtime::RawLog raw(f.folder / "raw", {}, f.clock, f.log);
    raw.write("s", f.clock.now(), "kept\n");
    raw.flush();
    rlimit const none{1, before.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &none) == 0);
    for (int i = 0; i < 5; ++i) {
      raw.write("s", f.clock.now(), "lost\n");
      raw.flush();
    }
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
    auto const counts = raw.counts();
    CHECK(counts.disabled);
    CHECK(counts.failures == 1);  // within kRetryEvery it is not tried again
    CHECK(counts.lines == 6);
    CHECK(counts.lost_lines == 5);
    std::lock_guard const lock{f.mutex};
    REQUIRE(f.lines.size() == 1);
    CHECK(f.lines[0].find("can't write the raw traffic log") != std::string::npos);
  }
  std::signal(SIGXFSZ, old_handler);
  CHECK(unpacked(segments(f.folder / "raw").at(0)).ends_with("\\kept\n"));
}

TEST_CASE("runtime.raw_log: a folder that can't be made is an error at the start") {
  Fixture f;
  f.folder.write("file", "x");
  CHECK_THROWS_AS(runtime::RawLog(f.folder / "file" / "raw", {}, f.clock, f.log), std::system_error);
}
