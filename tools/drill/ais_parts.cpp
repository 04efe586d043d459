#include "tools/drill/ais_parts.hpp"

#include <algorithm>
#include <array>

#include "adapters/ais/sentence.hpp"
#include "adapters/runtime/nmea.hpp"
#include "geo/check.hpp"

namespace lingding::drill {
namespace {

/// Where the payload stands in the line.
struct Place {
  std::size_t at = 0;
  std::size_t size = 0;
};
Place payload_of(std::string const& line, ais::Sentence const& sentence) {
  return {static_cast<std::size_t>(sentence.payload.data() - line.data()), sentence.payload.size()};
}

/// With the checksum that is right, and nothing behind it: what logs write there names the receiving station.
void end_anew(std::string& line, std::size_t payload) {
  auto const begin = line.rfind('!', payload);
  auto const star = line.find('*', payload);
  LINGDING_CHECK(begin != std::string::npos && star != std::string::npos);
  line.resize(star);
  line += runtime::checksum_text(std::string_view{line}.substr(begin + 1));
}

}  // namespace

std::optional<AisBits> AisBits::from(std::string_view characters, unsigned fill_bits) {
  AisBits bits;
  for (char const c : characters) {
    bool const low = c >= '0' && c <= 'W';
    bool const high = c >= '`' && c <= 'w';
    if (!low && !high) return std::nullopt;
    bits.sixes_.push_back(static_cast<std::uint8_t>(c - (low ? 48 : 56)));
  }
  if (bits.sixes_.size() * 6 < fill_bits) return std::nullopt;
  bits.size_ = bits.sixes_.size() * 6 - fill_bits;
  return bits;
}

std::uint32_t AisBits::get(std::size_t from, std::size_t width) const {
  LINGDING_CHECK(from + width <= size_ && width <= 32);
  std::uint32_t value = 0;
  for (std::size_t i = from; i < from + width; ++i) value = value << 1U | (sixes_[i / 6] >> (5 - i % 6) & 1U);
  return value;
}

void AisBits::set(std::size_t from, std::size_t width, std::uint32_t value) {
  LINGDING_CHECK(from + width <= size_ && width <= 32);
  for (std::size_t i = 0; i < width; ++i) {
    auto const bit = from + i;
    auto const mask = static_cast<std::uint8_t>(1U << (5 - bit % 6));
    bool const is_set = (value >> (width - 1 - i) & 1U) != 0;
    sixes_[bit / 6] = static_cast<std::uint8_t>(is_set ? sixes_[bit / 6] | mask : sixes_[bit / 6] & ~mask);
  }
}

std::string AisBits::text(std::size_t from, std::size_t characters) const {
  std::string text;
  for (std::size_t i = 0; i < characters && from + 6 * i + 6 <= size_; ++i) {
    auto const code = get(from + 6 * i, 6);
    if (code == 0) break;
    text += static_cast<char>(code < 32 ? code + 64 : code);
  }
  while (text.ends_with(' ')) text.pop_back();
  return text;
}

void AisBits::set_text(std::size_t from, std::size_t characters, std::string_view text) {
  for (std::size_t i = 0; i < characters && from + 6 * i + 6 <= size_; ++i) {
    char c = i < text.size() ? text[i] : '@';
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    bool const is_known = c >= ' ' && c <= '_';
    auto const code = static_cast<std::uint32_t>(static_cast<unsigned char>(is_known ? c : '?'));
    set(from + 6 * i, 6, code >= 64 ? code - 64 : code);
  }
}

std::string AisBits::characters() const {
  std::string text;
  for (auto const six : sixes_) text += static_cast<char>(six + (six < 40 ? 48 : 56));
  return text;
}

void AisMessageLines::replace(std::string_view characters) {
  LINGDING_CHECK(characters.size() == payload.size());
  payload = characters;
  for (auto& entry : entries) {
    ais::ParsedLine parsed;
    ais::parse_line(entry.raw, parsed);
    LINGDING_CHECK(parsed.kind == ais::LineKind::sentence);
    auto const place = payload_of(entry.raw, parsed.sentence);
    entry.raw.replace(place.at, place.size, characters.substr(0, place.size));
    characters.remove_prefix(place.size);
    end_anew(entry.raw, place.at);
  }
}

void AisParts::forget_old(std::optional<geo::UtcTime> now) {
  auto const before = waiting_.size();
  if (now)
    std::erase_if(waiting_, [&](auto const& one) { return one.second.since && *now - *one.second.since > kWait; });
  if (waiting_.size() >= kMostWaiting) waiting_.erase(waiting_.begin());
  incomplete_ += before - waiting_.size();
}

std::optional<AisMessageLines> AisParts::take(logs::Entry entry) {
  ais::ParsedLine parsed;
  ais::parse_line(entry.raw, parsed);
  if (parsed.kind != ais::LineKind::sentence) {
    ++no_sentences_;
    return std::nullopt;
  }
  auto const& sentence = parsed.sentence;
  AisMessageLines message;
  if (sentence.total == 1) {
    message.payload = sentence.payload;
    message.fill_bits = sentence.fill_bits;
    message.entries.push_back(std::move(entry));
    return message;
  }
  forget_old(entry.at);
  // As the assembler of the decoder tells messages apart.
  auto const key = entry.source + "," + std::string{sentence.talker} + "," + std::to_string(sentence.total) + "," +
                   std::to_string(sentence.sequence.value_or(10)) + "," + sentence.channel.value_or('-');
  std::size_t const number = sentence.number - 1U;
  auto& waiting = waiting_[key];
  bool const begins_anew = waiting.parts.empty() || waiting.parts[number];
  if (begins_anew) {
    if (!waiting.parts.empty()) ++incomplete_;
    waiting = {.parts = std::vector<std::optional<logs::Entry>>(sentence.total), .since = entry.at};
  }
  waiting.parts[number] = std::move(entry);
  if (!std::ranges::all_of(waiting.parts, [](auto const& part) { return part.has_value(); })) return std::nullopt;
  for (auto& part : waiting.parts) {
    ais::parse_line(part->raw, parsed);
    message.payload += parsed.sentence.payload;
    message.fill_bits = parsed.sentence.fill_bits;
    message.entries.push_back(std::move(*part));
  }
  waiting_.erase(key);
  return message;
}

}  // namespace lingding::drill
