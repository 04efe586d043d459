// Documents with their identities replaced: written anew from what was read in them, so that nothing that was not
// understood goes along; and left out where that would say something else.

#include <array>
#include <cmath>
#include <cstdio>

#include "adapters/cap/reader.hpp"
#include "adapters/cap/report.hpp"
#include "adapters/cap/writer.hpp"
#include "adapters/sarsat/intake.hpp"
#include "adapters/sarsat/sit_read.hpp"
#include "geo/ascii.hpp"
#include "tools/drill/anonymise.hpp"

namespace lingding::drill {
namespace {

using coordinator::AlertReport;

/// The alert but for who it is and what is said in words.
AlertReport without_names(AlertReport report) {
  report.device.reset();
  report.beacon.reset();
  report.imo.reset();
  report.call_sign.clear();
  report.name.clear();
  report.thread.clear();
  report.caller.clear();
  report.text.clear();
  return report;
}

std::string two_part_angle(double degrees, int width, char positive, char negative) {
  double const all = std::abs(degrees);
  double const whole = std::floor(all + 1e-9);
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%0*d %07.4f%c", width, static_cast<int>(whole),
                std::max(0.0, (all - whole) * 60), degrees < 0 ? negative : positive);
  return text.data();
}

std::string position_text(std::optional<sarsat::MccPosition> const& place) {
  if (!place) return "NIL";
  auto text = two_part_angle(place->position.latitude.degrees(), 2, 'N', 'S') + " " +
              two_part_angle(place->position.longitude.degrees(), 3, 'E', 'W');
  if (place->probability_percent) text += " PROB " + std::to_string(*place->probability_percent) + " PERCENT";
  if (place->expected_accuracy) {
    std::array<char, 48> accuracy{};
    std::snprintf(accuracy.data(), accuracy.size(), " EXPECTED ACCURACY %.2f NMS",
                  place->expected_accuracy->nautical_miles());
    text += accuracy.data();
  }
  return text;
}

/// As paragraph 14 bounds an encoded position, a minute of arc being a nautical mile.
std::string uncertainty_text(std::optional<sarsat::MccPosition> const& place) {
  if (!place || !place->encoded_uncertainty) return "NIL";
  auto const seconds = std::lround(place->encoded_uncertainty->nautical_miles() * 60);
  bool const is_minutes = seconds % 60 == 0;
  return "ENCODED POSITION UNCERTAINTY PLUS-MINUS " + std::to_string(is_minutes ? seconds / 60 : seconds) +
         (is_minutes ? " MINUTES" : " SECONDS") + " OF LATITUDE AND LONGITUDE";
}

/// "27 AUG 16 1551 UTC".
std::string mcc_time(geo::UtcTime time) {
  constexpr std::array kMonths{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
  auto const day = std::chrono::floor<std::chrono::days>(time);
  std::chrono::year_month_day const date{day};
  std::chrono::hh_mm_ss const clock{std::chrono::floor<std::chrono::minutes>(time - day)};
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%02u %s %02d %02d%02d UTC", static_cast<unsigned>(date.day()),
                kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()) % 100,
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()));
  return text.data();
}

/// Letters, strokes, hyphens and blanks alone: no number goes along.
std::string plain_words(std::string_view text) {
  std::string words;
  for (char const c : text) {
    if (c >= '0' && c <= '9') break;
    bool const is_plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == ' ' || c == '-' || c == '/';
    if (is_plain) words += c;
    if (c == '\n') break;
  }
  return words.empty() ? "NIL" : words;
}

/// SIT 185 in paragraphs, from what was read; \param hex_id the pseudonym
std::string written(sarsat::SitMessage const& message, std::string const& hex_id) {
  auto const line = [](std::string const& text) { return text + "\n"; };
  std::string text = line("1. " + message.title);
  text += line("2. MSG NO 00000 MCC REF " + hex_id);
  text += line("3. DETECTED AT " + (message.detected_at ? mcc_time(*message.detected_at) : std::string{"NIL"}) +
               (message.detected_by.empty() ? "" : " BY " + message.detected_by));
  std::array<char, 32> frequency{};
  if (message.frequency_hz)
    std::snprintf(frequency.data(), frequency.size(), "%.6f MHZ", static_cast<double>(*message.frequency_hz) / 1e6);
  text += line("4. DETECTION FREQUENCY " + (message.frequency_hz ? std::string{frequency.data()} : "NIL"));
  text += line("5. COUNTRY OF BEACON REGISTRATION " +
               (message.country_code ? std::to_string(*message.country_code) + "/ " + message.country : "NIL"));
  text += line("6. USER CLASS " + plain_words(message.user_class));
  text += line("7. EMERGENCY CODE " + (message.emergency.empty() ? "NIL" : message.emergency));
  text += line("8. POSITIONS");
  text += line("CONFIRMED - " + position_text(message.confirmed));
  text += line("DOPPLER A - " + position_text(message.doppler_a));
  text += line("DOPPLER B - " + position_text(message.doppler_b));
  text += line("DOA - " + position_text(message.doa));
  text += line("ENCODED - " + position_text(message.encoded));
  text += line("9. ENCODED POSITION PROVIDED BY " +
               (message.encoded_source.empty() ? "NIL" : message.encoded_source + " DEVICE"));
  text += line("10. NEXT PASS TIMES CONFIRMED - NIL");
  text += line("11. HEX ID " + hex_id + " HOMING SIGNAL " + (message.homing.empty() ? "NIL" : message.homing));
  text += line("12. ACTIVATION TYPE " + (message.activation.empty() ? "NIL" : message.activation));
  text += line("13. BEACON NUMBER ON AIRCRAFT OR VESSEL NIL");
  text += line("14. OTHER ENCODED INFORMATION " + uncertainty_text(message.encoded));
  text += line(std::string{"15. OPERATIONAL INFORMATION "} +
               (message.doppler_suspect ? "RELIABILITY OF DOPPLER POSITION DATA - SUSPECT" : "NIL"));
  text += line(std::string{"16. REMARKS "} + (message.is_exercise ? "EXERCISE" : "NIL"));
  return text + "END OF MESSAGE\n";
}

