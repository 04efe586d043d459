#include "adapters/ais/distress.hpp"

namespace lingding::ais {

std::optional<DistressDevice> distress_device(Header const& header) {
  switch (header.source / 1'000'000) {
    case 970:
      return DistressDevice::sart;
    case 972:
      return DistressDevice::man_overboard;
    case 974:
      return DistressDevice::epirb;
    default:
      return std::nullopt;
  }
}

std::optional<NavigationStatus> navigation_status(Message const& message) {
  if (auto const* const report = std::get_if<PositionReport>(&message)) return report->status;
  if (auto const* const report = std::get_if<LongRangeReport>(&message)) return report->status;
  return std::nullopt;
}

std::optional<std::string_view> safety_text(Message const& message) {
  if (auto const* const text = std::get_if<SafetyBroadcast>(&message)) return text->text.view();
  if (auto const* const text = std::get_if<SafetyAddressed>(&message)) return text->text.view();
  return std::nullopt;
}

bool is_sar_aircraft(Message const& message) {
  Header const& header = header_of(message);
  return header.type == 9 || header.source / 1'000'000 == 111;
}

}  // namespace lingding::ais
