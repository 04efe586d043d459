// `lingding drill convert`: logs of any kind, merged by time, as one that everyone can read.

#include <cstdio>

#include "adapters/logs/writer.hpp"
#include "tools/drill_commands.hpp"
#include "tools/drill_input.hpp"
#include "tools/log_input.hpp"

namespace lingding::tools {
namespace {

int convert(DrillConvertOptions const& options) {
  auto const target = target_option(options.form);
  auto const from = time_option("--from", options.from);
  auto const until = time_option("--until", options.until);
  auto open = open_logs(options.logs);
  logs::Writer writer{options.out, target};
  Progress progress{"convert"};
  logs::Entry entry;
  std::uint64_t outside = 0;
  while (open.reader.next(entry)) {
    progress.step(open.reader);
    // What has no time can't be told to be outside.
    if (entry.at && ((from && *entry.at < *from) || (until && *entry.at >= *until))) {
      ++outside;
      continue;
    }
    writer.write(entry);
  }
  writer.close();
  std::uint64_t bad = 0;
  for (auto const& reader : open.reader.readers()) bad += reader.faults().total();
  std::fprintf(stderr, "%llu entries written, %llu outside the times asked for, %llu faults in the logs\n",
               static_cast<unsigned long long>(writer.entries()), static_cast<unsigned long long>(outside),
               static_cast<unsigned long long>(bad));
  return writer.entries() == 0 || is_any_incomplete(open.reader) ? 1 : 0;
}

}  // namespace

int drill_convert(DrillConvertOptions const& options) {
  return with_bad_options_told([&] { return convert(options); });
}

}  // namespace lingding::tools
