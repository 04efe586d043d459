#include "adapters/runtime/nmea.hpp"

#include <charconv>

namespace lingding::runtime {
namespace {

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

}  // namespace

std::optional<geo::UtcTime> read_log_time(std::string_view text) {
  while (!text.empty() && (is_blank(text.back()) || text.back() == ',' || text.back() == ';')) text.remove_suffix(1);
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  if (text.size() < 9 || text.size() > 40) return std::nullopt;
  if (auto const time = read_unix_time(text)) return time;
  return geo::parse_time(text);
}

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

void read_coast_guard_fields(std::string_view fields, TagBlock& tag, bool& has_tag) {
  while (!fields.empty()) {
    auto const field = take_until(fields, ',');
    if (field.empty()) continue;
    if ((field[0] == 'r' || field[0] == 'b') && field.size() > 1 && tag.source.empty()) {
      tag.source = field;
      has_tag = true;
    } else if (fields.empty() && is_digit(field[0]) && !tag.time) {
      tag.time = read_unix_time(field);
      has_tag = has_tag || tag.time;
    }
  }
}

namespace {

struct Words {
  char const* name;
  char const* meaning;
};

constexpr std::array<Words, kTagFaultCount> kTagFaults{{
    {"tag_malformed", "the TAG block has no closing backslash, another one inside, or a field of another form"},
    {"tag_checksum_missing", "the TAG block has no '*' and two hexadecimal digits at its end"},
    {"tag_checksum_wrong", "the checksum does not match the TAG block"},
    {"tag_too_many", "more than four TAG blocks stand before the sentence"},
}};

}  // namespace

char const* name_of(TagFault fault) {
  return kTagFaults[static_cast<std::size_t>(fault)].name;
}
char const* meaning_of(TagFault fault) {
  return kTagFaults[static_cast<std::size_t>(fault)].meaning;
}

}  // namespace lingding::runtime
