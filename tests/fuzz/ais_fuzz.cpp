// AIS lines from outside: sentences, TAG blocks, assembly, payloads and JSON, line by line and cut at another place.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/ais/json.hpp"
#include "adapters/ais/stream.hpp"
#include "geo/check.hpp"

using namespace lingding;

namespace {

/// All that a decoder makes of the bytes when they come in pieces of `piece`.
std::string decode(std::string_view bytes, std::size_t piece) {
  ais::Decoder decoder;
  ais::StreamDecoder stream{decoder};
  std::string out;
  auto const sink = [&](std::uint64_t line_number, std::string_view line, ais::Fed const& fed) {
    LINGDING_CHECK(line.size() <= bytes.size());
    LINGDING_CHECK((fed.received == nullptr) || !fed.rejection);
    out += std::to_string(line_number);
    if (fed.rejection) out += name_of(*fed.rejection);
    if (fed.tag_fault) out += name_of(*fed.tag_fault);
    if (fed.received == nullptr) return;
    std::size_t const before = out.size();
    append_json(out, *fed.received);
    LINGDING_CHECK(out.size() - before <= ais::kMaxJsonBytes);
    // Plain ASCII or UTF-8 between braces: what the bus and the browser are given.
    LINGDING_CHECK(out[before] == '{' && out.back() == '}');
    for (std::size_t i = before; i < out.size(); ++i) LINGDING_CHECK(static_cast<unsigned char>(out[i]) >= 0x20);
    if (auto const place = position_of(fed.received->message)) {
      LINGDING_CHECK(place->latitude.degrees() >= -90 && place->latitude.degrees() <= 90);
    }
  };
  for (std::size_t at = 0; at < bytes.size(); at += piece) stream.push(bytes.substr(at, piece), geo::UtcTime{}, sink);
  stream.finish(geo::UtcTime{}, sink);
  ais::DecodeCounts const& counts = decoder.counts();
  LINGDING_CHECK(counts.lines == counts.messages_total() + counts.skipped + counts.fragments + counts.rejected_total());
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const bytes(reinterpret_cast<char const*>(data), size);
  std::string const whole = decode(bytes, bytes.size() + 1);
  LINGDING_CHECK(decode(bytes, 7) == whole);
  // The bytes as a payload, past the checksum: every type sees every bit pattern.
  ais::PayloadBits payload;
  std::string characters;
  for (char const c : bytes.substr(0, ais::kMaxPayloadCharacters)) {
    unsigned const value = static_cast<unsigned char>(c) & 63U;
    characters += static_cast<char>(value + (value < 40 ? 48 : 56));
  }
  if (!characters.empty() && !payload.assign(characters, static_cast<unsigned>(size % 6))) {
    ais::Message message;
    if (!decode_payload(payload, message)) {
      std::string json;
      append_json(json, message);
      LINGDING_CHECK(json.size() <= ais::kMaxJsonBytes);
    }
  }
  return 0;
}
