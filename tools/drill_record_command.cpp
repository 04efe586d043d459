// `lingding drill record`: what a running server receives, from its raw log while it is written, with filters, and made
// anonymous if wanted.

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "adapters/logs/reader.hpp"
#include "adapters/logs/writer.hpp"
#include "geo/position_text.hpp"
#include "tools/drill/recording.hpp"
#include "tools/drill/scenario.hpp"
#include "tools/drill_commands.hpp"
#include "tools/drill_input.hpp"
#include "tools/log_input.hpp"
#include "tools/plan_files.hpp"

namespace lingding::tools {
namespace {

/// How often the end of a file that is being written is looked at again.
constexpr std::chrono::milliseconds kLookEvery{200};
/// What was received is in the file so much later at the latest: runtime::RawLog::kFlushEvery, and room.
constexpr std::chrono::seconds kWrittenWithin{7};
constexpr std::size_t kLeastKey = 16;
constexpr std::size_t kMostKey = 64 * 1024;

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free);
void on_interrupt(int /*signal*/) {
  interrupted = true;
}
/// SIGINT and SIGTERM end the recording in good order while this lives.
class Interruptible {
 public:
  Interruptible() {
    interrupted = false;
    struct sigaction action{};
    action.sa_handler = on_interrupt;
    ::sigaction(SIGINT, &action, &interrupt_);
    ::sigaction(SIGTERM, &action, &terminate_);
  }
  ~Interruptible() {
    ::sigaction(SIGINT, &interrupt_, nullptr);
    ::sigaction(SIGTERM, &terminate_, nullptr);
  }
  Interruptible(Interruptible const&) = delete;
  Interruptible& operator=(Interruptible const&) = delete;

