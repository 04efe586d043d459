#pragma once
// Plain features into a GeoPackage (OGC 12-128r17), which any GIS opens. What they mean is the caller's.

#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "geo/position.hpp"
#include "geo/region.hpp"
#include "geo/time.hpp"

namespace lingding::geo::datasets {

enum class FieldType : std::uint8_t { text, whole_number, real_number, date };

struct FieldDefinition {
  std::string name;  ///< of a column: letters, digits and "_"
  FieldType type = FieldType::text;
};

/// One attribute; std::monostate is NULL. A number's unit is in its column's name.
using FieldValue = std::variant<std::monostate, std::string, std::int64_t, double, UtcDate>;

/// What a layer's features are; `none` is a table of attributes alone.
enum class LayerGeometry : std::uint8_t { none, point, line, lines, polygons };

using Line = std::vector<Position>;
/// Polygons in the form of Region::wkb.
struct Wkb {
  std::string bytes;
};
/// A point, one line, several lines, or polygons; std::monostate for none.
using FeatureGeometry = std::variant<std::monostate, Position, Line, std::vector<Line>, Wkb>;

struct Feature {
  FeatureGeometry geometry;
  std::vector<FieldValue> values;  ///< one for each field of the layer, of its type
};

struct Layer {
  std::string name;         ///< of the table: letters, digits and "_"
  std::string description;  ///< for people
  LayerGeometry geometry = LayerGeometry::none;
  std::vector<FieldDefinition> fields;
  std::vector<Feature> features;
};

/// Writes the layers, in WGS 84 (EPSG:4326), longitude first as the format has it, with spatial indexes. The file is
/// complete or not there: it is written beside its place and moved there, over a file that was there before.
/// `stamp` stands as the time of the last change, so that the same layers give the same bytes.
/// \pre every value has its field's type and every geometry its layer's
/// \throws std::runtime_error when GDAL lacks the driver or can't write; the message names the file.
void write_geopackage(std::filesystem::path const& file, std::vector<Layer> const& layers, UtcTime stamp);

}  // namespace lingding::geo::datasets
