#include "adapters/sarsat/sit_fields.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <span>

#include "adapters/sarsat/beacon_decoder.hpp"
#include "adapters/sarsat/sit_values.hpp"

namespace lingding::sarsat {
namespace {

/// What a field of a layout means to us. `kept`: its form is known, its meaning is not published where we could read
/// it; it stays in the message's fields as it came.
enum class Meaning : std::uint8_t {
  kept,
  lut,
  frequency,
  detected,
  first_burst,
  last_burst,
  beacon,
  second_generation_beacon,
  correctable,
  id_23,
  latitude,
  longitude,
  probability,
  expected_error,
  satellites,
};

/// Forms: 'd' a digit, 's' a sign, all else itself; "x36", "x51": that many hexadecimal digits; "x30|x36" either;
/// "g3", "g6": groups of so many digits with single blanks between.
struct FieldForm {
  Meaning meaning;
  std::string_view form;
};

constexpr FieldForm kLut{Meaning::lut, "dddd"};
constexpr FieldForm kFrequency{Meaning::frequency, "sddddd.d ddd.d sdd.dd"};
constexpr std::string_view kTimeForm = "dd ddd dddd dd.dd";
constexpr FieldForm kCount{Meaning::kept, "dd"};
constexpr FieldForm kFirstGeneration{Meaning::beacon, "x30|x36"};
constexpr FieldForm kSecondGeneration{Meaning::second_generation_beacon, "x51"};
constexpr FieldForm kCorrectable{Meaning::correctable, "d|N"};
constexpr FieldForm kId23{Meaning::id_23, "x23"};
constexpr FieldForm kArea{Meaning::kept, "sddd"};
constexpr FieldForm kLatitude{Meaning::latitude, "sdd.ddd"};
constexpr FieldForm kLongitude{Meaning::longitude, "sddd.ddd"};
constexpr FieldForm kEllipse{Meaning::kept, "ddd ddd.d ddd.d"};
constexpr FieldForm kSatellites{Meaning::satellites, "g3"};
constexpr FieldForm kAntennas{Meaning::kept, "g6"};

constexpr std::array kGeoFirst{kLut, kFrequency, FieldForm{Meaning::detected, kTimeForm}, kCount, kFirstGeneration};
constexpr std::array kGeoSecond{
    kLut, kFrequency, FieldForm{Meaning::detected, kTimeForm}, kCount, kSecondGeneration, kCorrectable, kId23};
constexpr std::array kDoppler{
    kLut, FieldForm{Meaning::kept, "sd"}, kFrequency, FieldForm{Meaning::detected, kTimeForm},
    FieldForm{Meaning::kept, "d"}, FieldForm{Meaning::kept, "d"}, FieldForm{Meaning::kept, "dd.ddd"},
    FieldForm{Meaning::kept, "dddd"}, kCount, kFirstGeneration,
    // Position A, then B.
    kArea, kLatitude, kLongitude, kEllipse, FieldForm{Meaning::probability, "dd"},
    FieldForm{Meaning::kept, "dd ddd dddd"}, FieldForm{Meaning::kept, "d"}, FieldForm{Meaning::kept, "ddd.d ddd.d"},
    kArea, kLatitude, kLongitude, kEllipse, FieldForm{Meaning::probability, "dd"},
    FieldForm{Meaning::kept, "dd ddd dddd"}, FieldForm{Meaning::kept, "d"}, FieldForm{Meaning::kept, "ddd.d ddd.d"}};
constexpr std::array kMeoFirst{kLut,
                               kFrequency,
                               FieldForm{Meaning::first_burst, kTimeForm},
                               FieldForm{Meaning::last_burst, kTimeForm},
                               kCount,
                               kFirstGeneration,
                               FieldForm{Meaning::kept, "dd.dd"},
                               kCount,
                               kCount,
                               FieldForm{Meaning::kept, "ddd"},
                               kSatellites};
constexpr std::array kMeoSecond{kLut,
                                kFrequency,
                                FieldForm{Meaning::first_burst, kTimeForm},
                                FieldForm{Meaning::last_burst, kTimeForm},
                                kCount,
                                kSecondGeneration,
                                kCorrectable,
                                kId23,
                                FieldForm{Meaning::kept, "dd.dd"},
                                kCount,
                                kCount,
                                FieldForm{Meaning::kept, "ddd"},
                                kSatellites,
                                kAntennas};
constexpr std::array kDoaFirst{kLut,
                               kFrequency,
                               FieldForm{Meaning::first_burst, kTimeForm},
                               FieldForm{Meaning::last_burst, kTimeForm},
                               kCount,
                               kFirstGeneration,
                               kArea,
                               kLatitude,
                               kLongitude,
                               FieldForm{Meaning::kept, "ddd"},
                               FieldForm{Meaning::expected_error, "ddd.dd"},
                               FieldForm{Meaning::kept, "dd.dd"},
                               kCount,
                               kCount,
                               FieldForm{Meaning::kept, "dd.dddddd"},
                               kCount,
                               FieldForm{Meaning::kept, "ddd"},
                               kEllipse,
                               kSatellites};
constexpr std::array kDoaSecond{kLut,
                                kFrequency,
                                FieldForm{Meaning::first_burst, kTimeForm},
                                FieldForm{Meaning::last_burst, kTimeForm},
                                kCount,
                                kSecondGeneration,
                                kCorrectable,
                                kId23,
                                kArea,
                                kLatitude,
                                kLongitude,
                                FieldForm{Meaning::kept, "ddd"},
                                FieldForm{Meaning::expected_error, "ddd.dd"},
                                FieldForm{Meaning::kept, "dd.dd"},
                                kCount,
                                kCount,
                                FieldForm{Meaning::kept, "dd.dddddd"},
                                kCount,
                                FieldForm{Meaning::kept, "ddd"},
                                kEllipse,
                                kSatellites,
                                kAntennas};

struct Layout {
  std::span<FieldForm const> alert;  ///< repeated as often as the message says
  bool names_satellite = false;      ///< one satellite for all, in front of the number of alerts
};

std::optional<Layout> layout_of(std::uint32_t sit) {
  switch (sit) {
    case 122:
    case 123:
    case 124:
    case 132:
      return Layout{kGeoFirst, true};
    case 322:
    case 323:
    case 324:
    case 332:
      return Layout{kGeoSecond, true};
    case 125:
    case 126:
    case 133:
      return Layout{kDoppler, true};
    case 136:
    case 138:
    case 142:
    case 143:
    case 144:
      return Layout{kMeoFirst, false};
    case 336:
    case 338:
    case 342:
    case 343:
    case 344:
      return Layout{kMeoSecond, false};
    case 137:
    case 139:
    case 145:
    case 146:
    case 147:
      return Layout{kDoaFirst, false};
    case 337:
    case 339:
    case 345:
    case 346:
    case 347:
      return Layout{kDoaSecond, false};
    default:
      return std::nullopt;
  }
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'A' && c <= 'F');
}

bool are_groups(std::string_view text, std::size_t width) {
  constexpr std::size_t kMostGroups = 64;
  std::size_t groups = 0;
  while (text.size() >= width && std::ranges::all_of(text.substr(0, width), is_digit)) {
    if (++groups > kMostGroups) return false;
    if (text.size() == width) return true;
    if (text[width] != ' ') return false;
    text.remove_prefix(width + 1);
  }
  return false;
}

bool fits_one(std::string_view field, std::string_view form) {
  if (form.front() == 'g') return are_groups(field, static_cast<std::size_t>(form[1] - '0'));
  if (form.front() == 'x') {
    auto const size = static_cast<std::size_t>(form[1] - '0') * 10 + static_cast<std::size_t>(form[2] - '0');
    return field.size() == size && std::ranges::all_of(field, is_hex);
  }
  if (field.size() != form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    char const c = field[i];
    if (form[i] == 'd' ? !is_digit(c) : form[i] == 's' ? c != '+' && c != '-' : c != form[i]) return false;
  }
  return true;
}

bool fits(std::string_view field, std::string_view form) {
  while (true) {
    auto const bar = form.find('|');
    if (fits_one(field, form.substr(0, bar))) return true;
    if (bar == std::string_view::npos) return false;
    form.remove_prefix(bar + 1);
  }
}

/// Numbers of at most eight digits that fitted a form.
double decimal(std::string_view text) {
  double const sign = text.front() == '-' ? -1 : 1;
  if (text.front() == '-' || text.front() == '+') text.remove_prefix(1);
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  return sign * value;
}

/// "24 263 0315 48.48"
std::optional<geo::UtcTime> time_of(std::string_view text) {
  auto const minute = read_envelope_time(text.substr(0, 11));
  auto const seconds = decimal(text.substr(12));
  if (!minute || seconds >= 60) return std::nullopt;
  return *minute + std::chrono::milliseconds{std::lround(seconds * 1000)};
}

/// "+14968.0 999.9 +00.00": offset, its deviation, drift. All nines: not known.
std::optional<std::uint64_t> frequency_of(std::string_view text) {
  constexpr double kReference = 406'025'000;
  constexpr std::string_view kUnknown = "99999.9";
  auto const offset = text.substr(0, 8);
  if (offset.substr(1) == kUnknown) return std::nullopt;
  auto const hertz = static_cast<std::uint64_t>(std::llround(kReference + decimal(offset)));
  return hertz >= 406'000'000 && hertz <= 406'100'000 ? std::optional{hertz} : std::nullopt;
}

/// "407 426 408 000 …" without the empty places.
std::string satellites_of(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += 4) {
    auto const one = text.substr(at, 3);
    if (one == "000") continue;
    if (!out.empty()) out += ' ';
    out += one;
  }
  return out;
}

