#include "adapters/logs/ais_row.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>

#include "adapters/logs/times.hpp"

namespace lingding::logs {
namespace {

namespace json = boost::json;
using Field = ColumnMap::Field;

constexpr std::array<std::string_view, ColumnMap::kFields> kFieldNames{
    "time",   "mmsi",     "station", "latitude",     "longitude", "speed",      "course", "heading",
    "turn",   "status",   "imo",     "call_sign",    "name",      "ship_type",  "length", "width",
    "to_bow", "to_stern", "to_port", "to_starboard", "draught",   "destination"};
constexpr std::array<std::pair<std::string_view, Station>, 6> kStations{{
    {"class_a", Station::class_a},
    {"class_b", Station::class_b},
    {"base_station", Station::base_station},
    {"aid_to_navigation", Station::aid_to_navigation},
    {"sar_aircraft", Station::sar_aircraft},
    {"distress_device", Station::distress_device},
}};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
bool same(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

/// Cuts a row at its separators; quotes hold separators, and two quotes are one (RFC 4180). Strings are used again.
std::size_t split(std::string_view line, char separator, std::vector<std::string>& fields) {
  std::size_t used = 0;
  std::size_t at = 0;
  for (;;) {
    if (used == fields.size()) fields.emplace_back();
    auto& field = fields[used++];
    field.clear();
    if (at < line.size() && line[at] == '"') {
      for (++at; at < line.size(); ++at) {
        if (line[at] != '"') {
          field += line[at];
        } else if (at + 1 < line.size() && line[at + 1] == '"') {
          field += line[at++];
        } else {
          ++at;
          break;
        }
      }
      while (at < line.size() && line[at] != separator) field += line[at++];
    } else {
      auto const end = std::min(line.find(separator, at), line.size());
      field.assign(trimmed(line.substr(at, end - at)));
      at = end;
    }
    if (at >= line.size()) return used;
    ++at;
  }
}

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  auto const result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc{} || result.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string text_of(json::value const& value) {
  if (!value.is_string()) throw std::invalid_argument("expected a text");
  return std::string{value.get_string()};
}

std::vector<std::string> texts_of(json::value const& value) {
  if (value.is_string()) return {text_of(value)};
  if (!value.is_array()) throw std::invalid_argument("expected a text or a list of texts");
  std::vector<std::string> texts;
  for (auto const& one : value.get_array()) texts.push_back(text_of(one));
  return texts;
}

void read_columns(json::value const& value, ColumnMap& map) {
  if (!value.is_object()) throw std::invalid_argument("columns: expected an object");
  for (auto const& member : value.get_object()) {
    auto const found = std::ranges::find(kFieldNames, std::string_view{member.key()});
    if (found == kFieldNames.end())
      throw std::invalid_argument("columns." + std::string{member.key()} + " is no field");
    map.columns[static_cast<std::size_t>(found - kFieldNames.begin())] = texts_of(member.value());
  }
  for (auto const field : {Field::time, Field::mmsi, Field::latitude, Field::longitude})
    if (map.columns[static_cast<std::size_t>(field)].empty())
      throw std::invalid_argument("columns: " + std::string{kFieldNames[static_cast<std::size_t>(field)]} +
                                  " is missing");
}

void read_codes(json::value const& value, std::string_view key, std::int64_t most,
                std::vector<std::pair<std::string, std::uint8_t>>& codes) {
  if (!value.is_object()) throw std::invalid_argument(std::string{key} + ": expected an object");
  for (auto const& member : value.get_object()) {
    if (!member.value().is_int64() || member.value().get_int64() < 0 || member.value().get_int64() > most)
      throw std::invalid_argument(std::string{key} + "." + std::string{member.key()} + ": expected 0 to " +
                                  std::to_string(most));
    codes.emplace_back(member.key(), static_cast<std::uint8_t>(member.value().get_int64()));
  }
}

void read_stations(json::value const& value, ColumnMap& map) {
  if (!value.is_object()) throw std::invalid_argument("stations: expected an object");
  for (auto const& member : value.get_object()) {
    auto const name = text_of(member.value());
    auto const found =
        std::ranges::find(kStations, std::string_view{name}, [](auto const& pair) { return pair.first; });
    if (found == kStations.end()) throw std::invalid_argument("stations: " + name + " is no kind of station");
    map.stations.emplace_back(member.key(), found->second);
  }
}

void read_member(std::string_view key, json::value const& value, ColumnMap& map) {
  if (key == "name") {
    map.name = text_of(value);
  } else if (key == "publisher") {
    map.publisher = text_of(value);
  } else if (key == "separator") {
    auto const text = text_of(value);
    if (text.size() != 1) throw std::invalid_argument("separator: expected one character");
    map.separator = text[0];
  } else if (key == "columns") {
    read_columns(value, map);
  } else if (key == "unknown") {
    map.unknown = texts_of(value);
  } else if (key == "stations") {
    read_stations(value, map);
  } else if (key == "statuses") {
    read_codes(value, key, 15, map.statuses);
  } else if (key == "ship_types") {
    read_codes(value, key, 255, map.ship_types);
  } else {
    throw std::invalid_argument(std::string{key} + " is no key of a column map");
  }
}

std::optional<std::uint8_t> code_of(std::string_view text,
                                    std::vector<std::pair<std::string, std::uint8_t>> const& codes,
                                    std::uint32_t most) {
  for (auto const& [name, code] : codes)
    if (same(name, text)) return code;
  // "70", "70.0"
  auto const value = number<double>(text);
  if (!value || *value < 0 || *value > most) return std::nullopt;
  return static_cast<std::uint8_t>(*value);
}

/// Reads what is a number or nothing. False: it is something else, or out of [least, most].
bool read_quantity(std::string_view text, double least, double most, std::optional<double>& value) {
  if (text.empty()) return true;
  auto const read = number<double>(text);
  if (!read || !(*read >= least && *read <= most)) return false;
  value = read;
  return true;
}

}  // namespace

geo::Expected<ColumnMap, std::string> read_column_map(std::string_view text) {
  json::error_code error;
  auto const value = json::parse({text.data(), text.size()}, error);
  if (error || !value.is_object()) return geo::Unexpected{std::string{"it is no JSON object"}};
  ColumnMap map;
  try {
    for (auto const& member : value.get_object()) read_member(member.key(), member.value(), map);
  } catch (std::invalid_argument const& wrong) {
    return geo::Unexpected{std::string{wrong.what()}};
  }
  if (map.name.empty() || map.columns[0].empty()) return geo::Unexpected{std::string{"name or columns are missing"}};
  return map;
}

std::optional<TableReader> TableReader::open(ColumnMap const& map, std::string_view header) {
  if (header.starts_with("\xEF\xBB\xBF")) header.remove_prefix(3);
  header = trimmed(header);
  if (header.starts_with('#')) header = trimmed(header.substr(1));
  TableReader table{map};
  std::vector<std::string> names;
  std::size_t const count = split(header, map.separator, names);
  table.index_.resize(ColumnMap::kFields);
  for (std::size_t field = 0; field < ColumnMap::kFields; ++field)
    for (auto const& wanted : map.columns[field])
      for (std::size_t i = 0; i < count && !table.index_[field]; ++i)
        if (same(names[i], trimmed(wanted.starts_with('#') ? std::string_view{wanted}.substr(1) : wanted)))
          table.index_[field] = i;
  for (auto const field : {Field::time, Field::mmsi, Field::latitude, Field::longitude})
    if (!table.index_[static_cast<std::size_t>(field)]) return std::nullopt;
  return table;
}

std::string_view TableReader::text_of(Field field) const {
  auto const& index = index_[static_cast<std::size_t>(field)];
  if (!index || *index >= used_) return {};
  std::string_view const text = trimmed(fields_[*index]);
  for (auto const& unknown : map_.unknown)
    if (same(unknown, text)) return {};
  return text;
}

std::optional<AisRow> TableReader::read(std::string_view line) {
  used_ = split(line, map_.separator, fields_);
  AisRow row;
  auto const time = read_time(text_of(Field::time));
  auto const mmsi = number<std::uint32_t>(text_of(Field::mmsi));
  if (!time || !mmsi || *mmsi > 999'999'999) return std::nullopt;
  row.at = *time;
  row.mmsi = *mmsi;
  using Quantity = std::optional<double>;
  Quantity latitude;
  Quantity longitude;
  Quantity speed;
  Quantity course;
  Quantity heading;
  Quantity turn;
  Quantity length;
  Quantity width;
  Quantity draught;
  std::array<std::optional<double>, 4> sides;
  bool const good = read_quantity(text_of(Field::latitude), -90, 91, latitude) &&
                    read_quantity(text_of(Field::longitude), -180, 181, longitude) &&
                    read_quantity(text_of(Field::speed), 0, 1023, speed);
  // Some tables write courses and headings as they were sent, 360 and 511 for "not available", or a signed byte's wrap
  // (MarineCadastre until 2017); what is out of range is not known, and costs no row.
  (void)read_quantity(text_of(Field::course), 0, 359.95, course);
  (void)read_quantity(text_of(Field::heading), 0, 359, heading);
  (void)read_quantity(text_of(Field::turn), -708, 708, turn);
  (void)read_quantity(text_of(Field::length), 0, 1022, length);
  (void)read_quantity(text_of(Field::width), 0, 126, width);
  (void)read_quantity(text_of(Field::draught), 0, 25.5, draught);
  constexpr std::array kSides{Field::to_bow, Field::to_stern, Field::to_port, Field::to_starboard};
  for (std::size_t i = 0; i < kSides.size(); ++i)
    (void)read_quantity(text_of(kSides[i]), 0, i < 2 ? 511 : 63, sides[i]);
  if (!good) return std::nullopt;
  // 91° and 181° are AIS's "not available".
  if (latitude && longitude) row.position = geo::Position::from_degrees(*latitude, *longitude);
  if (speed && *speed < 102.3) row.speed = geo::Knots::from_knots(*speed);
  if (course) row.course = geo::TrueBearing::from_degrees(*course);
  if (heading) row.heading = geo::TrueBearing::from_degrees(*heading);
  if (turn) row.turn_per_minute = geo::Degrees::from_degrees(*turn);
  auto const metres = [](std::optional<double> const& value) {
    return value && *value > 0 ? std::optional{geo::Metres::from_metres(*value)} : std::nullopt;
  };
  row.length = metres(length);
  row.width = metres(width);
  row.draught = metres(draught);
  auto const side = [](std::optional<double> const& value) {
    return value ? std::optional{geo::Metres::from_metres(*value)} : std::nullopt;
  };
  row.to_bow = side(sides[0]);
  row.to_stern = side(sides[1]);
  row.to_port = side(sides[2]);
  row.to_starboard = side(sides[3]);
  auto const station = text_of(Field::station);
  for (auto const& [name, kind] : map_.stations)
    if (same(name, station)) row.station = kind;
  row.status = code_of(text_of(Field::status), map_.statuses, 15);
  row.ship_type = code_of(text_of(Field::ship_type), map_.ship_types, 255);
  auto imo = text_of(Field::imo);
  if (imo.starts_with("IMO")) imo.remove_prefix(3);
  if (auto const value = number<std::uint32_t>(trimmed(imo)); value && *value > 0) row.imo = value;
  row.call_sign = text_of(Field::call_sign);
  row.name = text_of(Field::name);
  row.destination = text_of(Field::destination);
  return row;
}

}  // namespace lingding::logs
