#include "adapters/sarsat/sit_paragraphs.hpp"

#include <algorithm>

#include "adapters/sarsat/sit_values.hpp"

namespace lingding::sarsat {
namespace {

/// The words that begin a paragraph, longer ones before shorter ones that they begin with.
struct Heading {
  Section section;
  std::string_view words;
};
constexpr std::array kHeadings{
    Heading{Section::message_number, "MSG NO"},
    Heading{Section::message_number, "MSG NUMBER"},
    Heading{Section::message_number, "MESSAGE NO"},
    Heading{Section::message_number, "MESSAGE NUMBER"},
    Heading{Section::beacon_information, "BEACON MESSAGE INFORMATION"},
    Heading{Section::alert_position_information, "ALERT POSITION INFORMATION"},
    Heading{Section::other_information, "OTHER INFORMATION"},
    Heading{Section::detected, "DETECTED AT"},
    Heading{Section::detected, "TIME OF DETECTION"},
    Heading{Section::detected, "DETECTION TIME"},
    Heading{Section::frequency, "DETECTION FREQUENCY"},
    Heading{Section::country, "COUNTRY OF BEACON REGISTRATION"},
    Heading{Section::country, "COUNTRY OF REGISTRATION"},
    Heading{Section::country, "COUNTRY"},
    Heading{Section::user_class, "USER CLASS OF BEACON"},
    Heading{Section::user_class, "USER CLASS"},
    Heading{Section::user_class, "BEACON TYPE"},
    Heading{Section::emergency, "EMERGENCY CODE"},
    Heading{Section::positions, "POSITIONS"},
    Heading{Section::positions, "POSITION INFORMATION"},
    Heading{Section::encoded_source, "ENCODED POSITION PROVIDED BY"},
    Heading{Section::encoded_source, "SOURCE OF ENCODED POSITION"},
    Heading{Section::next_pass, "NEXT PASS/EXPECTED DATA TIMES"},
    Heading{Section::next_pass, "NEXT PASS TIMES (UTC)"},
    Heading{Section::next_pass, "NEXT PASS TIMES"},
    Heading{Section::next_pass, "NEXT TIME OF VISIBILITY"},
    Heading{Section::hex_id, "HEX ID"},
    Heading{Section::hex_id, "BEACON HEX ID"},
    Heading{Section::hex_id, "15 HEX ID"},
    Heading{Section::hex_id, "15-HEX ID"},
    Heading{Section::hex_id, "23 HEX ID"},
    Heading{Section::hex_id, "23-HEX ID"},
    Heading{Section::hex_id, "30-HEX MSG"},
    Heading{Section::hex_id, "30 HEX MSG"},
    Heading{Section::activation, "ACTIVATION TYPE"},
    Heading{Section::beacon_number, "BEACON NUMBER ON AIRCRAFT OR VESSEL NO"},
    Heading{Section::beacon_number, "BEACON NUMBER ON AIRCRAFT OR VESSEL"},
    Heading{Section::beacon_number, "BEACON NUMBER"},
    Heading{Section::other_encoded, "OTHER ENCODED INFORMATION"},
    Heading{Section::other_encoded, "GNSS POSITION UNCERTAINTY"},
    Heading{Section::operational, "OPERATIONAL INFORMATION"},
    Heading{Section::remarks, "REMARKS"},
};

/// Lines that begin more paragraphs than this go to the last of them: no message of the standard has more than sixteen.
constexpr std::size_t kMostParagraphs = 64;

/// The words whose meaning is in them and that stay with the content: which kind of hex digits follow.
bool keeps_words(Heading const& heading) {
  return heading.section == Section::hex_id;
}

std::string_view trim(std::string_view text) {
  auto const first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

Heading const* heading_of(std::string_view text) {
  for (auto const& heading : kHeadings)
    if (begins_with_words(text, heading.words)) return &heading;
  return nullptr;
}

/// What follows the words of a heading, without a colon.
std::string_view behind(std::string_view text, std::string_view words) {
  std::size_t at = 0;
  for (std::size_t word = 0; word < words.size() && at < text.size(); ++word) {
    if (words[word] == ' ') {
      while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
    } else {
      ++at;
    }
  }
  text.remove_prefix(at);
  text = trim(text);
  if (!text.empty() && text.front() == ':') text = trim(text.substr(1));
  return text;
}

bool is_title(std::string_view text) {
  return find_words(text, "COSPAS-SARSAT") != std::string_view::npos ||
         find_words(text, "COSPAS SARSAT") != std::string_view::npos;
}

class Cutter {
 public:
  void line(std::string_view line) {
    std::string_view rest;
    auto const number = paragraph_number(line, rest);
    std::string_view const text = number ? rest : trim(line);
    if (text.empty() && !number) return;
    auto const* heading = result_.all.size() < kMostParagraphs ? heading_of(text) : nullptr;
    if (heading != nullptr)
      return begin(number.value_or(0), heading->section, text, behind(text, heading->words), heading);
    if (is_title(text) && !result_.of(Section::title) && (number == 1U || result_.all.empty()))
      return begin(number.value_or(1), Section::title, text, text, nullptr);
    // Without words of its own, a number goes on where the last paragraph ended, or is a list within it.
    if (number && *number > last_ && *number <= kNumberedSections && result_.all.size() < kMostParagraphs)
      return begin(*number, static_cast<Section>(*number - 1), text, text, nullptr);
    go_on(number ? trim(line) : text);
  }

  Paragraphs take() {
    for (auto& paragraph : result_.all) paragraph.text = squeeze(paragraph.text);
    for (auto& content : result_.content)
      if (content) content = squeeze(*content);
    return std::move(result_);
  }

 private:
  void begin(std::uint32_t number, Section section, std::string_view text, std::string_view content,
             Heading const* heading) {
    last_ = std::max(last_, number);
    result_.all.push_back({.number = number, .text = std::string(text)});
    auto& slot = result_.content[static_cast<std::size_t>(section)];
    if (slot) {
      result_.warnings.push_back("paragraph " + std::to_string(number) + " comes twice; the first counts");
      current_ = nullptr;
      return;
    }
    slot = std::string(heading != nullptr && keeps_words(*heading) ? text : content);
    current_ = &slot;
  }
  void go_on(std::string_view text) {
    auto const append = [&](std::string& to) {
      if (!to.empty()) to += '\n';
      to += text;
    };
    if (result_.all.empty()) return append(result_.before);
    append(result_.all.back().text);
    if (current_ != nullptr) append(**current_);
  }

  Paragraphs result_;
  std::optional<std::string>* current_ = nullptr;
  std::uint32_t last_ = 0;
};

}  // namespace

std::size_t Paragraphs::recognised() const {
  return static_cast<std::size_t>(std::ranges::count_if(content, [](auto const& each) { return each.has_value(); }));
}

std::optional<std::uint32_t> paragraph_number(std::string_view line, std::string_view& rest) {
  line = trim(line);
  std::size_t size = 0;
  std::uint32_t number = 0;
  while (size < line.size() && size < 2 && line[size] >= '0' && line[size] <= '9')
    number = number * 10 + static_cast<std::uint32_t>(line[size++] - '0');
  if (size == 0 || size == line.size() || (line[size] != '.' && line[size] != ')')) return std::nullopt;
  // "36.20S" is a number.
  if (size + 1 < line.size() && line[size + 1] >= '0' && line[size + 1] <= '9' &&
      heading_of(line.substr(size + 1)) == nullptr)
    return std::nullopt;
  rest = trim(line.substr(size + 1));
  return number;
}

Paragraphs cut_paragraphs(std::string_view body) {
  Cutter cutter;
  while (!body.empty()) {
    auto const end = body.find('\n');
    auto const line = trim(body.substr(0, end));
    if (begins_with_words(line, "END OF MESSAGE")) break;
    if (!line.empty()) cutter.line(line);
    if (end == std::string_view::npos) break;
    body.remove_prefix(end + 1);
  }
  return cutter.take();
}

}  // namespace lingding::sarsat
