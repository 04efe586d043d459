#include "adapters/ais/json.hpp"

#include <array>
#include <chrono>
#include <cstring>

#include "adapters/ais/bits.hpp"
#include "geo/check.hpp"
#include "geo/json_writer.hpp"

namespace lingding::ais {
namespace {

/// "00" … "99".
constexpr std::array<char, 200> make_pairs() {
  std::array<char, 200> pairs{};
  for (std::size_t i = 0; i < 100; ++i) {
    pairs[i * 2] = static_cast<char>('0' + i / 10);
    pairs[i * 2 + 1] = static_cast<char>('0' + i % 10);
  }
  return pairs;
}
constexpr auto kPairs = make_pairs();

/// Hundredths of a degree a minute for the codes 0 … 126 of the rate of turn: (code / 4.733)² (Annex 8, table 46).
constexpr std::array<std::uint32_t, 127> make_turns() {
  constexpr std::uint64_t kSquare = std::uint64_t{4733} * 4733;
  std::array<std::uint32_t, 127> turns{};
  for (std::size_t code = 0; code < turns.size(); ++code) {
    // In whole numbers, rounded: 100 code² / 4.733² = 10⁸ code² / 4733².
    std::uint64_t const square = std::uint64_t{code} * code * 100'000'000;
    turns[code] = static_cast<std::uint32_t>((square + kSquare / 2) / kSquare);
  }
  return turns;
}
constexpr auto kTurns = make_turns();

/// A key with a code and its text, made once: "status":0,"status_text":"Under way using engine",
class Segment {
 public:
  Segment() = default;
  Segment(std::string_view name, unsigned code, std::string_view text) {
    std::string words;
    geo::JsonWriter writer{words};
    writer.begin_object().member(name, code).member(std::string{name} + "_text", text).end_object();
    // Between the braces, with a comma behind.
    size_ = words.size() - 1;
    LINGDING_CHECK(size_ <= characters_.size());
    std::memcpy(characters_.data(), words.data() + 1, size_ - 1);
    characters_[size_ - 1] = ',';
  }
  char* write(char* at) const {
    std::memcpy(at, characters_.data(), size_);
    return at + size_;
  }

 private:
  std::size_t size_ = 0;
  std::array<char, 120> characters_{};
};

struct Vocabulary {
  std::array<Segment, 16> status;
  std::array<Segment, 16> epfd;
  std::array<Segment, 256> ship_type;
  std::array<Segment, 32> aid_type;
  std::array<Segment, 16> station_type;

  Vocabulary() {
    for (unsigned i = 0; i < 256; ++i) {
      auto const code = static_cast<std::uint8_t>(i);
      ship_type[i] = Segment{"shiptype", i, ship_type_text(code)};
      if (i < 16) status[i] = Segment{"status", i, status_text(static_cast<NavigationStatus>(i))};
      if (i < 16) epfd[i] = Segment{"epfd", i, epfd_text(code)};
      if (i < 32) aid_type[i] = Segment{"aid_type", i, aid_type_text(code)};
      if (i < 16) station_type[i] = Segment{"stationtype", i, station_type_text(code)};
    }
  }
};

Vocabulary const& vocabulary() {
  static Vocabulary const words;
  return words;
}

/// Eight characters that a JSON string holds as they are.
bool are_plain(std::uint64_t characters) {
  using detail::every;
  std::uint64_t const below_blank = (characters - every(0x20)) & ~characters;
  std::uint64_t const quotes = characters ^ every('"');
  std::uint64_t const slashes = characters ^ every('\\');
  std::uint64_t const found = ((quotes - every(1)) & ~quotes) | ((slashes - every(1)) & ~slashes);
  // 0x7F and all above it: adding one sets the top bit, or it is set.
  return ((below_blank | found | (characters + every(1)) | characters) & every(0x80)) == 0;
}

/// Every member that it writes ends with a comma; close() takes the last one back.
class Writer {
 public:
  explicit Writer(char* at) : at_(at) {}

