#include "adapters/ais/sentence.hpp"

#include <array>
#include <charconv>
#include <cstring>
#include <limits>

#include "adapters/ais/bits.hpp"

namespace lingding::ais {
namespace {

/// 0 … 15 for hexadecimal digits of either case, 255 for all other characters.
constexpr std::array<std::uint8_t, 256> make_hexadecimal_digits() {
  std::array<std::uint8_t, 256> digits{};
  digits.fill(255);
  for (std::uint8_t i = 0; i < 10; ++i) digits[std::size_t{'0'} + i] = i;
  for (std::uint8_t i = 0; i < 6; ++i) {
    digits[std::size_t{'A'} + i] = static_cast<std::uint8_t>(10 + i);
    digits[std::size_t{'a'} + i] = static_cast<std::uint8_t>(10 + i);
  }
  return digits;
}
constexpr auto kHexadecimalDigits = make_hexadecimal_digits();

/// 0 … 255, or −1 when either character is no hexadecimal digit.
int read_hexadecimal(char high, char low) {
  unsigned const upper = kHexadecimalDigits[static_cast<unsigned char>(high)];
  unsigned const lower = kHexadecimalDigits[static_cast<unsigned char>(low)];
  return (upper | lower) > 15 ? -1 : static_cast<int>(upper * 16 + lower);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

template <class Number>
std::optional<Number> read_number(std::string_view text) {
  Number number{};
  auto const result = std::from_chars(text.data(), text.data() + text.size(), number);
  if (result.ec != std::errc{} || result.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

/// What stands before the first `separator`; `text` goes on behind it.
std::string_view take_until(std::string_view& text, char separator) {
  auto const end = text.find(separator);
  auto const part = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  return part;
}

/// A count of seconds or of a thousandth, millionth or thousand-millionth of it, told apart by the number of digits
/// (9 digits of seconds begin in 1973, 11 end in 5138).
std::optional<geo::UtcTime> read_unix_time(std::string_view text) {
  std::size_t const digits = text.substr(0, text.find('.')).size();
  bool const has_fraction = digits != text.size();
  auto const count = read_number<std::int64_t>(text.substr(0, digits));
  if (!count || *count < 0 || digits < 9 || digits > 20) return std::nullopt;
  std::int64_t milliseconds = 0;
  if (digits <= 11) {
    milliseconds = *count * 1000;
    std::int64_t weight = 100;
    for (char const c : has_fraction ? text.substr(digits + 1) : std::string_view{}) {
      if (!is_digit(c)) return std::nullopt;
      milliseconds += (c - '0') * weight;
      weight /= 10;
    }
  } else if (has_fraction) {
    return std::nullopt;
  } else {
    milliseconds = digits <= 14 ? *count : digits <= 17 ? *count / 1000 : *count / 1'000'000;
  }
  return geo::UtcTime{std::chrono::milliseconds{milliseconds}};
}

/// The time that a log wrote in front of the sentence.
std::optional<geo::UtcTime> read_log_time(std::string_view text) {
  while (!text.empty() && (is_blank(text.back()) || text.back() == ',' || text.back() == ';')) text.remove_suffix(1);
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  if (text.size() < 9 || text.size() > 40) return std::nullopt;
  if (auto const time = read_unix_time(text)) return time;
  return geo::parse_time(text);
}

/// g:1-2-73874
std::optional<TagBlock::Group> read_group(std::string_view text) {
  auto const sentence = read_number<std::uint32_t>(take_until(text, '-'));
  auto const total = read_number<std::uint32_t>(take_until(text, '-'));
  auto const id = read_number<std::uint32_t>(text);
  if (!sentence || !total || !id || *sentence < 1 || *sentence > *total) return std::nullopt;
  return TagBlock::Group{.sentence = *sentence, .total = *total, .id = *id};
}

/// One "k:value". False when the value has another form than its key asks for. Keys we do not know are passed over.
bool read_parameter(std::string_view parameter, TagBlock& tag) {
  if (parameter.size() < 2 || parameter[1] != ':') {
    // IEC 61162-450 writes the group as 1G2:73874.
    return parameter.size() > 3 && is_digit(parameter[0]) && parameter.find('G') != std::string_view::npos;
  }
  auto const value = parameter.substr(2);
  switch (parameter[0]) {
    case 'g': {
      auto const group = read_group(value);
      if (group) tag.group = group;
      return group.has_value();
    }
    case 's':
      tag.source = value;
      return true;
    case 'd':
      tag.destination = value;
      return true;
    case 't':
    case 'i':
      tag.text = value;
      return true;
    case 'n': {
      auto const count = read_number<std::uint64_t>(value);
      if (count) tag.line_count = count;
      return count.has_value();
    }
    case 'r': {
      auto const time = read_number<std::uint64_t>(value);
      if (time) tag.relative_time = time;
      return time.has_value();
    }
    case 'c': {
      auto const time = read_number<std::int64_t>(value);
      // 8 640 000 000 000 is the year 2243 in milliseconds; what is beyond is no clock's time.
      if (!time || *time < 0 || *time > 8'640'000'000'000) return false;
      tag.unix_time = time;
      bool const is_seconds = *time < 100'000'000'000;
      tag.time = geo::UtcTime{std::chrono::milliseconds{is_seconds ? *time * 1000 : *time}};
      return true;
    }
    default:
      return true;
  }
}

/// One block without its backslashes: "s:r003669945,c:1241544035*4A".
std::optional<TagFault> read_tag_block(std::string_view block, TagBlock& tag) {
  if (block.size() < 3 || block[block.size() - 3] != '*') return TagFault::checksum_missing;
  int const expected = read_hexadecimal(block[block.size() - 2], block[block.size() - 1]);
  if (expected < 0) return TagFault::checksum_missing;
  block.remove_suffix(3);
  if (checksum_of(block) != expected) return TagFault::checksum_wrong;
  TagBlock read = tag;
  while (!block.empty()) {
    if (!read_parameter(take_until(block, ','), read)) return TagFault::malformed;
  }
  tag = read;
  return std::nullopt;
}

/// Takes the blocks off the front of `line`. After a fault `line` begins where the sentence can begin: behind the last
/// backslash.
std::optional<TagFault> take_tag_blocks(std::string_view& line, TagBlock& tag) {
  constexpr int kMaxBlocks = 4;
  std::optional<TagFault> fault;
  for (int blocks = 0; !fault && !line.empty() && line.front() == '\\'; ++blocks) {
    auto const end = line.find('\\', 1);
    if (end == std::string_view::npos) {
      fault = TagFault::malformed;
    } else if (blocks == kMaxBlocks) {
      fault = TagFault::too_many;
    } else {
      fault = read_tag_block(line.substr(1, end - 1), tag);
      line.remove_prefix(end + 1);
    }
  }
  // A backslash further on: blocks inside blocks. None of it can be trusted.
  auto const another = line.find('\\');
  if (another != std::string_view::npos) {
    if (!fault) fault = TagFault::malformed;
    line.remove_prefix(line.rfind('\\') + 1);
  }
  if (fault) tag = TagBlock{};
  return fault;
}

/// Behind the checksum: ",s1234,d-119,T12.34567123,r003669958,1085889680" (USCG log format).
void read_coast_guard_fields(std::string_view fields, Sentence& sentence) {
  while (!fields.empty()) {
    auto const field = take_until(fields, ',');
    if (field.empty()) continue;
    if ((field[0] == 'r' || field[0] == 'b') && field.size() > 1 && sentence.tag.source.empty()) {
      sentence.tag.source = field;
      sentence.has_tag = true;
    } else if (fields.empty() && is_digit(field[0]) && !sentence.tag.time) {
      sentence.tag.time = read_unix_time(field);
      sentence.has_tag = sentence.has_tag || sentence.tag.time;
    }
  }
}

void refuse(ParsedLine& result, Rejection reason) {
  result.kind = LineKind::rejected;
  result.rejection = reason;
}

/// The fields between the address and the checksum. `body` begins at the address and ends before '*'.
std::optional<Rejection> read_fields(std::string_view body, Sentence& sentence) {
  sentence.talker = body.substr(0, 2);
  sentence.formatter = body[4] == 'M' ? Formatter::vdm : Formatter::vdo;
  std::size_t at = 6;
  // "1,1,": two digits at fixed places.
  if (body.size() < 14 || body[at + 1] != ',' || body[at + 3] != ',') return Rejection::fields_malformed;
  if (!is_digit(body[at]) || !is_digit(body[at + 2])) return Rejection::fields_malformed;
  sentence.total = static_cast<std::uint8_t>(body[at] - '0');
  sentence.number = static_cast<std::uint8_t>(body[at + 2] - '0');
  if (sentence.number < 1 || sentence.number > sentence.total) return Rejection::fragment_numbers;
  at += 4;
  sentence.sequence.reset();
  if (is_digit(body[at])) sentence.sequence = static_cast<std::uint8_t>(body[at++] - '0');
  if (body[at] != ',') return Rejection::fields_malformed;
  ++at;
  sentence.channel.reset();
  if (body[at] != ',') sentence.channel = body[at++];
  if (body[at] != ',') return Rejection::fields_malformed;
  ++at;
  // The payload ends before ",f", where f is the fill bits; a log that leaves f out says none.
  std::size_t const size = body.size();
  std::size_t end = size - 2;
  if (body[size - 1] == ',') {
    sentence.fill_bits = 0;
    end = size - 1;
  } else if (body[size - 2] != ',' || end < at) {
    return Rejection::fields_malformed;
  } else {
    sentence.fill_bits = static_cast<std::uint8_t>(body[size - 1] - '0');
    if (sentence.fill_bits > 5) return Rejection::payload_fill_bits;
  }
  if (end < at) return Rejection::fields_malformed;
  sentence.payload = body.substr(at, end - at);
  return sentence.payload.empty() ? std::optional{Rejection::payload_empty} : std::nullopt;
}

bool is_ais_address(std::string_view sentence) {
  return sentence.size() >= 7 && sentence[0] == '!' && sentence[3] == 'V' && sentence[4] == 'D' &&
         (sentence[5] == 'M' || sentence[5] == 'O') && sentence[6] == ',';
}

void finish(std::string_view body, ParsedLine& result) {
  result.kind = LineKind::sentence;
  if (auto const fault = read_fields(body, result.sentence)) refuse(result, *fault);
}

/// A line that is nothing but a sentence: nearly all lines of nearly all sources. False: look at it more closely.
bool parse_plain(std::string_view line, ParsedLine& result) {
  std::size_t const size = line.size();
  if (size < 19 || size > kMaxLineLength || !is_ais_address(line) || line[size - 3] != '*') return false;
  int const expected = read_hexadecimal(line[size - 2], line[size - 1]);
  if (expected < 0) return false;
  std::string_view const body = line.substr(1, size - 4);
  if (checksum_of(body) != expected) return false;
  finish(body, result);
  return true;
}

/// `line` begins at the '!' of a sentence.
void parse_sentence(std::string_view line, ParsedLine& result) {
  auto const star = line.find('*');
  if (star == std::string_view::npos || line.size() < star + 3) return refuse(result, Rejection::checksum_missing);
  int const expected = read_hexadecimal(line[star + 1], line[star + 2]);
  if (expected < 0) return refuse(result, Rejection::checksum_missing);
  std::string_view const body = line.substr(1, star - 1);
  if (checksum_of(body) != expected) return refuse(result, Rejection::checksum_wrong);
  std::string_view const rest = line.substr(star + 3);
  if (!rest.empty() && rest.front() == ',') read_coast_guard_fields(rest.substr(1), result.sentence);
  finish(body, result);
}

/// Where the sentence begins: at the last '!' that an address of AIS follows.
std::size_t find_sentence(std::string_view line) {
  for (auto at = line.rfind('!'); at != std::string_view::npos; at = at == 0 ? at : line.rfind('!', at - 1)) {
    if (is_ais_address(line.substr(at))) return at;
    if (at == 0) break;
  }
  return std::string_view::npos;
}

void parse_decorated(std::string_view line, ParsedLine& result) {
  Sentence& sentence = result.sentence;
  sentence.tag = TagBlock{};
  if (line.size() > kMaxLineLength) return refuse(result, Rejection::line_too_long);
  while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
  while (!line.empty() && is_blank(line.front())) line.remove_prefix(1);
  if (line.empty() || line.front() == '#' || line.front() == '$') return;
  // A time can stand before the TAG blocks as well as before a bare sentence.
  std::string_view front;
  if (auto const mark = line.find_first_of("\\!"); mark != std::string_view::npos) {
    front = line.substr(0, mark);
    line.remove_prefix(mark);
  }
  if (line.front() == '\\') {
    sentence.tag_fault = take_tag_blocks(line, sentence.tag);
    sentence.has_tag = !sentence.tag_fault && !sentence.tag.is_empty();
  }
  auto const at = find_sentence(line);
  if (at == std::string_view::npos) {
    bool const is_tag_alone = line.empty();
    bool const is_other = line.find_first_of("!$") != std::string_view::npos;
    if (!is_tag_alone && !is_other) refuse(result, Rejection::not_a_sentence);
    return;
  }
  if (front.empty()) front = line.substr(0, at);
  if (!front.empty() && !sentence.tag.time) {
    sentence.tag.time = read_log_time(front);
    sentence.has_tag = sentence.has_tag || sentence.tag.time;
  }
  parse_sentence(line.substr(at), result);
}

}  // namespace

std::uint8_t checksum_of(std::string_view body) {
  char const* at = body.data();
  std::size_t left = body.size();
  std::uint64_t sum = 0;
  for (; left >= 8; left -= 8, at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, 8);
    sum ^= word;
  }
  sum ^= sum >> 32U;
  sum ^= sum >> 16U;
  sum ^= sum >> 8U;
  auto folded = static_cast<std::uint8_t>(sum);
  for (; left > 0; --left, ++at) folded = static_cast<std::uint8_t>(folded ^ static_cast<unsigned char>(*at));
  return folded;
}

void parse_line(std::string_view line, ParsedLine& result) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  result.kind = LineKind::skipped;
  result.sentence.has_tag = false;
  result.sentence.tag_fault.reset();
  if (!parse_plain(line, result)) parse_decorated(line, result);
}

}  // namespace lingding::ais
