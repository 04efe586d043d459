#include "adapters/logs/reader.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <system_error>

#include "adapters/logs/detail/parser.hpp"
#include "adapters/logs/times.hpp"
#include "geo/check.hpp"

namespace lingding::logs {
namespace {

/// So much of the beginning is looked at for the form.
constexpr std::size_t kPeek = 64 * 1024;

/// The lines of the decompressed text, with a bound.
class Lines {
 public:
  Lines(Unpacker& unpacker, std::size_t most) : unpacker_(unpacker), most_(most), buffer_(kPeek) {}

  /// Empty at the end. A line longer than the bound comes cut, with `is_overlong`. Holds until the next call.
  std::optional<std::string_view> next(bool& is_overlong) {
    is_overlong = false;
    std::size_t searched = begin_;
    for (;;) {
      auto const* const found = static_cast<char const*>(std::memchr(buffer_.data() + searched, '\n', end_ - searched));
      if (found != nullptr) return cut(static_cast<std::size_t>(found - buffer_.data()), 1, is_overlong);
      searched = end_;
      if (end_ - begin_ > most_) {
        // Its rest is passed over; its beginning is kept for the report.
        overlong_ = true;
        end_ = begin_ + kMaxKept;
        searched = end_;
      }
      std::size_t const before = begin_;
      if (!fill()) {
        if (begin_ == end_) return std::nullopt;
        return cut(end_, 0, is_overlong);
      }
      searched -= before - begin_;
    }
  }
  /// The beginning of the text, at most kPeek bytes; nothing is used up. \pre next() was not called yet
  std::string_view peek() {
    while (end_ < kPeek && fill()) {
    }
    return {buffer_.data(), end_};
  }

 private:
  static constexpr std::size_t kMaxKept = 128;

  std::string_view cut(std::size_t end, std::size_t mark, bool& is_overlong) {
    std::string_view const line{buffer_.data() + begin_, end - begin_};
    is_overlong = std::exchange(overlong_, false) || line.size() > most_;
    begin_ = end + mark;
    return line;
  }
  bool fill() {
    if (begin_ > 0) {
      std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
    }
    // Grows with the longest line that comes, up to the bound.
    if (buffer_.size() - end_ < kPeek / 2) buffer_.resize(std::min(buffer_.size() * 2, most_ + 2 * Unpacker::kBlock));
    std::size_t const count = unpacker_.read(std::span{buffer_}.subspan(end_));
    end_ += count;
    return count > 0;
  }

  Unpacker& unpacker_;
  std::size_t most_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool overlong_ = false;
};

struct Found {
  Form form = Form::unknown;
  std::optional<std::size_t> map{};
};

bool is_known_line(std::string_view line) {
  if (line.starts_with('\\')) return true;
  (void)take_front_time(line);
  if (detail::has_sentence(line) || detail::begins_document(line)) return true;
  while (line.ends_with('\r') || line.ends_with(' ')) line.remove_suffix(1);
  return detail::is_beacon_message(line);
}

/// The form by the first lines; text that is no log has none.
Found find_form(std::string_view text, Options const& options) {
  bool first = true;
  while (!text.empty()) {
    auto const end = text.find('\n');
    auto line = text.substr(0, end);
    text = end == std::string::npos ? std::string_view{} : text.substr(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.find_first_not_of(" \t") == std::string::npos) continue;
    if (first && options.encode_row) {
      for (std::size_t i = 0; i < options.column_maps.size(); ++i)
        if (TableReader::open(options.column_maps[i], line)) return {.form = Form::table, .map = i};
    }
    first = false;
    if (line.front() == '{') {
      bool const has_raw = line.find("\"raw") != std::string::npos;
      if (line.find("\"seq\"") != std::string::npos && line.find("\"event\"") != std::string::npos)
        return {.form = Form::journal};
      return {.form = has_raw && line.find("\"format\"") != std::string::npos ? Form::entries : Form::unknown};
    }
    if (is_known_line(line)) return {.form = Form::lines};
  }
  return {.form = options.format ? Form::lines : Form::unknown};
}

}  // namespace

std::string_view to_text(Form form) {
  switch (form) {
    case Form::lines:
      return "lines";
    case Form::table:
      return "table";
    case Form::journal:
      return "journal";
    case Form::entries:
      return "entries";
    case Form::unknown:
      return "unknown";
  }
  return "unknown";
}

struct Reader::State {
  Options options;
  std::uint32_t file;
  Unpacker unpacker;
  Counts counts;
  Faults faults;
  Lines lines{unpacker, kMaxLine};
  detail::Held held{options.window, counts, faults};
  Form form = Form::unknown;
  std::string table_name;
  std::unique_ptr<detail::Parser> parser;
  bool ended = false;

