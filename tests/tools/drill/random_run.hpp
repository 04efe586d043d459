#pragma once
// Runs' records with random values in every member that a record has.

#include "tests/support/random_values.hpp"
#include "tools/drill/detail/shapes.hpp"

namespace lingding::support {

/// An archive for drill::detail::Shape<T>::of: gives each member a random value.
class RandomRun {
 public:
  explicit RandomRun(std::uint64_t seed) : random_(seed) {}

  template <class T>
  void operator()(std::string_view, T& member) {
    fill(member);
  }
  template <class T>
  void fill(T& value) {
    if constexpr (requires { drill::detail::Shape<T>::of(*this, value); }) {
      drill::detail::Shape<T>::of(*this, value);
    } else if constexpr (std::is_enum_v<T>) {
      value = static_cast<T>(random_.below(count(value)));
    } else if constexpr (std::is_same_v<T, bool>) {
      value = random_.chance(2);
    } else {
      static_assert(std::is_unsigned_v<T>);
      value = random_.chance(4) ? static_cast<T>(~T{0}) : static_cast<T>(random_.below(100));
    }
  }
  void fill(std::string& value) { value = random_.text(); }
  void fill(double& value) { value = random_.below(1000) / 7.0; }
  void fill(geo::UtcTime& value) { value = random_.time(); }
  void fill(std::chrono::milliseconds& value) { value = std::chrono::milliseconds{random_.below(100'000'000) - 1000}; }
  void fill(std::chrono::minutes& value) { value = std::chrono::minutes{random_.below(100)}; }
  void fill(geo::Position& value) { value = random_.position(); }
  void fill(geo::Metres& value) { value = geo::Metres::from_metres(random_.below(1000) / 3.0); }
  void fill(geo::Knots& value) { value = geo::Knots::from_knots(random_.below(1000) / 3.0); }
  void fill(geo::TrueBearing& value) { value = *geo::TrueBearing::from_degrees(random_.below(3600) / 11.0); }
  void fill(plans::Mmsi& value) {
    value = *plans::Mmsi::from_number(static_cast<std::uint32_t>(1 + random_.below(999'999'999)));
  }
  void fill(coordinator::Incident& value) { value = random_.incident(); }
  void fill(coordinator::AlertReport& value) { value = random_.report(); }
  void fill(drill::ActBody& value) {
    switch (random_.below(9)) {
      case 0:
        return alternative(value, drill::SourceBrings{});
      case 1:
        return alternative(value, drill::SomebodyReports{});
      case 2:
        return alternative(value, drill::DeviceStarts{.device = *plans::Mmsi::from_number(1), .ship = {}});
      case 3:
        return alternative(value, drill::DscCalls{});
      case 4:
        return alternative(value, drill::OfficerActs{});
      case 5:
        return alternative(value, drill::LinkGoes{});
      case 6:
        return alternative(value, drill::ServerRestarts{});
      case 7:
        return alternative(value, drill::ShipChanges{});
      default:
        return alternative(value, drill::ControlSays{});
    }
  }
  void fill(decltype(drill::CastShip::voyage)& value) {
    if (random_.chance(2)) return alternative(value, drill::TimetableVoyage{});
    alternative(value, std::vector<drill::Waypoint>{});
  }
  template <class T>
  void fill(std::optional<T>& value) {
    if (random_.chance(3)) return value.reset();
    std::vector<T> one;
    make(one);
    value = std::move(one.front());
  }
  template <class T>
  void fill(std::vector<T>& values) {
    values.clear();
    for (int i = random_.below(4); i > 0; --i) make(values);
  }
  void fill(std::map<std::string, std::string>& values) {
    for (int i = random_.below(4); i > 0; --i) values[random_.text()] = random_.text();
  }

 private:
  static int count(geo::CentreId) { return 3; }
  static int count(drill::Happening) { return drill::kHappenings; }
  static int count(logs::Format) { return logs::kFormatCount; }
  static int count(coordinator::Nature) { return 13; }
  static int count(drill::Objective::Kind) { return 7; }
  static int count(drill::ShipChanges::How) { return 4; }

  template <class T>
  void make(std::vector<T>& values) {
    if constexpr (std::is_same_v<T, plans::Mmsi>) {
      values.push_back(*plans::Mmsi::from_number(1));
    } else if constexpr (std::is_same_v<T, geo::Position>) {
      values.push_back(random_.position());
    } else if constexpr (std::is_same_v<T, geo::TrueBearing>) {
      values.push_back(*geo::TrueBearing::from_degrees(0));
    } else if constexpr (std::is_same_v<T, drill::Waypoint>) {
      values.push_back({.position = random_.position()});
    } else if constexpr (std::is_same_v<T, drill::TrackPoint>) {
      values.push_back({.position = random_.position()});
    } else {
      values.emplace_back();
    }
    fill(values.back());
  }
  template <class Variant, class T>
  void alternative(Variant& value, T one) {
    fill(one);
    value = std::move(one);
  }

  RandomValues random_;
};

}  // namespace lingding::support
