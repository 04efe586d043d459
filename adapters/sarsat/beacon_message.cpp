#include "adapters/sarsat/beacon_message.hpp"

#include "adapters/sarsat/beacon_parts.hpp"
#include "geo/check.hpp"
#include "plans/country.hpp"

namespace lingding::sarsat {

std::string_view to_text(BeaconWarning warning) {
  switch (warning) {
    case BeaconWarning::synchronisation_errors:
      return "bits of the synchronisation are wrong";
    case BeaconWarning::country_not_allocated:
      return "the country code is not allocated";
    case BeaconWarning::second_field_missing:
      return "the second protected field is missing or blank: bits 107 to 112 are unprotected, and there is no fine "
             "position";
    case BeaconWarning::second_field_unsound:
      return "the second protected field has more errors than its code corrects and is not used";
    case BeaconWarning::short_location:
      return "a location protocol in the short format";
    case BeaconWarning::position_out_of_range:
      return "the encoded position is beyond 90 degrees of latitude or 180 of longitude";
    case BeaconWarning::position_incomplete:
      return "only one of latitude and longitude is encoded";
    case BeaconWarning::offset_out_of_range:
      return "the fine position is impossible; the coarse one stands alone";
    case BeaconWarning::fixed_bits_wrong:
      return "bits that the standard fixes have another value";
    case BeaconWarning::reserved_value:
      return "a value that the standard reserves or forbids";
    case BeaconWarning::padding_behind:
      return "read with its two padding bits at the end";
    case BeaconWarning::spare_bits_mixed:
      return "the spare bits 141 to 154 are neither all 1 nor all 0";
    case BeaconWarning::cancellation_disagrees:
      return "one part says that this is a cancellation, another that it is not: taken for an alert";
    case BeaconWarning::id_with_position:
      return "the location bits of the ID are not at their default";
  }
  return "";
}

std::size_t BeaconMessage::write_id(std::array<char, 23>& to) const {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  bool const is_long_id =
      identity.generation == plans::BeaconContent::Generation::second && form != BeaconForm::second_id_shortened;
  std::size_t const digits = is_long_id ? 23 : 15;
  std::uint64_t value = id_bits(1, 60);
  for (std::size_t i = 15; i-- > 0; value >>= 4U) to[i] = kDigits[value & 0xFU];
  if (!is_long_id) return digits;
  value = id_bits(61, 92);
  for (std::size_t i = 23; i-- > 15; value >>= 4U) to[i] = kDigits[value & 0xFU];
  return digits;
}

plans::BeaconId BeaconMessage::id() const {
  std::array<char, 23> text{};
  std::size_t const digits = write_id(text);
  auto const parsed = plans::BeaconId::parse({text.data(), digits});
  LINGDING_CHECK(parsed.has_value());
  return *parsed;
}

namespace detail {

void set_identity(BeaconMessage& message, plans::BeaconReading const& reading, std::uint64_t country_code) {
  message.identity = reading.content;
  message.identity_fault = reading.fault;
  message.country_code = static_cast<std::uint16_t>(country_code);
  if (!plans::country_of_mid(message.country_code)) message.warnings.add(BeaconWarning::country_not_allocated);
}

std::optional<geo::Position> join(Axis latitude, Axis longitude, BeaconWarnings& warnings) {
  using State = Axis::State;
  if (latitude.state == State::absent && longitude.state == State::absent) return std::nullopt;
  if (latitude.state == State::out_of_range || longitude.state == State::out_of_range) {
    warnings.add(BeaconWarning::position_out_of_range);
    return std::nullopt;
  }
  if (latitude.state == State::absent || longitude.state == State::absent) {
    warnings.add(BeaconWarning::position_incomplete);
    return std::nullopt;
  }
  auto const position = geo::Position::from_degrees(latitude.degrees, longitude.degrees);
  if (!position) warnings.add(BeaconWarning::position_out_of_range);
  return position;
}

}  // namespace detail
}  // namespace lingding::sarsat
