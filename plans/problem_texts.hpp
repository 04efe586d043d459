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

  constexpr std::string_view in(Language language) const {
    switch (language) {
      case Language::en:
        return en;
      case Language::zh_hant:
        return zh_hant;
      case Language::zh_hans:
        return zh_hans;
      case Language::pt:
        return pt;
    }
    return en;
  }
};

/// One entry for each code, in the order of ProblemCode.
std::span<ProblemText const> problem_texts();

}  // namespace lingding::plans