std::string plain_key(std::string_view name) {
  auto key = geo::ascii_lower(name);
  std::erase_if(key, [](char c) { return c == ' ' || c == '-' || c == '_'; });
  return key;
}

}  // namespace

bool Anonymiser::sit(std::string& text) {
  auto const message = sarsat::read_sit(text);
  if (!message || message->form != sarsat::SitForm::paragraphs) return leave(LeftOut::not_understood);
  auto const& id = message->hex_id_23 ? message->hex_id_23 : message->hex_id_15;
  if (!id) return leave(LeftOut::not_understood);
  auto const hex_id = names_.beacon(id->text());
  if (!hex_id) return leave(LeftOut::identity);
  auto made = written(*message, *hex_id);
  auto const again = sarsat::read_sit(made);
  if (!again) return leave(LeftOut::differs);
  auto const before = sarsat::alert_of(*message);
  auto const after = sarsat::alert_of(*again);
  if (before.has_value() != after.has_value()) return leave(LeftOut::differs);
  if (before && !(without_names(*before) == without_names(*after))) return leave(LeftOut::differs);
  text = std::move(made);
  return true;
}

bool Anonymiser::cap(std::string& text) {
  auto message = cap::read(text);
  if (!message) return leave(LeftOut::not_understood);
  auto const before = cap::to_report(*message);
  auto const reference = [&](std::string& sender, std::string& identifier) {
    sender = names_.word("sender", sender) + "@anonymous.example";
    identifier = names_.word("message", identifier);
  };
  reference(message->sender, message->identifier);
  for (auto& one : message->references) reference(one.sender, one.identifier);
  message->source.clear();
  message->note.clear();
  for (auto& one : message->addresses) one = names_.word("address", one);
  for (auto& one : message->incidents) one = names_.word("incident", one);
  if (!message->restriction.empty()) message->restriction = "anonymous";
  message->codes.clear();
  message->is_signed = false;
  for (auto& info : message->infos) {
    auto const safe = [](std::string& words) {
      if (!words.empty()) words = safe_words(words);
    };
    safe(info.event);
    if (info.event.empty()) info.event = "event";
    safe(info.headline);
    safe(info.description);
    info.audience.clear();
    info.instruction.clear();
    info.web.clear();
    info.contact.clear();
    info.resources.clear();
    if (!info.sender_name.empty()) info.sender_name = names_.word("sender", info.sender_name);
    for (auto& code : info.event_codes) safe(code.value);
    std::erase_if(info.event_codes, [](cap::NamedValue const& one) { return one.value.empty(); });
    std::vector<cap::NamedValue> kept;
    for (auto& one : info.parameters) {
      auto const key = plain_key(one.name);
      if (key == "mmsi") {
        auto const mmsi = plans::Mmsi::parse(one.value);
        if (!mmsi) continue;
        one.value = plans::Mmsi::from_number(names_.mmsi(mmsi->number()))->to_text();
      } else if (key == "callsign") {
        one.value = names_.call_sign(one.value);
      } else if (key == "vesselname" || key == "shipname") {
        one.value = names_.name(one.value);
      } else if (key == "beaconid" || key == "hexid") {
        auto const beacon = names_.beacon(one.value);
        if (!beacon) return leave(LeftOut::identity);
        one.value = *beacon;
      } else if (key == "nature") {
        one.value = safe_words(one.value);
      } else if (key != "personsonboard" && key != "pob") {
        continue;
      }
      kept.push_back(std::move(one));
    }
    info.parameters = std::move(kept);
    for (auto& area : info.areas) {
      area.description = "area";
      area.geocodes.clear();
    }
  }
  auto made = cap::write(*message);
  auto const again = cap::read(made);
  if (!again) return leave(LeftOut::differs);
  auto const after = cap::to_report(*again);
  if (before.has_value() != after.has_value()) return leave(LeftOut::differs);
  if (before && !(without_names(*before) == without_names(*after))) return leave(LeftOut::differs);
  text = std::move(made);
  return true;
}

}  // namespace lingding::drill
