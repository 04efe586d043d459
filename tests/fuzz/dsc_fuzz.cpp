// DSC from outside: sentences with a right checksum and without, expansions, symbols and bits.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/dsc/fields.hpp"
#include "adapters/dsc/json.hpp"
#include "adapters/dsc/sentence.hpp"
#include "adapters/dsc/symbols.hpp"
#include "geo/check.hpp"

using namespace lingding;

namespace {

void check(dsc::Call const& call) {
  std::string json;
  append_json(json, call);
  for (char const c : json) LINGDING_CHECK(static_cast<unsigned char>(c) >= 0x20);
  LINGDING_CHECK(call.sender || call.casualty || call.area);
  if (call.format == dsc::Format::distress) LINGDING_CHECK(call.is_distress());
}

void feed_lines(std::string_view bytes) {
  dsc::Decoder decoder{{.window = std::chrono::seconds{10}, .most_waiting = 3}};
  geo::UtcTime now{};
  while (!bytes.empty()) {
    auto const end = bytes.find('\n');
    auto const line = bytes.substr(0, end);
    auto const fed = decoder.feed(line, now += std::chrono::seconds{1});
    LINGDING_CHECK(fed.received == nullptr || !fed.rejection);
    LINGDING_CHECK(decoder.waiting() <= 3);
    if (fed.received != nullptr) check(fed.received->call);
    if (fed.rejection) {
      std::string json;
      append_json(json, 1, line, fed);
      LINGDING_CHECK(json.front() == '{' && json.back() == '}');
    }
    bytes = end == std::string_view::npos ? std::string_view{} : bytes.substr(end + 1);
  }
  auto const& counts = decoder.counts();
  LINGDING_CHECK(counts.lines == counts.calls + counts.expansions + counts.skipped + counts.rejected_total());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const bytes(reinterpret_cast<char const*>(data), size);
  feed_lines(bytes);
  // Past the checksum: every field sees every character.
  if (auto call = dsc::read_call("CDDSC," + std::string(bytes))) {
    check(*call);
    if (auto const expansion = dsc::read_expansion("CDDSE," + std::string(bytes)))
      for (auto const& each : expansion->expansions) apply(each, *call);
  }
  // The bytes as symbols and as bits.
  std::vector<dsc::Symbol> symbols;
  std::vector<bool> bits;
  for (std::size_t i = 0; i < size && i < dsc::kMaxSymbols; ++i) {
    symbols.push_back(data[i] > 127 ? dsc::Symbol{} : dsc::Symbol{data[i]});
    for (unsigned bit = 0; bit < 8; ++bit) bits.push_back((data[i] >> bit & 1U) != 0);
  }
  if (auto const call = dsc::decode_sequence(symbols)) check(*call);
  if (auto const call = dsc::decode_transmission(symbols)) check(*call);
  if (auto const call = dsc::decode_bits(bits)) check(*call);
  return 0;
}
