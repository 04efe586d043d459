// `lingding drill inspect`: what is in logs, for each file and together, as text for people or as JSON.

#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include "geo/json_writer.hpp"
#include "tools/decode_input.hpp"
#include "tools/drill_commands.hpp"
#include "tools/drill_input.hpp"
#include "tools/log_input.hpp"
#include "tools/log_summary.hpp"

namespace lingding::tools {
namespace {

/// Of gaps, devices and reasons so many are shown to people; the JSON has all that are kept.
constexpr std::size_t kShown = 10;

std::string number(std::uint64_t value) {
  return std::to_string(value);
}
std::string degrees(double value, char positive, char negative) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4f%c", value < 0 ? -value : value, value < 0 ? negative : positive);
  return text;
}

/// "1 d 02:03:04" or "00:01:02.345".
std::string duration(std::chrono::milliseconds time) {
  auto const all = time.count();
  char text[64];
  auto const part = [](std::int64_t value) { return static_cast<long long>(value); };
  int at = 0;
  if (all >= 86'400'000) at = std::snprintf(text, sizeof text, "%lld d ", part(all / 86'400'000));
  std::snprintf(text + at, sizeof text - static_cast<std::size_t>(at), "%02lld:%02lld:%02lld.%03lld",
                part(all / 3'600'000 % 24), part(all / 60'000 % 60), part(all / 1000 % 60), part(all % 1000));
  return text;
}

void line(std::string& out, std::string_view what, std::string const& text) {
  out += "  ";
  out += what;
  out.append(what.size() < 11 ? 11 - what.size() : 1, ' ');
  out += text + '\n';
}

template <class Counts, class Name>
std::string listed(Counts const& counts, Name name) {
  std::string text;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    text += (text.empty() ? "" : ", ") + std::string{name(i)} + " " + number(counts[i]);
  }
  return text;
}

void write_times(std::string& out, LogSummary const& summary, std::chrono::milliseconds gap) {
  if (!summary.from()) return line(out, "time", "none in the log");
  line(out, "time",
       geo::to_iso8601(*summary.from()) + " to " + geo::to_iso8601(*summary.to()) + " (" +
           duration(*summary.to() - *summary.from()) + ")");
  line(out, "times from",
       listed(summary.by_time(), [](std::size_t i) { return to_text(static_cast<logs::TimeFrom>(i)); }));
  if (summary.gap_count() == 0) {
    line(out, "gaps", "none longer than " + duration(gap));
  } else {
    line(out, "gaps",
         number(summary.gap_count()) + " longer than " + duration(gap) + ", " + duration(summary.silent()) +
             " in all, the longest " + duration(summary.longest_gap()->to - summary.longest_gap()->from));
    for (std::size_t i = 0; i < summary.gaps().size() && i < kShown; ++i) {
      auto const& one = summary.gaps()[i];
      line(out, "", geo::to_iso8601(one.from) + " to " + geo::to_iso8601(one.to) + ": " + duration(one.to - one.from));
    }
    if (summary.gap_count() > kShown) line(out, "", number(summary.gap_count() - kShown) + " more");
  }
  if (auto const rate = summary.rates().spread())
    line(out, "a minute",
         "least " + number(rate->least) + ", median " + number(rate->median) + ", most " + number(rate->most) +
             " entries, of " + number(rate->minutes) + " minutes");
}

void write_content(std::string& out, LogSummary const& summary) {
  line(out, "ships",
       number(summary.ships().value()) + " different MMSI" +
           (summary.ships().is_exact() ? "" : ", about (1.6 % standard error)"));
  auto const& box = summary.box();
  if (!box.empty())
    line(out, "area",
         degrees(box.south(), 'N', 'S') + " to " + degrees(box.north(), 'N', 'S') + ", " +
             degrees(box.west(), 'E', 'W') + " to " + degrees(box.east(), 'E', 'W') + ", of " + number(box.count()) +
             " positions");
  line(out, "distress", summary.alerting().empty() ? "none" : number(summary.alerting().size()) + " senders");
  std::size_t shown = 0;
  for (auto const& [key, one] : summary.alerting()) {
    if (shown++ == kShown) break;
    std::string text =
        one.kind + " " + one.label + ": " + number(one.distress) + " distress, " + number(one.tests) + " tests";
    if (one.position)
      text += ", at " + degrees(one.position->latitude.degrees(), 'N', 'S') + " " +
              degrees(one.position->longitude.degrees(), 'E', 'W');
    if (one.first) text += ", " + geo::to_iso8601(*one.first) + " to " + geo::to_iso8601(*one.last);
    line(out, "", text);
  }
  auto const all = summary.alerting().size() + summary.alerting_left_out();
  if (all > kShown) line(out, "", number(all - kShown) + " more");
  line(out, "repeated", number(summary.duplicates()) + " entries with the same bytes within 10 s");
  if (!summary.refused().empty()) {
    std::string text;
    for (auto const& [reason, count] : summary.refused())
      text += (text.empty() ? "" : ", ") + reason + " " + number(count);
    line(out, "undecoded", text);
  }
}

void write_file(std::string& out, logs::Reader const& reader, std::string const& path) {
  out += path + ": ";
  out += reader.table_name().empty() ? std::string{to_text(reader.form())} : "table " + reader.table_name();
  out += reader.compression() == logs::Compression::none ? ", not compressed"
                                                         : ", " + std::string{to_text(reader.compression())};
  if (auto const size = reader.size()) out += ", " + number(*size) + " bytes";
  out += ", " + number(reader.counts().lines) + " lines\n";
}

void write_noise(std::string& out, logs::Reader const& reader) {
  auto const& faults = reader.faults();
  if (reader.counts().passed_over > 0)
    line(out, "passed over", number(reader.counts().passed_over) + " blank lines, comments and the like");
  if (reader.counts().without_message > 0)
    line(out, "not said", number(reader.counts().without_message) + " rows that no message was made of");
  if (reader.counts().sorted > 0) line(out, "sorted", number(reader.counts().sorted) + " entries out of order");
  line(out, "noise", faults.total() == 0 ? "none" : number(faults.total()));
  for (std::size_t i = 0; i < logs::kFaultCount; ++i) {
    auto const fault = static_cast<logs::Fault>(i);
    if (faults.count(fault) == 0) continue;
    line(out, "",
         std::string{name_of(fault)} + " " + number(faults.count(fault)) + ": " + std::string{meaning_of(fault)});
    for (auto const& first : faults.first(fault))
      line(out, "", "  line " + number(first.place.line) + ": " + first.what);
  }
}

void write_summary(std::string& out, LogSummary const& summary, std::chrono::milliseconds gap) {
  auto const formats = listed(summary.by_format(), [](std::size_t i) { return to_text(static_cast<logs::Format>(i)); });
  line(out, "entries", number(summary.entries()) + (formats.empty() ? "" : ": " + formats));
  if (summary.entries() == 0) return;
  write_times(out, summary, gap);
  write_content(out, summary);
}

void write_json(geo::JsonWriter& json, LogSummary const& summary) {
  json.member("entries", summary.entries()).key("by_format").begin_object();
  for (std::size_t i = 0; i < logs::kFormatCount; ++i)
    json.member(to_text(static_cast<logs::Format>(i)), summary.by_format()[i]);
  json.end_object().key("times_from").begin_object();
  for (std::size_t i = 0; i < logs::kTimeFromCount; ++i)
    json.member(to_text(static_cast<logs::TimeFrom>(i)), summary.by_time()[i]);
  json.end_object();
  if (summary.from())
    json.member("from", geo::to_iso8601(*summary.from())).member("to", geo::to_iso8601(*summary.to()));
  json.member("gap_count", summary.gap_count()).member("silent_ms", summary.silent().count());
  json.key("gaps").begin_array();
  for (auto const& gap : summary.gaps())
    json.begin_object()
        .member("from", geo::to_iso8601(gap.from))
        .member("to", geo::to_iso8601(gap.to))
        .member("ms", (gap.to - gap.from).count())
        .end_object();
  json.end_array();
  if (auto const rate = summary.rates().spread())
    json.key("entries_a_minute")
        .begin_object()
        .member("least", rate->least)
        .member("median", rate->median)
        .member("most", rate->most)
        .member("minutes", rate->minutes)
        .end_object();
  json.member("mmsi_count", summary.ships().value()).member("mmsi_count_exact", summary.ships().is_exact());
  auto const& box = summary.box();
  json.member("positions", box.count());
  if (!box.empty())
    json.key("area")
        .begin_object()
        .member("south_deg", box.south())
        .member("north_deg", box.north())
        .member("west_deg", box.west())
        .member("east_deg", box.east())
        .end_object();
  json.key("distress").begin_array();
  for (auto const& [key, one] : summary.alerting()) {
    json.begin_object().member("kind", one.kind).member("sender", one.label);
    json.member("distress", one.distress).member("tests", one.tests);
    if (one.first) json.member("from", geo::to_iso8601(*one.first)).member("to", geo::to_iso8601(*one.last));
    if (one.position)
      json.member("latitude_deg", one.position->latitude.degrees())
          .member("longitude_deg", one.position->longitude.degrees());
    json.end_object();
  }
  json.end_array().member("distress_left_out", summary.alerting_left_out());
  json.member("duplicates", summary.duplicates()).key("undecoded").begin_object();
  for (auto const& [reason, count] : summary.refused()) json.member(reason, count);
  json.end_object();
}

void write_json(geo::JsonWriter& json, logs::Reader const& reader) {
  json.member("form", to_text(reader.form())).member("compression", to_text(reader.compression()));
  if (!reader.table_name().empty()) json.member("table", reader.table_name());
  json.member("bytes", reader.size()).member("lines", reader.counts().lines);
  json.member("passed_over", reader.counts().passed_over).member("without_message", reader.counts().without_message);
  json.member("sorted", reader.counts().sorted).key("noise").begin_object();
  for (std::size_t i = 0; i < logs::kFaultCount; ++i) {
    auto const fault = static_cast<logs::Fault>(i);
    auto const& faults = reader.faults();
    if (faults.count(fault) == 0) continue;
    json.key(name_of(fault)).begin_object().member("count", faults.count(fault)).key("first").begin_array();
    for (auto const& first : faults.first(fault))
      json.begin_object().member("line", first.place.line).member("found", first.what).end_object();
    json.end_array().end_object();
  }
  json.end_object();
}

int inspect(DrillInspectOptions const& options) {
  if (!(options.gap_s > 0 && options.gap_s <= 31'536'000)) throw std::invalid_argument("--gap: expected 0 to a year");
  std::chrono::milliseconds const gap{static_cast<std::int64_t>(options.gap_s * 1000)};
  auto open = open_logs(options.logs);
  std::vector<LogDecoder> decoders(open.paths.size());
  std::vector<LogSummary> summaries(open.paths.size(), LogSummary{gap});
  LogSummary together{gap};
  bool const is_single = open.paths.size() == 1;
  {
    Progress progress{"inspect"};
    logs::Entry entry;
    while (open.reader.next(entry)) {
      progress.step(open.reader);
      auto const& observation = decoders[entry.place.file].read(entry);
      summaries[entry.place.file].add(entry, observation);
      if (!is_single) together.add(entry, observation);
    }
  }
  auto const& readers = open.reader.readers();
  std::string out;
  if (options.form == OutputForm::json) {
    geo::JsonWriter json(out);
    json.begin_object().key("files").begin_array();
    for (std::size_t i = 0; i < readers.size(); ++i) {
      json.begin_object().member("file", open.paths[i].string());
      write_json(json, readers[i]);
      write_json(json, summaries[i]);
      json.end_object();
    }
    json.end_array().key("together").begin_object();
    write_json(json, is_single ? summaries[0] : together);
    json.end_object().end_object();
    out += '\n';
  } else {
    for (std::size_t i = 0; i < readers.size(); ++i) {
      write_file(out, readers[i], open.paths[i].string());
      write_summary(out, summaries[i], gap);
      write_noise(out, readers[i]);
    }
    if (!is_single) {
      out += "together: " + number(readers.size()) + " files\n";
      write_summary(out, together, gap);
    }
  }
  write_out(out);
  return is_any_incomplete(open.reader) ? 1 : 0;
}

}  // namespace

int drill_inspect(DrillInspectOptions const& options) {
  return with_bad_options_told([&] { return inspect(options); });
}

}  // namespace lingding::tools
