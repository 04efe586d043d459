// Beacon messages from outside: lines of digits in every form, and the same bits past their codes.

#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/sarsat/bch.hpp"
#include "adapters/sarsat/beacon_json.hpp"
#include "geo/check.hpp"

using namespace lingding;

namespace {

void check_message(sarsat::BeaconMessage const& message) {
  if (message.position) {
    auto const& position = message.position->position;
    LINGDING_CHECK(position.latitude.degrees() >= -90 && position.latitude.degrees() <= 90);
    LINGDING_CHECK(position.longitude.degrees() >= -180 && position.longitude.degrees() <= 180);
    LINGDING_CHECK(message.position->radius.metres() > 0);
  }
  LINGDING_CHECK(message.corrected_bits() <= 6);
  LINGDING_CHECK(message.is_message() == message.first_code.has_value() ||
                 message.form == sarsat::BeaconForm::without_parity);
  // The ID is an ID, and says the same beacon again.
  auto const id = message.id();
  auto const again = sarsat::decode_beacon_message(id.text());
  if (!again) return;  // blank
  LINGDING_CHECK(again->id() == id);
  // Bits 26 to 39 with 101: an ID that is read as the second generation's, and digits that are blank, differ.
  if (again->identity.generation == message.identity.generation)
    LINGDING_CHECK(again->identity.mmsi == message.identity.mmsi &&
                   again->identity.call_sign == message.identity.call_sign);
}

void check_line(std::string_view line) {
  std::string json;
  bool const decoded = sarsat::decode_to_json(json, line);
  LINGDING_CHECK(json.size() < 8192 && json.front() == '{' && json.back() == '}');
  LINGDING_CHECK(decoded != (json.find("\"error\":") != std::string::npos) || line.find("error") != std::string::npos);
  for (char const c : json) LINGDING_CHECK(static_cast<unsigned char>(c) >= 0x20);
  auto const message = sarsat::decode_beacon_message(line);
  LINGDING_CHECK(message.has_value() == decoded);
  if (message) check_message(*message);
}

std::string digits(plans::BeaconBits const& bits, std::size_t from, std::size_t to) {
  std::string text;
  for (std::size_t at = from; at <= to; at += 4) text += "0123456789ABCDEF"[bits(at, at + 3)];
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<char const*>(data), size);
  while (!rest.empty()) {
    auto const end = std::min(rest.find('\n'), rest.size());
    check_line(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  // The bytes as bits under right codes: every field sees every value.
  plans::BeaconBits bits;
  for (std::size_t i = 0; i < std::min<std::size_t>(size, 31); ++i) bits.set(8 * i + 1, 8 * i + 8, data[i]);
  plans::BeaconBits first;
  first.set(25, 85, bits(1, 61));
  first.set(107, 132, bits(62, 87));
  first.set(86, 106, sarsat::first_field_parity(first));
  first.set(133, 144, sarsat::second_field_parity(first));
  check_line(digits(first, 25, 144));
  plans::BeaconBits second;
  for (std::size_t bit = 1; bit <= 202; ++bit) second.set(bit + 2, bit + 2, bits(bit, bit));
  check_line(digits(second, 1, 204));
  plans::BeaconBits unpadded;
  for (std::size_t bit = 1; bit <= 202; ++bit) unpadded.set(bit, bit, bits(bit, bit));
  second.set(205, 252, sarsat::second_generation_parity(unpadded));
  auto const whole = sarsat::decode_beacon_message(digits(second, 1, 252));
  LINGDING_CHECK(size == 0 || whole.has_value() || whole.error() == sarsat::BeaconRefusal::blank);
  return 0;
}
