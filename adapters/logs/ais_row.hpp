#pragma once
// A row of an authority's AIS table as a value, and the small file that says which column is what.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "geo/expected.hpp"
#include "geo/position.hpp"
#include "geo/time.hpp"
#include "geo/units.hpp"

namespace lingding::logs {

/// What kind of station a row is of.
enum class Station : std::uint8_t { class_a, class_b, base_station, aid_to_navigation, sar_aircraft, distress_device };

/// What a row says; what it does not say, or says is not known, is empty.
struct AisRow {
  geo::UtcTime at{};
  std::uint32_t mmsi = 0;  ///< as written, up to nine digits
  Station station = Station::class_a;
  std::optional<geo::Position> position{};
  std::optional<geo::Knots> speed{};
  std::optional<geo::TrueBearing> course{};
  std::optional<geo::TrueBearing> heading{};
  std::optional<geo::Degrees> turn_per_minute{};
  std::optional<std::uint8_t> status{};  ///< navigational status, 0 … 15
  std::optional<std::uint32_t> imo{};
  std::string call_sign{};
  std::string name{};
  std::optional<std::uint8_t> ship_type{};
  std::optional<geo::Metres> length{};
  std::optional<geo::Metres> width{};
  std::optional<geo::Metres> to_bow{}, to_stern{}, to_port{}, to_starboard{};
  std::optional<geo::Metres> draught{};
  std::string destination{};
  bool operator==(AisRow const&) const = default;
};

/// Which column of a table is what (docs/drills.md documents the file's keys). Columns are named as in the header;
/// case, blanks at the ends and a leading "# " do not matter.
struct ColumnMap {
  enum class Field : std::uint8_t {
    time,
    mmsi,
    station,
    latitude,
    longitude,
    speed,
    course,
    heading,
    turn,
    status,
    imo,
    call_sign,
    name,
    ship_type,
    length,
    width,
    to_bow,
    to_stern,
    to_port,
    to_starboard,
    draught,
    destination
  };
  static constexpr std::size_t kFields = 22;

  std::string name;       ///< "danish-dma"
  std::string publisher;  ///< who publishes tables so, and where that is documented
  char separator = ',';
  /// For each field the names that its column may have; empty: the table has none.
  std::vector<std::vector<std::string>> columns = std::vector<std::vector<std::string>>(kFields);
  std::vector<std::string> unknown;                            ///< texts that say that nothing is known
  std::vector<std::pair<std::string, Station>> stations;       ///< texts of the column `station`
  std::vector<std::pair<std::string, std::uint8_t>> statuses;  ///< texts of the column `status`, beside numbers
  std::vector<std::pair<std::string, std::uint8_t>> ship_types;
};

/// Reads a map from its JSON text. \returns what is wrong, in one sentence.
geo::Expected<ColumnMap, std::string> read_column_map(std::string_view text);

/// A map that is laid over the header of one table.
class TableReader {
 public:
  /// Empty when the header lacks a column that a row needs (time, mmsi, latitude, longitude).
  static std::optional<TableReader> open(ColumnMap const& map, std::string_view header);

  /// Empty when the row has fewer columns, or no time, or no number, or a value that its column can't have.
  std::optional<AisRow> read(std::string_view line);

 private:
  explicit TableReader(ColumnMap map) : map_(std::move(map)) {}
  std::string_view text_of(ColumnMap::Field field) const;

  ColumnMap map_;
  std::vector<std::optional<std::size_t>> index_;  ///< of each field its column
  std::vector<std::string> fields_;
  std::size_t used_ = 0;
};

}  // namespace lingding::logs
