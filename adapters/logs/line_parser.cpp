// Logs of lines: sentences with times in all the usual places, beacon messages, and documents between them.

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "adapters/logs/detail/parser.hpp"
#include "adapters/logs/times.hpp"
#include "adapters/runtime/nmea.hpp"

namespace lingding::logs::detail {
namespace {

using runtime::TagBlock;

/// A message's end mark can be followed by the name of a format file, which belongs to it, but by nothing after this.
constexpr std::chrono::milliseconds kTrailerWait{500};
/// A document that does not go on for so long is taken as it is (as sarsat::SitIntake::kMessageGap).
constexpr std::chrono::seconds kDocumentGap{20};
/// Sentences of one message come within this time (as ais::AssemblerLimits::age).
constexpr std::chrono::milliseconds kMessageAge{2000};

std::string_view trimmed(std::string_view text) {
  auto const blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

bool ends_document(std::string_view text) {
  text = trimmed(text);
  if (text.ends_with('>')) {
    auto const close = text.rfind("</");
    if (close == std::string::npos) return false;
    auto name = text.substr(close + 2, text.size() - close - 3);
    if (auto const colon = name.find(':'); colon != std::string::npos) name.remove_prefix(colon + 1);
    return name == "alert" || name == "topMessage";
  }
  return text.starts_with("/ENDMSG") || text.starts_with("END OF MESSAGE") || text.ends_with("/ENDMSG");
}
bool is_trailer(std::string_view text) {
  text = trimmed(text);
  return text.size() <= 16 &&
         (text.ends_with(".FMT") || text == "NNNN" || text.starts_with("/LASSIT") || text.starts_with("/ENDMSG"));
}

/// Comma-separated fields of a sentence's body.
std::string_view field(std::string_view body, std::size_t index) {
  for (; index > 0; --index) {
    auto const comma = body.find(',');
    if (comma == std::string::npos) return {};
    body.remove_prefix(comma + 1);
  }
  return body.substr(0, body.find(','));
}

std::optional<unsigned> two_digits(std::string_view text, std::size_t at) {
  if (text.size() < at + 2) return std::nullopt;
  unsigned value = 0;
  auto const result = std::from_chars(text.data() + at, text.data() + at + 2, value);
  return result.ec == std::errc{} && result.ptr == text.data() + at + 2 ? std::optional{value} : std::nullopt;
}

std::optional<geo::UtcTime> clock_time(unsigned year, std::optional<unsigned> month, std::optional<unsigned> day,
                                       std::string_view clock) {
  auto const hour = two_digits(clock, 0);
  auto const minute = two_digits(clock, 2);
  auto const second = two_digits(clock, 4);
  if (!month || !day || !hour || !minute || !second) return std::nullopt;
  std::chrono::year_month_day const date{std::chrono::year{static_cast<int>(year)}, std::chrono::month{*month},
                                         std::chrono::day{*day}};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return geo::UtcTime{geo::UtcDate{date}} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
         std::chrono::seconds{*second};
}

/// The time in a receiver's own RMC or ZDA sentence (IEC 61162-1).
std::optional<geo::UtcTime> receiver_clock(std::string_view body) {
  auto const kind = body.substr(2, 3);
  if (kind == "RMC" && field(body, 2) == "A") {
    auto const date = field(body, 9);
    auto const year = two_digits(date, 4);
    if (!year || date.size() != 6) return std::nullopt;
    return clock_time(*year >= 80 ? 1900 + *year : 2000 + *year, two_digits(date, 2), two_digits(date, 0),
                      field(body, 1));
  }
  if (kind == "ZDA") {
    auto const year = field(body, 4);
    unsigned number = 0;
    if (year.size() != 4 || std::from_chars(year.data(), year.data() + 4, number).ptr != year.data() + 4)
      return std::nullopt;
    return clock_time(number, two_digits(field(body, 3), 0), two_digits(field(body, 2), 0), field(body, 1));
  }
  return std::nullopt;
}

/// A message of several sentences, or a TAG group, whose first part had a time.
struct Begun {
  std::string key;
  unsigned last = 0;  ///< number of the last part
  std::optional<geo::UtcTime> at;
  TimeFrom from = TimeFrom::none;
};

struct Document {
  std::string text;
  std::optional<geo::UtcTime> first_at;  ///< as the log has it
  std::optional<geo::UtcTime> last_at;
  std::uint64_t line = 0;
  bool ended = false;
  bool too_long = false;
};

class LineParser final : public Parser {
 public:
  explicit LineParser(Target const& target) : target_(target) {}

  void line(std::string_view text, std::uint64_t number) override {
    number_ = number;
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (text.empty() && documents_.empty()) {
      ++target_.counts.passed_over;
      return;
    }
    at_.reset();
    source_ = target_.options.source;
    group_.reset();
    std::string_view rest = text;
    if (!rest.empty() && rest.front() == '\\') {
      take_tags(rest);
    } else if (take_front(rest)) {
      return;
    }
    bool const is_sentence = is_sentence_start(rest);
    if (!documents_.empty()) close_documents(is_sentence);
    if (is_sentence) return sentence(rest);
    other(rest);
  }

  void finish() override {
    for (auto& [source, document] : documents_) emit(source, document);
    documents_.clear();
  }

 private:
  Place place() const { return {.file = target_.file, .line = number_}; }

  /// The log's own TAG block: what it says of time and source; off the line where it says nothing else.
  void take_tags(std::string_view& rest) {
    auto const end = rest.find('\\', 1);
    TagBlock first;
    auto block = rest.substr(0, end == std::string::npos ? end : end + 1);
    auto const whole = block;
    if (end == std::string::npos || runtime::take_tag_blocks(block, first)) {
      target_.faults.add(Fault::tag_block_malformed, place(), rest);
      // The sentence behind it is used.
      auto const last = rest.rfind('\\');
      rest.remove_prefix(last == std::string::npos ? 0 : last + 1);
      return;
    }
    at_ = first.time;
    if (!first.source.empty()) source_ = first.source;
    group_ = first.group;
    TagBlock plain;
    plain.source = first.source;
    plain.unix_time = first.unix_time;
    plain.time = first.time;
    auto behind = rest.substr(whole.size());
    if (first == plain) {
      rest = behind;
      // What the receiver itself put before the sentence stays with it; a time of it serves where the log has none.
      if (at_ || !behind.starts_with('\\')) return;
    }
    // This block, or the next ones, are the receiver's: they stay. The sentence is found behind them.
    TagBlock all;
    auto copy = rest;
    if (runtime::take_tag_blocks(copy, all)) return;
    if (!at_) at_ = all.time;
    if (!group_) group_ = all.group;
  }

  /// A time in front. True: the line was that alone.
  bool take_front(std::string_view& rest) {
    if (is_plain_sentence(rest)) return false;
    // Digits in a document are its own.
    if (documents_.contains(source_) && !has_sentence(rest)) return false;
    if (auto const time = take_front_time(rest)) {
      at_ = time;
      if (rest.starts_with('\\')) {
        auto const logged = at_;
        take_tags(rest);
        at_ = logged;
      }
      if (!trimmed(rest).empty()) return false;
      pending_ = at_;
      ++target_.counts.passed_over;
      return true;
    }
    auto const mark = rest.find_first_of("!$\\");
    if (mark == 0 || mark == std::string::npos || documents_.contains(source_) || !has_sentence(rest.substr(mark)))
      return false;
    auto front = rest.substr(0, mark);
    if (front.front() == '#') return false;
    if (auto const time = read_time(front)) {
      at_ = time;
    } else if (!trimmed(front).empty()) {
      target_.faults.add(Fault::time_malformed, place(), rest);
    }
    rest.remove_prefix(mark);
    if (rest.starts_with('\\')) {
      auto const logged = at_;
      take_tags(rest);
      if (logged) at_ = logged;
    }
    return false;
  }

  static bool is_plain_sentence(std::string_view text) { return text.size() > 6 && (text[0] == '!' || text[0] == '$'); }
  /// Also behind TAG blocks that stay.
  static bool is_sentence_start(std::string_view text) {
    if (text.starts_with('\\')) return true;
    return is_plain_sentence(text) && has_sentence(text.substr(0, 10));
  }

  void sentence(std::string_view rest) {
    auto const begin = rest.front() == '\\' ? rest.find_first_of("!$", rest.rfind('\\')) : 0;
    if (begin == std::string::npos) {
      ++target_.counts.passed_over;  // TAG blocks alone
      return;
    }
    if (rest.size() > Reader::kMaxSentence) return target_.faults.add(Fault::line_too_long, place(), rest);
    auto const text = rest.substr(begin);
    auto const star = text.find('*');
    int const expected = star == std::string::npos || text.size() < star + 3
                             ? -1
                             : runtime::read_hexadecimal(text[star + 1], text[star + 2]);
    auto const body = text.substr(1, star == std::string::npos ? star : star - 1);
    if (expected < 0 || runtime::checksum_of(body) != expected) {
      target_.faults.add(expected < 0 ? Fault::checksum_missing : Fault::checksum_wrong, place(), rest);
      if (target_.options.noise == Noise::keep) give_line(rest, format_of_sentence(body));
      return;
    }
    auto const behind = text.substr(star + 3);
    if (!behind.empty() && !at_) take_behind(behind);
    if (text.front() == '$' && body.size() > 6 && !at_) {
      if (auto const clock = receiver_clock(body)) clock_ = clock;
    }
    // What stands behind the checksum stays off: it is the log's.
    give_line(rest.substr(0, begin + star + 3), format_of_sentence(body), body);
  }

  static Format format_of_sentence(std::string_view body) {
    auto const kind = body.size() > 5 ? body.substr(2, 3) : std::string_view{};
    return kind == "DSC" || kind == "DSE" ? Format::dsc : Format::ais;
  }

  /// The U.S. Coast Guard's fields, or a time alone.
  void take_behind(std::string_view behind) {
    if (auto const time = read_time(behind)) {
      at_ = time;
      return;
    }
    if (behind.front() != ',') return;
    TagBlock tag;
    bool any = false;
    runtime::read_coast_guard_fields(behind.substr(1), tag, any);
    if (tag.time) at_ = tag.time;
    if (!tag.source.empty()) source_ = tag.source;
  }

  void give_line(std::string_view raw, Format format, std::string_view body = {}) {
    Entry& entry = target_.held.fresh();
    entry.raw.assign(raw);
    entry.format = target_.options.format.value_or(format);
    entry.source.assign(source_);
    entry.place = place();
    set_time(entry, at_, TimeFrom::log);
    join_parts(entry, body);
    if (entry.time_from != TimeFrom::assumed) last_ = entry.at;
    target_.held.give();
  }

  /// Own time, else the receiver's clock, else the time before, else one that is assumed.
  void set_time(Entry& entry, std::optional<geo::UtcTime> own, TimeFrom from) {
    if (!own && pending_) own = std::exchange(pending_, std::nullopt);
    if (own) {
      entry.at = own;
      entry.time_from = from;
    } else if (clock_) {
      entry.at = clock_;
      entry.time_from = TimeFrom::receiver;
    } else if (last_) {
      entry.at = last_;
      entry.time_from = TimeFrom::previous;
    } else if (target_.options.assumed_start) {
      entry.at = *target_.options.assumed_start + target_.options.assumed_step * static_cast<std::int64_t>(assumed_++);
      entry.time_from = TimeFrom::assumed;
    } else {
      entry.at.reset();
      entry.time_from = TimeFrom::none;
    }
  }

  /// All parts of a message, or of a TAG group, have the first one's time.
  void join_parts(Entry& entry, std::string_view body) {
    unsigned number = 0;
    unsigned total = 0;
    std::array<char, 64> key{};
    std::size_t size = 0;
    auto const put = [&](std::string_view text) {
      text = text.substr(0, std::min(text.size(), key.size() - size));
      std::copy(text.begin(), text.end(), key.begin() + static_cast<std::ptrdiff_t>(size));
      size += text.size();
    };
    bool const is_ais = body.size() > 12 && body[2] == 'V' && body[3] == 'D' && body[5] == ',' && body[7] == ',';
    if (is_ais && body[6] > '1') {
      total = static_cast<unsigned>(body[6] - '0');
      number = static_cast<unsigned>(body[8] - '0');
      put(body.substr(0, 7));
      put(field(body, 3));
      put(field(body, 4));
    } else if (group_ && group_->total > 1) {
      total = group_->total;
      number = group_->sentence;
      put("g");
      put(std::to_string(group_->id));
    } else {
      return;
    }
    put(entry.source.size() > 20 ? std::string_view{entry.source}.substr(0, 20) : std::string_view{entry.source});
    std::string_view const wanted{key.data(), size};
    auto const found = std::ranges::find_if(begun_, [&](Begun const& one) { return one.key == wanted; });
    if (number == 1) {
      auto& begun = found != begun_.end() ? *found : begun_[next_begun_++ % begun_.size()];
      begun.key.assign(wanted);
      begun.last = 1;
      begun.at = entry.at;
      begun.from = entry.time_from;
    } else if (found != begun_.end() && found->at && number == found->last + 1 && number <= total &&
               (!entry.at || std::chrono::abs(*entry.at - *found->at) <= kMessageAge ||
                entry.time_from != TimeFrom::log)) {
      found->last = number;
      if (entry.time_from == TimeFrom::assumed) --assumed_;
      if (entry.at != found->at || entry.time_from != TimeFrom::log) {
        entry.at = found->at;
        entry.time_from = TimeFrom::previous;
      }
    }
  }

  /// Beacon messages, symbols of DSC, lines of documents, and what is none of them.
  void other(std::string_view rest) {
    auto const text = trimmed(rest);
    auto const forced = target_.options.format;
    auto const open = documents_.find(source_);
    if (open != documents_.end()) return add_to_document(open, rest);
    if (text.empty() || text.front() == '#') {
      ++target_.counts.passed_over;
      return;
    }
    if (forced == Format::dsc || forced == Format::beacon) return give_line(text, *forced);
    if (is_beacon_message(text) && !forced) return give_line(text, Format::beacon);
    bool const is_document = begins_document(text) || forced == Format::sit || forced == Format::cap;
    if (is_document && forced != Format::ais) return begin_document(rest);
    if (text.size() > Reader::kMaxSentence) return target_.faults.add(Fault::line_too_long, place(), text);
    target_.faults.add(Fault::not_a_sentence, place(), text);
  }

  using Documents = std::map<std::string, Document, std::less<>>;

  void begin_document(std::string_view text) {
    if (documents_.size() >= Reader::kMaxDocuments) {
      auto const oldest = std::ranges::min_element(documents_, {}, [](auto const& pair) { return pair.second.line; });
      emit(oldest->first, oldest->second);
      documents_.erase(oldest);
    }
    auto const made = documents_.emplace(std::string{source_}, Document{}).first;
    made->second.line = number_;
    made->second.first_at = at_ ? at_ : std::exchange(pending_, std::nullopt);
    append(made->second, text);
  }

  void add_to_document(Documents::iterator open, std::string_view rest) {
    auto& document = open->second;
    auto const text = trimmed(rest);
    if (document.ended && text.empty()) return;
    // An envelope holds whatever follows it, up to the next envelope. A declaration and its element are one document.
    bool const begins =
        begins_document(text) &&
        (document.text.starts_with('/')
             ? text.front() == '/'
             : has_body(document.text) && (text.front() == '<' ? text.starts_with("<?xml") : text.front() != '1'));
    if (document.ended ? !is_trailer(text) : begins) {
      emit(open->first, document);
      documents_.erase(open);
      return other(rest);
    }
    append(document, rest);
  }
  /// More than a declaration.
  static bool has_body(std::string_view text) { return text.find('\n') != std::string::npos || ends_document(text); }

  void append(Document& document, std::string_view text) {
    document.last_at = at_ ? at_ : document.last_at;
    if (document.too_long) {
      document.ended = document.ended || ends_document(text);
      return;
    }
    if (document.text.size() + text.size() + 1 > Reader::kMaxDocument) {
      document.too_long = true;
      target_.faults.add(Fault::document_too_long, place(), text);
      return;
    }
    if (!document.text.empty()) document.text += '\n';
    document.text += text;
    document.ended = document.ended || ends_document(text);
  }

  /// Those whose trailer or rest is not waited for any more: too much time has passed; or, in logs without times, a
  /// sentence came.
  void close_documents(bool is_sentence) {
    for (auto it = documents_.begin(); it != documents_.end();) {
      auto const& document = it->second;
      auto const wait = document.ended ? kTrailerWait : std::chrono::milliseconds{kDocumentGap};
      bool const is_over = document.last_at ? at_ && *at_ - *document.last_at > wait : document.ended && is_sentence;
      if (is_over) {
        emit(it->first, it->second);
        it = documents_.erase(it);
      } else {
        ++it;
      }
    }
  }

  void emit(std::string const& source, Document& document) {
    while (document.text.ends_with('\n')) document.text.pop_back();
    Place const where{.file = target_.file, .line = document.line};
    if (!document.ended) target_.faults.add(Fault::document_cut_off, where, document.text);
    Entry& entry = target_.held.fresh();
    auto const forced = target_.options.format;
    bool const fits = forced == Format::sit || forced == Format::cap;
    entry.format = fits ? *forced : format_of_document(document.text);
    entry.source.assign(source);
    entry.place = where;
    auto const logged = document.last_at ? document.last_at : document.first_at;
    auto const said = logged ? std::nullopt : time_of_document(document.text);
    set_time(entry, logged ? logged : said, logged ? TimeFrom::log : TimeFrom::message);
    if (entry.time_from != TimeFrom::assumed) last_ = entry.at;
    entry.raw = std::move(document.text);
    document.text.clear();
    target_.held.give();
  }

  Target target_;
  std::uint64_t number_ = 0;
  // Of the line at hand.
  std::optional<geo::UtcTime> at_;
  std::string_view source_;
  std::optional<TagBlock::Group> group_;
  // Of the log so far.
  std::optional<geo::UtcTime> last_;
  std::optional<geo::UtcTime> clock_;
  std::optional<geo::UtcTime> pending_;  ///< a line that was a time alone
  std::uint64_t assumed_ = 0;
  std::array<Begun, 32> begun_{};
  std::size_t next_begun_ = 0;
  Documents documents_;
};

}  // namespace

std::unique_ptr<Parser> make_line_parser(Target const& target) {
  return std::make_unique<LineParser>(target);
}

}  // namespace lingding::logs::detail
