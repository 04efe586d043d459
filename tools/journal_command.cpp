// `lingding journal`: what a desk's journal holds, whether it is whole, and whether it replays. Works beside a running
// server.

#include <openssl/evp.h>

#include <algorithm>
#include <cstdio>
#include <limits>
#include <stdexcept>
#include <string>

#include "adapters/store/journal.hpp"
#include "coordinator/case_statistics.hpp"
#include "coordinator/codec.hpp"
#include "coordinator/failures.hpp"
#include "coordinator/mode.hpp"
#include "coordinator/names.hpp"
#include "coordinator/recovery.hpp"
#include "geo/json_writer.hpp"
#include "geo/sha256.hpp"
#include "tools/commands.hpp"
#include "tools/desk_folder.hpp"
#include "tools/effect_differences.hpp"

namespace lingding::tools {
namespace {

using coordinator::Entry;

constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

/// Bytes that are plain text go out as they are, others in base64 (RFC 4648), so that an export is JSON whatever was
/// received.
bool is_plain(std::string_view bytes) {
  return std::ranges::all_of(bytes,
                             [](char c) { return (c >= ' ' && c <= '~') || c == '\r' || c == '\n' || c == '\t'; });
}

std::string base64(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  int const length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<unsigned char const*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

/// An exercise's entries say so, each of them: a line may travel alone. The world's are as they always were.
std::string exported(Entry const& entry, coordinator::Mode mode) {
  std::string line;
  geo::JsonWriter json(line);
  json.begin_object();
  if (mode == coordinator::Mode::exercise) json.member("mode", coordinator::to_text(mode));
  json.member("seq", entry.seq).member("at", geo::to_iso8601(entry.content.at));
  json.key("event").raw(entry.content.event).key("effects").raw(entry.content.effects);
  if (!entry.content.raw.empty()) {
    if (is_plain(entry.content.raw)) {
      json.member("raw", entry.content.raw);
    } else {
      json.member("raw_base64", base64(entry.content.raw));
    }
  }
  json.member("hash", geo::to_hex(entry.hash)).end_object();
  return line;
}

/// Before what a person reads of an exercise's journal.
std::string mark_of(coordinator::Mode mode) {
  return mode == coordinator::Mode::exercise ? std::string{coordinator::kExerciseMarking} + "  " : std::string{};
}

/// The value of the first "type" member: every event and effect begins with it.
std::string_view type_of(std::string_view json) {
  constexpr std::string_view kKey = R"("type":")";
  auto const start = json.find(kKey);
  if (start == std::string_view::npos) return "?";
  json.remove_prefix(start + kKey.size());
  return json.substr(0, json.find('"'));
}

std::string summary(Entry const& entry, coordinator::Mode mode) {
  std::string line = mark_of(mode) + std::to_string(entry.seq) + "  " + geo::to_iso8601(entry.content.at) + "  " +
                     std::string(type_of(entry.content.event)) + " →";
  // Effects are the objects of the array; each begins with its type right after a bracket or a comma at depth 1.
  int depth = 0;
  bool in_text = false;
  std::string_view const effects = entry.content.effects;
  for (std::size_t i = 0; i < effects.size(); ++i) {
    char const c = effects[i];
    if (in_text) {
      if (c == '\\') ++i;
      if (c == '"') in_text = false;
      continue;
    }
    if (c == '"') in_text = true;
    if (c == '{' && depth == 1) line += " " + std::string(type_of(effects.substr(i)));
    if (c == '[' || c == '{') ++depth;
    if (c == ']' || c == '}') --depth;
  }
  return line;
}

void print(std::string const& line) {
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fputc('\n', stdout);
}

std::filesystem::path folder_of(JournalOptions const& options) {
  return desk_folder_path(options.data_folder, options.centre);
}

/// Runs `work`; damage is the answer, not a failure of the command.
template <class Work>
int with_damage_told(Work work) {
  try {
    return work();
  } catch (coordinator::JournalDamaged const& damage) {
    std::fprintf(stderr, "lingding: the journal is damaged at entry %llu: %s\n",
                 static_cast<unsigned long long>(damage.seq()), damage.what());
    return 1;
  }
}

using coordinator::CaseReport;
using coordinator::Spread;

std::optional<geo::UtcTime> moment(std::string const& text) {
  if (text.empty()) return std::nullopt;
  if (auto const time = geo::parse_time(text)) return time;
  if (auto const date = geo::parse_date(text)) return geo::UtcTime{*date};
  throw std::runtime_error("\"" + text + "\" is neither a date (2016-08-27) nor a time (2016-08-27T15:50:00Z)");
}

void write(geo::JsonWriter& json, std::string_view name, std::optional<Spread> const& spread) {
  if (!spread) return;
  json.key(name).begin_object().member("count", spread->count);
  json.member("median_ms", static_cast<std::uint64_t>(spread->median.count()));
  json.member("p95_ms", static_cast<std::uint64_t>(spread->p95.count())).end_object();
}

std::string stats_json(geo::CentreId centre, CaseReport const& report, coordinator::Mode mode) {
  std::string line;
  geo::JsonWriter json(line);
  json.begin_object();
  if (mode == coordinator::Mode::exercise) json.member("mode", coordinator::to_text(mode));
  json.member("centre", geo::to_text(centre)).member("incidents", report.incidents);
  json.member("tests", report.tests).key("outcomes").begin_object();
  for (auto const& [outcome, count] : report.outcomes) json.member(coordinator::to_text(outcome), count);
  json.end_object().key("kinds").begin_object();
  auto const members = [&](coordinator::Tally const& tally) {
    json.member("incidents", tally.incidents).member("closed", tally.closed);
    json.member("false_alerts", tally.false_alerts).end_object();
  };
  for (auto const& kind : report.kinds) {
    json.key(coordinator::to_text(kind.kind)).begin_object();
    members(kind.tally);
  }
  json.end_object().key("beacons").begin_object();
  for (auto const& beacon : report.beacons) {
    json.key(beacon.use).begin_object();
    members(beacon.tally);
  }
  json.end_object().key("sources").begin_array();
  for (auto const& source : report.sources) {
    json.begin_object().member("centre", geo::to_text(source.centre)).member("source", source.source);
    members(source.tally);
  }
  json.end_array().member("closed", report.closed).member("false_alerts", report.false_alerts);
  json.member("closed_before_units", report.closed_before_units).member("cancelled", report.cancelled);
  write(json, "acknowledged", report.acknowledged);
  write(json, "accepted", report.accepted);
  write(json, "closed_after", report.closed_after);
  json.end_object();
  return line;
}

std::string share(std::uint64_t part, std::uint64_t whole) {
  auto text = std::to_string(part) + " of " + std::to_string(whole);
  if (whole != 0) text += " (" + std::to_string((part * 100 + whole / 2) / whole) + " %)";
  return text;
}

std::string seconds_text(std::chrono::milliseconds time) {
  auto const tenths = (time.count() + 50) / 100;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

void print_spread(std::string_view what, std::optional<Spread> const& spread) {
  print("  " + std::string(what) +
        (spread ? ": median " + seconds_text(spread->median) + ", 95 % within " + seconds_text(spread->p95) + " (" +
                      std::to_string(spread->count) + ")"
                : std::string(": never")));
}

void print_stats(geo::CentreId centre, CaseReport const& report, coordinator::Mode mode) {
  print(mark_of(mode) + std::string(geo::to_text(centre)) + ": " + std::to_string(report.incidents) + " incidents, " +
        std::to_string(report.tests) + " tests");
  for (auto const& [outcome, count] : report.outcomes)
    print("  " + std::string(coordinator::to_text(outcome)) + ": " + std::to_string(count));
  print("  false alerts: " + share(report.false_alerts, report.closed) + " closed");
  auto const print_tally = [](std::string const& what, coordinator::Tally const& tally) {
    print("    " + what + ": " + share(tally.false_alerts, tally.closed) + " closed, " +
          std::to_string(tally.incidents) + " in all");
  };
  for (auto const& kind : report.kinds) print_tally(std::string(coordinator::to_text(kind.kind)), kind.tally);
  if (!report.beacons.empty()) print("  by kind of 406 MHz beacon:");
  for (auto const& beacon : report.beacons) print_tally(beacon.use, beacon.tally);
  if (!report.sources.empty()) print("  by source:");
  for (auto const& source : report.sources)
    print_tally(std::string(geo::to_text(source.centre)) + " " + source.source, source.tally);
  print("  taken back by their sender: " + std::to_string(report.cancelled));
  print("  closed before a unit went out: " + share(report.closed_before_units, report.closed));
  print_spread("first acknowledged", report.acknowledged);
  print_spread("custody accepted", report.accepted);
  print_spread("closed", report.closed_after);
}

}  // namespace

int journal_stats(JournalOptions const& options, StatsOptions const& stats) {
  auto const from = moment(stats.since);
  auto const until = moment(stats.until);
  return with_damage_told([&] {
    coordinator::CaseStatistics statistics;
    store::SqliteJournalReader reader(folder_of(options));
    reader.read(0, kAll, [&](Entry const& entry) {
      auto const effects = coordinator::parse_effects(entry.content.effects, {});
      if (!effects)
        throw coordinator::JournalDamaged(entry.seq, "its effects can't be read: " + effects.error().pointer);
      statistics.take(*effects);
      return true;
    });
    auto const report = statistics.report(from, until);
    if (stats.form == JournalForm::json_lines) {
      print(stats_json(options.centre, report, reader.mode()));
    } else {
      print_stats(options.centre, report, reader.mode());
    }
    return 0;
  });
}

int journal_show(JournalOptions const& options, JournalForm form, std::uint64_t after, std::size_t limit) {
  return with_damage_told([&] {
    store::SqliteJournalReader reader(folder_of(options));
    auto const mode = reader.mode();
    reader.read(after, limit == 0 ? kAll : limit, [&](Entry const& entry) {
      print(form == JournalForm::json_lines ? exported(entry, mode) : summary(entry, mode));
      return true;
    });
    return 0;
  });
}

int journal_verify(JournalOptions const& options) {
  return with_damage_told([&] {
    auto const state = store::verify_journal(folder_of(options));
    auto const mode = store::journal_mode(folder_of(options)).value_or(coordinator::Mode::real);
    print(mark_of(mode) + std::string(geo::to_text(options.centre)) + ": " + std::to_string(state.last) +
          " entries, the chain is whole, last hash " + geo::to_hex(state.hash));
    return 0;
  });
}

int journal_replay(JournalOptions const& options) {
  return with_damage_told([&] {
    auto const folder = folder_of(options);
    WaterLibrary waters;
    coordinator::DeskSession session(
        options.centre, [&](std::string_view digest) -> geo::WaterMap const& { return waters.get(digest, folder); });
    store::SqliteJournalReader reader(folder);
    // What is marked was marked before it was recorded: a desk of either mode makes the same of it.
    EffectDifferences differences;
    auto const replay = coordinator::replay(
        reader, session, [](geo::CentreId) { return std::numeric_limits<std::uint64_t>::max(); },  // nothing is sent
        [&](coordinator::ReplayDifference const& one) { differences.add(one.seq, one.recorded, one.replayed); });
    print(mark_of(reader.mode()) + std::string(geo::to_text(options.centre)) + ": " + std::to_string(replay.entries) +
          " entries replayed, " + std::to_string(replay.differences) + " with other effects, " +
          std::to_string(session.desk().incidents().size()) + " incidents");
    for (auto const& one : differences.subjects()) {
      auto const value = [](std::string const& text) { return text.empty() ? std::string{"nothing"} : text; };
      print(one.type + (one.member.empty() ? "" : "/" + one.member) + ": entries " + std::to_string(one.entries) +
            ", first " + std::to_string(one.first) + ", recorded " + value(one.recorded) + ", replayed " +
            value(one.replayed));
    }
    return replay.differences == 0 ? 0 : 1;
  });
}

}  // namespace lingding::tools
