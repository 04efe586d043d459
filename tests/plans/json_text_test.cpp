// The strict reading of JSON: what other readers take in silence or understand differently is refused, with its place.

#include "plans/json_text.hpp"

#include <catch2/catch.hpp>

using namespace lingding::plans;

namespace {

TextFault fault_in(std::string_view text) {
  auto const fault = check_json_text(text);
  REQUIRE(fault.has_value());
  return *fault;
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

}  // namespace

TEST_CASE("plans.json_text: what RFC 8259 allows is accepted") {
  for (char const* text : {"null", " true ", "\t\r\n[1,-0,0.5,1e5,1E-3,-12.5e+2]", "{}", "[]", "\"\"",
                           R"({"a":{"b":[]},"b":"\"\\\/\b\f\n\r\t"})", R"("\u0041\u00e9\u4f36\ud83d\ude00")",
                           "\"伶仃 😀\"", R"({"a":1,"A":2})", "\"\x7F\""})
    CHECK_FALSE(check_json_text(text));
}

TEST_CASE("plans.json_text: what is no JSON is refused") {
  for (char const* text : {"",        " ",         "nul",        "NaN",       "Infinity",    "-Infinity",   "nan",
                           "[1,]",    "[,1]",      "{\"a\":1,}", "{a:1}",     "{\"a\" 1}",   "{\"a\":}",    "[1 2]",
                           "[1",      "{",         "\"",         "\"a",       "1 2",         "01",          "-",
                           "+1",      ".5",        "1.",         "1e",        "1e+",         "0x10",        "'a'",
                           "// c\n1", "/* c */ 1", "\"\\x41\"",  "\"\\u12\"", "\"\\u12G4\"", "\"\\u-123\"", "\"\t\"",
                           "\"\n\"",  "[]]",       "{\"a\":1}}", "tru\0e"})
    CHECK(check_json_text(text));
}

TEST_CASE("plans.json_text: a fault is placed by line and column, in characters") {
  CHECK(fault_in("{\n  \"a\": 1,\n  \"伶仃\": nul\n}").place == TextPlace{3, 9});
  CHECK(fault_in("[1,\n2,\n]").place == TextPlace{3, 1});
  CHECK(fault_in("").place == TextPlace{1, 1});
  CHECK(fault_in("").found == "the end of the text");
}

TEST_CASE("plans.json_text: a member name twice in an object is refused, also when it is written differently") {
  CHECK(fault_in("{\"a\":1,\n \"a\":2}").place == TextPlace{2, 2});
  CHECK(fault_in("{\"a\":1,\"a\":2}").expected == "each member name once in an object");
  CHECK(check_json_text(R"({"a":1,"\u0061":2})"));
  CHECK(check_json_text(R"({"/":1,"\/":2})"));
  CHECK_FALSE(check_json_text(R"({"a":{"a":{"a":1}}})"));
}

TEST_CASE("plans.json_text: byte order marks, broken UTF-8 and unpaired surrogates are refused") {
  CHECK(fault_in("\xEF\xBB\xBF{}").expected == "no byte order mark");
  // Unicode 15, table 3-7: overlong forms, surrogates, beyond U+10FFFF, stray and missing continuation bytes.
  for (char const* bad : {"\"\x80\"", "\"\xC0\xAF\"", "\"\xE0\x80\xAF\"", "\"\xED\xA0\x80\"", "\"\xF4\x90\x80\x80\"",
                          "\"\xC3\"", "\"\xE4\xBC\"", "\"\xFF\""}) {
    CHECK(fault_in(bad).expected == "UTF-8");
    CHECK(fault_in(bad).place == TextPlace{1, 2});
  }
  CHECK(fault_in("\"\xFF\"").found == "byte 0xFF");
  for (char const* bad :
       {R"("\ud800")", R"("\ud800x")", R"("\udc00")", R"("\ud800\ud800")", R"("\ud800\n")", R"("\udc00\ud800")"})
    CHECK(fault_in(bad).expected.find("surrogate") != std::string::npos);
  CHECK(check_json_text("\xFF\xFE{\0}\0"));
}

TEST_CASE("plans.json_text: numbers beyond a double are refused") {
  CHECK_FALSE(check_json_text("1.7976931348623157e308"));
  CHECK(check_json_text("1e309"));
  CHECK(check_json_text("-1e400"));
  CHECK(check_json_text("[1e999999999999]"));
}

TEST_CASE("plans.json_text: depth, number of values and size are bounded") {
  CHECK_FALSE(check_json_text(nested(kMaxDocumentDepth)));
  CHECK(fault_in(nested(kMaxDocumentDepth + 1)).place == TextPlace{1, kMaxDocumentDepth + 1});
  CHECK(check_json_text(std::string(kMaxDocumentBytes, '[')));
  std::string many = "[0";
  for (std::size_t i = 2; i < kMaxDocumentValues; ++i) many += ",0";
  CHECK_FALSE(check_json_text(many + "]"));
  CHECK(check_json_text(many + ",0]"));
  CHECK_FALSE(check_json_text("\"" + std::string(kMaxDocumentBytes - 2, 'a') + "\""));
  CHECK(fault_in("\"" + std::string(kMaxDocumentBytes - 1, 'a') + "\"").expected == "at most 4 MiB (4194304 bytes)");
}

TEST_CASE("plans.json_text: pointers find their places") {
  std::string const text = "{\n \"a\": [1, {\"b/~\": 2}],\n \"c\": 3}";
  auto const places = places_of(text, {"", "/a", "/a/0", "/a/1/b~1~0", "/c", "/d", "/a/2", "/a"});
  CHECK(places[0] == TextPlace{1, 1});
  CHECK(places[1] == TextPlace{2, 2});
  CHECK(places[2] == TextPlace{2, 8});
  CHECK(places[3] == TextPlace{2, 12});
  CHECK(places[4] == TextPlace{3, 2});
  CHECK_FALSE(places[5]);
  CHECK_FALSE(places[6]);
  CHECK(places[7] == TextPlace{2, 2});
}

TEST_CASE("plans.json_text: texts are shortened between characters") {
  CHECK(shortened("short", 5) == "short");
  CHECK(shortened("伶仃洋伶仃洋", 12) == "伶仃洋…");
  CHECK(shortened("伶仃洋伶仃洋", 11) == "伶仃…");
  CHECK(shortened("abcdef", 5) == "ab…");
}

TEST_CASE("plans.json_text: what a terminal would obey, or what turns the direction of text, is not shown") {
  CHECK(is_printable("伶仃洋 Ção 😀"));
  for (char const* bad : {"\x1B[2J", "a\nb", "\x7F", "\u009B31m", "\u202Egnp.exe", "\u2066", "\xFF"})
    CHECK_FALSE(is_printable(bad));
  CHECK(printable("a\x1B[2J\u202E"
                  "b\xFF") ==
        "a\uFFFD[2J\uFFFD"
        "b\uFFFD");
  CHECK(printable("伶仃洋") == "伶仃洋");
}
