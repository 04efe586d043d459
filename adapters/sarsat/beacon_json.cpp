#include "adapters/sarsat/beacon_json.hpp"

#include "adapters/sarsat/json_line.hpp"
#include "plans/country.hpp"

namespace lingding::sarsat {
namespace {

using detail::JsonLine;
using plans::BeaconProtocol;
using plans::BeaconUse;

/// User protocols in the long format are called user-location (C/S T.001, section A3.3.4).
std::string_view protocol_text(BeaconMessage const& message) {
  if (message.is_long) {
    switch (message.identity.protocol) {
      case BeaconProtocol::aviation_user:
        return "aviation user-location";
      case BeaconProtocol::maritime_user:
        return "maritime user-location";
      case BeaconProtocol::serial_user:
        return "serial user-location";
      case BeaconProtocol::radio_call_sign_user:
        return "radio call sign user-location";
      case BeaconProtocol::test_user:
        return "test user-location";
      default:
        break;
    }
  }
  return to_text(message.identity.protocol);
}

std::string_view form_text(BeaconForm form) {
  switch (form) {
    case BeaconForm::burst:
      return "burst";
    case BeaconForm::first_generation:
    case BeaconForm::second_generation:
      return "message";
    case BeaconForm::without_parity:
      return "message without parity";
    case BeaconForm::first_id:
    case BeaconForm::second_id:
    case BeaconForm::second_id_shortened:
      return "id";
  }
  return "";
}

std::string_view source_text(PositionSource source) {
  switch (source) {
    case PositionSource::internal:
      return "internal";
    case PositionSource::external:
      return "external";
    case PositionSource::unknown:
      return "unknown";
  }
  return "";
}

std::string_view navigation_text(Navigation navigation) {
  switch (navigation) {
    case Navigation::internal:
      return "internal";
    case Navigation::external:
      return "external";
    case Navigation::none:
      return "none";
  }
  return "";
}

std::string_view homing_text(Homing homing) {
  switch (homing) {
    case Homing::none:
      return "none";
    case Homing::mhz_121_5:
      return "121.5 MHz";
    case Homing::sart_9_ghz:
      return "9 GHz SART";
    case Homing::other:
      return "other";
    case Homing::other_or_none:
      return "other or none";
    case Homing::some:
      return "yes";
    case Homing::none_or_disabled:
      return "none or disabled";
  }
  return "";
}

std::string_view activation_text(Activation activation) {
  switch (activation) {
    case Activation::manual_only:
      return "manual only";
    case Activation::automatic_or_manual:
      return "automatic or manual";
    case Activation::manual:
      return "manual";
    case Activation::automatic:
      return "automatic";
    case Activation::external:
      return "external";
  }
  return "";
}

/// C/S T.001, tables A4 and A5.
std::string_view emergency_text(EmergencyKind kind) {
  switch (kind) {
    case EmergencyKind::unspecified:
      return "unspecified distress";
    case EmergencyKind::fire:
      return "fire or explosion";
    case EmergencyKind::flooding:
      return "flooding";
    case EmergencyKind::collision:
      return "collision";
    case EmergencyKind::grounding:
      return "grounding";
    case EmergencyKind::listing:
      return "listing, in danger of capsizing";
    case EmergencyKind::sinking:
      return "sinking";
    case EmergencyKind::adrift:
      return "disabled and adrift";
    case EmergencyKind::abandoning:
      return "abandoning ship";
    case EmergencyKind::reserved:
      return "reserved code";
  }
  return "";
}

std::string_view gnss_text(GnssStatus status) {
  switch (status) {
    case GnssStatus::no_fix:
      return "no fix";
    case GnssStatus::fix_2d:
      return "2D";
    case GnssStatus::fix_3d:
      return "3D";
  }
  return "";
}

std::string_view provider_text(ReturnLinkProvider provider) {
  switch (provider) {
    case ReturnLinkProvider::galileo:
      return "Galileo";
    case ReturnLinkProvider::glonass:
      return "GLONASS";
    case ReturnLinkProvider::bds:
      return "BDS";
    case ReturnLinkProvider::other:
      return "other";
  }
  return "";
}

std::string_view trigger_text(InFlightField::Trigger trigger) {
  switch (trigger) {
    case InFlightField::Trigger::crew:
      return "crew";
    case InFlightField::Trigger::g_switch:
      return "g-switch or deformation";
    case InFlightField::Trigger::avionics:
      return "avionics";
    case InFlightField::Trigger::spare:
      return "spare";
  }
  return "";
}

std::string_view method_text(CancellationField::Method method) {
  switch (method) {
    case CancellationField::Method::manual:
      return "manual";
    case CancellationField::Method::automatic:
      return "automatic";
    case CancellationField::Method::spare:
      return "spare";
  }
  return "";
}

std::string_view age_text(TrackingData::FixAge age) {
  switch (age) {
    case TrackingData::FixAge::current:
      return "at most 2 s";
    case TrackingData::FixAge::up_to_60_s:
      return "2 to 60 s";
    case TrackingData::FixAge::older_or_none:
      return "more than 60 s, or none";
  }
  return "";
}

/// Six hexadecimal digits, as registers write 24-bit addresses.
std::array<char, 6> address_text(std::uint32_t address) {
  std::array<char, 6> text{};
  for (std::size_t i = text.size(); i-- > 0; address >>= 4U) text[i] = "0123456789ABCDEF"[address & 0xFU];
  return text;
}

template <std::size_t Size>
std::string_view view(std::array<char, Size> const& text) {
  return {text.data(), text.size()};
}

/// Decimal digits with leading zeros.
template <std::size_t Size>
std::array<char, Size> digits(std::uint32_t number) {
  std::array<char, Size> text{};
  for (std::size_t i = Size; i-- > 0; number /= 10) text[i] = static_cast<char>('0' + number % 10);
  return text;
}

template <std::size_t Size>
void write_text(JsonLine& json, char const (&name)[Size], std::optional<plans::BeaconText> const& text) {
  if (text) json.member(name, text->view());
}

template <std::size_t Size>
void write_range(JsonLine& json, char const (&name)[Size], std::optional<CodedRange> const& range) {
  if (!range) return;
  json.key(name).begin_object();
  json.member("over", range->over);
  json.member("up_to", range->up_to);
  json.end_object();
}

void write_identity(JsonLine& json, BeaconMessage const& message) {
  auto const& identity = message.identity;
  std::array<char, 23> id{};
  std::size_t const size = message.write_id(id);
  json.member("hex_id_15", std::string_view{id.data(), 15});
  if (size == id.size()) json.member("hex_id_23", std::string_view{id.data(), size});
  json.member("generation", identity.generation == plans::BeaconContent::Generation::first ? 1 : 2);
  json.member("form", form_text(message.form));
  json.member("country_code", message.country_code);
  json.member("country", plans::country_of_mid(message.country_code));
  json.member("protocol", protocol_text(message));
  if (identity.use != BeaconUse::unknown) json.member("beacon_type", to_text(identity.use));
  json.member("test", message.is_test());
  if (message.self_test) json.member("self_test", true);
  if (message.cancellation) json.member("cancellation", true);
  if (identity.mmsi) json.member("mmsi", identity.mmsi->number());
  write_text(json, "call_sign", identity.call_sign);
  write_text(json, "registration", identity.registration);
  write_text(json, "aircraft_operator", identity.aircraft_operator);
  if (identity.aircraft_address) json.member("aircraft_address", view(address_text(*identity.aircraft_address)));
  json.member("operator_serial", identity.operator_serial);
  json.member("serial", identity.serial);
  json.member("tac", identity.tac);
  write_text(json, "beacon_number", identity.beacon_number);
  if (identity.epirb_ais_ending) json.member("epirb_ais_ending", view(digits<4>(*identity.epirb_ais_ending)));
}

void write_position(JsonLine& json, BeaconMessage const& message) {
  if (message.position) {
    auto const& coded = *message.position;
    json.key("position").begin_object();
    json.member("lat", coded.position.latitude.degrees()).member("lon", coded.position.longitude.degrees());
    json.tenths("resolution_m", coded.resolution.metres()).tenths("radius_m", coded.radius.metres());
    json.member("source", source_text(coded.source));
    json.end_object();
  }
  if (message.navigation) json.member("navigation", navigation_text(*message.navigation));
}

void write_emergency(JsonLine& json, Emergency const& emergency) {
  json.member("emergency", emergency_text(emergency.kind));
  if (emergency.medical_help) json.member("medical_help", true);
  if (emergency.disabled) json.member("disabled", true);
}

void write_return_link(JsonLine& json, ReturnLinkField const& field) {
  json.member("accepts_automatic", field.accepts_automatic).member("accepts_manual", field.accepts_manual);
  json.member("received_automatic", field.received_automatic).member("received_manual", field.received_manual);
  if (field.provider) json.member("provider", provider_text(*field.provider));
  json.member("message", field.message);
}

/// One function for each kind of rotating field, inside its object.
struct RotatingWriter {
  JsonLine& json;

