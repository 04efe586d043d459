#pragma once
// What the decode commands share: an input that is a file or standard input, cut into lines.

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lingding::tools {

/// A file, or standard input for "-". \throws std::system_error
class InputFile {
 public:
  explicit InputFile(std::string const& path);
  ~InputFile();
  InputFile(InputFile const&) = delete;
  InputFile& operator=(InputFile const&) = delete;

  /// 0 at the end.
  std::size_t read(char* to, std::size_t size);
  /// False when nothing came in this time. A regular file never waits.
  bool wait(std::chrono::milliseconds longest) const;

 private:
  int descriptor_;
};

/// Lines of an input. A line longer than `most` is cut there, the rest of it passed over.
class LineInput {
 public:
  LineInput(std::string const& path, std::size_t most) : file_(path), most_(most) {}
  /// The next line without its end; empty at the end of the input. Holds until the next call.
  std::optional<std::string_view> next();
  /// Whether a whole line is here already, or something comes in this time (the end of the input too).
  bool ready(std::chrono::milliseconds longest) const;

 private:
  InputFile file_;
  std::size_t most_;
  std::string block_;
  std::size_t at_ = 0;
  std::string line_;
  bool ended_ = false;
};

/// Writes text to standard output at once. \throws std::system_error
void write_out(std::string_view text);

}  // namespace lingding::tools