 private:
  struct sigaction interrupt_{}, terminate_{};
};

geo::UtcTime now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

/// The segments of a raw log, by name: that is by time.
std::vector<std::filesystem::path> segments_of(std::filesystem::path const& folder) {
  std::vector<std::filesystem::path> found;
  for (auto const& entry : std::filesystem::directory_iterator{folder}) {
    auto const name = entry.path().filename().string();
    if (name.starts_with("raw-") && name.ends_with(".nmea.zst")) found.push_back(entry.path());
  }
  std::ranges::sort(found);
  return found;
}
std::optional<std::filesystem::path> segment_after(std::filesystem::path const& folder,
                                                   std::filesystem::path const& path) {
  for (auto const& one : segments_of(folder))
    if (path.empty() || one.filename() > path.filename()) return one;
  return std::nullopt;
}

/// "20160827T155000": what a segment's name has behind "raw-".
std::string name_time(geo::UtcTime time) {
  auto text = geo::to_iso8601(time).substr(0, 19);
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

/// A file that somebody writes: its end is waited for until there is another, or `is_over`.
class GrowingFile final : public logs::ByteSource {
 public:
  GrowingFile(std::filesystem::path const& path, std::function<bool()> is_over)
      : file_(logs::open_file(path)), folder_(path.parent_path()), path_(path), is_over_(std::move(is_over)) {}
  std::size_t read(std::span<char> to) override {
    for (;;) {
      // In this order: what is written before a new file is begun, or time is up, is still read.
      bool const ends = is_over_() || segment_after(folder_, path_).has_value();
      if (auto const count = file_->read(to); count > 0) return count;
      if (ends) return 0;
      std::this_thread::sleep_for(kLookEvery);
    }
  }
  std::optional<std::uint64_t> size() const override { return std::nullopt; }

 private:
  std::unique_ptr<logs::ByteSource> file_;
  std::filesystem::path folder_;
  std::filesystem::path path_;
  std::function<bool()> is_over_;
};

std::string key_named(std::string const& name) {
  if (name != "random") {
    auto key = read_at_most(name, kMostKey);
    if (key.size() < kLeastKey || key.size() > kMostKey)
      throw std::invalid_argument("--anonymise: " + name + " has " + std::to_string(key.size()) +
                                  " bytes; a key has 16 to 65536");
    return key;
  }
  std::string key(32, '\0');
  std::ifstream source{"/dev/urandom", std::ios::binary};
  if (!source.read(key.data(), static_cast<std::streamsize>(key.size())))
    throw std::system_error(errno, std::generic_category(), "/dev/urandom");
  return key;
}

drill::Box box_named(std::vector<std::string> const& corners) {
  auto const south_west = geo::parse_position(corners.at(0));
  auto const north_east = geo::parse_position(corners.at(1));
  if (!south_west) throw std::invalid_argument("--box: " + geo::to_text(south_west.error()));
  if (!north_east) throw std::invalid_argument("--box: " + geo::to_text(north_east.error()));
  if (south_west->latitude > north_east->latitude || south_west->longitude > north_east->longitude)
    throw std::invalid_argument("--box: the south-western corner comes first, then the north-eastern one");
  return {*south_west, *north_east};
}

drill::RecordingOptions recording_options(DrillRecordOptions const& options) {
  drill::RecordingOptions result;
  result.sources.insert(options.sources.begin(), options.sources.end());
  for (auto const& name : options.formats) {
    auto const format = logs::parse_format(name);
    if (!format) throw std::invalid_argument("--format: " + name + " is none of ais, dsc, sit, beacon, cap");
    result.formats.insert(*format);
  }
  for (auto const& text : options.ships) {
    auto const mmsi = plans::Mmsi::parse(text);
    if (!mmsi) throw std::invalid_argument("--ship: " + text + " is no number of nine digits");
    result.ships.insert(mmsi->number());
  }
  if (!options.box.empty()) result.box = box_named(options.box);
  result.from = time_option("--from", options.from);
  result.until = time_option("--until", options.until);
  if (!options.lasts.empty()) {
    auto const lasts = drill::parse_duration(options.lasts);
    if (!lasts || result.until)
      throw std::invalid_argument("--for: a time as 00:30:00 or \"30 min\", and no --until beside it");
    result.until = result.from.value_or(now()) + *lasts;
  }
  if (!options.anonymise.empty()) result.key = key_named(options.anonymise);
  return result;
}

/// Follows a raw log from the segment in which `from` is.
void follow(std::filesystem::path const& folder, std::optional<geo::UtcTime> from, std::optional<geo::UtcTime> until,
            drill::Recording& recording) {
  auto const is_over = [&] { return interrupted || (until && now() >= *until + kWrittenWithin); };
  std::filesystem::path path;
  // The last one that was begun before.
  auto const begin = "raw-" + name_time(*from);
  for (auto const& one : segments_of(folder))
    if (path.empty() || one.filename().string().substr(0, begin.size()) <= begin) path = one;
  while (true) {
    if (!path.empty()) {
      logs::Reader reader{std::make_unique<GrowingFile>(path, is_over), {}};
      logs::Entry entry;
      while (reader.next(entry)) recording.take(std::move(entry));
    }
    auto const next = segment_after(folder, path);
    if (next) {
      path = *next;
    } else if (is_over()) {
      return;
    } else {
      std::this_thread::sleep_for(kLookEvery);
    }
  }
}

void read_files(std::vector<std::string> const& paths, drill::Recording& recording) {
  LogOptions files;
  files.paths = paths;
  auto open = open_logs(files);
  logs::Entry entry;
  while (!interrupted && open.reader.next(entry)) recording.take(std::move(entry));
}

void report(drill::Recording const& recording) {
  auto const counts = recording.counts();
  auto const number = [](std::uint64_t value) { return static_cast<unsigned long long>(value); };
  std::fprintf(stderr, "%llu entries recorded, %llu outside the filters\n", number(counts.written),
               number(counts.filtered));
  if (counts.incomplete > 0)
    std::fprintf(stderr, "left out: %llu incomplete AIS messages\n", number(counts.incomplete));
  auto const* const anonymiser = recording.anonymiser();
  if (anonymiser == nullptr) return;
  for (std::size_t i = 0; i < drill::kLeftOut; ++i) {
    auto const reason = static_cast<drill::LeftOut>(i);
    if (auto const times = anonymiser->left_out(reason); times > 0)
      std::fprintf(stderr, "left out: %llu, %s\n", number(times), std::string{to_text(reason)}.c_str());
  }
}

int record(DrillRecordOptions const& options) {
  auto filters = recording_options(options);
  bool const is_folder = options.paths.size() == 1 && std::filesystem::is_directory(options.paths.front());
  if (is_folder && !filters.from) filters.from = now();
  auto const from = filters.from;
  auto const until = filters.until;
  auto const target = target_option(options.form);
  logs::Writer writer{options.out, target};
  drill::Recording recording{std::move(filters), [&](logs::Entry const& entry) { writer.write(entry); }};
  Interruptible const interruptible;
  if (is_folder) {
    follow(options.paths.front(), from, until, recording);
  } else {
    read_files(options.paths, recording);
  }
  writer.close();
  report(recording);
  return writer.entries() == 0 ? 1 : 0;
}

}  // namespace

int drill_record(DrillRecordOptions const& options) {
  return with_bad_options_told([&] { return record(options); });
}

}  // namespace lingding::tools
