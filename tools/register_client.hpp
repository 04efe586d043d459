#pragma once
// A registry as a command sees it: over the bus, one statement or question at a time, with the officer's or operator's
// own signing key, which never leaves this program.

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "geo/centre.hpp"
#include "plans/signing_key.hpp"
#include "plans/statement.hpp"

namespace lingding::tools {

struct RegisterAddress {
  std::string endpoint;        ///< of the server's consoles; empty: of the server that runs on `data`
  std::filesystem::path data;  ///< its data folder
  geo::CentreId centre = geo::CentreId::hk;
  std::filesystem::path key;  ///< the bus key's secret file; empty: keys are off on that server
};

/// Connects when first used. All calls throw std::runtime_error when the server can't be reached within half a minute
/// or refuses the session; the message says why and what to do.
class RegisterClient {
 public:
  explicit RegisterClient(RegisterAddress address);
  ~RegisterClient();

  /// The outcome's JSON (docs/protocol.md, "Filing"). Where the registry is busy with its start, it is tried again for
  /// half a minute.
  std::string submit(std::string const& statement, std::string const& jws, std::optional<std::string> const& document);
  /// Sends a file that goes with a plan that is to be filed. The outcome's JSON.
  std::string attach(std::string bytes);
  /// The answer's JSON.
  std::string ask(std::string query);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Who signs: a key, its certificates, and the party that these name.
struct Signer {
  plans::SigningKey key;
  std::string chain_pem;
  plans::Party party;
  std::string name;  ///< the certificate's common name
};

/// Where a signer's files are.
struct SignerFiles {
  std::filesystem::path key;          ///< PKCS#8 PEM
  std::filesystem::path certificate;  ///< PEM, the signer's first
  std::filesystem::path passphrase;   ///< file whose first line it is; empty: it is asked for on the terminal
};

/// \throws std::runtime_error that names the file and what is wrong with it.
Signer read_signer(SignerFiles const& files);

/// The statement with a fresh id, in the signer's name, as canonical bytes, and its detached signature.
struct SignedStatement {
  std::string id;
  std::string text;
  std::string jws;
};
/// \param now when it is made and signed. \throws std::runtime_error
SignedStatement sign_statement(Signer const& signer, plans::StatementBody body, geo::UtcTime now);

}  // namespace lingding::tools
