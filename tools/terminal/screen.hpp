#pragma once
// The terminal itself, through ncurses: puts pages there, gives keys, rings the bell.

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "tools/terminal/officer.hpp"
#include "tools/terminal/page.hpp"

namespace lingding::terminal {

/// One at a time. The terminal is as it was when the screen is destroyed.
class Screen {
 public:
  /// \throws std::runtime_error when standard output is no terminal that ncurses knows.
  Screen();
  ~Screen();
  Screen(Screen const&) = delete;
  Screen& operator=(Screen const&) = delete;

  std::size_t columns() const;
  std::size_t rows() const;
  void show(std::vector<Line> const& page);
  void ring();
  /// Gives the terminal to another program, until resume().
  void suspend();
  void resume();
  /// The next key that was pressed; empty: none waits. A changed size is taken in here.
  std::optional<Key> key();
};

}  // namespace lingding::terminal
