#pragma once
// Authorities, signers and trust for tests: every key made once in a program.

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "geo/json_writer.hpp"
#include "geo/time.hpp"
#include "plans/authority.hpp"
#include "plans/signature.hpp"
#include "plans/trust.hpp"

namespace lingding::test {

/// \pre `text` is a time
inline geo::UtcTime at(std::string_view text) {
  return geo::parse_time(text).value();
}

/// A key with its certificate (and those above it) as PEM.
struct Holder {
  plans::SigningKey key;
  std::string pem;
};

inline plans::Validity const kAuthorityYears{at("2026-01-01T00:00:00Z"), at("2036-01-01T00:00:00Z")};
inline plans::Validity const kSignerYears{at("2026-02-01T00:00:00Z"), at("2028-02-01T00:00:00Z")};

inline Holder make_authority(geo::CentreId place, plans::KeyKind kind = plans::KeyKind::ed25519,
                             plans::Validity const& validity = kAuthorityYears,
                             std::string const& name = "Test authority") {
  auto key = plans::SigningKey::generate(kind);
  auto pem = plans::make_authority(key, place, name, validity).value();
  return {std::move(key), std::move(pem)};
}

inline Holder make_signer(Holder const& authority, std::string_view uri, plans::KeyKind kind = plans::KeyKind::ed25519,
                          plans::Validity const& validity = kSignerYears, std::string const& name = "Chan Siu Ming") {
  auto key = plans::SigningKey::generate(kind);
  auto pem = plans::issue_certificate(authority.key, authority.pem, key.public_pem(),
                                      {plans::parse_signatory(uri).value(), name, validity});
  return {std::move(key), std::move(pem).value()};
}

/// One authority of a trust text. Empty texts are left out.
struct Pin {
  geo::CentreId place = geo::CentreId::hk;
  std::string certificate;
  std::string crl{};
  std::string purposes = R"(["centre","operator","service","ship"])";
  std::string from = "2026-01-01T00:00:00Z";
  std::string until = "2036-01-01T00:00:00Z";
};

inline std::string trust_text(std::vector<Pin> const& pins, geo::CentreId centre = geo::CentreId::mo) {
  std::string text;
  geo::JsonWriter writer{text};
  writer.begin_object().member("schema", "lingding/trust/1").member("centre", geo::to_text(centre));
  writer.key("authorities").begin_array();
  for (auto const& pin : pins) {
    writer.begin_object().member("place", geo::to_text(pin.place)).key("purposes").raw(pin.purposes);
    writer.member("from", pin.from).member("until", pin.until).member("certificate", pin.certificate);
    if (!pin.crl.empty()) writer.member("crl", pin.crl);
    writer.end_object();
  }
  writer.end_array().end_object();
  return text;
}

inline plans::TrustStore trust(std::vector<Pin> const& pins) {
  return plans::TrustStore::from_json(trust_text(pins)).value();
}

}  // namespace lingding::test
