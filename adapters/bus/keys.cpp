#include "adapters/bus/keys.hpp"
#include "adapters/runtime/descriptor.hpp"
#include "plans/signatory.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <system_error>

namespace lingding::bus {
namespace fs = std::filesystem;
namespace {

/// Longest key file that is read; ours have less than 400 bytes.
constexpr std::size_t kLongestFile = 4096;
/// More files than this in authorized/ are not looked at.
constexpr std::size_t kMostKeys = 4096;
constexpr std::size_t kZ85KeyLength = 40;  // 32 bytes, five characters for four (ZeroMQ RFC 32)
constexpr std::string_view kZ85Alphabet =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

/// What an operator's party begins with; the company's id follows.
constexpr std::string_view kOperatorParty = "operator:";

[[noreturn]] void fail(std::string const& what, fs::path const& file) {
  throw std::runtime_error(what + " " + file.string() + ": " + std::generic_category().message(errno));
}

/// Overwrites text in a way that the compiler may not leave out.
void wipe(std::string& text) noexcept {
  auto volatile* bytes = text.data();
  for (std::size_t i = 0; i < text.size(); ++i) bytes[i] = 0;
}

/// Writes a new file, whole and on the disk; an existing one is left alone and is an error.
void write_new_file(fs::path const& file, std::string_view text, mode_t mode) {
  runtime::Descriptor const out{::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)};
  if (out.get() < 0) fail("can't create", file);
  // The mode above is cut by the umask, which is what a secret wants and a public entry must not depend on.
  if (::fchmod(out.get(), mode) != 0) fail("can't set the mode of", file);
  std::size_t written = 0;
  while (written < text.size()) {
    auto const n = ::write(out.get(), text.data() + written, text.size() - written);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      int const error = errno;
      ::unlink(file.c_str());
      errno = error;
      fail("can't write", file);
    }
    written += static_cast<std::size_t>(n);
  }
  if (::fsync(out.get()) != 0) fail("can't flush", file);
}

std::string read_whole(fs::path const& file) {
  runtime::Descriptor const in{::open(file.c_str(), O_RDONLY | O_CLOEXEC)};
  if (in.get() < 0) fail("can't open", file);
  std::string text(kLongestFile + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    auto const n = ::read(in.get(), text.data() + size, text.size() - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("can't read", file);
    if (n == 0) break;
    size += static_cast<std::size_t>(n);
  }
  if (size > kLongestFile) throw std::runtime_error(file.string() + " is too long for a key file");
  text.resize(size);
  return text;
}

/// Calls `take(line number, word, value)` for each `word = value` line; false from it stops. '#' begins a comment line.
/// Returns the number of the first line that is neither, or 0.
template <class Take>
int each_line(std::string_view text, Take&& take) {
  int number = 0;
  while (!text.empty()) {
    ++number;
    auto const end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    while (!line.empty() && (line.back() == ' ' || line.back() == '\r' || line.back() == '\t')) line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;
    auto const middle = line.find(" = ");
    if (middle == std::string_view::npos) return number;
    if (!take(line.substr(0, middle), line.substr(middle + 3))) return number;
  }
  return 0;
}

struct FreshPair {
  std::string public_key;
  SecretKey secret_key;
};

FreshPair fresh_pair() {
  std::array<char, kZ85KeyLength + 1> public_key{};
  std::array<char, kZ85KeyLength + 1> secret_key{};
  if (zmq_curve_keypair(public_key.data(), secret_key.data()) != 0)
    throw std::runtime_error("libzmq was built without CURVE");
  FreshPair pair{std::string{public_key.data()}, SecretKey{std::string{secret_key.data()}}};
  auto volatile* bytes = secret_key.data();
  for (std::size_t i = 0; i < secret_key.size(); ++i) bytes[i] = 0;
  return pair;
}

void make_folders(fs::path const& folder) {
  std::error_code error;
  fs::create_directories(folder / "authorized", error);
  if (error) throw std::runtime_error("can't make " + (folder / "authorized").string() + ": " + error.message());
}

void write_secret(fs::path const& file, std::string_view name, std::string_view centre, FreshPair const& pair,
                  std::string_view server_public_key) {
  std::string text = "# Lingding secret key. Whoever has this file can act as its owner.\nname = ";
  text.reserve(kLongestFile);  // no reallocation leaves a copy of the secret behind
  text.append(name).append("\ncentre = ").append(centre);
  text.append("\npublic_key = ").append(pair.public_key);
  text.append("\nsecret_key = ").append(pair.secret_key.z85());
  if (!server_public_key.empty()) text.append("\nserver_key = ").append(server_public_key);
  text.append("\n");
  write_new_file(file, text, 0600);
  wipe(text);
}

}  // namespace

std::string_view to_text(Role role) {
  switch (role) {
    case Role::officer:
      return "officer";
    case Role::observer:
      return "observer";
    case Role::operator_:
      return "operator";
    case Role::server:
      return "server";
  }
  return "";
}

