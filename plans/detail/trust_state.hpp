#pragma once
// What a TrustStore holds, in OpenSSL's form; and the chains that it has verified before.

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "plans/detail/certificates.hpp"
#include "plans/detail/revocation.hpp"
#include "plans/trust.hpp"

namespace lingding::plans::detail {

struct PinnedAuthority {
  TrustedAuthority facts;
  CertificatePtr certificate;
  geo::UtcTime certificate_from{};
  std::vector<ParsedList> lists;  ///< its own, and those of authorities below it
};

/// Chains that verify_chain has accepted, by the digest of their bytes: an officer signs many statements with one
/// certificate. Refused ones are not kept, so that nobody can fill it with rubbish. When full it is emptied.
class ChainCache {
 public:
  static constexpr std::size_t kMaxChains = 4096;
  std::shared_ptr<Chain const> find(geo::Digest const& key) const {
    std::lock_guard const lock{mutex_};
    auto const found = chains_.find(key);
    return found == chains_.end() ? nullptr : found->second;
  }
  void put(geo::Digest const& key, std::shared_ptr<Chain const> chain) {
    std::lock_guard const lock{mutex_};
    if (chains_.size() >= kMaxChains) chains_.clear();
    chains_.insert_or_assign(key, std::move(chain));
  }

 private:
  mutable std::mutex mutex_;
  std::map<geo::Digest, std::shared_ptr<Chain const>> chains_;
};

struct TrustState {
  geo::CentreId centre = geo::CentreId::hk;
  std::string text;
  geo::Digest digest{};
  std::vector<PinnedAuthority> pinned;
  std::vector<TrustedAuthority> authorities;
  mutable ChainCache chains;
};

}  // namespace lingding::plans::detail
