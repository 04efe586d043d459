// The raw signatures against the RFCs' published examples, and the one encoding that is taken.

#include "plans/detail/jws.hpp"

#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include <catch2/catch.hpp>
#include <string>

#include "geo/base64.hpp"

using namespace lingding;
using namespace lingding::plans::detail;
using plans::SignatureAlgorithm;

namespace {

using ContextPtr = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;

std::string bytes(std::string_view base64url) {
  auto const decoded = geo::from_base64url(base64url);
  REQUIRE(decoded.has_value());
  return *decoded;
}

unsigned char const* data(std::string const& text) {
  return reinterpret_cast<unsigned char const*>(text.data());  // NOLINT: the C interface takes bytes
}

KeyPtr ed25519_private(std::string const& d) {
  return KeyPtr{EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, data(d), d.size())};
}
KeyPtr ed25519_public(std::string const& x) {
  return KeyPtr{EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, data(x), x.size())};
}

KeyPtr from_parameters(char const* type, OSSL_PARAM_BLD* builder) {
  OSSL_PARAM* const parameters = OSSL_PARAM_BLD_to_param(builder);
  ContextPtr const context{EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr)};
  EVP_PKEY* key = nullptr;
  EVP_PKEY_fromdata_init(context.get());
  EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters);
  OSSL_PARAM_free(parameters);
  return KeyPtr{key};
}

KeyPtr p256_public(std::string const& x, std::string const& y) {
  std::string const point = "\x04" + x + y;
  OSSL_PARAM_BLD* const builder = OSSL_PARAM_BLD_new();
  OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
  OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
  KeyPtr key = from_parameters("EC", builder);
  OSSL_PARAM_BLD_free(builder);
  return key;
}

KeyPtr rsa_public(std::string const& n, std::string const& e) {
  NumberPtr const modulus{BN_bin2bn(data(n), static_cast<int>(n.size()), nullptr)};
  NumberPtr const exponent{BN_bin2bn(data(e), static_cast<int>(e.size()), nullptr)};
  OSSL_PARAM_BLD* const builder = OSSL_PARAM_BLD_new();
  OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus.get());
  OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, exponent.get());
  KeyPtr key = from_parameters("RSA", builder);
  OSSL_PARAM_BLD_free(builder);
  return key;
}

}  // namespace

TEST_CASE("plans.jws: Ed25519 as in RFC 8037, appendices A.1, A.4 and A.5") {
  auto const secret = ed25519_private(bytes("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"));
  auto const open = ed25519_public(bytes("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"));
  std::string const encoded = geo::to_base64url(R"({"alg":"EdDSA"})");
  CHECK(encoded == "eyJhbGciOiJFZERTQSJ9");
  std::string const input = signing_input(encoded, "Example of Ed25519 signing");
  CHECK(input == "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc");
  constexpr std::string_view kSignature =
      "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
  CHECK(geo::to_base64url(sign_raw(secret.get(), SignatureAlgorithm::eddsa, input)) == kSignature);
  CHECK(verify_raw(open.get(), SignatureAlgorithm::eddsa, input, bytes(kSignature)));
  CHECK_FALSE(verify_raw(open.get(), SignatureAlgorithm::eddsa, input + "x", bytes(kSignature)));
  CHECK_FALSE(verify_raw(open.get(), SignatureAlgorithm::eddsa, input, bytes(kSignature) + '\0'));
  CHECK_FALSE(verify_raw(open.get(), SignatureAlgorithm::eddsa, input, ""));
}

