#include "adapters/runtime/line_splitter.hpp"

#include <cstring>

#include "geo/check.hpp"

namespace lingding::runtime {

LineSplitter::LineSplitter(std::size_t max_line, std::size_t read_size)
    : max_line_(max_line), buffer_(max_line + read_size) {
  LINGDING_CHECK(max_line > 0 && read_size > 0);
}

std::span<char> LineSplitter::prepare() {
  return std::span{buffer_}.subspan(held_);
}

void LineSplitter::commit(std::size_t count, Sink const& sink) {
  LINGDING_CHECK(count <= buffer_.size() - held_);
  char const* const begin = buffer_.data();
  char const* const end = begin + held_ + count;
  char const* run = begin;             // start of the run of good lines not yet given out
  char const* line = begin;            // start of the line looked at
  char const* search = begin + held_;  // what is held has no LF
  while (search < end) {
    auto const* const newline =
        static_cast<char const*>(std::memchr(search, '\n', static_cast<std::size_t>(end - search)));
    if (newline == nullptr) break;
    bool const too_long = skipping_ || static_cast<std::size_t>(newline - line) > max_line_;
    if (too_long) {
      if (!skipping_) ++overlong_;
      skipping_ = false;
      if (line > run) sink({run, static_cast<std::size_t>(line - run)});
      run = newline + 1;
    } else {
      ++lines_;
    }
    line = search = newline + 1;
  }
  if (line > run) sink({run, static_cast<std::size_t>(line - run)});
  held_ = static_cast<std::size_t>(end - line);
  if (skipping_ || held_ > max_line_) {
    if (!skipping_) ++overlong_;
    skipping_ = true;
    held_ = 0;
  }
  if (held_ > 0 && line > begin) std::memmove(buffer_.data(), line, held_);
}

void LineSplitter::finish(Sink const& sink) {
  if (held_ > 0) {
    ++lines_;
    sink({buffer_.data(), held_});
  }
  held_ = 0;
  skipping_ = false;
}

}  // namespace lingding::runtime
