#include "adapters/ais/encode.hpp"

#include <type_traits>

#include "adapters/runtime/nmea.hpp"
#include "geo/check.hpp"

namespace lingding::ais {
namespace {

constexpr std::int32_t kLongitudeNotAvailable = 181 * Coordinates::kUnitsPerDegree;
constexpr std::int32_t kLatitudeNotAvailable = 91 * Coordinates::kUnitsPerDegree;

/// Bits in the order of transmission.
class BitWriter {
 public:
  void natural(std::uint32_t value, unsigned width) {
    while (width > 0) {
      unsigned const taken = width < 6 - filled_ ? width : 6 - filled_;
      width -= taken;
      push((value >> width) & ((1U << taken) - 1), taken);
    }
  }
  void whole(std::int32_t value, unsigned width) { natural(static_cast<std::uint32_t>(value), width); }
  void flag(bool value) { push(value ? 1U : 0U, 1); }
  void spare(unsigned width) { natural(0, width); }
  /// Exactly `capacity` characters, '@' behind the text.
  void text(std::string_view text, std::size_t capacity) {
    for (std::size_t i = 0; i < capacity; ++i) natural(i < text.size() ? six_bits(text[i]) : 0, 6);
  }
  ArmouredPayload finish() {
    ArmouredPayload payload{.characters = std::move(characters_), .fill_bits = 0};
    if (filled_ > 0) {
      payload.fill_bits = 6 - filled_;
      payload.characters += armour(begun_ << payload.fill_bits);
    }
    return payload;
  }

 private:
  static char armour(unsigned value) { return static_cast<char>(value + (value < 40 ? 48 : 56)); }
  static std::uint32_t six_bits(char c) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c > '@' && c <= '_') return static_cast<std::uint32_t>(c) - 64;
    return c >= ' ' && c <= '?' ? static_cast<std::uint32_t>(c) : std::uint32_t{'?'};
  }
  /// \pre no more than what the character that was begun has room for
  void push(unsigned bits, unsigned width) {
    begun_ = begun_ << width | bits;
    filled_ += width;
    if (filled_ < 6) return;
    characters_ += armour(begun_);
    begun_ = 0;
    filled_ = 0;
  }
  std::string characters_;
  unsigned begun_ = 0;
  unsigned filled_ = 0;
};

std::uint32_t tenths_field(SpeedOverGround speed) {
  if (speed.is_lower_bound()) return 1022;
  return speed.tenths().value_or(1023);
}
std::uint32_t knots_field(SpeedOverGround speed) {
  if (speed.is_lower_bound()) return 1022;
  return speed.is_available() ? *speed.tenths() / 10U : 1023;
}

void put(BitWriter& out, Coordinates const& place) {
  out.whole(place.longitude_units().value_or(kLongitudeNotAvailable), 28);
  out.whole(place.latitude_units().value_or(kLatitudeNotAvailable), 27);
}
void put(BitWriter& out, Dimensions const& size) {
  out.natural(size.to_bow, 9);
  out.natural(size.to_stern, 9);
  out.natural(size.to_port, 6);
  out.natural(size.to_starboard, 6);
}
void put(BitWriter& out, Header const& header) {
  out.natural(header.type, 6);
  out.natural(header.repeat, 2);
  out.natural(header.source, 30);
}

void put(BitWriter& out, PositionReport const& report) {
  out.natural(static_cast<std::uint32_t>(report.status), 4);
  out.whole(report.turn.code(), 8);
  out.natural(tenths_field(report.speed), 10);
  out.flag(report.accurate);
  put(out, report.coordinates);
  out.natural(report.course.tenths().value_or(3600), 12);
  out.natural(report.heading.degrees().value_or(511), 9);
  out.natural(report.second.code(), 6);
  out.natural(report.manoeuvre ? static_cast<std::uint32_t>(*report.manoeuvre) : 0, 2);
  out.spare(3);
  out.flag(report.raim);
  out.natural(report.radio.value_or(0), 19);
}

void put(BitWriter& out, BaseStationReport const& report) {
  out.natural(report.year.value_or(0), 14);
  out.natural(report.month.value_or(0), 4);
  out.natural(report.day.value_or(0), 5);
  out.natural(report.hour.value_or(24), 5);
  out.natural(report.minute.value_or(60), 6);
  out.natural(report.second.value_or(60), 6);
  out.flag(report.accurate);
  put(out, report.coordinates);
  out.natural(report.epfd, 4);
  out.flag(report.transmits_long_range);
  out.spare(9);
  out.flag(report.raim);
  out.natural(report.radio.value_or(0), 19);
}

void put(BitWriter& out, StaticAndVoyageData const& data) {
  out.natural(data.ais_version, 2);
  out.natural(data.imo.value_or(0), 30);
  out.text(data.callsign.view(), 7);
  out.text(data.ship_name.view(), 20);
  out.natural(data.ship_type.value_or(0), 8);
  put(out, data.dimensions);
  out.natural(data.epfd, 4);
  out.natural(data.eta.month.value_or(0), 4);
  out.natural(data.eta.day.value_or(0), 5);
  out.natural(data.eta.hour.value_or(24), 5);
  out.natural(data.eta.minute.value_or(60), 6);
  out.natural(data.draught_tenths.value_or(0), 8);
  out.text(data.destination.view(), 20);
  out.flag(data.terminal_not_ready);
  out.spare(1);
}

