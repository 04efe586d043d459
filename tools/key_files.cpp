#include "tools/key_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "adapters/runtime/descriptor.hpp"

namespace lingding::tools {
namespace {

namespace fs = std::filesystem;
using plans::Secret;

/// Longer than anybody types.
constexpr std::size_t kMaxPassphrase = 1024;

[[noreturn]] void fail(std::string const& what, fs::path const& file) {
  throw std::runtime_error(what + " " + file.string() + ": " + std::generic_category().message(errno));
}

/// Writes all and flushes; removes the file when it can't.
void write_whole(runtime::Descriptor const& out, std::string_view content, fs::path const& file) {
  std::size_t written = 0;
  while (written < content.size()) {
    auto const n = ::write(out.get(), content.data() + written, content.size() - written);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    written += static_cast<std::size_t>(n);
  }
  if (written == content.size() && ::fsync(out.get()) == 0) return;
  int const error = errno;
  ::unlink(file.c_str());
  errno = error;
  fail("can't write", file);
}

void flush_folder(fs::path const& file) {
  fs::path const folder = file.has_parent_path() ? file.parent_path() : fs::path{"."};
  runtime::Descriptor const handle{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (handle.get() < 0 || ::fsync(handle.get()) != 0) fail("can't flush", folder);
}

/// A regular file's bytes, at most `limit` of them.
Secret read_bytes(fs::path const& file, std::size_t limit, mode_t forbidden) {
  runtime::Descriptor const in{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (in.get() < 0) fail("can't open", file);
  struct stat facts{};
  if (::fstat(in.get(), &facts) != 0) fail("can't read", file);
  if (!S_ISREG(facts.st_mode)) throw std::runtime_error(file.string() + " is no regular file");
  if ((facts.st_mode & forbidden) != 0)
    throw std::runtime_error("others may read " + file.string() + ": chmod 600 it, and ask who has");
  if (facts.st_size > static_cast<off_t>(limit))
    throw std::runtime_error(file.string() + " is larger than " + std::to_string(limit) + " bytes");
  Secret content = Secret::of_size(limit + 1);
  std::size_t size = 0;
  while (size < content.size()) {
    auto const n = ::read(in.get(), content.data() + size, content.size() - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("can't read", file);
    if (n == 0) break;
    size += static_cast<std::size_t>(n);
  }
  if (size > limit) throw std::runtime_error(file.string() + " is larger than " + std::to_string(limit) + " bytes");
  content.truncate(size);
  return content;
}

/// The terminal without echo, as it was again at the end of the scope.
class SilentTerminal {
 public:
  SilentTerminal() : terminal_(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)) {
    if (terminal_.get() < 0 || ::tcgetattr(terminal_.get(), &before_) != 0) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    silent.c_lflag |= ICANON | ISIG;
    good_ = ::tcsetattr(terminal_.get(), TCSAFLUSH, &silent) == 0;
  }
  SilentTerminal(SilentTerminal const&) = delete;
  SilentTerminal& operator=(SilentTerminal const&) = delete;
  ~SilentTerminal() {
    if (good_) static_cast<void>(::tcsetattr(terminal_.get(), TCSAFLUSH, &before_));
  }

  std::optional<Secret> ask(std::string const& prompt) {
    if (!good_) return std::nullopt;
    say(prompt + ": ");
    Secret line = Secret::of_size(kMaxPassphrase);
    std::size_t size = 0;
    while (size < line.size()) {
      auto const n = ::read(terminal_.get(), line.data() + size, 1);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0 || line.data()[size] == '\n') break;
      ++size;
    }
    say("\n");
    line.truncate(size);
    return line;
  }

 private:
  void say(std::string const& text) const { static_cast<void>(::write(terminal_.get(), text.data(), text.size()) < 0); }

  runtime::Descriptor terminal_;
  termios before_{};
  bool good_ = false;
};

Secret first_line(Secret content) {
  auto const text = content.text();
  std::size_t end = text.find('\n');
  if (end == std::string_view::npos) end = text.size();
  if (end > 0 && text[end - 1] == '\r') --end;
  content.truncate(end);
  return content;
}

}  // namespace

void write_new_secret(fs::path const& file, Secret const& content) {
  runtime::Descriptor const out{::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600)};
  if (out.get() < 0) fail("can't create", file);
  write_whole(out, content.text(), file);
  flush_folder(file);
}

void replace_file(fs::path const& file, std::string_view content) {
  fs::path const fresh = file.string() + ".new";
  ::unlink(fresh.c_str());
  {
    runtime::Descriptor const out{::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644)};
    if (out.get() < 0) fail("can't create", fresh);
    if (::fchmod(out.get(), 0644) != 0) fail("can't set the mode of", fresh);
    write_whole(out, content, fresh);
  }
  if (::rename(fresh.c_str(), file.c_str()) != 0) fail("can't replace", file);
  flush_folder(file);
}

std::string read_text_file(fs::path const& file, std::size_t limit) {
  return std::string{read_bytes(file, limit, 0).text()};
}

Secret read_secret_file(fs::path const& file) {
  return read_bytes(file, plans::kMaxKeyTextBytes, S_IRWXG | S_IRWXO);
}

plans::PassphraseSource passphrase_from(fs::path const& file, std::string prompt) {
  return [file, prompt = std::move(prompt)]() -> std::optional<Secret> {
    if (!file.empty()) return first_line(read_secret_file(file));
    return SilentTerminal{}.ask(prompt);
  };
}

Secret new_passphrase(fs::path const& file, std::string const& prompt) {
  auto first = passphrase_from(file, prompt)();
  if (!first) throw std::runtime_error("there is no terminal to ask for a passphrase: give --passphrase-file");
  if (first->empty()) throw std::runtime_error("an empty passphrase protects nothing");
  if (!file.empty()) return *std::move(first);
  auto const second = passphrase_from({}, "The same again")();
  if (!second || second->text() != first->text()) throw std::runtime_error("the two passphrases differ");
  return *std::move(first);
}

plans::SigningKey read_signing_key(fs::path const& file, plans::PassphraseSource const& passphrase) {
  Secret const pem = read_secret_file(file);
  auto key = plans::SigningKey::from_pem(pem.text(), passphrase);
  if (!key) throw std::runtime_error(file.string() + ": " + key.error());
  return *std::move(key);
}

}  // namespace lingding::tools
