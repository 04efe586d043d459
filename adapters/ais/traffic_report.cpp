#include "adapters/ais/traffic_report.hpp"

#include <array>
#include <charconv>
#include <cstdlib>

#include "geo/json_writer.hpp"

namespace lingding::ais {
namespace {

template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};

/// `value` divided by ten to the power of `decimals`, all of them written.
class Fixed {
 public:
  Fixed(std::int64_t value, unsigned decimals) {
    std::uint64_t scale = 1;
    for (unsigned i = 0; i < decimals; ++i) scale *= 10;
    auto const magnitude = static_cast<std::uint64_t>(std::llabs(value));
    char* at = text_.data();
    if (value < 0) *at++ = '-';
    at = std::to_chars(at, text_.data() + text_.size(), magnitude / scale).ptr;
    *at++ = '.';
    auto rest = magnitude % scale;
    for (scale /= 10; scale > 0; scale /= 10) {
      *at++ = static_cast<char>('0' + rest / scale);
      rest %= scale;
    }
    size_ = static_cast<std::size_t>(at - text_.data());
  }
  std::string_view view() const { return {text_.data(), size_}; }

 private:
  std::array<char, 32> text_{};
  std::size_t size_ = 0;
};

/// 1/600 000 of a degree to 1/1 000 000, rounded half away from zero.
std::int64_t millionths(std::int32_t units) {
  std::int64_t const tenfold = std::int64_t{units} * 10;
  return (tenfold + (tenfold < 0 ? -3 : 3)) / 6;
}

class Report {
 public:
  Report(std::string& out, std::string_view report, Header const& header, Station const& station) : json_(out) {
    json_.begin_object()
        .member("report", report)
        .member("mmsi", station.mmsi().number())
        .member("kind", to_text(station.kind()))
        .member("type", header.type);
  }
  void finish(std::string_view at, std::string_view source) {
    json_.member("at", at).member("source", source).end_object();
  }
  void place(Coordinates where, bool accurate) {
    auto const lat = where.latitude_units();
    auto const lon = where.longitude_units();
    if (!lat || !lon) return;
    json_.key("lat").raw(Fixed(millionths(*lat), 6).view());
    json_.key("lon").raw(Fixed(millionths(*lon), 6).view());
    json_.member("accuracy", accurate);
  }
  void motion(SpeedOverGround speed, CourseOverGround course) {
    if (auto const tenths = speed.tenths()) json_.key("speed").raw(Fixed(*tenths, 1).view());
    if (auto const tenths = course.tenths()) json_.key("course").raw(Fixed(*tenths, 1).view());
  }
  void heading(TrueHeading heading) { json_.member("heading", heading.degrees()); }
  void status(NavigationStatus status) { json_.member("status", static_cast<unsigned>(status)); }
  void text(std::string_view key, std::string_view text) {
    if (!text.empty()) json_.member(key, text);
  }
  template <class Number>
  void number(std::string_view key, std::optional<Number> number) {
    json_.member(key, number);
  }
  void draught(std::optional<std::uint8_t> tenths) {
    if (tenths) json_.key("draught").raw(Fixed(*tenths, 1).view());
  }
  void size(Dimensions const& size) {
    if (!size.is_available()) return;
    json_.member("to_bow", size.to_bow)
        .member("to_stern", size.to_stern)
        .member("to_port", size.to_port)
        .member("to_starboard", size.to_starboard);
  }

 private:
  geo::JsonWriter json_;
};

enum class Slot : std::uint8_t { position = 0, identity = 1, identity_b = 2 };

template <class Fill>
void add(TrafficBatch& batch, Header const& header, Station const& station, std::string_view at,
         std::string_view source, Slot slot, Fill const& fill) {
  auto& [key, json] =
      batch.emplace_back(std::uint64_t{station.mmsi().number()} * 4 + static_cast<std::uint64_t>(slot), std::string{});
  json.reserve(256);
  Report report{json, slot == Slot::position ? "position" : "static", header, station};
  fill(report);
  report.finish(at, source);
}

}  // namespace

void append_report(TrafficBatch& batch, Message const& message, Station const& station, std::string_view at,
                   std::string_view source) {
  auto const position = [&](auto const& m, auto const& more) {
    add(batch, m.header, station, at, source, Slot::position, [&](Report& report) {
      report.place(m.coordinates, m.accurate);
      more(report);
    });
  };
  auto const identity = [&](auto const& m, Slot slot, auto const& fill) {
    add(batch, m.header, station, at, source, slot, fill);
  };
  std::visit(
      Overloaded{[&](PositionReport const& m) {
                   position(m, [&](Report& r) {
                     r.motion(m.speed, m.course);
                     r.heading(m.heading);
                     r.status(m.status);
                   });
                 },
                 [&](LongRangeReport const& m) {
                   position(m, [&](Report& r) {
                     r.motion(m.speed, m.course);
                     r.status(m.status);
                   });
                 },
                 [&](ClassBReport const& m) {
                   position(m, [&](Report& r) {
                     r.motion(m.speed, m.course);
                     r.heading(m.heading);
                   });
                 },
                 [&](ClassBExtendedReport const& m) {
                   position(m, [&](Report& r) {
                     r.motion(m.speed, m.course);
                     r.heading(m.heading);
                     r.text("shipname", m.ship_name.view());
                   });
                 },
                 [&](SarAircraftReport const& m) { position(m, [&](Report& r) { r.motion(m.speed, m.course); }); },
                 [&](BaseStationReport const& m) { position(m, [](Report&) {}); },
                 [&](AidToNavigation const& m) { position(m, [&](Report& r) { r.text("shipname", m.name.view()); }); },
                 [&](StaticAndVoyageData const& m) {
                   identity(m, Slot::identity, [&](Report& r) {
                     r.text("shipname", m.ship_name.view());
                     r.text("callsign", m.callsign.view());
                     r.number("imo", m.imo);
                     r.number("shiptype", m.ship_type);
                     r.size(m.dimensions);
                     r.draught(m.draught_tenths);
                     r.text("destination", m.destination.view());
                   });
                 },
                 [&](StaticDataA const& m) {
                   identity(m, Slot::identity, [&](Report& r) { r.text("shipname", m.ship_name.view()); });
                 },
                 [&](StaticDataB const& m) {
                   identity(m, Slot::identity_b, [&](Report& r) {
                     r.text("callsign", m.callsign.view());
                     r.number("shiptype", m.ship_type);
                     if (auto const* size = std::get_if<Dimensions>(&m.size_or_mother_ship)) r.size(*size);
                   });
                 },
                 [](auto const&) {}},
      message);
}

}  // namespace lingding::ais
