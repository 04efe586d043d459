#include "geo/sha256.hpp"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

using namespace lingding::geo;

// Expected digests: NIST, "Example values: SHA-256" (FIPS 180-4 examples, SHA256.pdf), and the CAVP short message
// vectors (SHA256ShortMsg.rsp, Len = 0 and 8).

TEST_CASE("geo.sha256: the digests of NIST's examples") {
  CHECK(to_hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(to_hex(sha256("\xd3")) == "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1");
  CHECK(to_hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(to_hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST_CASE("geo.sha256: pieces give the digest of the whole, and finish() begins anew") {
  Sha256 hasher;
  CHECK(hasher.update("a").update("").update("bc").finish() == sha256("abc"));
  CHECK(hasher.update("abc").finish() == sha256("abc"));
  CHECK(hasher.finish() == sha256(""));
}

TEST_CASE("geo.sha256: hex reads back, and anything else than 64 hex digits is refused") {
  auto const digest = sha256("abc");
  CHECK(parse_digest(to_hex(digest)) == digest);
  CHECK(parse_digest("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD") == digest);
  CHECK_FALSE(parse_digest(""));
  CHECK_FALSE(parse_digest(to_hex(digest) + "0"));
  CHECK_FALSE(parse_digest(std::string(63, '0') + "g"));
}

TEST_CASE("geo.boost_json: whoever links lingding::geo can read JSON") {
  CHECK(boost::json::parse(R"({"a":[1,2]})").at("a").as_array().size() == 2);
}
