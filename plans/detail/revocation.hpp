#pragma once
// Certificate revocation lists (RFC 5280, section 5) as they are read, and what they say about a certificate.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "geo/expected.hpp"
#include "plans/authority.hpp"
#include "plans/detail/openssl.hpp"
#include "plans/trust.hpp"

namespace lingding::plans::detail {

/// Whether a key that is lost makes all that it signed doubtful, whenever it claims to have been signed.
bool is_compromise(RevocationReason reason);

struct ParsedList {
  ListPtr list;
  RevocationList facts;
  std::uint64_t number = 0;                   ///< cRLNumber; 0: none
  std::map<std::string, Revocation> revoked;  ///< by serial number

  /// Whether this authority issued and signed it.
  bool is_by(X509* authority) const;
};

/// One list with nothing behind it. Lists that tell only a part (delta, indirect, by distribution point: extensions
/// marked critical) are refused: what they leave out would be taken as good. The error is a sentence.
geo::Expected<ParsedList, std::string> parse_list(std::string_view der);

}  // namespace lingding::plans::detail
