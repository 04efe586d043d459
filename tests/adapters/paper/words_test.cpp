// The words of a copy: which language stands where, and how numbers are grouped.

#include "adapters/paper/detail/words.hpp"

#include <catch2/catch.hpp>

using namespace lingding;
using paper::Languages;
using paper::detail::grouped_phone;
using paper::detail::Script;
using paper::detail::Words;
namespace json = boost::json;

TEST_CASE("paper.words: a telephone number is grouped after its country code") {
  // Country codes of one, two and three digits as ITU-T E.164's list of assigned codes has them; groups as E.123 shows.
  CHECK(grouped_phone("+12025550100") == "+1 202 555 0100");
  CHECK(grouped_phone("+85222337999") == "+852 2233 7999");
  CHECK(grouped_phone("+85328726766") == "+853 2872 6766");
  CHECK(grouped_phone("+8613812345678") == "+86 138 1234 5678");
  CHECK(grouped_phone("+862083317000") == "+86 208 331 7000");
  CHECK(grouped_phone("+351213123456") == "+351 213 123 456");
  CHECK(grouped_phone("+442079460018") == "+44 207 946 0018");
  CHECK(grouped_phone("+886287654321") == "+886 287 654 321");
  CHECK(grouped_phone("+123456789012345") == "+1 23 4567 8901 2345");
}

TEST_CASE("paper.words: what is no E.164 number stays as it is") {
  for (auto const* text : {"12395", "", "+", "16, 10", "info@marine.gov.mo", "+12 02", "VRC"})
    CHECK(grouped_phone(text) == text);
}

TEST_CASE("paper.words: grouping changes no digit") {
  std::string number = "+";
  for (int i = 0; i < 15; ++i) {
    number += static_cast<char>('1' + i % 9);
    std::string grouped = grouped_phone(number);
    std::erase(grouped, ' ');
    CHECK(grouped == number);
  }
}

TEST_CASE("paper.words: the two languages are those of the copy, or their nearest relatives") {
  json::value const all{{"en", "Macao"}, {"pt", "Macau"}, {"zh_hant", "澳門"}, {"zh_hans", "澳门"}};
  auto const said = [](Languages languages, json::value const& texts) {
    auto const pair = Words{languages}.of(&texts);
    return pair.first.text + "|" + pair.second.text;
  };
  CHECK(said(Languages::zh_hant_en, all) == "澳門|Macao");
  CHECK(said(Languages::zh_hant_pt, all) == "澳門|Macau");
  CHECK(said(Languages::zh_hans_en, all) == "澳门|Macao");
  json::value const without{{"en", "Macao"}, {"zh_hant", "澳門"}};
  CHECK(said(Languages::zh_hant_pt, without) == "澳門|Macao");
  CHECK(said(Languages::zh_hans_en, without) == "澳門|Macao");
  CHECK(said(Languages::zh_hant_en, json::value{{"pt", "só isto"}}) == "só isto|");
  CHECK(said(Languages::zh_hant_en, json::value{{"en", "VHF"}, {"zh_hant", "VHF"}}) == "VHF|");
  CHECK(Words{Languages::zh_hant_en}.of(static_cast<json::value const*>(nullptr)).first.text.empty());
}

TEST_CASE("paper.words: a text keeps the script that it is in, whatever was asked for") {
  json::value const traditional{{"zh_hant", "澳門"}};
  CHECK(Words{Languages::zh_hans_en}.of(&traditional).first.script == Script::zh_hant);
}

TEST_CASE("paper.words: every value of the schemas' enumerations has its words") {
  Words const words{Languages::zh_hant_pt};
  for (auto const* english : {"high-speed craft, category A",
                              "high-speed craft, category B",
                              "dynamically supported craft",
                              "passenger ship",
                              "ro-ro passenger ship",
                              "catamaran",
                              "monohull",
                              "hydrofoil",
                              "trimaran",
                              "liferaft",
                              "lifeboat",
                              "rescue boat",
                              "marine evacuation system",
                              "EPIRB, float-free",

                              "landing deck",
                              "winching area",
                              "hover above deck",
                              "none",
                              "bridge telephone",
                              "other telephone",
                              "satellite telephone",
                              "VHF with DSC",
                              "MF/HF with DSC",
                              "AIS class A",
                              "e-mail",
                              "general arrangement",
                              "profile",
                              "deck plan",
                              "fire control plan",
                              "life-saving plan",
                              "damage control plan",
                              "photograph",
                              "daily",
                              "Monday to Friday",
                              "Saturday and Sunday",
                              "public holidays",
                              "communications",
                              "co-ordination",
                              "full-scale",
                              "table-top",
                              "search and rescue unit",
                              "coast station",

                              "landing place",
                              "tug",
                              "other",
                              "telephone",
                              "national distress number",
                              "VHF channels",
                              "call sign",
                              "company",
                              "ship"}) {
    CAPTURE(english);
    auto const pair = words.of_enumeration(english);
    CHECK(pair.first.script == Script::zh_hant);
    CHECK_FALSE(pair.second.text.empty());
    CHECK(pair.second.text != english);
  }
}

TEST_CASE("paper.words: pairs of languages have one text form") {
  for (auto const* text : {"zh-Hant+en", "zh-Hant+pt", "zh-Hans+en"}) {
    auto const languages = paper::parse_languages(text);
    REQUIRE(languages.has_value());
    CHECK(paper::to_text(*languages) == text);
  }
  for (auto const* text : {"", "en", "zh-hant+en", "zh-Hant+fr"}) CHECK_FALSE(paper::parse_languages(text).has_value());
}
