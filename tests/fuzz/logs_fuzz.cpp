// Logs from outside: decompression, recognition, times, documents, tables; and what was read, written and read again.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/logs/reader.hpp"
#include "adapters/logs/writer.hpp"
#include "geo/check.hpp"

using namespace lingding;

namespace {

/// A table's columns with the shortest names, so that mutations find them.
logs::ColumnMap map() {
  return *logs::read_column_map(
      R"({"name":"m","columns":{"time":"t","mmsi":"m","latitude":"a","longitude":"o","speed":"s","name":"n"}})");
}

struct All {
  std::vector<logs::Entry> entries;
  std::uint64_t faults = 0;
};

All read(std::string_view bytes, bool is_checked) {
  logs::Options options;
  options.column_maps = {map()};
  options.encode_row = [](logs::AisRow const& row, std::vector<std::string>& out) {
    LINGDING_CHECK(row.mmsi <= 999'999'999);
    out = {"!AIVDM," + std::to_string(row.mmsi)};
  };
  logs::Reader reader{logs::from_memory(bytes), options};
  All all;
  logs::Entry entry;
  std::optional<geo::UtcTime> last;
  while (reader.next(entry)) {
    if (is_checked) {
      LINGDING_CHECK(entry.at.has_value() == (entry.time_from != logs::TimeFrom::none));
      LINGDING_CHECK(entry.place.line >= 1 && entry.place.line <= reader.counts().lines);
      if (entry.at && !entry.is_late) {
        LINGDING_CHECK(!last || *entry.at >= *last);
        last = entry.at;
      }
    }
    all.entries.push_back(entry);
  }
  LINGDING_CHECK(!reader.next(entry));
  LINGDING_CHECK(reader.counts().total() == all.entries.size());
  all.faults = reader.faults().total();
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const bytes(reinterpret_cast<char const*>(data), size);
  auto const all = read(bytes, true);
  // As entries nothing is lost: the order stays, but for those that were late, which are dropped here.
  std::string text;
  std::vector<logs::Entry> kept;
  for (auto const& entry : all.entries) {
    if (entry.is_late || entry.raw.empty() || !entry.at) continue;
    kept.push_back(entry);
    logs::append(text, entry, logs::Target::entries);
  }
  auto const again = read(text, true);
  LINGDING_CHECK(again.faults == 0 && again.entries.size() == kept.size());
  for (std::size_t i = 0; i < kept.size(); ++i) {
    LINGDING_CHECK(again.entries[i].raw == kept[i].raw && again.entries[i].at == kept[i].at);
    LINGDING_CHECK(again.entries[i].format == kept[i].format);
  }
  // As lines with TAG blocks they are whatever the lines are: no promise but that it can be read.
  text.clear();
  for (auto const& entry : kept) logs::append(text, entry, logs::Target::nmea);
  read(text, true);
  return 0;
}
