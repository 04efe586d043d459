#include "tools/drill_news.hpp"

#include <cstdio>
#include <string>

namespace lingding::tools {

void print_drill_news(drill::StageNews const& news) {
  auto text = news.text;
  // One line, of bounded length: a SIT message is many.
  for (auto& c : text)
    if (static_cast<unsigned char>(c) < 0x20U) c = ' ';
  constexpr std::size_t kMost = 160;
  if (text.size() > kMost) {
    auto cut = kMost;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
    text = text.substr(0, cut) + "…";
  }
  auto const centre = news.centre ? std::string{geo::to_text(*news.centre)} : std::string{};
  char const mark = news.kind == drill::StageNews::Kind::done      ? '>'
                    : news.kind == drill::StageNews::Kind::refused ? '!'
                                                                   : ' ';
  std::printf("%s  %c %-6s %s\n", geo::to_iso8601(news.at).c_str(), mark, centre.c_str(), text.c_str());
  // Who reads along sees it as it happens.
  std::fflush(stdout);
}

}  // namespace lingding::tools