/// One alert of a message, as its fields say it.
struct Alert {
  MccSolution solution;
  std::string beacon_message;
  std::string id_23;
  bool correctable = true;
};

class AlertReader {
 public:
  AlertReader(std::vector<std::string> const& fields, SitMessage& message) : fields_{fields}, message_{message} {}

  bool read(Layout const& layout) {
    std::size_t const head = layout.names_satellite ? 2 : 1;
    if (layout.names_satellite && !expect({Meaning::kept, "ddd"}, 0)) return false;
    if (!expect(kCount, head - 1)) return false;
    auto const count = static_cast<std::size_t>(decimal(fields_[head - 1]));
    if (count == 0 || fields_.size() != head + count * layout.alert.size()) return misfit(count, head, layout);
    std::vector<Alert> alerts(count);
    for (std::size_t i = 0; i < count; ++i) {
      std::size_t const first = head + i * layout.alert.size();
      if (layout.names_satellite) alerts[i].solution.satellite = fields_[0];
      for (std::size_t j = 0; j < layout.alert.size(); ++j)
        if (!expect(layout.alert[j], first + j)) return false;
      if (!take(layout, first, alerts[i])) return false;
    }
    for (auto& alert : alerts) settle(std::move(alert));
    return true;
  }

 private:
  bool warn(std::string words) {
    message_.warnings.push_back("the body is kept whole: " + std::move(words));
    return false;
  }
  bool expect(FieldForm const& form, std::size_t index) {
    if (index < fields_.size() && fits(fields_[index], form.form)) return true;
    auto const found = index < fields_.size() ? "\"" + fields_[index].substr(0, 60) + "\"" : std::string("nothing");
    return warn("field " + std::to_string(index + 1) + " behind the destination is " + found + ", expected " +
                std::string(form.form));
  }
  bool misfit(std::size_t count, std::size_t head, Layout const& layout) {
    return warn(std::to_string(count) + " alerts in " + std::to_string(fields_.size() - head) + " fields, expected " +
                std::to_string(layout.alert.size()) + " each");
  }
  bool bad_value(std::size_t index, char const* expected) {
    return warn("field " + std::to_string(index + 1) + " behind the destination is \"" + fields_[index].substr(0, 60) +
                "\", expected " + expected);
  }

