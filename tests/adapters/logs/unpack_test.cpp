// Compressed streams: packed by the libraries themselves, cut off, joined, and followed by what is not theirs.

#include "adapters/logs/unpack.hpp"

#include <zlib.h>
#include <zstd.h>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/adapters/logs/read_all.hpp"

using namespace lingding;
using namespace lingding::logs;

namespace {

std::string gzip(std::string const& text) {
  z_stream stream{};
  REQUIRE(::deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(::deflateBound(&stream, text.size()) + 64, '\0');
  std::string in = text;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(::deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  ::deflateEnd(&stream);
  return out;
}
std::string zstd(std::string const& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  auto const size = ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3);
  REQUIRE(ZSTD_isError(size) == 0);
  out.resize(size);
  return out;
}

struct Unpacked {
  std::string text;
  Compression compression;
  Unpacker::End end;
};
Unpacked unpack(std::string const& bytes, std::size_t piece = 4096) {
  Unpacker unpacker{from_memory(bytes)};
  std::string text;
  std::vector<char> buffer(piece);
  while (auto const count = unpacker.read(buffer)) text.append(buffer.data(), count);
  return {text, unpacker.compression(), unpacker.end()};
}

/// Longer than the blocks that are read, and not all alike.
std::string long_text() {
  std::string text;
  for (unsigned i = 0; text.size() < 3'000'000; ++i) text += std::to_string(i * 2654435761U) + "\n";
  return text;
}

}  // namespace

TEST_CASE("logs.unpack: plain, gzip and zstd are told apart by content and give the same bytes") {
  for (auto const piece : {std::size_t{7}, std::size_t{4096}, std::size_t{1} << 20U}) {
    auto const text = long_text().substr(0, piece == 7 ? 20'000 : std::string::npos);
    CHECK(unpack(text, piece).text == text);
    auto const from_gzip = unpack(gzip(text), piece);
    CHECK(from_gzip.text == text);
    CHECK(from_gzip.compression == Compression::gzip);
    CHECK(from_gzip.end == Unpacker::End::whole);
    auto const from_zstd = unpack(zstd(text), piece);
    CHECK(from_zstd.text == text);
    CHECK(from_zstd.compression == Compression::zstd);
    CHECK(from_zstd.end == Unpacker::End::whole);
  }
  CHECK(unpack("").text.empty());
  CHECK(unpack("ab").text == "ab");
}

TEST_CASE("logs.unpack: members and frames one after another are one text (RFC 1952 §2.2, RFC 8878 §3.1)") {
  std::string const skippable{"\x53\x2A\x4D\x18\x03\x00\x00\x00xyz", 11};
  CHECK(unpack(gzip("one\n") + gzip("two\n") + gzip("")).text == "one\ntwo\n");
  auto const frames = unpack(zstd("one\n") + skippable + zstd("two\n"));
  CHECK(frames.text == "one\ntwo\n");
  CHECK(frames.end == Unpacker::End::whole);
  CHECK(unpack(skippable + zstd("two\n")).text == "two\n");
}

TEST_CASE("logs.unpack: a stream that is cut off gives what came before, and says so") {
  auto const text = long_text();
  for (auto const& packed : {gzip(text), zstd(text)}) {
    auto const half = unpack(packed.substr(0, packed.size() / 2));
    CHECK(half.end == Unpacker::End::truncated);
    CHECK(half.text.size() > text.size() / 4);
    CHECK(text.starts_with(half.text));
    // The last bytes are the checksum alone: all text is there, and still it is not whole.
    if (unpack(packed).compression == Compression::gzip) {
      auto const nearly = unpack(packed.substr(0, packed.size() - 4));
      CHECK(nearly.text == text);
      CHECK(nearly.end == Unpacker::End::truncated);
    }
  }
}

TEST_CASE("logs.unpack: damage is said, and what came before it is given") {
  auto const text = long_text();
  for (auto packed : {gzip(text), zstd(text)}) {
    for (std::size_t i = 0; i < 64; ++i) packed[packed.size() / 2 + i] = '\x55';
    auto const damaged = unpack(packed);
    CHECK(damaged.end == Unpacker::End::truncated);
    // Where the damage still decompresses, only the checksum at the end tells (RFC 1952, §2.3.1).
    CHECK(damaged.text != text);
    CHECK(damaged.text.substr(0, text.size() / 4) == text.substr(0, text.size() / 4));
  }
}

TEST_CASE("logs.unpack: bytes behind the stream are named, not read") {
  for (auto const& packed : {gzip("one\n"), zstd("one\n")}) {
    auto const unpacked = unpack(packed + "garbage");
    CHECK(unpacked.text == "one\n");
    CHECK(unpacked.end == Unpacker::End::trailing_bytes);
  }
}

TEST_CASE("logs.unpack: a log in a cut-off stream is read to its last line, and the reader counts the cut") {
  std::string text;
  for (int i = 0; i < 50'000; ++i)
    text += std::to_string(1'472'313'000 + i) + " !AIVDM,1,1,,A,13u08p0000QDeLNO=PvHU3M>0>`<,0*00\n";
  auto const packed = zstd(text);
  auto const all = read_all(std::string_view{packed}.substr(0, packed.size() * 3 / 4));
  CHECK(all.entries.size() > 1000);
  CHECK(all.entries.size() < 50'000);
  CHECK(all.reader.faults().count(Fault::truncated) == 1);
}
