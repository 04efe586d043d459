#include "tools/decode_input.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>

namespace lingding::tools {
namespace {
constexpr std::size_t kBlockBytes = 256 * 1024;
}  // namespace

InputFile::InputFile(std::string const& path)
    : descriptor_(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
  if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), path);
}

InputFile::~InputFile() {
  if (descriptor_ != STDIN_FILENO) ::close(descriptor_);
}

std::size_t InputFile::read(char* to, std::size_t size) {
  for (;;) {
    auto const count = ::read(descriptor_, to, size);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "reading");
  }
}

bool InputFile::wait(std::chrono::milliseconds longest) const {
  pollfd descriptor{.fd = descriptor_, .events = POLLIN, .revents = 0};
  for (;;) {
    int const result = ::poll(&descriptor, 1, static_cast<int>(longest.count()));
    if (result >= 0) return result > 0;
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "reading");
  }
}

bool LineInput::ready(std::chrono::milliseconds longest) const {
  return ended_ || block_.find('\n', at_) != std::string::npos || file_.wait(longest);
}

std::optional<std::string_view> LineInput::next() {
  line_.clear();
  bool any = false;
  for (;;) {
    if (at_ == block_.size()) {
      block_.resize(kBlockBytes);
      block_.resize(ended_ ? 0 : file_.read(block_.data(), block_.size()));
      at_ = 0;
      if (block_.empty()) {
        ended_ = true;
        if (!any) return std::nullopt;
        return line_;
      }
    }
    any = true;
    auto const end = block_.find('\n', at_);
    auto const stop = end == std::string::npos ? block_.size() : end;
    line_.append(block_, at_, std::min(stop - at_, most_ - std::min(most_, line_.size())));
    at_ = end == std::string::npos ? stop : stop + 1;
    if (end != std::string::npos) return line_;
  }
}

void write_out(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    throw std::system_error(errno, std::generic_category(), "writing");
}

}  // namespace lingding::tools