  bool take(Layout const& layout, std::size_t first, Alert& alert) {
    auto& solution = alert.solution;
    std::optional<MccPosition>* position = nullptr;
    for (std::size_t j = 0; j < layout.alert.size(); ++j) {
      std::size_t const index = first + j;
      std::string const& field = fields_[index];
      switch (layout.alert[j].meaning) {
        case Meaning::kept:
        case Meaning::latitude:
          break;
        case Meaning::lut:
          solution.lut = field;
          break;
        case Meaning::frequency:
          solution.frequency_hz = frequency_of(field);
          break;
        case Meaning::detected:
        case Meaning::last_burst:
          solution.at = time_of(field);
          if (!solution.at) return bad_value(index, "a time as yy ddd hhmm ss.ss");
          break;
        case Meaning::first_burst:
          solution.first_at = time_of(field);
          if (!solution.first_at) return bad_value(index, "a time as yy ddd hhmm ss.ss");
          break;
        case Meaning::beacon:
        case Meaning::second_generation_beacon:
          alert.beacon_message = field;
          break;
        case Meaning::correctable:
          alert.correctable = field != "N";
          break;
        case Meaning::id_23:
          alert.id_23 = field;
          break;
        case Meaning::longitude: {
          auto const place = geo::Position::from_degrees(decimal(fields_[index - 1]), decimal(field));
          if (!place) return bad_value(index, "degrees up to 90 and 180");
          bool const pair = layout.alert.data() == kDoppler.data();
          position = !pair ? &solution.doa : solution.doppler_a ? &solution.doppler_b : &solution.doppler_a;
          *position = MccPosition{.position = *place,
                                  .probability_percent = {},
                                  .expected_accuracy = {},
                                  .encoded_uncertainty = {},
                                  .altitude = {}};
          break;
        }
        case Meaning::probability:
          if (position != nullptr) (*position)->probability_percent = static_cast<std::uint32_t>(decimal(field));
          break;
        case Meaning::expected_error:
          // Kilometres. All zeros and all nines say nothing of an error.
          if (auto const kilometres = decimal(field); position != nullptr && kilometres > 0 && kilometres < 999.99)
            (*position)->expected_accuracy = geo::Metres::from_metres(kilometres * 1000);
          break;
        case Meaning::satellites:
          solution.satellite = satellites_of(field);
          break;
      }
    }
    return true;
  }