  State(std::unique_ptr<ByteSource> bytes, Options wanted, std::uint32_t index)
      : options(std::move(wanted)), file(index), unpacker(std::move(bytes)) {
    auto const head = lines.peek();
    auto const found = find_form(head, options);
    form = found.form;
    detail::Target const target{options, file, held, counts, faults};
    switch (form) {
      case Form::lines:
        parser = detail::make_line_parser(target);
        break;
      case Form::table:
        table_name = options.column_maps[found.map.value()].name;
        parser = detail::make_table_parser(target, options.column_maps[found.map.value()]);
        break;
      case Form::journal:
        parser = detail::make_journal_parser(target);
        break;
      case Form::entries:
        parser = detail::make_entry_parser(target);
        break;
      case Form::unknown:
        ended = true;
        if (!head.empty())
          faults.add(Fault::unknown_content, {.file = file, .line = 1}, head.substr(0, head.find('\n')));
        note_end();
        break;
    }
  }
  State(State const&) = delete;
  State& operator=(State const&) = delete;
  ~State() = default;

  void read_line() {
    bool is_overlong = false;
    auto const line = lines.next(is_overlong);
    if (!line) {
      ended = true;
      parser->finish();
      note_end();
      return;
    }
    ++counts.lines;
    if (is_overlong) {
      faults.add(Fault::line_too_long, {.file = file, .line = counts.lines}, *line);
    } else {
      parser->line(*line, counts.lines);
    }
  }
  void note_end() {
    Place const place{.file = file, .line = counts.lines};
    if (unpacker.end() == Unpacker::End::truncated) faults.add(Fault::truncated, place, unpacker.reason());
    if (unpacker.end() == Unpacker::End::trailing_bytes) faults.add(Fault::trailing_bytes, place, unpacker.reason());
  }
};

Reader::Reader(std::unique_ptr<ByteSource> bytes, Options options, std::uint32_t file)
    : state_(std::make_unique<State>(std::move(bytes), std::move(options), file)) {}
Reader::~Reader() = default;
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;

bool Reader::next(Entry& entry) {
  auto& state = *state_;
  while (!state.held.is_ready(state.ended)) {
    if (state.ended) return false;
    state.read_line();
  }
  state.held.take(entry);
  return true;
}

Form Reader::form() const {
  return state_->form;
}
Compression Reader::compression() const {
  return state_->unpacker.compression();
}
std::string const& Reader::table_name() const {
  return state_->table_name;
}
Counts const& Reader::counts() const {
  return state_->counts;
}
Faults const& Reader::faults() const {
  return state_->faults;
}
std::uint64_t Reader::position() const {
  return state_->unpacker.position();
}
std::optional<std::uint64_t> Reader::size() const {
  return state_->unpacker.size();
}

MergedReader::MergedReader(std::vector<Reader> readers)
    : readers_(std::move(readers)),
      fronts_(readers_.size()),
      last_key_(readers_.size(), std::numeric_limits<std::int64_t>::min()) {
  LINGDING_CHECK(readers_.size() <= kMaxFiles);
}

void MergedReader::advance(std::uint32_t reader) {
  auto& front = fronts_[reader];
  if (!readers_[reader].next(front)) return;
  // What is late or has no time stays where it stands in its file.
  auto key = last_key_[reader];
  if (front.at && !front.is_late) key = std::max(key, front.at->time_since_epoch().count());
  last_key_[reader] = key;
  heap_.push_back({key, reader});
  std::ranges::push_heap(
      heap_, [](Head const& a, Head const& b) { return a.key != b.key ? a.key > b.key : a.reader > b.reader; });
}

bool MergedReader::next(Entry& entry) {
  if (readers_.size() == 1) return readers_[0].next(entry);
  if (!begun_) {
    begun_ = true;
    for (std::uint32_t i = 0; i < readers_.size(); ++i) advance(i);
  }
  if (heap_.empty()) return false;
  std::ranges::pop_heap(
      heap_, [](Head const& a, Head const& b) { return a.key != b.key ? a.key > b.key : a.reader > b.reader; });
  auto const reader = heap_.back().reader;
  heap_.pop_back();
  std::swap(entry, fronts_[reader]);
  advance(reader);
  return true;
}

std::uint64_t MergedReader::position() const {
  std::uint64_t sum = 0;
  for (auto const& reader : readers_) sum += reader.position();
  return sum;
}
std::optional<std::uint64_t> MergedReader::size() const {
  std::uint64_t sum = 0;
  for (auto const& reader : readers_) {
    auto const size = reader.size();
    if (!size) return std::nullopt;
    sum += *size;
  }
  return sum;
}

std::vector<std::filesystem::path> files_of(std::filesystem::path const& path) {
  namespace fs = std::filesystem;
  if (path == "-" || !fs::is_directory(path)) return {path};
  std::vector<fs::path> files;
  for (auto const& entry : fs::directory_iterator(path)) {
    auto const name = entry.path().filename().string();
    if (entry.is_regular_file() && name.starts_with("raw-") && name.ends_with(".nmea.zst"))
      files.push_back(entry.path());
  }
  if (files.empty())
    throw std::system_error(ENOENT, std::generic_category(), path.string() + " has no raw-*.nmea.zst in it");
  std::ranges::sort(files);
  return files;
}

}  // namespace lingding::logs