  template <std::size_t Size>
  void put(char const (&text)[Size]) {
    std::memcpy(at_, text, Size - 1);
    at_ += Size - 1;
  }
  void comma() { *at_++ = ','; }
  char* close() {
    at_[-1] = '}';
    return at_;
  }

  void natural(std::uint32_t number) {
    if (number < 10) {
      *at_++ = static_cast<char>('0' + number);
      return;
    }
    std::array<char, 10> digits;
    std::size_t first = digits.size();
    while (number >= 100) {
      first -= 2;
      std::memcpy(digits.data() + first, kPairs.data() + std::size_t{number % 100} * 2, 2);
      number /= 100;
    }
    if (number >= 10) {
      first -= 2;
      std::memcpy(digits.data() + first, kPairs.data() + std::size_t{number} * 2, 2);
    } else {
      digits[--first] = static_cast<char>('0' + number);
    }
    std::memcpy(at_, digits.data() + first, digits.size() - first);
    at_ += digits.size() - first;
  }
  /// Two digits, with a zero in front. \pre number < 100
  void pair(std::uint32_t number) {
    std::memcpy(at_, kPairs.data() + std::size_t{number} * 2, 2);
    at_ += 2;
  }
  void tenths(std::uint32_t number) {
    natural(number / 10);
    *at_++ = '.';
    *at_++ = static_cast<char>('0' + number % 10);
  }
  /// 1/600 000 of a degree to six decimals of a degree: five thirds of a millionth, which never lies half-way.
  void degrees(std::int32_t units) {
    if (units < 0) *at_++ = '-';
    auto const size = static_cast<std::uint32_t>(units < 0 ? -units : units);
    auto const millionths = static_cast<std::uint32_t>((std::uint64_t{size} * 5 + 1) / 3);
    natural(millionths / 1'000'000);
    *at_++ = '.';
    std::uint32_t const fraction = millionths % 1'000'000;
    pair(fraction / 10'000);
    pair(fraction / 100 % 100);
    pair(fraction % 100);
  }
  template <std::size_t Size>
  void number(char const (&key)[Size], std::uint32_t value) {
    put(key);
    natural(value);
    comma();
  }
  template <std::size_t Size, class Value>
  void number(char const (&key)[Size], std::optional<Value> const& value) {
    if (value) number(key, std::uint32_t{*value});
  }
  template <std::size_t Size>
  void number(char const (&key)[Size], MaybeMmsi const& value) {
    if (value) number(key, value->number());
  }
  template <std::size_t Size>
  void flag(char const (&key)[Size], bool value) {
    put(key);
    std::memcpy(at_, value ? "true,," : "false,", 6);
    at_ += value ? 5 : 6;
  }
  template <std::size_t Size, std::size_t Capacity>
  void text(char const (&key)[Size], Text<Capacity> const& value) {
    if (value.empty()) return;
    put(key);
    string(value.view());
    comma();
  }
  void segment(Segment const& segment) { at_ = segment.write(at_); }

  void string(std::string_view text) {
    *at_++ = '"';
    std::size_t i = 0;
    bool plain = true;
    for (; i + 8 <= text.size() && plain; i += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, text.data() + i, 8);
      plain = are_plain(word);
      std::memcpy(at_ + i, &word, 8);
    }
    if (plain && i < text.size()) {
      std::uint64_t word = detail::every(' ');
      std::memcpy(&word, text.data() + i, text.size() - i);
      plain = are_plain(word);
      std::memcpy(at_ + i, &word, 8);
    }
    if (plain) {
      at_ += text.size();
      *at_++ = '"';
    } else {
      --at_;
      escaped(text);
    }
  }

