#include "adapters/ais/payload.hpp"

#include <algorithm>

#include "adapters/ais/bits.hpp"
#include "geo/check.hpp"

// How long a message has to be. Annex 8 gives each message its length; receivers in use are known to cut bits off the
// end (message 24 part A comes with 160 of its 168 bits, message 5 with 420 or 422 of 424, message 1 with 163 of 168),
// so of the last fields neither spare bits nor the communication state are asked for. What is shorter is refused:
// fields made of missing bits would be read as zeros, and zero is a value. What is longer is read from its front: some
// stations pad to whole slots.

namespace lingding::ais {

/// Reads fields at places that are known when the program is compiled, or not.
class BitReader {
 public:
  explicit BitReader(PayloadBits const& payload) : bytes_(payload.bytes()), size_(payload.size()) {}
  std::size_t size() const { return size_; }

  template <unsigned Offset, unsigned Length>
  std::uint32_t natural() const {
    static_assert(Length >= 1 && Length <= 32);
    return static_cast<std::uint32_t>((detail::load_big(bytes_ + Offset / 8) << (Offset % 8)) >> (64 - Length));
  }
  template <unsigned Offset, unsigned Length>
  std::uint8_t small() const {
    static_assert(Length <= 8);
    return static_cast<std::uint8_t>(natural<Offset, Length>());
  }
  template <unsigned Offset, unsigned Length>
  std::uint16_t medium() const {
    static_assert(Length <= 16);
    return static_cast<std::uint16_t>(natural<Offset, Length>());
  }
  /// Two's complement.
  template <unsigned Offset, unsigned Length>
  std::int32_t whole() const {
    static_assert(Length >= 1 && Length <= 32);
    auto const word = static_cast<std::int64_t>(detail::load_big(bytes_ + Offset / 8) << (Offset % 8));
    return static_cast<std::int32_t>(word >> (64 - Length));
  }
  template <unsigned Offset>
  bool flag() const {
    return ((bytes_[Offset / 8] >> (7 - Offset % 8)) & 1U) != 0;
  }
  /// \pre length <= 32
  std::uint32_t natural_at(std::size_t offset, unsigned length) const {
    return static_cast<std::uint32_t>((detail::load_big(bytes_ + offset / 8) << (offset % 8)) >> (64 - length));
  }

  /// Text of at most Capacity characters at `offset`, of which `available` bits are there. Returns how many characters
  /// stand before the first '@', blanks at the end among them.
  template <std::size_t Capacity>
  std::size_t text_at(std::size_t offset, std::size_t available, Text<Capacity>& text) const {
    std::size_t const wanted = std::min(Capacity, available / 6);
    std::array<char, (Capacity + 7) / 8 * 8> characters;
    std::size_t size = 0;
    while (size < wanted) {
      std::uint64_t const values = detail::spread((detail::load_big(bytes_ + offset / 8) << (offset % 8)) >> 16U);
      detail::store_big(characters.data() + size, detail::text_characters(values));
      unsigned const until = detail::first_zero(values);
      size += until;
      if (until < 8) break;
      offset += 48;
    }
    std::size_t const full_size = std::min(size, wanted);
    size = full_size;
    while (size > 0 && characters[size - 1] == ' ') --size;
    std::memcpy(text.data(), characters.data(), size);
    text.set_size(size);
    return full_size;
  }
  template <unsigned Offset, std::size_t Capacity>
  std::size_t text(Text<Capacity>& text) const {
    return text_at(Offset, Capacity * 6, text);
  }

  /// What is left from `offset` to `end`.
  template <std::size_t MaxBits>
  void data(std::size_t offset, std::size_t end, BitData<MaxBits>& data) const {
    std::size_t const count = end > offset ? std::min(end - offset, MaxBits) : 0;
    data.bit_count = static_cast<std::uint16_t>(count);
    for (std::size_t byte = 0; byte * 8 < count; ++byte) {
      data.bytes[byte] = static_cast<std::uint8_t>(natural_at(offset + byte * 8, 8));
    }
    if (count % 8 != 0) data.bytes[count / 8] &= static_cast<std::uint8_t>(0xFF00U >> (count % 8));
  }

