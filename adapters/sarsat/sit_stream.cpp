#include "adapters/sarsat/sit_stream.hpp"

#include "adapters/sarsat/sit_paragraphs.hpp"
#include "adapters/sarsat/sit_read.hpp"
#include "adapters/sarsat/sit_values.hpp"

namespace lingding::sarsat {
namespace {

std::string_view trim(std::string_view text) {
  auto const first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// "/00042 00000/5030/…": a stroke, the message number, and two more strokes.
bool is_envelope(std::string_view line) {
  if (line.size() < 8 || line[0] != '/') return false;
  std::size_t digits = 1;
  while (digits < line.size() && line[digits] >= '0' && line[digits] <= '9') ++digits;
  if (digits != 6 || (line[digits] != ' ' && line[digits] != '/')) return false;
  auto const second = line.find('/', digits);
  return second != std::string_view::npos && line.find('/', second + 1) != std::string_view::npos;
}

bool is_first_paragraph(std::string_view line) {
  std::string_view rest;
  return paragraph_number(line, rest) == 1U;
}

bool is_preface(std::string_view line) {
  return begins_with_words(line, "DATE") && find_words(line, "FROM") != std::string_view::npos;
}

bool is_trailer(std::string_view line) {
  bool const is_file_name = line.size() > 4 && line.ends_with(".FMT") && line.find(' ') == std::string_view::npos;
  return line.empty() || line == "QQQQ" || line.starts_with("/LASSIT") || line.starts_with("/ENDMSG") || is_file_name;
}

}  // namespace

std::optional<std::string> SitSplitter::take() {
  bool const blank = trim(text_).empty();
  std::string text = std::move(text_);
  *this = SitSplitter{};
  if (blank) return std::nullopt;
  return text;
}

std::optional<std::string> SitSplitter::finish() {
  return take();
}

std::optional<std::string> SitSplitter::push(std::string_view line) {
  auto const bare = trim(line);
  bool const envelope = is_envelope(bare);
  bool const paragraph = is_first_paragraph(bare);
  bool const xml = bare.starts_with("<?xml");
  bool const top_message = bare.find("<topMessage") != std::string_view::npos;
  bool const has_body = has_paragraphs_ || has_xml_ || has_top_message_;
  bool const next = (ended_ && !is_trailer(bare)) || (envelope && (has_envelope_ || has_body)) ||
                    (paragraph && has_paragraphs_) || (xml && has_body) || (top_message && has_top_message_) ||
                    (is_preface(bare) && has_body);
  auto complete = next ? take() : std::nullopt;
  has_envelope_ = has_envelope_ || envelope;
  has_paragraphs_ = has_paragraphs_ || paragraph;
  has_xml_ = has_xml_ || xml;
  has_top_message_ = has_top_message_ || top_message;
  if (text_.empty() && bare.empty()) return complete;
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  if (text_.size() <= kMaxMessageBytes) {
    text_ += line;
    text_ += '\n';
    if (text_.size() > kMaxMessageBytes) text_.resize(kMaxMessageBytes + 1);
  }
  if (bare.starts_with("/ENDMSG") || bare.ends_with("/ENDMSG") || begins_with_words(bare, "END OF MESSAGE") ||
      bare.find("</topMessage>") != std::string_view::npos)
    ended_ = true;
  return complete;
}

}  // namespace lingding::sarsat
