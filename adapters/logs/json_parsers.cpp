// Logs of JSON Lines: Lingding's journal export, and entries as they are written here; and tables, row by row.

#include <array>
#include <boost/json.hpp>
#include <utility>

#include "adapters/logs/detail/parser.hpp"

namespace lingding::logs::detail {
namespace {

namespace json = boost::json;

std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  while (text.ends_with('=')) text.remove_suffix(1);
  for (char const c : text) {
    std::uint32_t value = 0;
    if (c >= 'A' && c <= 'Z') {
      value = static_cast<std::uint32_t>(c - 'A');
    } else if (c >= 'a' && c <= 'z') {
      value = static_cast<std::uint32_t>(c - 'a' + 26);
    } else if (c >= '0' && c <= '9') {
      value = static_cast<std::uint32_t>(c - '0' + 52);
    } else if (c == '+' || c == '/') {
      value = c == '+' ? 62 : 63;
    } else {
      return std::nullopt;
    }
    bits = bits << 6U | value;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes += static_cast<char>(bits >> static_cast<unsigned>(count) & 0xFFU);
    }
  }
  return bytes;
}

std::string_view text_member(json::object const& object, std::string_view key) {
  auto const* const found = object.if_contains(key);
  return found != nullptr && found->is_string() ? std::string_view{found->get_string()} : std::string_view{};
}

/// The members that both kinds of line have: "at", and "raw" or "raw_base64".
struct Common {
  std::optional<geo::UtcTime> at;
  std::optional<std::string> raw;
};
Common common_of(json::object const& object) {
  Common common{.at = geo::parse_time(text_member(object, "at")), .raw = std::nullopt};
  if (object.contains("raw")) {
    common.raw = text_member(object, "raw");
  } else if (object.contains("raw_base64")) {
    common.raw = from_base64(text_member(object, "raw_base64"));
  }
  return common;
}

/// Parses into memory of its own that is used again.
class JsonLineParser : public Parser {
 public:
  explicit JsonLineParser(Target const& target) : target_(target) {}

  void line(std::string_view text, std::uint64_t number) final {
    place_ = {.file = target_.file, .line = number};
    while (!text.empty() && (text.back() == '\r' || text.back() == ' ')) text.remove_suffix(1);
    if (text.empty()) {
      ++target_.counts.passed_over;
      return;
    }
    json::monotonic_resource memory{buffer_.data(), buffer_.size()};
    json::error_code error;
    auto const value = json::parse({text.data(), text.size()}, error, &memory, {.max_depth = 64});
    if (error || !value.is_object()) return target_.faults.add(Fault::json_malformed, place_, text);
    object(value.get_object(), text);
  }

 protected:
  virtual void object(json::object const& object, std::string_view text) = 0;
  void give(std::string_view raw, Format format, std::string_view source, std::optional<geo::UtcTime> at) {
    Entry& entry = target_.held.fresh();
    entry.raw.assign(raw);
    entry.format = target_.options.format.value_or(format);
    entry.source.assign(source.empty() ? std::string_view{target_.options.source} : source);
    entry.place = place_;
    entry.at = at;
    entry.time_from = at ? TimeFrom::log : TimeFrom::none;
    target_.held.give();
  }

  Target target_;
  Place place_;

 private:
  std::vector<unsigned char> buffer_ = std::vector<unsigned char>(64 * 1024);
};

/// What the desk was told from outside: alerts and safety texts, with the bytes that they came in.
class JournalParser final : public JsonLineParser {
 public:
  using JsonLineParser::JsonLineParser;

 private:
  void object(json::object const& object, std::string_view text) override {
    auto const* const event = object.if_contains("event");
    auto const common = common_of(object);
    if (event == nullptr || !event->is_object() || !common.at)
      return target_.faults.add(Fault::json_malformed, place_, text);
    auto const type = text_member(event->get_object(), "type");
    bool const is_received = type == "alert_received" || type == "safety_text_received";
    if (!is_received || !common.raw || common.raw->empty()) {
      ++target_.counts.passed_over;
      return;
    }
    auto const source = text_member(event->get_object(), "source");
    // A document with several alerts is recorded with each of them; it was received once.
    if (*common.raw == last_raw_ && source == last_source_ && common.at == last_at_) {
      ++target_.counts.passed_over;
      return;
    }
    last_raw_ = *common.raw;
    last_source_ = source;
    last_at_ = common.at;
    auto const format = format_of(*common.raw);
    if (format && *format != Format::ais && *format != Format::dsc)
      return give(*common.raw, *format, source, common.at);
    if (!format) {
      // A telephone report has words, and nothing that a source brought.
      if (!target_.options.format) {
        ++target_.counts.passed_over;
        return;
      }
    }
    // Messages of several sentences are kept together in the journal; a source had them line by line.
    std::string_view rest = *common.raw;
    while (!rest.empty()) {
      auto const end = rest.find('\n');
      auto line = rest.substr(0, end);
      rest = end == std::string::npos ? std::string_view{} : rest.substr(end + 1);
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (!line.empty()) give(line, format.value_or(Format::ais), source, common.at);
    }
  }

  std::string last_raw_;
  std::string last_source_;
  std::optional<geo::UtcTime> last_at_;
};

class EntryParser final : public JsonLineParser {
 public:
  using JsonLineParser::JsonLineParser;

 private:
  void object(json::object const& object, std::string_view text) override {
    auto const common = common_of(object);
    auto const format = parse_format(text_member(object, "format"));
    bool const bad_time = object.contains("at") && !common.at;
    if (!common.raw || common.raw->empty() || !format || bad_time)
      return target_.faults.add(Fault::json_malformed, place_, text);
    give(*common.raw, *format, text_member(object, "source"), common.at);
  }
};

class TableParser final : public Parser {
 public:
  TableParser(Target const& target, ColumnMap map) : target_(target), map_(std::move(map)) {}

  void line(std::string_view text, std::uint64_t number) override {
    Place const place{.file = target_.file, .line = number};
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (text.empty()) {
      ++target_.counts.passed_over;
      return;
    }
    if (!table_) {
      table_ = TableReader::open(map_, text);
      ++target_.counts.passed_over;
      return;
    }
    auto const row = table_->read(text);
    if (!row) return target_.faults.add(Fault::row_malformed, place, text);
    sentences_.clear();
    target_.options.encode_row(*row, sentences_);
    if (sentences_.empty()) ++target_.counts.without_message;
    for (auto const& sentence : sentences_) {
      Entry& entry = target_.held.fresh();
      entry.raw.assign(sentence);
      entry.format = Format::ais;
      entry.source.assign(target_.options.source);
      entry.place = place;
      entry.at = row->at;
      entry.time_from = TimeFrom::log;
      target_.held.give();
    }
  }

 private:
  Target target_;
  ColumnMap map_;
  std::optional<TableReader> table_;
  std::vector<std::string> sentences_;
};

}  // namespace

std::unique_ptr<Parser> make_journal_parser(Target const& target) {
  return std::make_unique<JournalParser>(target);
}
std::unique_ptr<Parser> make_entry_parser(Target const& target) {
  return std::make_unique<EntryParser>(target);
}
std::unique_ptr<Parser> make_table_parser(Target const& target, ColumnMap const& map) {
  return std::make_unique<TableParser>(target, map);
}

}  // namespace lingding::logs::detail
