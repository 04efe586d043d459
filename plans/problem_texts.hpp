#pragma once
// The phrases that say in four languages what each rule of a document expects.

#include <array>
#include <span>
#include <string_view>

#include "plans/problem.hpp"

namespace lingding::plans {

struct ProblemText {
  ProblemCode code;
  std::string_view name;
  Severity severity;
  std::string_view en;
  std::string_view zh_hant;
  std::string_view zh_hans;
  std::string_view pt;

  constexpr std::string_view in(Language language) const { return choose(language, en, zh_hant, zh_hans, pt); }
};

/// One entry for each code, in the order of ProblemCode.
std::span<ProblemText const> problem_texts();

}  // namespace lingding::plans
