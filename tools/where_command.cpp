// `lingding where`: whose water a position is, and why, as one JSON object.

#include <charconv>
#include <chrono>
#include <cstdio>
#include <string_view>

#include "coordinator/routing.hpp"
#include "geo/datasets/regions.hpp"
#include "geo/json_writer.hpp"
#include "geo/position_text.hpp"
#include "geo/spoken_position.hpp"
#include "plans/identity.hpp"
#include "tools/commands.hpp"
#include "tools/place_reader.hpp"
#include "tools/share_folder.hpp"

namespace lingding::tools {
namespace {

constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kUsage = 2;

/// Half the Earth's circumference: a radius beyond it says nothing more.
constexpr double kMostNauticalMiles = 10'820;

int refuse(int status, std::string const& why) {
  std::fprintf(stderr, "lingding where: %s\n", why.c_str());
  return status;
}

std::optional<geo::Metres> parse_radius(std::string_view text) {
  double miles = 0;
  auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), miles);
  if (failure != std::errc{} || end != text.data() + text.size() || !(miles >= 0 && miles <= kMostNauticalMiles))
    return std::nullopt;
  return geo::Metres::from_nautical_miles(miles);
}

/// A time, or a date for its first moment in UTC.
std::optional<geo::UtcTime> parse_moment(std::string const& text) {
  if (auto const time = geo::parse_time(text)) return time;
  if (auto const date = geo::parse_date(text)) return geo::UtcTime{*date};
  return std::nullopt;
}

std::string joined(std::vector<std::string> const& words) {
  std::string text;
  for (auto const& word : words) text += text.empty() ? word : " " + word;
  return text;
}

void print(coordinator::RoutingInput const& input, coordinator::Decision const& decision) {
  std::string text;
  geo::JsonWriter json(text);
  json.begin_object().key("position").begin_object();
  json.member("lat", input.position->latitude.degrees())
      .member("lon", input.position->longitude.degrees())
      .end_object();
  json.member("at", geo::to_iso8601(input.at)).member("radius_m", input.radius.metres()).end_object();
  text.back() = ',';  // the decision's members go on in the same object
  text += std::string_view(coordinator::to_json(decision)).substr(1);
  std::puts(text.c_str());
}

}  // namespace

int where(WhereOptions const& options) {
  coordinator::RoutingInput input;
  auto const said = joined(options.position);
  auto const position = geo::parse_position(said);
  if (position) {
    input.position = *position;
  } else {
    auto const place = geo::parse_spoken(said, read_gazetteer(options.gazetteer));
    // Digits that are not understood are meant as coordinates.
    if (!place && place.error().kind == geo::SpokenError::Kind::no_place && place.error().candidates.empty())
      return refuse(kUsage, geo::to_text(position.error()));
    if (!place) return refuse(kUsage, geo::to_text(place.error()));
    std::fprintf(stderr, "lingding where: %s\n", place->understood.c_str());
    input.position = place->position;
    input.radius = place->radius;
  }
  if (options.radius_nm) {
    auto const radius = parse_radius(*options.radius_nm);
    if (!radius)
      return refuse(kUsage, "--radius-nm \"" + *options.radius_nm + "\": expected nautical miles from 0 to 10820");
    input.radius = *radius;
  }
  input.at = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  if (options.at) {
    auto const at = parse_moment(*options.at);
    if (!at)
      return refuse(kUsage,
                    "--at \"" + *options.at + "\": expected a date as 2016-08-27 or a time as 2016-08-27T15:50:00Z");
    input.at = *at;
  }
  if (options.mmsi) {
    input.mmsi = plans::Mmsi::parse(*options.mmsi);
    if (!input.mmsi) return refuse(kUsage, "--mmsi \"" + *options.mmsi + "\": expected nine digits, not all zero");
  }
  auto const file = options.regions ? *options.regions : share_folder() / "geo" / "data" / "regions.geojson";
  auto regions = geo::datasets::load_regions(file);
  if (!regions) return refuse(kFailed, geo::datasets::to_text(regions.error()));
  print(input, coordinator::decide(geo::WaterMap(*std::move(regions)), input));
  return kDone;
}

}  // namespace lingding::tools
