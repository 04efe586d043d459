#pragma once
// The four languages in which Lingding speaks to those who write plans.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace lingding::plans {

enum class Language : std::uint8_t { en, zh_hant, zh_hans, pt };

inline constexpr std::array<Language, 4> kLanguages{Language::en, Language::zh_hant, Language::zh_hans, Language::pt};

/// The language's tag (BCP 47).
constexpr std::string_view to_text(Language language) {
  switch (language) {
    case Language::en:
      return "en";
    case Language::zh_hant:
      return "zh-Hant";
    case Language::zh_hans:
      return "zh-Hans";
    case Language::pt:
      return "pt";
  }
  return "";
}

/// Empty for any other text; case matters.
constexpr std::optional<Language> parse_language(std::string_view text) {
  for (auto const language : kLanguages)
    if (to_text(language) == text) return language;
  return std::nullopt;
}

/// The one of four texts that is in the language.
constexpr std::string_view choose(Language language, std::string_view en, std::string_view zh_hant,
                                  std::string_view zh_hans, std::string_view pt) {
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

}  // namespace lingding::plans
