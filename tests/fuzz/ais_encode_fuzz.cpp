// AIS there and back: whatever message the bits give, encoding and decoding it again gives the same message.

#include <cstdint>
#include <string>

#include "adapters/ais/decoder.hpp"
#include "adapters/ais/encode.hpp"
#include "geo/check.hpp"

using namespace lingding;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string characters;
  for (std::size_t i = 0; i < size && i < ais::kMaxPayloadCharacters; ++i) {
    unsigned const value = data[i] & 63U;
    characters += static_cast<char>(value + (value < 40 ? 48 : 56));
  }
  ais::PayloadBits payload;
  ais::Message first;
  if (payload.assign(characters, 0) || decode_payload(payload, first)) return 0;
  auto const sentences = encode(first, {.sequence = 7});
  if (!sentences) return 0;
  ais::Decoder decoder;
  for (std::size_t i = 0; i < sentences->size(); ++i) {
    ais::Fed const fed = decoder.feed((*sentences)[i], geo::UtcTime{});
    LINGDING_CHECK(!fed.rejection);
    LINGDING_CHECK((fed.received != nullptr) == (i + 1 == sentences->size()));
    if (fed.received == nullptr) continue;
    auto const again = encode(fed.received->message, {.sequence = 7});
    LINGDING_CHECK(again && *again == *sentences);
  }
  return 0;
}