void put(BitWriter& out, SarAircraftReport const& report) {
  out.natural(report.altitude_metres.value_or(4095), 12);
  out.natural(knots_field(report.speed), 10);
  out.flag(report.accurate);
  put(out, report.coordinates);
  out.natural(report.course.tenths().value_or(3600), 12);
  out.natural(report.second.code(), 6);
  out.natural(report.regional, 8);
  out.flag(report.terminal_not_ready);
  out.spare(3);
  out.flag(report.assigned);
  out.flag(report.raim);
  out.natural(report.radio.value_or(0), 20);
}

void put(BitWriter& out, SafetyBroadcast const& message) {
  out.spare(2);
  out.text(message.text.view(), message.text.view().size());
}

void put(BitWriter& out, ClassBReport const& report) {
  out.natural(report.reserved, 8);
  out.natural(tenths_field(report.speed), 10);
  out.flag(report.accurate);
  put(out, report.coordinates);
  out.natural(report.course.tenths().value_or(3600), 12);
  out.natural(report.heading.degrees().value_or(511), 9);
  out.natural(report.second.code(), 6);
  out.natural(report.regional, 2);
  out.flag(report.carrier_sense);
  out.flag(report.has_display);
  out.flag(report.has_dsc);
  out.flag(report.whole_band);
  out.flag(report.accepts_message_22);
  out.flag(report.assigned);
  out.flag(report.raim);
  out.natural(report.radio.value_or(0), 20);
}

void put(BitWriter& out, StaticDataA const& data) {
  out.natural(0, 2);
  out.text(data.ship_name.view(), 20);
  out.spare(8);
}

void put(BitWriter& out, StaticDataB const& data) {
  out.natural(1, 2);
  out.natural(data.ship_type.value_or(0), 8);
  out.text(data.vendor.view(), 3);
  out.natural(data.unit_model, 4);
  out.natural(data.serial, 20);
  out.text(data.callsign.view(), 7);
  if (auto const* const size = std::get_if<Dimensions>(&data.size_or_mother_ship)) {
    put(out, *size);
  } else if (auto const* const mother_ship = std::get_if<MaybeMmsi>(&data.size_or_mother_ship)) {
    out.natural(*mother_ship ? (*mother_ship)->number() : 0, 30);
  }
  out.natural(data.epfd, 4);
  out.spare(2);
}

template <class Content>
concept Encodable = requires(BitWriter& out, Content const& content) { put(out, content); };

}  // namespace

geo::Expected<ArmouredPayload, EncodeError> encode_payload(Message const& message) {
  using Result = geo::Expected<ArmouredPayload, EncodeError>;
  return std::visit(
      [](auto const& content) -> Result {
        if constexpr (Encodable<std::remove_cvref_t<decltype(content)>>) {
          BitWriter out;
          put(out, content.header);
          put(out, content);
          return out.finish();
        } else {
          return geo::Unexpected{EncodeError::type_not_encodable};
        }
      },
      message);
}

std::vector<std::string> to_sentences(ArmouredPayload const& payload, EncodeOptions const& options) {
  // "!AIVDM,2,1,3,A," and ",0*5C" are 20 characters; NMEA 0183 allows 80 before CR LF.
  constexpr std::size_t kCharactersEach = 60;
  LINGDING_CHECK(options.talker.size() == 2 && options.sequence <= 9 && !payload.characters.empty());
  std::size_t const total = (payload.characters.size() + kCharactersEach - 1) / kCharactersEach;
  LINGDING_CHECK(total <= 9);
  std::vector<std::string> sentences;
  for (std::size_t i = 0; i < total; ++i) {
    std::string sentence = "!" + options.talker + (options.formatter == Formatter::vdm ? "VDM," : "VDO,");
    sentence += std::to_string(total) + ',' + std::to_string(i + 1) + ',';
    if (total > 1) sentence += std::to_string(options.sequence);
    sentence += ',';
    sentence += options.channel;
    sentence += ',' + payload.characters.substr(i * kCharactersEach, kCharactersEach) + ',';
    sentence += std::to_string(i + 1 == total ? payload.fill_bits : 0);
    sentence += runtime::checksum_text(std::string_view{sentence}.substr(1));
    sentences.push_back(std::move(sentence));
  }
  return sentences;
}

geo::Expected<std::vector<std::string>, EncodeError> encode(Message const& message, EncodeOptions const& options) {
  if (options.talker.size() != 2 || options.sequence > 9) return geo::Unexpected{EncodeError::option_out_of_range};
  auto const payload = encode_payload(message);
  if (!payload) return geo::Unexpected{payload.error()};
  return to_sentences(*payload, options);
}

}  // namespace lingding::ais
