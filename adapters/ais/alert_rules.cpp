#include "adapters/ais/alert_rules.hpp"

#include <algorithm>

#include "adapters/ais/distress.hpp"

namespace lingding::ais {
namespace {

using coordinator::AlertClass;
using coordinator::AlertKind;

constexpr char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
constexpr bool is_word_character(char c) {
  return (upper(c) >= 'A' && upper(c) <= 'Z') || (c >= '0' && c <= '9');
}

enum class Match : std::uint8_t { whole, beginning };

bool has(std::string_view text, std::string_view word, Match match) {
  auto at = text.begin();
  for (;;) {
    at = std::search(at, text.end(), word.begin(), word.end(), [](char a, char b) { return upper(a) == upper(b); });
    if (at == text.end()) return false;
    auto const after = at + static_cast<std::ptrdiff_t>(word.size());
    bool const begins = at == text.begin() || !is_word_character(*(at - 1));
    bool const ends = match == Match::beginning || after == text.end() || !is_word_character(*after);
    if (begins && ends) return true;
    ++at;
  }
}

AlertKind kind_of(DistressDevice device) {
  switch (device) {
    case DistressDevice::sart:
      return AlertKind::ais_sart;
    case DistressDevice::man_overboard:
      return AlertKind::ais_mob;
    case DistressDevice::epirb:
      return AlertKind::epirb_ais;
  }
  return AlertKind::ais_sart;
}

AlertFound of_device(DistressDevice device, Message const& message) {
  auto const kind = kind_of(device);
  auto const text = safety_text(message);
  if (text) {
    std::string said{*text};
    if (has_word_beginning(said, "ACTIVE")) return {AlertClass::distress, kind, std::move(said), true};
    if (has_word_beginning(said, "TEST")) return {AlertClass::test, kind, std::move(said), true};
    return {AlertClass::distress, kind, std::move(said), false};
  }
  auto const status = navigation_status(message);
  if (status == NavigationStatus::sart_active) return {AlertClass::distress, kind, "", true};
  if (status == NavigationStatus::undefined) return {AlertClass::test, kind, "", true};
  auto const type = std::to_string(header_of(message).type);
  if (status)
    return {AlertClass::distress, kind,
            "Navigational status " + std::to_string(static_cast<int>(*status)) +
                ", neither active (14) nor under test (15): taken as distress",
            true};
  return {AlertClass::distress, kind,
          "AIS message " + type + " from a distress device, neither active nor under test: taken as distress", false};
}

}  // namespace

bool has_word(std::string_view text, std::string_view word) {
  return has(text, word, Match::whole);
}
bool has_word_beginning(std::string_view text, std::string_view beginning) {
  return has(text, beginning, Match::beginning);
}

Finding find_alert(Message const& message, coordinator::Mode mode) {
  if (auto const device = distress_device(header_of(message))) return of_device(*device, message);
  if (navigation_status(message) == NavigationStatus::sart_active)
    return AlertFound{AlertClass::distress, AlertKind::ais_ship_status, "", true};
  auto const text = safety_text(message);
  if (!text || text->empty()) return {};
  bool const mayday = has_word(*text, "MAYDAY");
  bool const distress = mayday || has_word(*text, "SOS") || has_word(*text, "DISTRESS");
  if (!distress) return SafetyTextFound{std::string{*text}};
  bool const played = has_word(*text, "EXERCISE") || has_word(*text, "DRILL");
  bool const test = has_word_beginning(*text, "TEST") || (played && mode == coordinator::Mode::real);
  return AlertFound{test && !mayday ? AlertClass::test : AlertClass::distress, AlertKind::ais_safety_text,
                    std::string{*text}, true};
}

}  // namespace lingding::ais
