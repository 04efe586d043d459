// `lingding decode beacon`: messages and IDs of 406 MHz beacons, one JSON line for each.

#include <cerrno>
#include <cstdio>
#include <iostream>
#include <streambuf>
#include <string>
#include <string_view>
#include <system_error>

#include "adapters/sarsat/beacon_json.hpp"
#include "tools/commands.hpp"

namespace lingding::tools {
namespace {

class Output {
 public:
  void add(std::string_view input) {
    if (input.ends_with('\r')) input.remove_suffix(1);
    (sarsat::decode_to_json(buffer_, input) ? any_decoded_ : any_refused_) = true;
    buffer_ += '\n';
    if (buffer_.size() >= kFlushBytes) flush();
  }
  void flush() {
    if (std::fwrite(buffer_.data(), 1, buffer_.size(), stdout) != buffer_.size() || std::fflush(stdout) != 0)
      throw std::system_error(errno, std::generic_category(), "writing");
    buffer_.clear();
  }
  /// As for `decode ais`: a refusal among messages is no failure.
  int status() const { return any_refused_ && !any_decoded_ ? 1 : 0; }

 private:
  static constexpr std::size_t kFlushBytes = 64 * 1024;
  std::string buffer_;
  bool any_decoded_ = false;
  bool any_refused_ = false;
};

/// No line of use is longer; the rest of a longer one is passed over.
constexpr std::size_t kLongestLine = 1024;

void decode_lines(std::streambuf& bytes, Output& output) {
  std::string line;
  bool is_begun = false;
  for (int byte = bytes.sbumpc(); byte != std::char_traits<char>::eof(); byte = bytes.sbumpc()) {
    is_begun = byte != '\n';
    if (is_begun) {
      if (line.size() < kLongestLine) line += static_cast<char>(byte);
      continue;
    }
    output.add(line);
    line.clear();
    // Someone may be watching a slow source: what is decoded goes out before the next wait.
    if (bytes.in_avail() <= 0) output.flush();
  }
  if (is_begun) output.add(line);
}

}  // namespace

int decode_beacon(std::vector<std::string> const& inputs) {
  Output output;
  for (auto const& input : inputs) {
    if (input == "-") {
      std::ios::sync_with_stdio(false);
      decode_lines(*std::cin.rdbuf(), output);
    } else {
      output.add(input);
    }
  }
  output.flush();
  return output.status();
}

}  // namespace lingding::tools
