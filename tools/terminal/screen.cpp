#include "tools/terminal/screen.hpp"

// The wide-character half of ncurses is declared only when asked for.
#define NCURSES_WIDECHAR 1
#include <langinfo.h>
#include <ncurses.h>
#include <unistd.h>
#include <utf8proc.h>

#include <array>
#include <clocale>
#include <cstdio>
#include <cstring>
#include <stdexcept>

namespace lingding::terminal {
namespace {

enum Pair : short { title_pair = 1, alarm_pair, flash_pair, warning_pair, good_pair, chosen_pair };

attr_t attributes_of(Style style) {
  bool const colours = has_colors();
  auto const pair = [&](short number) { return colours ? static_cast<attr_t>(COLOR_PAIR(number)) : attr_t{0}; };
  switch (style) {
    case Style::plain:
      return A_NORMAL;
    case Style::bold:
      return A_BOLD;
    case Style::dim:
      return A_DIM;
    case Style::title:
      return colours ? pair(title_pair) | A_BOLD : static_cast<attr_t>(A_REVERSE);
    case Style::alarm:
      return colours ? pair(alarm_pair) | A_BOLD : static_cast<attr_t>(A_REVERSE | A_BOLD);
    case Style::alarm_flash:
      return colours ? pair(flash_pair) | A_BOLD : static_cast<attr_t>(A_BOLD);
    case Style::warning:
      return pair(warning_pair) | A_BOLD;
    case Style::exercise:
      return pair(warning_pair) | A_REVERSE | A_BOLD;
    case Style::good:
      return pair(good_pair);
    case Style::chosen:
      return A_REVERSE;
    case Style::heading:
      return A_BOLD | A_UNDERLINE;
  }
  return A_NORMAL;
}

std::string utf8_of(wint_t character) {
  std::array<utf8proc_uint8_t, 4> bytes{};
  auto const size = utf8proc_encode_char(static_cast<utf8proc_int32_t>(character), bytes.data());
  return {reinterpret_cast<char const*>(bytes.data()), static_cast<std::size_t>(size)};
}

}  // namespace

Screen::Screen() {
  if (isatty(STDOUT_FILENO) == 0) throw std::runtime_error("standard output is no terminal: use --json");
  // ncurses draws Chinese only under a UTF-8 locale; Debian always has C.UTF-8.
  std::setlocale(LC_ALL, "");
  if (std::strcmp(nl_langinfo(CODESET), "UTF-8") != 0) std::setlocale(LC_ALL, "C.UTF-8");
  if (newterm(nullptr, stdout, stdin) == nullptr) throw std::runtime_error("this kind of terminal is not known (TERM)");
  cbreak();
  noecho();
  nonl();
  keypad(stdscr, TRUE);
  nodelay(stdscr, TRUE);
  set_escdelay(25);
  curs_set(0);
  if (has_colors()) {
    start_color();
    use_default_colors();
    init_pair(title_pair, COLOR_WHITE, COLOR_BLUE);
    init_pair(alarm_pair, COLOR_WHITE, COLOR_RED);
    init_pair(flash_pair, COLOR_RED, -1);
    init_pair(warning_pair, COLOR_YELLOW, -1);
    init_pair(good_pair, COLOR_GREEN, -1);
  }
}

Screen::~Screen() {
  endwin();
}

std::size_t Screen::columns() const {
  return static_cast<std::size_t>(COLS);
}
std::size_t Screen::rows() const {
  return static_cast<std::size_t>(LINES);
}

void Screen::show(std::vector<Line> const& page) {
  erase();
  for (std::size_t row = 0; row < page.size(); ++row) {
    if (move(static_cast<int>(row), 0) == ERR) break;
    for (auto const& span : page[row]) {
      attrset(static_cast<int>(attributes_of(span.style)));
      addstr(span.text.c_str());
    }
  }
  attrset(A_NORMAL);
  refresh();
}

void Screen::ring() {
  beep();
}

void Screen::suspend() {
  def_prog_mode();
  endwin();
}

void Screen::resume() {
  reset_prog_mode();
  clearok(stdscr, TRUE);
  refresh();
}

std::optional<Key> Screen::key() {
  wint_t character = 0;
  for (;;) {
    auto const kind = get_wch(&character);
    if (kind == ERR) return std::nullopt;
    if (kind == KEY_CODE_YES) {
      switch (character) {
        case KEY_UP:
          return Key{Key::Kind::up, {}};
        case KEY_DOWN:
          return Key{Key::Kind::down, {}};
        case KEY_PPAGE:
          return Key{Key::Kind::page_up, {}};
        case KEY_NPAGE:
          return Key{Key::Kind::page_down, {}};
        case KEY_HOME:
          return Key{Key::Kind::home, {}};
        case KEY_END:
          return Key{Key::Kind::end, {}};
        case KEY_LEFT:
          return Key{Key::Kind::escape, {}};
        case KEY_RIGHT:
        case KEY_ENTER:
          return Key{Key::Kind::enter, {}};
        case KEY_BACKSPACE:
          return Key{Key::Kind::backspace, {}};
        default:
          continue;  // KEY_RESIZE among them: ncurses has taken the new size already
      }
    }
    if (character == '\r' || character == '\n') return Key{Key::Kind::enter, {}};
    if (character == '\t') return Key{Key::Kind::tab, {}};
    if (character == 27) return Key{Key::Kind::escape, {}};
    if (character == 127 || character == 8) return Key{Key::Kind::backspace, {}};
    if (character < 0x20) continue;
    return Key{Key::Kind::text, utf8_of(character)};
  }
}

}  // namespace lingding::terminal
