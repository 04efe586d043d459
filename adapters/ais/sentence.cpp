#include "adapters/ais/sentence.hpp"

namespace lingding::ais {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_blank(char c) {
  return c == ' ' || c == '\t';
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
  int const expected = runtime::read_hexadecimal(line[size - 2], line[size - 1]);
  if (expected < 0) return false;
  std::string_view const body = line.substr(1, size - 4);
  if (checksum_of(body) != expected) return false;
  finish(body, result);
  // Where fields follow a sentence and end like one, their sum may fit by chance: the first star is the sentence's.
  return result.kind == LineKind::sentence || body.find('*') == std::string_view::npos;
}

/// `line` begins at the '!' of a sentence.
void parse_sentence(std::string_view line, ParsedLine& result) {
  auto const star = line.find('*');
  if (star == std::string_view::npos || line.size() < star + 3) return refuse(result, Rejection::checksum_missing);
  int const expected = runtime::read_hexadecimal(line[star + 1], line[star + 2]);
  if (expected < 0) return refuse(result, Rejection::checksum_missing);
  std::string_view const body = line.substr(1, star - 1);
  if (checksum_of(body) != expected) return refuse(result, Rejection::checksum_wrong);
  std::string_view const rest = line.substr(star + 3);
  if (!rest.empty() && rest.front() == ',')
    runtime::read_coast_guard_fields(rest.substr(1), result.sentence.tag, result.sentence.has_tag);
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
    sentence.tag_fault = runtime::take_tag_blocks(line, sentence.tag);
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
    sentence.tag.time = runtime::read_log_time(front);
    sentence.has_tag = sentence.has_tag || sentence.tag.time;
  }
  parse_sentence(line.substr(at), result);
}

}  // namespace

void parse_line(std::string_view line, ParsedLine& result) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  result.kind = LineKind::skipped;
  result.sentence.has_tag = false;
  result.sentence.tag_fault.reset();
  if (!parse_plain(line, result)) parse_decorated(line, result);
}

}  // namespace lingding::ais
