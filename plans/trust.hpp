#pragma once
// Which authorities a centre trusts, for which place, purposes and time, and what these have revoked.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/centre.hpp"
#include "geo/expected.hpp"
#include "geo/sha256.hpp"
#include "geo/time.hpp"
#include "plans/problem.hpp"
#include "plans/signatory.hpp"

namespace lingding::plans {

namespace detail {
struct TrustState;  // certificates and revocation lists in OpenSSL's form
}

inline constexpr std::size_t kMaxAuthorities = 32;
/// Of one authority's PEM text of lists: about 10 000 revoked certificates.
inline constexpr std::size_t kMaxCrlTextBytes = std::size_t{1} << 20U;
inline constexpr std::size_t kMaxCertificateTextBytes = std::size_t{16} << 10U;

/// A certificate revocation list, as far as people need to know it.
struct RevocationList {
  std::string issuer;  ///< RFC 2253
  geo::UtcTime this_update{};
  std::optional<geo::UtcTime> next_update;  ///< when a newer one is due; empty: the list doesn't say
  std::size_t revoked = 0;
};

/// One pinned authority.
struct TrustedAuthority {
  geo::CentreId place = geo::CentreId::hk;
  std::vector<Purpose> purposes;  ///< in the order of kPurposes
  geo::UtcTime from{};            ///< signatures from this time on …
  geo::UtcTime until{};           ///< … until before this one
  std::string subject;            ///< RFC 2253
  geo::Digest fingerprint{};      ///< SHA-256 of the certificate (DER)
  geo::UtcTime certificate_until{};
  std::vector<RevocationList> lists;
};

/// Immutable; copies share what they hold, and may be used by several threads at once.
class TrustStore {
 public:
  /// Reads "lingding/trust/1" (docs/keys.md): the certificates and lists are in the text. Every problem names pointer,
  /// value and what was expected; nothing is half accepted.
  static geo::Expected<TrustStore, std::vector<Problem>> from_json(std::string_view text);

  geo::CentreId centre() const;
  /// The canonical form (RFC 8785) of what it was read from: the same settings give the same bytes.
  std::string const& text() const;
  /// SHA-256 of text().
  geo::Digest digest() const;
  /// In the order of the text.
  std::vector<TrustedAuthority> const& authorities() const;
  /// A sentence for each authority whose word is no longer up to date: no revocation list, a list that is past its next
  /// update, a pin or certificate that has ended or ends within 30 days.
  std::vector<std::string> warnings(geo::UtcTime now) const;

  detail::TrustState const& state() const { return *state_; }

 private:
  explicit TrustStore(std::shared_ptr<detail::TrustState const> state) : state_(std::move(state)) {}
  std::shared_ptr<detail::TrustState const> state_;
};

/// The text for TrustStore::from_json out of a folder: its `trust.json`, in which `certificate_file` and `crl_file`
/// name PEM files beside it, with their content put in place. Names are plain (no folders, no leading dot), the files
/// regular files and no symbolic links. Canonical. The text is assembled, not judged: from_json does that.
geo::Expected<std::string, std::vector<Problem>> read_trust_folder(std::filesystem::path const& folder);

}  // namespace lingding::plans
