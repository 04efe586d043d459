#include "tools/log_input.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

#include "tools/ais_rows.hpp"
#include "tools/share_folder.hpp"

namespace lingding::tools {
namespace {

namespace fs = std::filesystem;

std::string read_file(fs::path const& path) {
  std::ifstream file{path, std::ios::binary};
  std::string text{std::istreambuf_iterator<char>{file}, {}};
  if (!file) throw std::system_error(errno, std::generic_category(), path.string());
  return text;
}

logs::ColumnMap column_map(fs::path const& path) {
  auto map = logs::read_column_map(read_file(path));
  if (!map) throw std::invalid_argument(path.string() + ": " + map.error());
  return std::move(*map);
}

/// The one that was asked for, then the shipped ones by name.
std::vector<logs::ColumnMap> column_maps(fs::path const& wanted) {
  std::vector<logs::ColumnMap> maps;
  if (!wanted.empty()) maps.push_back(column_map(wanted));
  std::vector<fs::path> shipped;
  auto const folder = share_folder() / "adapters/logs/data";
  if (fs::is_directory(folder))
    for (auto const& entry : fs::directory_iterator(folder))
      if (entry.path().extension() == ".json") shipped.push_back(entry.path());
  std::ranges::sort(shipped);
  for (auto const& path : shipped) maps.push_back(column_map(path));
  return maps;
}

std::chrono::milliseconds milliseconds_of(char const* name, double seconds) {
  if (!(seconds >= 0 && seconds <= 86400)) throw std::invalid_argument(std::string{name} + ": expected 0 to 86400 s");
  return std::chrono::milliseconds{static_cast<std::int64_t>(seconds * 1000)};
}

std::string source_of(fs::path const& path) {
  auto name = path == "-" ? std::string{"stdin"} : path.filename().string();
  if (name.starts_with("raw-")) return "raw";
  return name.substr(0, name.find('.', 1));
}

}  // namespace

std::optional<geo::UtcTime> time_option(std::string_view name, std::string const& text) {
  if (text.empty()) return std::nullopt;
  if (auto const time = geo::parse_time(text)) return time;
  if (auto const date = geo::parse_date(text)) return geo::UtcTime{*date};
  throw std::invalid_argument(std::string{name} + ": \"" + text +
                              "\" is neither a date (2016-08-27) nor a time (2016-08-27T15:50:00Z)");
}

OpenLogs open_logs(LogOptions const& options) {
  logs::Options wanted;
  if (!options.format.empty()) {
    wanted.format = logs::parse_format(options.format);
    if (!wanted.format)
      throw std::invalid_argument("--format: " + options.format + " is none of ais, dsc, sit, beacon, cap");
  }
  wanted.window = milliseconds_of("--window", options.window_s);
  wanted.noise = options.keep_noise ? logs::Noise::keep : logs::Noise::drop;
  wanted.assumed_start = time_option("--assume-start", options.assumed_start);
  wanted.assumed_step = milliseconds_of("--assume-step", options.assumed_step_s);
  wanted.column_maps = column_maps(options.columns);

  std::vector<fs::path> paths;
  for (auto const& path : options.paths)
    for (auto& file : logs::files_of(path)) paths.push_back(std::move(file));
  if (paths.size() > logs::MergedReader::kMaxFiles)
    throw std::invalid_argument("more than " + std::to_string(logs::MergedReader::kMaxFiles) + " files at once");
  std::vector<logs::Reader> readers;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    auto own = wanted;
    own.source = options.source.empty() ? source_of(paths[i]) : options.source;
    own.encode_row = [encoder = std::make_shared<AisRowEncoder>()](
                         logs::AisRow const& row, std::vector<std::string>& out) { encoder->encode(row, out); };
    readers.emplace_back(logs::open_file(paths[i]), std::move(own), static_cast<std::uint32_t>(i));
  }
  return {.paths = std::move(paths), .reader = logs::MergedReader{std::move(readers)}};
}

logs::Target target_option(std::string const& name) {
  if (name == "nmea") return logs::Target::nmea;
  if (name == "jsonl") return logs::Target::entries;
  throw std::invalid_argument("--to: " + name + " is neither nmea nor jsonl");
}

bool is_any_incomplete(logs::MergedReader const& reader) {
  return std::ranges::any_of(reader.readers(), [](logs::Reader const& one) {
    return one.faults().count(logs::Fault::truncated) > 0 || one.faults().count(logs::Fault::unknown_content) > 0;
  });
}

std::string progress_text(std::uint64_t position, std::optional<std::uint64_t> size, std::uint64_t entries,
                          std::chrono::milliseconds passed) {
  double const seconds = std::max(static_cast<double>(passed.count()) / 1000, 0.001);
  double const rate = static_cast<double>(position) / seconds;
  char text[128];
  std::string out;
  if (size && *size > 0) out = std::to_string(std::min<std::uint64_t>(position * 100 / *size, 100)) + " %, ";
  std::snprintf(text, sizeof text, "%.1f MB/s, %.0f entries/s", rate / 1e6, static_cast<double>(entries) / seconds);
  out += text;
  if (size && rate > 0 && *size >= position) {
    auto const left = static_cast<std::uint64_t>(static_cast<double>(*size - position) / rate);
    std::snprintf(text, sizeof text, ", %02llu:%02llu left", static_cast<unsigned long long>(left / 60),
                  static_cast<unsigned long long>(left % 60));
    out += text;
  }
  return out;
}

Progress::Progress(std::string what)
    : what_(std::move(what)),
      is_shown_(::isatty(STDERR_FILENO) == 1),
      begun_(std::chrono::steady_clock::now()),
      shown_(begun_) {}

Progress::~Progress() {
  if (is_written_) std::fputs("\r\x1B[K", stderr);
}

void Progress::show(logs::MergedReader const& reader) {
  auto const now = std::chrono::steady_clock::now();
  if (now - shown_ < std::chrono::milliseconds{200}) return;
  shown_ = now;
  is_written_ = true;
  auto const passed = std::chrono::duration_cast<std::chrono::milliseconds>(now - begun_);
  std::fprintf(stderr, "\r%s: %s\x1B[K", what_.c_str(),
               progress_text(reader.position(), reader.size(), entries_, passed).c_str());
}

}  // namespace lingding::tools
