#pragma once
// A SIT 185 body cut into its paragraphs, by the words that each begins with and by its number.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sarsat/sit_message.hpp"

namespace lingding::sarsat {

/// The paragraphs of SIT 185 in the order of their standard numbers, from 1 (C/S A.002, annex C; G.007, section 3).
enum class Section : std::uint8_t {
  title,
  message_number,
  detected,
  frequency,
  country,
  user_class,
  emergency,
  positions,
  encoded_source,
  next_pass,
  hex_id,
  activation,
  beacon_number,
  other_encoded,
  operational,
  remarks,
  // Groups of the newer layout (1 title, 2 number, 3 beacon, 4 alert and positions, 5 other, 6 remarks).
  beacon_information,
  alert_position_information,
  other_information
};
inline constexpr std::size_t kNumberedSections = 16;  ///< those with a number of their own
inline constexpr std::size_t kSectionCount = 19;

struct Paragraphs {
  std::vector<Paragraph> all;  ///< in the order sent
  std::array<std::optional<std::string>, kSectionCount>
      content;         ///< the words that name it left out, squeezed, lines kept
  std::string before;  ///< what stands in front of the first paragraph
  std::vector<std::string> warnings;

  std::optional<std::string> const& of(Section section) const { return content[static_cast<std::size_t>(section)]; }
  std::size_t recognised() const;
};

/// Takes lines up to "END OF MESSAGE". A line begins a paragraph when it has a number and a stop in front ("8." or
/// "8)"), or begins with the words of one; the words say which it is, and the number only where the words do not.
/// Order, blank lines and missing paragraphs do not matter; of a paragraph that comes twice the first counts, with a
/// warning.
Paragraphs cut_paragraphs(std::string_view body);

/// The number that a line begins with as paragraphs do; what follows it in `rest`.
std::optional<std::uint32_t> paragraph_number(std::string_view line, std::string_view& rest);

}  // namespace lingding::sarsat