  /// The newest alert that has a thing is the message's for it.
  void settle(Alert alert) {
    auto& solution = alert.solution;
    auto const first = solution.first_at ? solution.first_at : solution.at;
    if (first && (!message_.detected_at || *first < *message_.detected_at)) message_.detected_at = first;
    bool const newest = !newest_ || (solution.at && *solution.at >= *newest_);
    if (newest) {
      newest_ = solution.at;
      if (solution.at != first || !message_.solutions.empty()) message_.last_detected_at = solution.at;
      message_.detected_by = solution.satellite;
      if (solution.frequency_hz) message_.frequency_hz = solution.frequency_hz;
      if (solution.doppler_a) message_.doppler_a = solution.doppler_a;
      if (solution.doppler_b) message_.doppler_b = solution.doppler_b;
      if (solution.doa) message_.doa = solution.doa;
      take_beacon(alert);
    }
    message_.solutions.push_back(std::move(solution));
  }

  void take_beacon(Alert const& alert) {
    auto const beacon = decode_beacon_message(alert.beacon_message);
    auto id = plans::BeaconId::parse(alert.id_23);
    bool const sound = alert.correctable && beacon;
    if (!id && sound) id = beacon->id();
    message_.beacon_unreliable = !sound;
    message_.beacon_message = sound ? alert.beacon_message : std::string{};
    if (id && id->text().size() == 23) {
      message_.hex_id_23 = id;
      message_.hex_id_15 = plans::BeaconId::parse(id->first_15());
    } else if (id) {
      message_.hex_id_15 = id;
    }
    if (!sound) {
      message_.warnings.emplace_back(
          "the beacon's message has errors that cannot be corrected: nothing is taken from it");
      return;
    }
    if (!beacon->position) return;
    message_.encoded = MccPosition{.position = beacon->position->position,
                                   .probability_percent = {},
                                   .expected_accuracy = {},
                                   .encoded_uncertainty = {},
                                   .altitude = {}};
  }

  std::vector<std::string> const& fields_;
  SitMessage& message_;
  std::optional<geo::UtcTime> newest_;
};

}  // namespace

bool read_alert_fields(std::vector<std::string> const& fields, SitMessage& message) {
  if (!message.sit) return false;
  auto const layout = layout_of(*message.sit);
  if (!layout) return false;
  return AlertReader{fields, message}.read(*layout);
}

bool continues_field(std::string_view line, std::string_view field) {
  for (std::size_t const width : {std::size_t{3}, std::size_t{6}})
    if (field.size() > width && are_groups(field, width) && are_groups(line, width)) return true;
  return false;
}

}  // namespace lingding::sarsat
