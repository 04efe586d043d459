#include "geo/datasets/gazetteer.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <system_error>

#include "geo/datasets/detail/gdal.hpp"

namespace lingding::geo::datasets {
namespace {

/// What is wrong with one feature.
struct Complaint {
  std::string field;
  std::string value;
  std::string expected;
};

std::string text_of(OGRFeature const& feature, char const* name) {
  int const index = feature.GetFieldIndex(name);
  if (index < 0 || !feature.IsFieldSetAndNotNull(index)) return {};
  return feature.GetFieldAsString(index);
}

/// Those that are stated, each once.
std::vector<std::string> names_of(OGRFeature const& feature) {
  std::vector<std::string> names;
  auto const add = [&](std::string name) {
    while (!name.empty() && name.front() == ' ') name.erase(0, 1);
    while (!name.empty() && name.back() == ' ') name.pop_back();
    if (!name.empty() && std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
  };
  for (auto const* field : {"en", "zh_hant", "zh_hans", "pt"}) add(text_of(feature, field));
  auto const also = text_of(feature, "also");
  for (std::size_t from = 0; from < also.size();) {
    auto const to = std::min(also.find(';', from), also.size());
    add(also.substr(from, to - from));
    from = to + 1;
  }
  return names;
}

Expected<NamedPlace, Complaint> read_place(OGRFeature const& feature) {
  auto const refuse = [](char const* field, std::string value, char const* expected) {
    return Unexpected{Complaint{field, std::move(value), expected}};
  };
  auto const id = text_of(feature, "id");
  if (id.empty()) return refuse("id", "", "the place's id");
  auto const kind_text = text_of(feature, "kind");
  auto const kind = parse_place_kind(kind_text);
  if (!kind) return refuse("kind", kind_text, "island, cape, port, channel, lighthouse, buoy, bridge, rock or town");
  auto names = names_of(feature);
  if (names.empty()) return refuse("en", "", "a name");
  int const index = feature.GetFieldIndex("accuracy_m");
  double const accuracy = index >= 0 && feature.IsFieldSetAndNotNull(index) ? feature.GetFieldAsDouble(index) : 0;
  if (!(accuracy > 0) || !std::isfinite(accuracy))
    return refuse("accuracy_m", text_of(feature, "accuracy_m"), "metres, more than 0");
  auto source = text_of(feature, "source");
  if (source.empty()) return refuse("source", "", "where name and position are from");
  auto const* const geometry = feature.GetGeometryRef();
  if (geometry == nullptr || geometry->IsEmpty() != 0 || wkbFlatten(geometry->getGeometryType()) != wkbPoint)
    return refuse("geometry", geometry == nullptr ? "" : geometry->getGeometryName(), "a point");
  auto const* const point = geometry->toPoint();
  auto const position = Position::from_degrees(point->getY(), point->getX());
  if (!position) return refuse("geometry", "", "longitude and latitude within ±180 and ±90 degrees");
  return NamedPlace{id, *kind, std::move(names), *position, Metres::from_metres(accuracy), std::move(source)};
}

bool is_wgs84(OGRSpatialReference const& reference) {
  OGRSpatialReference wgs84;
  if (wgs84.SetWellKnownGeogCS("WGS84") != OGRERR_NONE) return false;
  constexpr std::array<char const*, 2> kWhateverAxes{"IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES", nullptr};
  return reference.IsSame(&wgs84, kWhateverAxes.data()) != 0;
}

}  // namespace

Expected<Gazetteer, DatasetError> load_gazetteer(std::filesystem::path const& file) {
  auto const refuse = [&](std::string feature, Complaint complaint) {
    return Unexpected{DatasetError{file.string(), std::move(feature), std::move(complaint.field),
                                   std::move(complaint.value), std::move(complaint.expected), std::nullopt}};
  };
  std::error_code failure;
  if (!std::filesystem::is_regular_file(file, failure)) return refuse("", {"", "", "a file that is there"});
  if (auto const bytes = std::filesystem::file_size(file, failure); failure || bytes > kMostFileBytes)
    return refuse("", {"", std::to_string(bytes) + " bytes", "no more than 256 MiB"});
  detail::register_drivers();
  detail::Quiet const quiet;
  auto const dataset = detail::open_dataset(file.string());
  if (!dataset)
    return refuse("",
                  {"", "", "a GeoJSON, GeoPackage or Shapefile that can be read (" + detail::Quiet::message() + ")"});
  std::vector<NamedPlace> places;
  std::set<std::string> ids;
  for (auto* const layer : dataset->GetLayers()) {
    std::string const name = std::string("layer ") + layer->GetName();
    auto const* const reference = layer->GetSpatialRef();
    if (reference == nullptr || !is_wgs84(*reference))
      return refuse(name,
                    {"coordinate reference system",
                     reference == nullptr || reference->GetName() == nullptr ? "" : reference->GetName(), "WGS 84"});
    CPLErrorReset();
    for (auto const& feature : *layer) {
      auto const where = name + ", feature " + std::to_string(feature->GetFID());
      if (places.size() == kMostPlaces)
        return refuse(name, {"", "", "no more than " + std::to_string(kMostPlaces) + " places"});
      auto place = read_place(*feature);
      if (!place) return refuse(where, place.error());
      if (!ids.insert(place->id).second) return refuse(where, {"id", place->id, "an id that no other place has"});
      places.push_back(*std::move(place));
    }
    if (CPLGetLastErrorType() == CE_Failure)
      return refuse(name, {"", "", "features that can be read (" + detail::Quiet::message() + ")"});
  }
  if (places.empty()) return refuse("", {"", "", "at least one place"});
  return Gazetteer(std::move(places));
}

}  // namespace lingding::geo::datasets