std::optional<Role> parse_role(std::string_view text) {
  for (auto const role : {Role::officer, Role::observer, Role::operator_, Role::server})
    if (to_text(role) == text) return role;
  return std::nullopt;
}

std::string party_of(AuthorizedKey const& key) {
  if (key.role == Role::operator_) return std::string{kOperatorParty} + key.company;
  return std::string{geo::to_text(key.centre)};
}

bool is_company_id(std::string_view id) {
  return plans::make_signatory(plans::Purpose::operator_, id).has_value();
}

bool is_key_name(std::string_view name) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  return !name.empty() && name.size() <= 64 && name.front() != '.' &&
         name.find_first_not_of(kAllowed) == std::string_view::npos;
}

bool is_z85_key(std::string_view text) {
  return text.size() == kZ85KeyLength && text.find_first_not_of(kZ85Alphabet) == std::string_view::npos;
}

std::string to_text(AuthorizedKey const& key) {
  std::string text = "# Lingding public key. Remove this file to revoke it.\n";
  text.append("name = ").append(key.name);
  text.append("\ncentre = ").append(geo::to_text(key.centre));
  text.append("\nrole = ").append(to_text(key.role));
  if (key.role == Role::operator_) text.append("\nparty = ").append(party_of(key));
  text.append("\npublic_key = ").append(key.public_key);
  text.append("\ncreated = ").append(geo::to_iso8601(key.created)).append("\n");
  return text;
}

geo::Expected<AuthorizedKey, std::string> parse_authorized_key(std::string_view text) {
  AuthorizedKey key;
  enum Bit : unsigned { name = 1, centre = 2, role = 4, public_key = 8, created = 16, all = 31, party = 32 };
  unsigned seen = 0;
  auto const once = [&](Bit bit) { return (seen & bit) == 0 && (seen |= bit) != 0; };
  int const bad = each_line(text, [&](std::string_view word, std::string_view value) {
    if (word == "name" && once(name)) {
      key.name = value;
      return is_key_name(value);
    }
    if (word == "centre" && once(centre)) {
      auto const parsed = geo::parse_centre(value);
      if (parsed) key.centre = *parsed;
      return parsed.has_value();
    }
    if (word == "role" && once(role)) {
      auto const parsed = parse_role(value);
      if (parsed) key.role = *parsed;
      return parsed.has_value();
    }
    if (word == "public_key" && once(public_key)) {
      key.public_key = value;
      return is_z85_key(value);
    }
    if (word == "party" && once(party)) {
      if (!value.starts_with(kOperatorParty)) return false;
      key.company = value.substr(kOperatorParty.size());
      return is_company_id(key.company);
    }
    if (word == "created" && once(created)) {
      auto const parsed = geo::parse_time(value);
      if (parsed) key.created = *parsed;
      return parsed.has_value();
    }
    return false;
  });
  if (bad != 0) return geo::Unexpected{"line " + std::to_string(bad) + " is not understood"};
  if ((seen & all) != all)
    return geo::Unexpected{std::string{"one of name, centre, role, public_key, created is missing"}};
  if ((key.role == Role::operator_) != ((seen & party) != 0))
    return geo::Unexpected{
        std::string{"a party (operator:<company id>) belongs to the role operator, and to no other"}};
  return key;
}

SecretKey::SecretKey(std::string z85) : z85_(std::move(z85)) {
  LINGDING_CHECK(is_z85_key(z85_));
}
// Copied, so that the bytes are wiped where they were.
SecretKey::SecretKey(SecretKey&& other) noexcept : z85_(other.z85_) {  // NOLINT(performance-move-constructor-init)
  wipe(other.z85_);
  other.z85_.clear();
}
SecretKey& SecretKey::operator=(SecretKey&& other) noexcept {
  if (this != &other) {
    wipe(z85_);
    z85_ = other.z85_;
    wipe(other.z85_);
    other.z85_.clear();
  }
  return *this;
}
SecretKey::~SecretKey() {
  wipe(z85_);
}

AuthorizedKey make_key(fs::path const& folder, std::string const& name, geo::CentreId centre, Role role,
                       geo::UtcTime now, std::string const& company) {
  if (!is_key_name(name)) throw std::runtime_error("\"" + name + "\" is no name for a key");
  if ((role == Role::server) != (name == "server"))
    throw std::runtime_error("the name \"server\" and the role server belong together");
  if (role == Role::operator_ && !is_company_id(company))
    throw std::runtime_error("\"" + company + "\" is no company's id: 1 to 64 of a-z, 0-9 and -");
  if (role != Role::operator_ && !company.empty()) throw std::runtime_error("only an operator's key names a company");
  make_folders(folder);
  if (role == Role::server) {
    auto pair = fresh_pair();
    write_secret(folder / "server.secret", name, geo::to_text(centre), pair, "");
    write_new_file(folder / "server.public", pair.public_key + "\n", 0644);
    return {name, centre, role, pair.public_key, now, {}};
  }
  auto const server = server_key(folder, now);
  auto const entry = folder / "authorized" / (name + ".key");
  std::error_code ignored;
  if (fs::exists(entry, ignored)) throw std::runtime_error(entry.string() + " is there already");
  auto pair = fresh_pair();
  write_secret(folder / (name + ".secret"), name, geo::to_text(centre), pair, server.public_key);
  AuthorizedKey const key{name, centre, role, pair.public_key, now, company};
  write_new_file(entry, to_text(key), 0644);
  return key;
}