TEST_CASE("plans.jws: ES256 as in RFC 7515, appendix A.3") {
  auto const key = p256_public(bytes("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
                               bytes("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"));
  REQUIRE(key);
  std::string const payload = "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";
  std::string const input = signing_input("eyJhbGciOiJFUzI1NiJ9", payload);
  CHECK(input ==
        "eyJhbGciOiJFUzI1NiJ9."
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ");
  std::string const signature =
      bytes("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");
  CHECK(verify_raw(key.get(), SignatureAlgorithm::es256, input, signature));
  std::string changed = signature;
  changed[63] = static_cast<char>(changed[63] ^ 1);
  CHECK_FALSE(verify_raw(key.get(), SignatureAlgorithm::es256, input, changed));
  // r = s = 0, the signature that careless implementations take for any message (CVE-2022-21449).
  CHECK_FALSE(verify_raw(key.get(), SignatureAlgorithm::es256, input, std::string(64, '\0')));
  // OpenSSL's own form, DER, is not JOSE's.
  CHECK_FALSE(verify_raw(key.get(), SignatureAlgorithm::es256, input, std::string(71, '0')));
}

TEST_CASE("plans.jws: RSA-PSS as in RFC 7520, section 4.2") {
  auto const key = rsa_public(
      bytes("n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKr"
            "Kb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNL"
            "YD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixo"
            "R7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw"),
      bytes("AQAB"));
  REQUIRE(key);
  constexpr std::string_view kInput =
      "eyJhbGciOiJQUzM4NCIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9."
      "SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9h"
      "ZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3"
      "ZXB0IG9mZiB0by4";
  std::string const signature = bytes(
      "cu22eBqkYDKgIlTpzDXGvaFfz6WGoz7fUDcfT0kkOy42miAh2qyBzk1xEsnk2IpN6-tPid6VrklHkqsGqDqHCdP6O8TTB5dDDItllVo6_1OL"
      "PpcbUrhiUSMxbbXUvdvWXzg-UD8biiReQFlfz28zGWVsdiNAUf8ZnyPEgVFn442ZdNqiVJRmBqrYRXe8P_ijQ7p8Vdz0TTrxUeT3lm8d9shn"
      "r2lfJT8ImUjvAA2Xez2Mlp8cBE5awDzT0qI0n6uiP1aCN_2_jLAeQTlqRHtfa64QQSUmFAAjVKPbByi7xho0uTOcbH510a6GYmJUAfmWjwZ6"
      "oD4ifKo8DYM-X72Eaw");
  CHECK(verify_raw(key.get(), SignatureAlgorithm::ps256, kInput, signature, PssDigest::sha384));
  // The example is PS384, so PS256 must not take it.
  CHECK_FALSE(verify_raw(key.get(), SignatureAlgorithm::ps256, kInput, signature));
  CHECK_FALSE(
      verify_raw(key.get(), SignatureAlgorithm::ps256, std::string{kInput} + "x", signature, PssDigest::sha384));
  // The example's key is of 2048 bits: good for the arithmetic, too weak for us.
  CHECK(plans::detail::weakness_of(key.get()) == "an RSA key of 2048 bits; expected 3072 … 8192");
}

TEST_CASE("plans.jws: base 64 as in RFC 4648, section 10") {
  for (auto const& [plain, encoded] : {std::pair{"", ""},
                                       {"f", "Zg=="},
                                       {"fo", "Zm8="},
                                       {"foo", "Zm9v"},
                                       {"foob", "Zm9vYg=="},
                                       {"fooba", "Zm9vYmE="},
                                       {"foobar", "Zm9vYmFy"}}) {
    CHECK(geo::to_base64(plain) == encoded);
    CHECK(geo::from_base64(encoded) == std::string{plain});
    std::string unpadded{encoded};
    unpadded.erase(std::min(unpadded.find('='), unpadded.size()));
    CHECK(geo::to_base64url(plain) == unpadded);
    CHECK(geo::from_base64url(unpadded) == std::string{plain});
  }
  CHECK(geo::to_base64url("\xFB\xEF\xFF") == "--__");
  CHECK(geo::to_base64("\xFB\xEF\xFF") == "++//");
}

TEST_CASE("plans.jws: bytes have one base 64 text and no other is taken") {
  // Padding, a bit that says nothing, blanks, the other alphabet, a length that no bytes have.
  for (char const* text : {"Zg==", "Zh", "Zm9=", "Zm9v\n", " Zm9v", "Zm9v=", "++//", "Z", "Zm9vY", "Zm8\xC3"})
    CHECK_FALSE(geo::from_base64url(text));
  for (char const* text : {"Zg", "Zh==", "Zm9=", "Zg=", "Z===", "====", "Zm9v\n", "--__", "Zm9vYg==Zm9v"})
    CHECK_FALSE(geo::from_base64(text));
}