  void operator()(std::monostate) const {}
  void operator()(ObjectiveField const& field) const {
    json.member("type", "objective requirements").member("hours_since_activation", field.hours_since_activation);
    json.member("minutes_since_fix", field.minutes_since_fix).member("altitude_m", field.altitude_m);
    write_range(json, "hdop", field.hdop);
    write_range(json, "vdop", field.vdop);
    write_range(json, "battery_percent", field.battery_percent);
    if (field.gnss) json.member("gnss", gnss_text(*field.gnss));
  }
  void operator()(InFlightField const& field) const {
    json.member("type", "in-flight emergency").member("fix_second_of_day", field.fix_second_of_day);
    json.member("altitude_m", field.altitude_m).member("trigger", trigger_text(field.trigger));
    write_range(json, "battery_percent", field.battery_percent);
    if (field.gnss) json.member("gnss", gnss_text(*field.gnss));
  }
  void operator()(ReturnLinkField const& field) const {
    json.member("type", "return link");
    write_return_link(json, field);
  }
  void operator()(TwoWayField const& field) const {
    json.member("type", "two-way communication").member("provider", provider_text(field.provider));
    json.member("version", field.version).member("acknowledged", field.acknowledged);
    json.key("exchanges").begin_array();
    for (auto const& [question, answer] : field.exchanges)
      json.begin_object().member("question", question).member("answer", answer).end_object();
    json.end_array();
  }
  void operator()(OpaqueField const& field) const {
    json.member("type", field.number == 3 ? "national use" : "spare").member("number", field.number);
    std::array<char, 11> text{};
    std::uint64_t rest = field.content;
    for (std::size_t i = text.size(); i-- > 0; rest >>= 4U) text[i] = "0123456789ABCDEF"[rest & 0xFU];
    json.member("content", view(text));
  }
  void operator()(CancellationField const& field) const {
    json.member("type", "cancellation").member("method", method_text(field.method));
  }
};

void write_code(JsonLine& json, CodeCheck const& check) {
  json.member("ok", check.sound).member("corrected", check.corrected);
}

void write_codes(JsonLine& json, BeaconMessage const& message) {
  if (!message.first_code) return;
  bool const ok = message.first_code->sound && (!message.second_code || message.second_code->sound);
  json.key("bch").begin_object().member("ok", ok).member("corrected", message.corrected_bits());
  if (message.identity.generation == plans::BeaconContent::Generation::first) {
    json.key("first").begin_object();
    write_code(json, *message.first_code);
    json.end_object();
    if (message.second_code) {
      json.key("second").begin_object();
      write_code(json, *message.second_code);
      json.end_object();
    }
  }
  json.end_object();
}

void write_warnings(JsonLine& json, BeaconMessage const& message) {
  json.key("warnings").begin_array();
  if (message.identity_fault) json.value(to_text(*message.identity_fault));
  for (std::size_t i = 0; i < kBeaconWarnings && !message.warnings.empty(); ++i) {
    auto const warning = static_cast<BeaconWarning>(i);
    if (message.warnings.has(warning)) json.value(to_text(warning));
  }
  json.end_array();
}

/// What a reader may see of it: a line of a megabyte is not repeated.
std::string_view shown(std::string_view input) {
  constexpr std::size_t kLongest = 80;
  return input.substr(0, kLongest);
}

}  // namespace

void append_json(std::string& out, BeaconMessage const& message, std::string_view input) {
  JsonLine json;
  json.begin_object().foreign("input", shown(input));
  write_identity(json, message);
  write_position(json, message);
  if (message.homing) json.member("homing", homing_text(*message.homing));
  if (message.activation) json.member("activation", activation_text(*message.activation));
  if (message.emergency) write_emergency(json, *message.emergency);
  if (message.tracking) {
    write_range(json, "altitude_m", message.tracking->altitude_m);
    if (message.tracking->fix_age) json.member("fix_age", age_text(*message.tracking->fix_age));
  }
  if (message.return_link) {
    json.key("return_link").begin_object();
    write_return_link(json, *message.return_link);
    json.end_object();
  }
  json.member("return_link_enabled", message.return_link_enabled);
  if (!std::holds_alternative<std::monostate>(message.rotating)) {
    json.key("rotating_field").begin_object();
    std::visit(RotatingWriter{json}, message.rotating);
    json.end_object();
  }
  write_codes(json, message);
  write_warnings(json, message);
  json.end_object();
  out += json.text();
}

void append_json(std::string& out, BeaconRefusal refusal, std::string_view input) {
  JsonLine json;
  json.begin_object().foreign("input", shown(input)).member("error", to_text(refusal)).end_object();
  out += json.text();
}

bool decode_to_json(std::string& out, std::string_view input) {
  auto const message = decode_beacon_message(input);
  if (message) {
    append_json(out, *message, input);
  } else {
    append_json(out, message.error(), input);
  }
  return message.has_value();
}

}  // namespace lingding::sarsat
