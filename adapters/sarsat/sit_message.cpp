#include "adapters/sarsat/sit_message.hpp"

#include <algorithm>
#include <array>

namespace lingding::sarsat {

char const* name_of(SitForm form) {
  switch (form) {
    case SitForm::paragraphs:
      return "paragraphs";
    case SitForm::xml:
      return "xml";
    case SitForm::national:
      return "national";
    case SitForm::fields:
      return "fields";
  }
  return "";
}

char const* name_of(SitKind kind) {
  switch (kind) {
    case SitKind::alert:
      return "alert";
    case SitKind::unlocated:
      return "unlocated";
    case SitKind::initial:
      return "initial";
    case SitKind::conflict:
      return "conflict";
    case SitKind::confirmation:
      return "confirmation";
    case SitKind::update:
      return "update";
    case SitKind::unreliable:
      return "unreliable";
    case SitKind::cease:
      return "cease";
    case SitKind::free_text:
      return "free_text";
    case SitKind::unknown:
      return "unknown";
  }
  return "";
}

SitKind kind_of_title(std::string_view title) {
  std::string upper{title};
  std::ranges::transform(upper, upper.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  auto const says = [&](std::string_view words) { return upper.find(words) != std::string::npos; };
  // The graver first where a title says two things: a conflict is never a confirmation.
  if (says("CONFLICT")) return SitKind::conflict;
  if (says("CEASE") || says("CLOSED") || says("CLOSURE") || says("CANCEL") || says("TERMINAT")) return SitKind::cease;
  if (says("UNRELIABLE") || says("INVALID BEACON")) return SitKind::unreliable;
  if (says("CONFIRMED UPDATE") || says("UPDATE")) return SitKind::update;
  if (says("UNRESOLVED")) return SitKind::initial;  // a Doppler match that leaves A and B as they are
  if (says("CONFIRM") || says("RESOLVED") || says("COMPOSITE")) return SitKind::confirmation;
  if (says("UNLOCATED") || says("NO LOCATION") || says("DETECTION ONLY")) return SitKind::unlocated;
  if (says("INITIAL") || says("FIRST ALERT") || says("LOCATED")) return SitKind::initial;
  if (says("NARRATIVE")) return SitKind::free_text;
  return SitKind::alert;
}

SitKind kind_of_sit(std::uint32_t sit) {
  switch (sit) {
    case 121:
    case 122:
    case 142:
    case 322:
    case 342:
      return SitKind::unlocated;
    case 125:
    case 145:
    case 345:
      return SitKind::initial;
    case 123:
    case 126:
    case 143:
    case 146:
    case 323:
    case 343:
    case 346:
      return SitKind::conflict;
    case 124:
    case 127:
    case 144:
    case 147:
    case 324:
    case 344:
    case 347:
      return SitKind::confirmation;
    case 132:
    case 133:
    case 136:
    case 137:
    case 138:
    case 139:
    case 332:
    case 336:
    case 337:
    case 338:
    case 339:
      return SitKind::alert;
    default:
      return SitKind::unknown;
  }
}

bool is_nocr_sit(std::uint32_t sit) {
  constexpr std::array<std::uint32_t, 7> kCopies{132, 133, 136, 137, 332, 336, 337};
  return std::ranges::find(kCopies, sit) != kCopies.end();
}

}  // namespace lingding::sarsat
