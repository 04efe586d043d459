#pragma once
// What is wrong with a document, said so that its author can put it right.

#include <optional>
#include <string>
#include <vector>

#include "plans/json_text.hpp"

namespace lingding::plans {

struct Problem {
  std::string pointer;             ///< JSON Pointer (RFC 6901); empty: the document as a whole
  std::string value;               ///< what is there, shortened; empty: nothing is
  std::string expected;            ///< what should be there
  std::optional<TextPlace> place;  ///< in the text; for something missing, of what should contain it
  bool operator==(Problem const&) const = default;
};

/// More are counted, not listed: the last problem then says how many.
inline constexpr std::size_t kMaxProblems = 100;

}  // namespace lingding::plans
