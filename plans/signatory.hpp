#pragma once
// Whom a certificate speaks for, and for which of the four purposes.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lingding::plans {

/// What a key is certified for; each certificate has exactly one, as its one extended key usage.
enum class Purpose : std::uint8_t {
  centre,     ///< an officer of a centre: registers, returns, states modules and signature pages
  operator_,  ///< a ferry company: files and withdraws its own plans
  service,    ///< what a centre's server signs by itself: receipts and re-issues
  ship        ///< the ship's master: receipts
};

inline constexpr std::array<Purpose, 4> kPurposes{Purpose::centre, Purpose::operator_, Purpose::service, Purpose::ship};

/// "centre", "operator", "service", "ship".
std::string_view to_text(Purpose purpose);
std::optional<Purpose> parse_purpose(std::string_view text);
/// The extended key usage in dotted form. The arc 2.25.<UUID> (Rec. ITU-T X.667) is made from a random UUID,
/// d61fbc9f-e3e1-4896-bd3e-26469fe117ed, so that it is nobody else's; it is registered with nobody, as none needs to
/// be.
std::string_view oid_of(Purpose purpose);

/// "lingding:centre:HK", "lingding:operator:<id>", "lingding:service:HK", "lingding:ship:<mmsi>": the one URI in the
/// certificate's subjectAltName.
struct Signatory {
  Purpose purpose = Purpose::centre;
  /// centre, service: "CN-GD", "HK" or "MO". ship: an MMSI, nine digits. operator: 1 … 64 of a-z A-Z 0-9 . _ -
  /// beginning with a letter or digit; unique among the operators of one place.
  std::string id;
  bool operator==(Signatory const&) const = default;
};

std::string to_uri(Signatory const& signatory);
/// Empty for anything that is not exactly one of the four forms.
std::optional<Signatory> parse_signatory(std::string_view uri);
/// The signatory when `id` fits the purpose.
std::optional<Signatory> make_signatory(Purpose purpose, std::string_view id);

}  // namespace lingding::plans
