// Canonical JSON against the published examples of RFC 8785, and what it must refuse.

#include "plans/canonical.hpp"

#include <bit>
#include <catch2/catch.hpp>
#include <charconv>
#include <cstdint>
#include <string>

using namespace lingding::plans;

namespace {

std::string canonical(std::string_view text) {
  auto const result = canonical_json(text);
  REQUIRE(result.has_value());
  return *result;
}

/// The number with these IEEE 754 bits, written with 17 significant digits (enough for any double), canonically.
std::string of_bits(std::uint64_t bits) {
  char text[64];
  auto const end =
      std::to_chars(text, text + sizeof text, std::bit_cast<double>(bits), std::chars_format::scientific, 16);
  return canonical({text, static_cast<std::size_t>(end.ptr - text)});
}

}  // namespace

TEST_CASE("plans.canonical: the example of RFC 8785, section 3.2.2 and 3.2.4, to the byte") {
  constexpr std::string_view kInput = R"({
  "numbers": [333333333.33333329, 1E30, 4.50,
              2e-3, 0.000000000000000000000000001],
  "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
  "literals": [null, true, false]
})";
  // Section 3.2.4, the bytes in hexadecimal.
  constexpr std::string_view kBytes =
      "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e"
      "756d62657273223a5b3333333333333333332e333333333333332c31652b3330"
      "2c342e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac24"
      "5c75303030665c6e4127425c225c5c5c5c5c222f227d";
  std::string hex;
  for (char const c : canonical(kInput)) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    hex += kDigits[static_cast<unsigned char>(c) >> 4U];
    hex += kDigits[static_cast<unsigned char>(c) & 15U];
  }
  CHECK(hex == kBytes);
}

TEST_CASE("plans.canonical: members come in the order of UTF-16 code units, as in RFC 8785, section 3.2.3") {
  CHECK(canonical(R"({
  "\u20ac": "Euro Sign",
  "\r": "Carriage Return",
  "\ufb33": "Hebrew Letter Dalet With Dagesh",
  "1": "One",
  "\ud83d\ude00": "Emoji: Grinning Face",
  "\u0080": "Control",
  "\u00f6": "Latin Small Letter O With Diaeresis"
})") == "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xC2\x80\":\"Control\","
        "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
        "\"😀\":\"Emoji: Grinning Face\",\"\xEF\xAC\xB3\":\"Hebrew Letter Dalet With Dagesh\"}");
}

TEST_CASE("plans.canonical: numbers as in the table of RFC 8785, appendix B") {
  CHECK(of_bits(0x0000000000000000) == "0");
  CHECK(of_bits(0x8000000000000000) == "0");
  CHECK(of_bits(0x0000000000000001) == "5e-324");
  CHECK(of_bits(0x8000000000000001) == "-5e-324");
  CHECK(of_bits(0x7fefffffffffffff) == "1.7976931348623157e+308");
  CHECK(of_bits(0xffefffffffffffff) == "-1.7976931348623157e+308");
  CHECK(of_bits(0x4340000000000000) == "9007199254740992");
  CHECK(of_bits(0xc340000000000000) == "-9007199254740992");
  CHECK(of_bits(0x4430000000000000) == "295147905179352830000");
  CHECK(of_bits(0x44b52d02c7e14af5) == "9.999999999999997e+22");
  CHECK(of_bits(0x44b52d02c7e14af6) == "1e+23");
  CHECK(of_bits(0x44b52d02c7e14af7) == "1.0000000000000001e+23");
  CHECK(of_bits(0x444b1ae4d6e2ef4e) == "999999999999999700000");
  CHECK(of_bits(0x444b1ae4d6e2ef4f) == "999999999999999900000");
  CHECK(of_bits(0x444b1ae4d6e2ef50) == "1e+21");
  CHECK(of_bits(0x3eb0c6f7a0b5ed8c) == "9.999999999999997e-7");
  CHECK(of_bits(0x3eb0c6f7a0b5ed8d) == "0.000001");
  CHECK(of_bits(0x41b3de4355555553) == "333333333.3333332");
  CHECK(of_bits(0x41b3de4355555554) == "333333333.33333325");
  CHECK(of_bits(0x41b3de4355555555) == "333333333.3333333");
  CHECK(of_bits(0x41b3de4355555556) == "333333333.3333334");
  CHECK(of_bits(0x41b3de4355555557) == "333333333.33333343");
  CHECK(of_bits(0xbecbf647612f3696) == "-0.0000033333333333333333");
  CHECK(of_bits(0x43143ff3c1cb0959) == "1424953923781206.2");
}

TEST_CASE("plans.canonical: whole numbers are doubles too") {
  CHECK(canonical("[0,-0,1,-1,999999999999999,-999999999999999,1000000000000000]") ==
        "[0,0,1,-1,999999999999999,-999999999999999,1000000000000000]");
  CHECK(canonical("9007199254740993") == "9007199254740992");
  CHECK(canonical("-0.0") == "0");
  CHECK(canonical("100e-2") == "1");
  CHECK(canonical("1e20") == "100000000000000000000");
  CHECK(canonical("123456789012345678901") == "123456789012345680000");
}

TEST_CASE("plans.canonical: strings keep their characters and lose needless escapes") {
  CHECK(canonical(R"("\u4f36\u4ec3 \/ \u007f \u2028 \u0000 \u001F \b\t\n\f\r")") ==
        "\"伶仃 / \x7F \xE2\x80\xA8 \\u0000 \\u001f \\b\\t\\n\\f\\r\"");
  // The RFC does not normalise (section 3.1): the two forms of é stay apart.
  CHECK(canonical(R"(["\u00e9","e\u0301"])") == "[\"\xC3\xA9\",\"e\xCC\x81\"]");
}

TEST_CASE("plans.canonical: order is within each object, and arrays keep theirs") {
  CHECK(canonical(R"( { "b" : [ {"d":1,"c":2} , 3 ] , "a" : { } , "" : [ ] , "aa" : "" } )") ==
        R"({"":[],"a":{},"aa":"","b":[{"c":2,"d":1},3]})");
}

TEST_CASE("plans.canonical: canonical bytes come back unchanged") {
  for (char const* text : {"null", "true", "\"x\"", "[]", "{}", R"({"a":[1.5,"\u0001"],"b":{"c":null}})"})
    CHECK(canonical(text) == text);
}

TEST_CASE("plans.canonical: what check_json_text refuses is refused with its fault") {
  for (char const* text :
       {"", "{", "[NaN]", R"({"a":1,"a":2})", R"("\ud800")", "1e400", "\xEF\xBB\xBF{}", "[1] 2", "\"\xFF\""}) {
    auto const result = canonical_json(text);
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error() == *check_json_text(text));
  }
  CHECK_FALSE(
      canonical_json(std::string(kMaxDocumentDepth + 1, '[') + std::string(kMaxDocumentDepth + 1, ']')).has_value());
  CHECK_FALSE(canonical_json(std::string(kMaxDocumentBytes + 1, ' ')).has_value());
}