  template <std::size_t MaxBits>
  void data(BitData<MaxBits> const& bits) {
    constexpr char kDigits[] = "0123456789abcdef";
    put(R"("data":")");
    natural(bits.bit_count);
    *at_++ = ':';
    for (std::size_t i = 0; i < bits.byte_count(); ++i) {
      *at_++ = kDigits[bits.bytes[i] >> 4U];
      *at_++ = kDigits[bits.bytes[i] & 15U];
    }
    put(R"(",)");
  }

 private:
  /// The long way, with quotes.
  void escaped(std::string_view text) {
    std::string words;
    geo::JsonWriter{words}.value(text);
    std::memcpy(at_, words.data(), words.size());
    at_ += words.size();
  }
  char* at_;
};

// Values that several messages have.

void write(Writer& out, RateOfTurn turn) {
  if (!turn.is_available()) return;
  out.put(R"("turn":)");
  if (turn.is_fast_right()) {
    out.put(R"("fastright",)");
  } else if (turn.is_fast_left()) {
    out.put(R"("fastleft",)");
  } else {
    std::uint32_t const hundredths = kTurns[static_cast<std::size_t>(turn.code() < 0 ? -turn.code() : turn.code())];
    if (turn.code() < 0) out.put("-");
    out.natural(hundredths / 100);
    out.put(".");
    out.pair(hundredths % 100);
    out.comma();
  }
}

void write_tenths(Writer& out, SpeedOverGround speed) {
  if (!speed.is_available()) return;
  if (speed.is_lower_bound()) return out.put(R"("speed":"fast",)");
  out.put(R"("speed":)");
  out.tenths(*speed.tenths());
  out.comma();
}

void write_knots(Writer& out, SpeedOverGround speed) {
  if (!speed.is_available()) return;
  if (speed.is_lower_bound()) return out.put(R"("speed":"fast",)");
  out.number(R"("speed":)", *speed.tenths() / 10U);
}

template <std::size_t LonSize, std::size_t LatSize>
void write(Writer& out, char const (&lon_key)[LonSize], char const (&lat_key)[LatSize], Coordinates const& place) {
  if (auto const units = place.longitude_units()) {
    out.put(lon_key);
    out.degrees(*units);
    out.comma();
  }
  if (auto const units = place.latitude_units()) {
    out.put(lat_key);
    out.degrees(*units);
    out.comma();
  }
}
void write(Writer& out, Coordinates const& place) {
  write(out, R"("lon":)", R"("lat":)", place);
}

void write(Writer& out, CourseOverGround course) {
  if (!course.is_available()) return;
  out.put(R"("course":)");
  out.tenths(*course.tenths());
  out.comma();
}

void write(Writer& out, TrueHeading heading) {
  out.number(R"("heading":)", heading.degrees());
}

void write(Writer& out, UtcSecond second) {
  if (second.source() != PositionSource::not_dated) out.number(R"("second":)", second.code());
}

void write(Writer& out, Dimensions const& size) {
  if (!size.is_available()) return;
  out.number(R"("to_bow":)", size.to_bow);
  out.number(R"("to_stern":)", size.to_stern);
  out.number(R"("to_port":)", size.to_port);
  out.number(R"("to_starboard":)", size.to_starboard);
}

void write_epfd(Writer& out, std::uint8_t epfd) {
  out.segment(vocabulary().epfd[epfd & 15U]);
}

void write_ship_type(Writer& out, std::optional<std::uint8_t> type) {
  if (type) out.segment(vocabulary().ship_type[*type]);
}

void write_status(Writer& out, NavigationStatus status) {
  out.segment(vocabulary().status[static_cast<std::size_t>(status) & 15U]);
}

// One function a message.

void write(Writer& out, PositionReport const& report) {
  write_status(out, report.status);
  write(out, report.turn);
  write_tenths(out, report.speed);
  out.flag(R"("accuracy":)", report.accurate);
  write(out, report.coordinates);
  write(out, report.course);
  write(out, report.heading);
  write(out, report.second);
  if (report.manoeuvre) out.number(R"("maneuver":)", static_cast<std::uint32_t>(*report.manoeuvre));
  out.flag(R"("raim":)", report.raim);
  out.number(R"("radio":)", report.radio);
}

void write(Writer& out, BaseStationReport const& report) {
  if (report.is_time_complete()) {
    out.put(R"("timestamp":")");
    out.pair(*report.year / 100U);
    out.pair(*report.year % 100U);
    out.put("-");
    out.pair(*report.month);
    out.put("-");
    out.pair(*report.day);
    out.put("T");
    out.pair(*report.hour);
    out.put(":");
    out.pair(*report.minute);
    out.put(":");
    out.pair(*report.second);
    out.put(R"(Z",)");
  }
  out.number(R"("year":)", report.year);
  out.number(R"("month":)", report.month);
  out.number(R"("day":)", report.day);
  out.number(R"("hour":)", report.hour);
  out.number(R"("minute":)", report.minute);
  out.number(R"("second":)", report.second);
  out.flag(R"("accuracy":)", report.accurate);
  write(out, report.coordinates);
  write_epfd(out, report.epfd);
  out.flag(R"("raim":)", report.raim);
  out.number(R"("radio":)", report.radio);
}

void write(Writer& out, EstimatedArrival const& eta) {
  if (eta.is_complete()) {
    out.put(R"("eta":")");
    out.pair(*eta.month);
    out.put("-");
    out.pair(*eta.day);
    out.put("T");
    out.pair(*eta.hour);
    out.put(":");
    out.pair(*eta.minute);
    out.put(R"(Z",)");
  }
  out.number(R"("month":)", eta.month);
  out.number(R"("day":)", eta.day);
  out.number(R"("hour":)", eta.hour);
  out.number(R"("minute":)", eta.minute);
}

void write(Writer& out, StaticAndVoyageData const& data) {
  out.number(R"("imo":)", data.imo);
  out.number(R"("ais_version":)", data.ais_version);
  out.text(R"("callsign":)", data.callsign);
  out.text(R"("shipname":)", data.ship_name);
  write_ship_type(out, data.ship_type);
  write(out, data.dimensions);
  write_epfd(out, data.epfd);
  write(out, data.eta);
  if (data.draught_tenths) {
    out.put(R"("draught":)");
    out.tenths(*data.draught_tenths);
    out.comma();
  }
  out.text(R"("destination":)", data.destination);
  out.number(R"("dte":)", data.terminal_not_ready ? 1 : 0);
}

void write(Writer& out, BinaryAddressed const& message) {
  out.number(R"("seqno":)", message.sequence);
  out.number(R"("dest_mmsi":)", message.destination);
  out.flag(R"("retransmit":)", message.retransmitted);
  out.number(R"("dac":)", message.designated_area);
  out.number(R"("fid":)", message.function);
  out.data(message.data);
}

/// A key with a number behind it: "mmsi1":
template <std::size_t Size>
void write_numbered(Writer& out, char const (&key)[Size], std::size_t index, std::uint32_t value) {
  out.put(key);
  out.natural(static_cast<std::uint32_t>(index + 1));
  out.put(R"(":)");
  out.natural(value);
  out.comma();
}

void write(Writer& out, Acknowledgement const& message) {
  for (std::size_t i = 0; i < message.count; ++i) {
    if (!message.receipts[i].mmsi()) continue;
    write_numbered(out, R"("mmsi)", i, message.receipts[i].destination);
    write_numbered(out, R"("mmsiseq)", i, message.receipts[i].sequence);
  }
}

void write(Writer& out, BinaryBroadcast const& message) {
  out.number(R"("dac":)", message.designated_area);
  out.number(R"("fid":)", message.function);
  out.data(message.data);
}

void write(Writer& out, SarAircraftReport const& report) {
  if (report.altitude_metres == 4094) {
    out.put(R"("alt":"high",)");
  } else {
    out.number(R"("alt":)", report.altitude_metres);
  }
  write_knots(out, report.speed);
  out.flag(R"("accuracy":)", report.accurate);
  write(out, report.coordinates);
  write(out, report.course);
  write(out, report.second);
  out.number(R"("regional":)", report.regional);
  out.number(R"("dte":)", report.terminal_not_ready ? 1 : 0);
  out.flag(R"("assigned":)", report.assigned);
  out.flag(R"("raim":)", report.raim);
  out.number(R"("radio":)", report.radio);
}

void write(Writer& out, UtcInquiry const& message) {
  out.number(R"("dest_mmsi":)", message.destination);
}

void write(Writer& out, SafetyAddressed const& message) {
  out.number(R"("seqno":)", message.sequence);
  out.number(R"("dest_mmsi":)", message.destination);
  out.flag(R"("retransmit":)", message.retransmitted);
  out.text(R"("text":)", message.text);
}

void write(Writer& out, SafetyBroadcast const& message) {
  out.text(R"("text":)", message.text);
}

void write(Writer& out, Interrogation const& message) {
  out.number(R"("mmsi1":)", message.first);
  out.number(R"("type1_1":)", message.first_request.message_type);
  out.number(R"("offset1_1":)", message.first_request.slot_offset);
  if (message.first_second_request) {
    out.number(R"("type1_2":)", message.first_second_request->message_type);
    out.number(R"("offset1_2":)", message.first_second_request->slot_offset);
  }
  out.number(R"("mmsi2":)", message.second);
  if (message.second_request) {
    out.number(R"("type2_1":)", message.second_request->message_type);
    out.number(R"("offset2_1":)", message.second_request->slot_offset);
  }
}

void write(Writer& out, AssignmentCommand const& message) {
  out.number(R"("mmsi1":)", message.first.mmsi());
  out.number(R"("offset1":)", message.first.offset);
  out.number(R"("increment1":)", message.first.increment);
  if (!message.second) return;
  out.number(R"("mmsi2":)", message.second->mmsi());
  out.number(R"("offset2":)", message.second->offset);
  out.number(R"("increment2":)", message.second->increment);
}

void write(Writer& out, DgnssBroadcast const& message) {
  write(out, message.coordinates);
  out.data(message.data);
}

void write(Writer& out, ClassBReport const& report) {
  out.number(R"("reserved":)", report.reserved);
  write_tenths(out, report.speed);
  out.flag(R"("accuracy":)", report.accurate);
  write(out, report.coordinates);
  write(out, report.course);
  write(out, report.heading);
  write(out, report.second);
  out.number(R"("regional":)", report.regional);
  out.flag(R"("cs":)", report.carrier_sense);
  out.flag(R"("display":)", report.has_display);
  out.flag(R"("dsc":)", report.has_dsc);
  out.flag(R"("band":)", report.whole_band);
  out.flag(R"("msg22":)", report.accepts_message_22);
  out.flag(R"("assigned":)", report.assigned);
  out.flag(R"("raim":)", report.raim);
  out.number(R"("radio":)", report.radio);
}

void write(Writer& out, ClassBExtendedReport const& report) {
  out.number(R"("reserved":)", report.reserved);
  write_tenths(out, report.speed);
  out.flag(R"("accuracy":)", report.accurate);
  write(out, report.coordinates);
  write(out, report.course);
  write(out, report.heading);
  write(out, report.second);
  out.number(R"("regional":)", report.regional);
  out.text(R"("shipname":)", report.ship_name);
  write_ship_type(out, report.ship_type);
  write(out, report.dimensions);
  write_epfd(out, report.epfd);
  out.flag(R"("raim":)", report.raim);
  out.number(R"("dte":)", report.terminal_not_ready ? 1 : 0);
  out.flag(R"("assigned":)", report.assigned);
}

void write(Writer& out, DataLinkManagement const& message) {
  for (std::size_t i = 0; i < message.count; ++i) {
    auto const& reservation = message.reservations[i];
    // No slots: "not available" (§3.18).
    if (reservation.slots == 0) continue;
    write_numbered(out, R"("offset)", i, reservation.offset);
    write_numbered(out, R"("number)", i, reservation.slots);
    write_numbered(out, R"("timeout)", i, reservation.timeout_minutes);
    write_numbered(out, R"("increment)", i, reservation.increment);
  }
}

void write(Writer& out, AidToNavigation const& report) {
  out.segment(vocabulary().aid_type[report.aid_type & 31U]);
  out.text(R"("name":)", report.name);
  write(out, report.coordinates);
  out.flag(R"("accuracy":)", report.accurate);
  write(out, report.dimensions);
  write_epfd(out, report.epfd);
  write(out, report.second);
  out.number(R"("regional":)", report.regional);
  if (report.second.value()) out.flag(R"("off_position":)", report.off_position);
  out.flag(R"("raim":)", report.raim);
  out.flag(R"("virtual_aid":)", report.is_virtual);
  out.flag(R"("assigned":)", report.assigned);
}

void write(Writer& out, ChannelManagement const& message) {
  out.number(R"("channel_a":)", message.channel_a);
  out.number(R"("channel_b":)", message.channel_b);
  out.number(R"("txrx":)", message.transmit_receive);
  out.flag(R"("power":)", message.low_power);
  bool addressed = false;
  if (auto const* const area = std::get_if<ChannelManagement::Area>(&message.target)) {
    write(out, R"("ne_lon":)", R"("ne_lat":)", area->north_east);
    write(out, R"("sw_lon":)", R"("sw_lat":)", area->south_west);
  } else if (auto const* const stations = std::get_if<ChannelManagement::Stations>(&message.target)) {
    addressed = true;
    out.number(R"("dest1":)", stations->first);
    out.number(R"("dest2":)", stations->second);
  }
  out.flag(R"("addressed":)", addressed);
  out.flag(R"("band_a":)", message.narrow_a);
  out.flag(R"("band_b":)", message.narrow_b);
  out.number(R"("zonesize":)", message.zone_size);
}

void write(Writer& out, GroupAssignment const& message) {
  write(out, R"("ne_lon":)", R"("ne_lat":)", message.north_east);
  write(out, R"("sw_lon":)", R"("sw_lat":)", message.south_west);
  out.segment(vocabulary().station_type[message.station_type & 15U]);
  write_ship_type(out, message.ship_type);
  out.number(R"("txrx":)", message.transmit_receive);
  out.number(R"("interval":)", message.interval);
  out.number(R"("quiet":)", message.quiet_minutes);
}

void write(Writer& out, StaticDataA const& data) {
  out.put(R"("part":"A",)");
  out.text(R"("shipname":)", data.ship_name);
}

void write(Writer& out, StaticDataB const& data) {
  out.put(R"("part":"B",)");
  write_ship_type(out, data.ship_type);
  out.text(R"("vendorid":)", data.vendor);
  out.number(R"("model":)", data.unit_model);
  out.number(R"("serial":)", data.serial);
  out.text(R"("callsign":)", data.callsign);
  if (auto const* const size = std::get_if<Dimensions>(&data.size_or_mother_ship)) {
    write(out, *size);
  } else if (auto const* const mother_ship = std::get_if<MaybeMmsi>(&data.size_or_mother_ship)) {
    out.number(R"("mothership_mmsi":)", *mother_ship);
  }
  if (data.epfd != 0) write_epfd(out, data.epfd);
}

void write(Writer& out, SlotBinary const& message) {
  out.flag(R"("addressed":)", message.addressed);
  out.flag(R"("structured":)", message.structured);
  out.number(R"("dest_mmsi":)", message.destination);
  out.number(R"("app_id":)", message.application);
  out.data(message.data);
  out.number(R"("radio":)", message.radio);
}

void write(Writer& out, LongRangeReport const& report) {
  write_status(out, report.status);
  out.flag(R"("accuracy":)", report.accurate);
  write(out, report.coordinates);
  write_knots(out, report.speed);
  if (auto const tenths = report.course.tenths()) out.number(R"("course":)", *tenths / 10U);
  out.flag(R"("raim":)", report.raim);
  out.flag(R"("gnss":)", report.not_gnss);
}

void write_wide(Writer& out, std::uint64_t number) {
  constexpr std::uint64_t kSplit = 1'000'000'000;
  if (number < kSplit) return out.natural(static_cast<std::uint32_t>(number));
  write_wide(out, number / kSplit);
  auto const rest = static_cast<std::uint32_t>(number % kSplit);
  out.natural(rest / 100'000'000);
  out.pair(rest / 1'000'000 % 100);
  out.pair(rest / 10'000 % 100);
  out.pair(rest / 100 % 100);
  out.pair(rest % 100);
}

/// As geo::to_iso8601() writes it. \pre years 0 … 9999
void write(Writer& out, geo::UtcTime time) {
  auto const day = std::chrono::floor<std::chrono::days>(time);
  std::chrono::year_month_day const date{day};
  auto const milliseconds = static_cast<std::uint32_t>((time - day).count());
  auto const year = static_cast<std::uint32_t>(static_cast<int>(date.year()));
  out.pair(year / 100);
  out.pair(year % 100);
  out.put("-");
  out.pair(static_cast<unsigned>(date.month()));
  out.put("-");
  out.pair(static_cast<unsigned>(date.day()));
  out.put("T");
  out.pair(milliseconds / 3'600'000);
  out.put(":");
  out.pair(milliseconds / 60'000 % 60);
  out.put(":");
  out.pair(milliseconds / 1000 % 60);
  out.put(".");
  out.natural(milliseconds / 100 % 10);
  out.pair(milliseconds % 100);
  out.put("Z");
}

void write(Writer& out, TagBlock const& tag) {
  out.put(R"("tag":{)");
  if (tag.group) {
    out.put(R"("g":")");
    out.natural(tag.group->sentence);
    out.put("-");
    out.natural(tag.group->total);
    out.put("-");
    out.natural(tag.group->id);
    out.put(R"(",)");
  }
  auto const text = [&](auto const& key, std::string_view value) {
    if (value.empty()) return;
    out.put(key);
    out.string(value);
    out.comma();
  };
  auto const number = [&](auto const& key, auto const& value) {
    if (!value) return;
    out.put(key);
    write_wide(out, static_cast<std::uint64_t>(*value));
    out.comma();
  };
  text(R"("s":)", tag.source);
  text(R"("d":)", tag.destination);
  text(R"("t":)", tag.text);
  number(R"("c":)", tag.unix_time);
  number(R"("n":)", tag.line_count);
  number(R"("r":)", tag.relative_time);
  if (tag.time) {
    out.put(R"("time":")");
    write(out, *tag.time);
    out.put(R"(",)");
  }
  out.close();
  out.comma();
}

void write_members(Writer& out, Message const& message) {
  std::visit(
      [&](auto const& content) {
        out.number(R"({"type":)", content.header.type);
        out.number(R"("repeat":)", content.header.repeat);
        if (content.header.mmsi()) out.number(R"("mmsi":)", content.header.source);
        out.put(R"("scaled":true,)");
        write(out, content);
      },
      message);
}

}  // namespace

char* write_json(char* at, Received const& received) {
  Writer out{at};
  write_members(out, received.message);
  if (!received.tag.is_empty()) write(out, received.tag);
  return out.close();
}

void append_json(std::string& out, Received const& received) {
  std::array<char, kMaxJsonBytes> buffer;
  char const* const end = write_json(buffer.data(), received);
  out.append(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
}

void append_json(std::string& out, Message const& message) {
  std::array<char, kMaxJsonBytes> buffer;
  Writer writer{buffer.data()};
  write_members(writer, message);
  char const* const end = writer.close();
  out.append(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
}

}  // namespace lingding::ais
