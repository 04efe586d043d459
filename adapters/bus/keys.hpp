#pragma once
// CURVE keys: who may connect, for which centre and in which role. A folder of small files that a person can read.
//
//   server.secret  server.public            of this server
//   NAME.secret                             of a person or program; move it to where it is used
//   authorized/NAME.key                     public entry: one `word = value` a line; remove it to revoke the key

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/centre.hpp"
#include "geo/expected.hpp"
#include "geo/time.hpp"

namespace lingding::bus {

enum class Role : std::uint8_t {
  officer,    ///< reads and acts for its centre
  observer,   ///< reads its centre
  operator_,  ///< a ferry company: files and asks about its own plans, and is shown what became of that, nothing else
  server      ///< another centre's server; no console
};
std::string_view to_text(Role role);
std::optional<Role> parse_role(std::string_view text);

/// A public key as it is enrolled.
struct AuthorizedKey {
  std::string name;  ///< 1 … 64 of a-z A-Z 0-9 . _ - and not beginning with a dot; names the officer
  geo::CentreId centre = geo::CentreId::hk;
  Role role = Role::officer;
  std::string public_key;  ///< Z85 (ZeroMQ RFC 32), 40 characters
  geo::UtcTime created{};
  std::string company{};  ///< of an operator, is_company_id(); empty for the other roles
  bool operator==(AuthorizedKey const&) const = default;
};

/// For whom a key speaks, as statements name it: "operator:<company>" for operators, else the centre: "HK".
std::string party_of(AuthorizedKey const& key);

/// A name that is fit for a key.
bool is_key_name(std::string_view name);
/// As certificates name companies (plans/signatory.hpp).
bool is_company_id(std::string_view id);
/// 40 characters of the Z85 alphabet.
bool is_z85_key(std::string_view text);

/// The text of an authorized/NAME.key file, and back. The error is a sentence that names the line.
std::string to_text(AuthorizedKey const& key);
geo::Expected<AuthorizedKey, std::string> parse_authorized_key(std::string_view text);

/// A secret key. It is never printed, logged or put on a command line; its memory is wiped.
class SecretKey {
 public:
  /// \pre is_z85_key(z85)
  explicit SecretKey(std::string z85);
  SecretKey(SecretKey&&) noexcept;
  SecretKey& operator=(SecretKey&&) noexcept;
  SecretKey(SecretKey const&) = delete;
  SecretKey& operator=(SecretKey const&) = delete;
  ~SecretKey();
  std::string const& z85() const { return z85_; }

 private:
  std::string z85_;
};

/// Both halves of a key, as a secret file holds them, with the server's public key when it was known.
struct KeyPair {
  std::string public_key;
  SecretKey secret_key;
  std::string server_public_key;  ///< empty: not in the file
};

/// Makes the pair, writes NAME.secret (mode 0600, never overwriting) and the entry in authorized/.
/// For Role::server the name must be "server" and the files are server.secret and server.public.
/// \param company of an operator, whose plans are its own; empty for the other roles.
/// \throws std::runtime_error when a file of that name is there or can't be written, or name, role and company do not
/// fit each other.
AuthorizedKey make_key(std::filesystem::path const& folder, std::string const& name, geo::CentreId centre, Role role,
                       geo::UtcTime now, std::string const& company = {});
/// The server's pair, made when there is none yet.
KeyPair server_key(std::filesystem::path const& folder, geo::UtcTime now);
/// \throws std::runtime_error when it can't be read, is no secret file, or others may read it.
KeyPair read_secret(std::filesystem::path const& file);
/// The server's public key. \throws std::runtime_error
std::string read_server_public(std::filesystem::path const& folder);

/// The enrolled keys, read again when the folder has changed.
class AuthorizedKeys {
 public:
  explicit AuthorizedKeys(std::filesystem::path folder);
  /// Reads what is new. Returns whether anything changed. Files that can't be read or parsed are left out and reported.
  bool refresh();
  /// nullptr: nobody enrolled it.
  AuthorizedKey const* by_public_key(std::string_view z85) const;
  AuthorizedKey const* by_name(std::string_view name) const;
  std::vector<AuthorizedKey> list() const;
  /// One sentence for each file that was left out at the last refresh().
  std::vector<std::string> const& faults() const { return faults_; }

 private:
  std::filesystem::path folder_;
  std::string fingerprint_;
  std::map<std::string, AuthorizedKey, std::less<>> by_key_;
  std::vector<std::string> faults_;
};

}  // namespace lingding::bus
