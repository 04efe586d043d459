#pragma once
// Reads a whole log from memory, for tests.

#include <string_view>
#include <utility>
#include <vector>

#include "adapters/logs/reader.hpp"
#include "geo/time.hpp"

namespace lingding::logs {

struct ReadAll {
  std::vector<Entry> entries;
  Reader reader;
};
inline ReadAll read_all(std::string_view text, Options options = {}) {
  ReadAll all{{}, Reader{from_memory(text), std::move(options)}};
  Entry entry;
  while (all.reader.next(entry)) all.entries.push_back(entry);
  return all;
}
inline geo::UtcTime utc(std::string_view text) {
  return geo::parse_time(text).value();
}

}  // namespace lingding::logs
