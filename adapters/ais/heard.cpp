#include "adapters/ais/heard.hpp"

#include <type_traits>

namespace lingding::ais {
namespace {

coordinator::AtRest rest_of(NavigationStatus status) {
  // Rec. ITU-R M.1371-5, Annex 8, table 45.
  switch (static_cast<std::uint8_t>(status)) {
    case 1:
    case 5:
      return coordinator::AtRest::anchored_or_moored;
    case 6:
      return coordinator::AtRest::aground;
    default:
      return coordinator::AtRest::no;
  }
}

template <class Report>
std::optional<coordinator::HeardReport> heard(Report const& report, geo::UtcTime at, coordinator::AisClass of_class) {
  auto const mmsi = report.header.mmsi();
  auto const position = report.coordinates.position();
  if (!mmsi || !position || mmsi->kind() != plans::MmsiKind::ship) return std::nullopt;
  std::optional<geo::TrueBearing> heading;
  if (auto const degrees = report.heading.value()) heading = *degrees;
  return coordinator::HeardReport{
      at, *mmsi, *position, report.speed.value(), report.course.value(), heading, coordinator::AtRest::no, of_class};
}

}  // namespace

std::optional<coordinator::HeardReport> heard_report(Message const& message, geo::UtcTime at) {
  if (auto const* const a = std::get_if<PositionReport>(&message)) {
    auto report = heard(*a, at, coordinator::AisClass::a);
    if (report) report->at_rest = rest_of(a->status);
    return report;
  }
  if (auto const* const b = std::get_if<ClassBReport>(&message))
    return heard(*b, at,
                 b->carrier_sense ? coordinator::AisClass::b_carrier_sense : coordinator::AisClass::b_self_organising);
  if (auto const* const b = std::get_if<ClassBExtendedReport>(&message))
    return heard(*b, at, coordinator::AisClass::b_carrier_sense);
  return std::nullopt;
}

}  // namespace lingding::ais