KeyPair server_key(fs::path const& folder, geo::UtcTime now) {
  auto const file = folder / "server.secret";
  std::error_code ignored;
  if (!fs::exists(file, ignored)) make_key(folder, "server", geo::CentreId::hk, Role::server, now);
  return read_secret(file);
}

KeyPair read_secret(fs::path const& file) {
  struct stat status{};
  if (::stat(file.c_str(), &status) != 0) fail("can't open", file);
  if ((status.st_mode & 0077U) != 0)
    throw std::runtime_error(file.string() + " can be read by others: chmod 600 " + file.string());
  auto text = read_whole(file);
  std::string public_key;
  std::string secret;
  secret.reserve(kZ85KeyLength + 1);
  std::string server;
  int const bad = each_line(text, [&](std::string_view word, std::string_view value) {
    if (word == "name" || word == "centre") return true;
    if (word == "public_key") public_key = value;
    if (word == "secret_key" && is_z85_key(value)) secret = value;
    if (word == "server_key") server = value;
    return is_z85_key(value);
  });
  wipe(text);
  if (bad != 0) throw std::runtime_error(file.string() + ": line " + std::to_string(bad) + " is not understood");
  if (public_key.empty() || secret.empty()) throw std::runtime_error(file.string() + " is no secret key file");
  KeyPair pair{std::move(public_key), SecretKey{secret}, std::move(server)};
  wipe(secret);
  return pair;
}

std::string read_server_public(fs::path const& folder) {
  auto const file = folder / "server.public";
  auto text = read_whole(file);
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  if (!is_z85_key(text)) throw std::runtime_error(file.string() + " is no public key");
  return text;
}

AuthorizedKeys::AuthorizedKeys(fs::path folder) : folder_(std::move(folder)) {}

bool AuthorizedKeys::refresh() {
  // What the folder looks like: names, sizes, times and inodes. Equal looks mean that nothing is read again.
  std::vector<std::pair<std::string, std::string>> files;
  std::error_code error;
  for (fs::directory_iterator it{folder_ / "authorized", error}, end; !error && it != end; it.increment(error)) {
    auto const& path = it->path();
    struct stat status{};
    if (path.extension() != ".key" || ::stat(path.c_str(), &status) != 0) continue;
    files.emplace_back(path.filename().string(), std::to_string(status.st_ino) + ' ' + std::to_string(status.st_size) +
                                                     ' ' + std::to_string(status.st_mtim.tv_sec) + '.' +
                                                     std::to_string(status.st_mtim.tv_nsec));
    if (files.size() >= kMostKeys) break;
  }
  std::sort(files.begin(), files.end());
  std::string fingerprint;
  for (auto const& [name, look] : files) fingerprint.append(name).append(" ").append(look).append("\n");
  if (fingerprint == fingerprint_ && !fingerprint_.empty()) return false;
  fingerprint_ = std::move(fingerprint);
  faults_.clear();
  std::map<std::string, AuthorizedKey, std::less<>> fresh;
  for (auto const& [name, look] : files) {
    try {
      auto parsed = parse_authorized_key(read_whole(folder_ / "authorized" / name));
      if (!parsed) {
        faults_.push_back(name + ": " + parsed.error());
      } else if (parsed->name + ".key" != name) {
        faults_.push_back(name + ": the name inside is " + parsed->name);
      } else if (!fresh.emplace(parsed->public_key, *parsed).second) {
        faults_.push_back(name + ": another entry has the same public key");
      }
    } catch (std::runtime_error const& failure) {
      faults_.push_back(name + ": " + failure.what());
    }
  }
  bool const changed = fresh != by_key_;
  by_key_ = std::move(fresh);
  return changed;
}

AuthorizedKey const* AuthorizedKeys::by_public_key(std::string_view z85) const {
  auto const found = by_key_.find(z85);
  return found == by_key_.end() ? nullptr : &found->second;
}

AuthorizedKey const* AuthorizedKeys::by_name(std::string_view name) const {
  for (auto const& [public_key, key] : by_key_)
    if (key.name == name) return &key;
  return nullptr;
}

std::vector<AuthorizedKey> AuthorizedKeys::list() const {
  std::vector<AuthorizedKey> keys;
  keys.reserve(by_key_.size());
  for (auto const& [public_key, key] : by_key_) keys.push_back(key);
  std::sort(keys.begin(), keys.end(), [](auto const& a, auto const& b) { return a.name < b.name; });
  return keys;
}

}  // namespace lingding::bus
