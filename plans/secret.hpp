#pragma once
// Text that must not outlive its use: passphrases and private keys. Its memory is wiped.

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace lingding::plans {

/// Never copied, printed or logged by anything of ours.
class Secret {
 public:
  Secret() = default;
  /// Copies; the caller's own copy is the caller's to wipe.
  explicit Secret(std::string_view text) : bytes_(text.begin(), text.end()) {}
  /// `size` bytes of zero, to be written to through data().
  static Secret of_size(std::size_t size);
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(Secret const&) = delete;
  Secret& operator=(Secret const&) = delete;
  ~Secret();

  std::string_view text() const { return {bytes_.data(), bytes_.size()}; }
  char* data() { return bytes_.data(); }
  std::size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }
  /// Shortens; what is cut off is wiped. \pre size ≤ size()
  void truncate(std::size_t size);

 private:
  void wipe() noexcept;
  std::vector<char> bytes_;
};

/// Asked once for the passphrase of an encrypted key; empty: there is none to be had.
using PassphraseSource = std::function<std::optional<Secret>()>;

/// Wipes memory in a way that the compiler may not leave out.
void wipe(void* bytes, std::size_t size) noexcept;

}  // namespace lingding::plans