 private:
  std::uint8_t const* bytes_;
  std::size_t size_;
};

namespace {

/// Eight characters, or as many as there are with '0' behind them.
std::uint64_t load_characters(std::string_view characters) {
  if (characters.size() >= 8) return detail::load_big(characters.data());
  std::uint64_t word = detail::every('0');
  std::memcpy(&word, characters.data(), characters.size());
  return detail::swap_if_little(word);
}

}  // namespace

std::optional<Rejection> PayloadBits::assign(std::string_view characters, unsigned fill_bits) {
  size_ = 0;
  return append(characters, fill_bits);
}

std::optional<Rejection> PayloadBits::append(std::string_view characters, unsigned fill_bits) {
  LINGDING_CHECK(fill_bits <= 5);
  std::size_t const added = characters.size() * 6;
  if (added + size_ > kMaxPayloadBits) return Rejection::payload_too_long;
  if (fill_bits > added) return Rejection::payload_fill_bits;
  std::uint64_t faults = 0;
  std::size_t at = size_;
  std::uint8_t* const bytes = bytes_.data();
  // Bits of an earlier sentence in the byte where this one begins.
  std::uint64_t kept = at % 8 == 0 ? 0 : detail::load_big(bytes + at / 8) & ~(~std::uint64_t{0} >> (at % 8));
  while (!characters.empty()) {
    std::uint64_t const word = load_characters(characters);
    faults |= detail::armour_faults(word);
    std::uint64_t const bits = kept | ((detail::squeeze(detail::armour_values(word)) << 16U) >> (at % 8));
    detail::store_big(bytes + at / 8, bits);
    // 48 bits are six bytes: the place within the byte stays, and the bits begun in the seventh byte are kept.
    kept = at % 8 == 0 ? 0 : bits << 48U;
    at += 48;
    characters.remove_prefix(std::min<std::size_t>(8, characters.size()));
  }
  if (faults != 0) return Rejection::payload_character;
  size_ += added - fill_bits;
  std::size_t const end = size_ / 8;
  bytes[end] &= static_cast<std::uint8_t>(0xFF00U >> (size_ % 8));
  std::memset(bytes + end + 1, 0, 15);
  return std::nullopt;
}

namespace {

using Fault = std::optional<Rejection>;

template <std::size_t Low, std::size_t High, class Value>
std::optional<Value> in_range(Value value) {
  return value >= Low && value <= High ? std::optional{value} : std::nullopt;
}

template <class Value>
std::optional<Value> not_zero(Value value) {
  return value != 0 ? std::optional{value} : std::nullopt;
}

Header read_header(BitReader const& bits) {
  return {.type = bits.small<0, 6>(), .repeat = bits.small<6, 2>(), .source = bits.natural<8, 30>()};
}

template <unsigned Offset>
Dimensions read_dimensions(BitReader const& bits) {
  return {.to_bow = bits.medium<Offset, 9>(),
          .to_stern = bits.medium<Offset + 9, 9>(),
          .to_port = bits.small<Offset + 18, 6>(),
          .to_starboard = bits.small<Offset + 24, 6>()};
}

template <unsigned Offset>
Coordinates read_coordinates(BitReader const& bits) {
  return Coordinates::from_fields(bits.whole<Offset, 28>(), bits.whole<Offset + 28, 27>());
}

template <unsigned Offset>
Coordinates read_coarse_coordinates(BitReader const& bits) {
  return Coordinates::from_coarse_fields(bits.whole<Offset, 18>(), bits.whole<Offset + 18, 17>());
}

template <unsigned Offset>
MaybeMmsi read_mmsi(BitReader const& bits) {
  return plans::Mmsi::from_number(bits.natural<Offset, 30>());
}

/// The last field of a message that may have been cut off.
template <unsigned Offset, unsigned Length>
std::optional<std::uint32_t> read_tail(BitReader const& bits) {
  return bits.size() >= Offset + Length ? std::optional{bits.natural<Offset, Length>()} : std::nullopt;
}

// One function a message, in the order of Annex 8. Each is given at least the bits of its row in kDecoders.

Fault read(BitReader const& bits, PositionReport& report) {
  report.status = static_cast<NavigationStatus>(bits.natural<38, 4>());
  report.turn = RateOfTurn{static_cast<std::int8_t>(bits.whole<42, 8>())};
  report.speed = SpeedOverGround::from_tenths_field(bits.natural<50, 10>());
  report.accurate = bits.flag<60>();
  report.coordinates = read_coordinates<61>(bits);
  report.course = CourseOverGround::from_tenths_field(bits.natural<116, 12>());
  report.heading = TrueHeading::from_field(bits.natural<128, 9>());
  report.second = UtcSecond{bits.small<137, 6>()};
  if (auto const code = bits.natural<143, 2>(); code != 0) report.manoeuvre = static_cast<Manoeuvre>(code);
  report.raim = bits.flag<148>();
  report.radio = read_tail<149, 19>(bits);
  return {};
}

Fault read(BitReader const& bits, BaseStationReport& report) {
  report.year = in_range<1, 9999>(bits.medium<38, 14>());
  report.month = in_range<1, 12>(bits.small<52, 4>());
  report.day = in_range<1, 31>(bits.small<56, 5>());
  report.hour = in_range<0, 23>(bits.small<61, 5>());
  report.minute = in_range<0, 59>(bits.small<66, 6>());
  report.second = in_range<0, 59>(bits.small<72, 6>());
  report.accurate = bits.flag<78>();
  report.coordinates = read_coordinates<79>(bits);
  report.epfd = bits.small<134, 4>();
  report.transmits_long_range = bits.flag<138>();
  report.raim = bits.flag<148>();
  report.radio = read_tail<149, 19>(bits);
  return {};
}

Fault read(BitReader const& bits, StaticAndVoyageData& data) {
  data.ais_version = bits.small<38, 2>();
  data.imo = not_zero(bits.natural<40, 30>());
  bits.text<70>(data.callsign);
  bits.text<112>(data.ship_name);
  data.ship_type = not_zero(bits.small<232, 8>());
  data.dimensions = read_dimensions<240>(bits);
  data.epfd = bits.small<270, 4>();
  data.eta.month = in_range<1, 12>(bits.small<274, 4>());
  data.eta.day = in_range<1, 31>(bits.small<278, 5>());
  data.eta.hour = in_range<0, 23>(bits.small<283, 5>());
  data.eta.minute = in_range<0, 59>(bits.small<288, 6>());
  data.draught_tenths = not_zero(bits.small<294, 8>());
  bits.text_at(302, bits.size() - 302, data.destination);
  data.terminal_not_ready = bits.size() <= 422 || bits.flag<422>();
  return {};
}

Fault read(BitReader const& bits, BinaryAddressed& message) {
  if (bits.size() > 1008) return Rejection::payload_too_long;
  message.sequence = bits.small<38, 2>();
  message.destination = read_mmsi<40>(bits);
  message.retransmitted = bits.flag<70>();
  message.designated_area = bits.medium<72, 10>();
  message.function = bits.small<82, 6>();
  bits.data(88, bits.size(), message.data);
  return {};
}

Fault read(BitReader const& bits, Acknowledgement& message) {
  message.count = static_cast<std::uint8_t>(std::min<std::size_t>(4, (bits.size() - 40) / 32));
  for (std::size_t i = 0; i < message.count; ++i) {
    message.receipts[i] = {.destination = bits.natural_at(40 + 32 * i, 30),
                           .sequence = static_cast<std::uint8_t>(bits.natural_at(70 + 32 * i, 2))};
  }
  return {};
}

Fault read(BitReader const& bits, BinaryBroadcast& message) {
  if (bits.size() > 1008) return Rejection::payload_too_long;
  message.designated_area = bits.medium<40, 10>();
  message.function = bits.small<50, 6>();
  bits.data(56, bits.size(), message.data);
  return {};
}

Fault read(BitReader const& bits, SarAircraftReport& report) {
  report.altitude_metres = in_range<0, 4094>(bits.medium<38, 12>());
  report.speed = SpeedOverGround::from_knots_field(bits.natural<50, 10>());
  report.accurate = bits.flag<60>();
  report.coordinates = read_coordinates<61>(bits);
  report.course = CourseOverGround::from_tenths_field(bits.natural<116, 12>());
  report.second = UtcSecond{bits.small<128, 6>()};
  report.regional = bits.small<134, 8>();
  report.terminal_not_ready = bits.flag<142>();
  report.assigned = bits.flag<146>();
  report.raim = bits.flag<147>();
  report.radio = read_tail<148, 20>(bits);
  return {};
}

Fault read(BitReader const& bits, UtcInquiry& message) {
  message.destination = read_mmsi<40>(bits);
  return {};
}

Fault read(BitReader const& bits, SafetyAddressed& message) {
  if (bits.size() > 1008) return Rejection::payload_too_long;
  message.sequence = bits.small<38, 2>();
  message.destination = read_mmsi<40>(bits);
  message.retransmitted = bits.flag<70>();
  bits.text_at(72, bits.size() - 72, message.text);
  return {};
}

Fault read(BitReader const& bits, SafetyBroadcast& message) {
  if (bits.size() > 1008) return Rejection::payload_too_long;
  bits.text_at(40, bits.size() - 40, message.text);
  return {};
}

Fault read(BitReader const& bits, Interrogation& message) {
  message.first = read_mmsi<40>(bits);
  message.first_request = {.message_type = bits.small<70, 6>(), .slot_offset = bits.medium<76, 12>()};
  // Where only a second station is asked, the first one's second request is zero (§3.13).
  if (bits.size() >= 108 && bits.natural<90, 6>() != 0) {
    message.first_second_request =
        Interrogation::Request{.message_type = bits.small<90, 6>(), .slot_offset = bits.medium<96, 12>()};
  }
  if (bits.size() >= 158) {
    message.second = read_mmsi<110>(bits);
    message.second_request =
        Interrogation::Request{.message_type = bits.small<140, 6>(), .slot_offset = bits.medium<146, 12>()};
  }
  return {};
}

Fault read(BitReader const& bits, AssignmentCommand& message) {
  message.first = {
      .destination = bits.natural<40, 30>(), .offset = bits.medium<70, 12>(), .increment = bits.medium<82, 10>()};
  if (bits.size() >= 144) {
    message.second = AssignmentCommand::Assignment{
        .destination = bits.natural<92, 30>(), .offset = bits.medium<122, 12>(), .increment = bits.medium<134, 10>()};
  }
  return {};
}

Fault read(BitReader const& bits, DgnssBroadcast& message) {
  if (bits.size() > 816) return Rejection::payload_too_long;
  message.coordinates = read_coarse_coordinates<40>(bits);
  bits.data(80, bits.size(), message.data);
  return {};
}

Fault read(BitReader const& bits, ClassBReport& report) {
  report.reserved = bits.small<38, 8>();
  report.speed = SpeedOverGround::from_tenths_field(bits.natural<46, 10>());
  report.accurate = bits.flag<56>();
  report.coordinates = read_coordinates<57>(bits);
  report.course = CourseOverGround::from_tenths_field(bits.natural<112, 12>());
  report.heading = TrueHeading::from_field(bits.natural<124, 9>());
  report.second = UtcSecond{bits.small<133, 6>()};
  report.regional = bits.small<139, 2>();
  report.carrier_sense = bits.flag<141>();
  report.has_display = bits.flag<142>();
  report.has_dsc = bits.flag<143>();
  report.whole_band = bits.flag<144>();
  report.accepts_message_22 = bits.flag<145>();
  report.assigned = bits.flag<146>();
  report.raim = bits.flag<147>();
  report.radio = read_tail<148, 20>(bits);
  return {};
}

Fault read(BitReader const& bits, ClassBExtendedReport& report) {
  report.reserved = bits.small<38, 8>();
  report.speed = SpeedOverGround::from_tenths_field(bits.natural<46, 10>());
  report.accurate = bits.flag<56>();
  report.coordinates = read_coordinates<57>(bits);
  report.course = CourseOverGround::from_tenths_field(bits.natural<112, 12>());
  report.heading = TrueHeading::from_field(bits.natural<124, 9>());
  report.second = UtcSecond{bits.small<133, 6>()};
  report.regional = bits.small<139, 4>();
  bits.text<143>(report.ship_name);
  report.ship_type = not_zero(bits.small<263, 8>());
  report.dimensions = read_dimensions<271>(bits);
  report.epfd = bits.small<301, 4>();
  report.raim = bits.flag<305>();
  report.terminal_not_ready = bits.flag<306>();
  report.assigned = bits.flag<307>();
  return {};
}

Fault read(BitReader const& bits, DataLinkManagement& message) {
  message.count = static_cast<std::uint8_t>(std::min<std::size_t>(4, (bits.size() - 40) / 30));
  for (std::size_t i = 0; i < message.count; ++i) {
    std::size_t const at = 40 + 30 * i;
    message.reservations[i] = {.offset = static_cast<std::uint16_t>(bits.natural_at(at, 12)),
                               .slots = static_cast<std::uint8_t>(bits.natural_at(at + 12, 4)),
                               .timeout_minutes = static_cast<std::uint8_t>(bits.natural_at(at + 16, 3)),
                               .increment = static_cast<std::uint16_t>(bits.natural_at(at + 19, 11))};
  }
  return {};
}

/// The name goes on behind the message where its twenty characters are all used (§3.19).
void read_aid_name(BitReader const& bits, Text<34>& name) {
  Text<20> front;
  std::size_t const full_size = bits.text<43>(front);
  std::copy_n(front.view().data(), front.view().size(), name.data());
  name.set_size(front.view().size());
  if (full_size < 20 || bits.size() < 278) return;
  Text<14> rest;
  bits.text_at(272, bits.size() - 272, rest);
  if (rest.empty()) return;
  // Blanks at the end of the first twenty belong to the name when it goes on.
  std::fill(name.data() + front.view().size(), name.data() + 20, ' ');
  std::copy_n(rest.view().data(), rest.view().size(), name.data() + 20);
  name.set_size(20 + rest.view().size());
}

Fault read(BitReader const& bits, AidToNavigation& report) {
  report.aid_type = bits.small<38, 5>();
  read_aid_name(bits, report.name);
  report.accurate = bits.flag<163>();
  report.coordinates = read_coordinates<164>(bits);
  report.dimensions = read_dimensions<219>(bits);
  report.epfd = bits.small<249, 4>();
  report.second = UtcSecond{bits.small<253, 6>()};
  report.off_position = bits.flag<259>();
  report.regional = bits.small<260, 8>();
  report.raim = bits.flag<268>();
  report.is_virtual = bits.flag<269>();
  report.assigned = bits.flag<270>();
  return {};
}

Fault read(BitReader const& bits, ChannelManagement& message) {
  message.channel_a = bits.medium<40, 12>();
  message.channel_b = bits.medium<52, 12>();
  message.transmit_receive = bits.small<64, 4>();
  message.low_power = bits.flag<68>();
  if (bits.flag<139>()) {
    message.target = ChannelManagement::Stations{.first = read_mmsi<69>(bits), .second = read_mmsi<104>(bits)};
  } else {
    message.target = ChannelManagement::Area{.north_east = read_coarse_coordinates<69>(bits),
                                             .south_west = read_coarse_coordinates<104>(bits)};
  }
  message.narrow_a = bits.flag<140>();
  message.narrow_b = bits.flag<141>();
  message.zone_size = bits.small<142, 3>();
  return {};
}

Fault read(BitReader const& bits, GroupAssignment& message) {
  message.north_east = read_coarse_coordinates<40>(bits);
  message.south_west = read_coarse_coordinates<75>(bits);
  message.station_type = bits.small<110, 4>();
  message.ship_type = not_zero(bits.small<114, 8>());
  message.transmit_receive = bits.small<144, 2>();
  message.interval = bits.small<146, 4>();
  message.quiet_minutes = bits.small<150, 4>();
  return {};
}

Fault read(BitReader const& bits, StaticDataA& data) {
  bits.text<40>(data.ship_name);
  return {};
}

Fault read(BitReader const& bits, StaticDataB& data) {
  data.ship_type = not_zero(bits.small<40, 8>());
  bits.text<48>(data.vendor);
  data.unit_model = bits.small<66, 4>();
  data.serial = bits.natural<70, 20>();
  bits.text<90>(data.callsign);
  // 98MIDxxxx: a craft of a parent ship (Rec. ITU-R M.585-9, Annex 2).
  if (data.header.source / 10'000'000 == 98) {
    data.size_or_mother_ship = read_mmsi<132>(bits);
  } else {
    data.size_or_mother_ship = read_dimensions<132>(bits);
  }
  if (bits.size() >= 166) data.epfd = bits.small<162, 4>();
  return {};
}

Fault read(BitReader const& bits, SlotBinary& message) {
  bool const several_slots = message.header.type == 26;
  if (bits.size() > (several_slots ? 1064U : 168U)) return Rejection::payload_too_long;
  message.addressed = bits.flag<38>();
  message.structured = bits.flag<39>();
  std::size_t const end = bits.size() - (several_slots ? 20U : 0U);
  std::size_t at = 40;
  if (end < at + (message.addressed ? 30U : 0U) + (message.structured ? 16U : 0U)) return Rejection::payload_too_short;
  if (message.addressed) {
    message.destination = plans::Mmsi::from_number(bits.natural_at(at, 30));
    at += 30;
  }
  if (message.structured) {
    message.application = static_cast<std::uint16_t>(bits.natural_at(at, 16));
    at += 16;
  }
  bits.data(at, end, message.data);
  if (several_slots) message.radio = bits.natural_at(end, 20);
  return {};
}

Fault read(BitReader const& bits, LongRangeReport& report) {
  report.accurate = bits.flag<38>();
  report.raim = bits.flag<39>();
  report.status = static_cast<NavigationStatus>(bits.natural<40, 4>());
  report.coordinates = read_coarse_coordinates<44>(bits);
  report.speed = SpeedOverGround::from_long_range_field(bits.natural<79, 6>());
  report.course = CourseOverGround::from_degrees_field(bits.natural<85, 9>());
  report.not_gnss = bits.flag<94>();
  return {};
}

template <class Content, std::size_t MinimumBits>
Fault decode_as(BitReader const& bits, Message& message) {
  if (bits.size() < MinimumBits) return Rejection::payload_too_short;
  Content& content = message.emplace<Content>();
  content.header = read_header(bits);
  return read(bits, content);
}

}  // namespace

std::optional<Rejection> decode_payload(PayloadBits const& payload, Message& message) {
  BitReader const bits{payload};
  if (bits.size() < 38) return Rejection::payload_too_short;
  // In brackets: the length that Annex 8 gives, where less will do.
  switch (bits.natural<0, 6>()) {
    case 1:
    case 2:
    case 3:
      return decode_as<PositionReport, 149>(bits, message);  // (168)
    case 4:
    case 11:
      return decode_as<BaseStationReport, 149>(bits, message);  // (168)
    case 5:
      return decode_as<StaticAndVoyageData, 420>(bits, message);  // (424)
    case 6:
      return decode_as<BinaryAddressed, 88>(bits, message);
    case 7:
    case 13:
      return decode_as<Acknowledgement, 72>(bits, message);
    case 8:
      return decode_as<BinaryBroadcast, 56>(bits, message);
    case 9:
      return decode_as<SarAircraftReport, 148>(bits, message);  // (168)
    case 10:
      return decode_as<UtcInquiry, 70>(bits, message);  // (72)
    case 12:
      return decode_as<SafetyAddressed, 72>(bits, message);
    case 14:
      return decode_as<SafetyBroadcast, 40>(bits, message);
    case 15:
      return decode_as<Interrogation, 88>(bits, message);
    case 16:
      return decode_as<AssignmentCommand, 92>(bits, message);  // (96)
    case 17:
      return decode_as<DgnssBroadcast, 80>(bits, message);
    case 18:
      return decode_as<ClassBReport, 148>(bits, message);  // (168)
    case 19:
      return decode_as<ClassBExtendedReport, 308>(bits, message);  // (312)
    case 20:
      return decode_as<DataLinkManagement, 70>(bits, message);  // (72)
    case 21:
      return decode_as<AidToNavigation, 271>(bits, message);  // (272)
    case 22:
      return decode_as<ChannelManagement, 145>(bits, message);  // (168)
    case 23:
      return decode_as<GroupAssignment, 154>(bits, message);  // (160)
    case 24:
      if (bits.size() < 160) return Rejection::payload_too_short;
      switch (bits.natural<38, 2>()) {
        case 0:
          return decode_as<StaticDataA, 160>(bits, message);  // (168)
        case 1:
          return decode_as<StaticDataB, 162>(bits, message);  // (168)
        default:
          return Rejection::part_unknown;
      }
    case 25:
      return decode_as<SlotBinary, 40>(bits, message);
    case 26:
      return decode_as<SlotBinary, 60>(bits, message);
    case 27:
      return decode_as<LongRangeReport, 95>(bits, message);  // (96)
    default:
      return Rejection::type_unknown;
  }
}

}  // namespace lingding::ais
