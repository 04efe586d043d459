#include "adapters/web/token.hpp"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>

#include "adapters/runtime/descriptor.hpp"

namespace lingding::web {
namespace {

constexpr std::size_t kMaxFileBytes = 8192;
static_assert(kMaxFileBytes > Tokens::kMost * Tokens::kLongest);

/// b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
bool is_token(std::string_view text) {
  auto const end = text.find_last_not_of('=');
  if (end == std::string_view::npos || text.size() < Tokens::kShortest || text.size() > Tokens::kLongest) return false;
  return std::ranges::all_of(text.substr(0, end + 1), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           std::string_view{"-._~+/"}.find(c) != std::string_view::npos;
  });
}

/// Wiped when it goes.
struct Bytes {
  std::array<char, kMaxFileBytes + 1> bytes{};
  std::size_t size = 0;
  Bytes() = default;
  Bytes(Bytes const&) = delete;
  Bytes& operator=(Bytes const&) = delete;
  ~Bytes() { ::OPENSSL_cleanse(bytes.data(), bytes.size()); }
};

}  // namespace

Tokens Tokens::from_text(std::string_view lines) {
  Tokens tokens;
  std::size_t number = 0;
  while (!lines.empty()) {
    ++number;
    auto line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(lines.size(), line.size() + 1));
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;
    if (!is_token(line))
      throw std::runtime_error("line " + std::to_string(number) + " is no token: " + std::to_string(kShortest) +
                               " to " + std::to_string(kLongest) + " letters, digits and -._~+/, then '='");
    if (tokens.digests_.size() == kMost) throw std::runtime_error("more than " + std::to_string(kMost) + " tokens");
    tokens.digests_.push_back(geo::sha256(line));
  }
  if (tokens.digests_.empty()) throw std::runtime_error("there is no token in it");
  return tokens;
}

Tokens Tokens::from_file(std::filesystem::path const& file) {
  runtime::Descriptor const in{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (in.get() < 0) throw std::system_error(errno, std::system_category(), "can't open " + file.string());
  Bytes content;
  struct stat facts{};
  bool const known = ::fstat(in.get(), &facts) == 0;
  if (known && S_ISREG(facts.st_mode)) {
    auto const count = ::read(in.get(), content.bytes.data(), content.bytes.size());
    content.size = count > 0 ? static_cast<std::size_t>(count) : 0;
  }
  if (!known || !S_ISREG(facts.st_mode)) throw std::runtime_error(file.string() + " is no regular file");
  if ((facts.st_mode & 077U) != 0)
    throw std::runtime_error("others may read " + file.string() + ": chmod 600 it, and make a new token");
  if (content.size > kMaxFileBytes) throw std::runtime_error(file.string() + " is too long");
  try {
    return from_text({content.bytes.data(), content.size});
  } catch (std::runtime_error const& error) {
    throw std::runtime_error(file.string() + ": " + error.what());
  }
}

bool Tokens::accept(std::string_view candidate) const {
  auto const digest = geo::sha256(candidate);
  bool found = false;
  for (auto const& one : digests_) found |= ::CRYPTO_memcmp(one.data(), digest.data(), digest.size()) == 0;
  return found;
}

}  // namespace lingding::web
