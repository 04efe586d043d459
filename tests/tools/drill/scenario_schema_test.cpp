// The published schema of a scenario's lines agrees with the reader. The one file of the tests that sees valijson.

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "tests/tools/drill/plans.hpp"
#include "tools/drill/scenario.hpp"

using namespace lingding;

namespace {

namespace json = boost::json;

class Schema {
 public:
  Schema() : tree_(json::parse(support::text_of_file(LINGDING_SOURCE_DIR "/docs/drill-scenario.schema.json"))) {
    valijson::SchemaParser parser;  // draft 7: the schema uses only what 2020-12 means alike
    parser.populateSchema(valijson::adapters::BoostJsonAdapter{tree_}, compiled_);
  }
  bool takes(std::string_view line) {
    auto const value = json::parse({line.data(), line.size()});
    return validator_.validate(compiled_, valijson::adapters::BoostJsonAdapter{value}, nullptr);
  }

 private:
  json::value tree_;
  valijson::Schema compiled_;
  valijson::Validator validator_;
};

constexpr std::string_view kAround =
    R"({"scenario":"test","title":"A test","based_on":"nothing","begins":"2026-08-27T23:40:00+08:00","lasts":"02:00:00"})"
    "\n"
    R"({"ship":"egret","plan":"HK-SAMPLE-01","sails":{"departs":"23:30"}})"
    "\n"
    R"({"inject":"first","at":0,"restart":"HK"})"
    "\n";

bool reader_takes(std::string_view line) {
  return drill::read_scenario(std::string{kAround} + std::string{line} + "\n").has_value();
}

/// Each is right but for one thing. Both the schema and the reader must refuse each.
constexpr std::string_view kWrong[] = {
    R"({})",
    R"({"injekt":"a"})",
    R"({"ship":"Upper","mmsi":412000001,"lies":"22N 113E"})",
    R"({"ship":"a","mmsi":0,"lies":"22N 113E"})",
    R"({"ship":"a","mmsi":"41200001","lies":"22N 113E"})",
    R"({"ship":"a","lies":"22N 113E"})",
    R"({"ship":"a","mmsi":412000001})",
    R"({"ship":"a","mmsi":412000001,"lies":"22N 113E","track":[{"at":0,"position":"22N 113E"}]})",
    R"({"ship":"a","mmsi":412000001,"lies":[22]})",
    R"({"ship":"a","mmsi":412000001,"lies":"22N 113E","class":"C"})",
    R"({"ship":"a","mmsi":412000001,"lies":"22N 113E","ship_type":256})",
    R"({"ship":"a","mmsi":412000001,"lies":"22N 113E","persons":-1})",
    R"({"ship":"a","mmsi":412000001,"lies":"22N 113E","colour":"red"})",
    R"({"ship":"a","mmsi":412000001,"sails":{"departs":"23:30"}})",
    R"({"ship":"a","plan":"P","sails":{"departs":"2330"}})",
    R"({"ship":"a","plan":"P","sails":{}})",
    R"({"ship":"a","mmsi":412000001,"track":[]})",
    R"({"ship":"a","mmsi":412000001,"track":[{"at":0}]})",
    R"({"inject":"a","restart":"HK"})",
    R"({"inject":"a","at":0})",
    R"({"inject":"a","at":0,"when":"notified","restart":"HK"})",
    R"({"inject":"a","at":"4","restart":"HK"})",
    R"({"inject":"a","at":"00:60:00","restart":"HK"})",
    R"({"inject":"a","at":-1,"restart":"HK"})",
    R"({"inject":"a","at":0,"restart":"hk"})",
    R"({"inject":"a","at":0,"unless_by":1,"restart":"HK"})",
    R"({"inject":"a","at":0,"every":true,"restart":"HK"})",
    R"({"inject":"a","at":0,"delay":[1,2,3],"restart":"HK"})",
    R"({"inject":"a","at":0,"restart":"HK","ship":"egret"})",
    R"({"inject":"a","when":"HK acknowledge","restart":"HK"})",
    R"({"inject":"a","when":"XX notified","restart":"HK"})",
    R"({"inject":"a","at":0,"brings":"nmea","centre":"HK","lines":["x"]})",
    R"({"inject":"a","at":0,"brings":"ais","centre":"HK","lines":[]})",
    R"({"inject":"a","at":0,"brings":"ais","centre":"HK","lines":["a\nb"]})",
    R"({"inject":"a","at":0,"brings":"ais","lines":["x"]})",
    R"({"inject":"a","at":0,"reports":{"natur":"collision"},"centre":"HK"})",
    R"({"inject":"a","at":0,"reports":{"nature":"crash"},"centre":"HK"})",
    R"({"inject":"a","at":0,"reports":{"beacon":"XYZ"},"centre":"HK"})",
    R"({"inject":"a","at":0,"device":477000001,"ship":"egret"})",
    R"({"inject":"a","at":0,"device":970000001})",
    R"({"inject":"a","at":0,"distress_call":"overdue","ship":"egret","centre":"HK"})",
    R"({"inject":"a","at":0,"distress_call":"sinking","centre":"HK"})",
    R"({"inject":"a","at":0,"command":"acknowledge","centre":"HK"})",
    R"({"inject":"a","at":0,"command":{},"centre":"HK"})",
    R"({"inject":"a","at":0,"link":"off","between":["HK","MO"]})",
    R"({"inject":"a","at":0,"link":"down","between":["HK"]})",
    R"({"inject":"a","at":0,"link":"down","between":["HK","HK"]})",
    R"({"inject":"a","at":0,"does":"sinks","ship":"egret"})",
    R"({"inject":"a","at":0,"says":{"fr":"x"},"centre":"HK"})",
    R"({"inject":"a","at":0,"says":"","centre":"HK"})",
    R"({"duty_officer":"SZ"})",
    R"({"duty_officer":"HK","acknowledges":10})",
    R"({"duty_officer":"HK","acknowledges_after":"soon"})",
    R"({"objective":"o","happens":"HK notified"})",
    R"({"objective":"o","source":"x"})",
    R"({"objective":"o","source":"x","happens":"HK notified","never":"HK refused"})",
    R"({"objective":"o","source":"x","happens":"HK notified","at":0})",
    R"({"objective":"o","source":"x","happens":"HK notified","since":"first","since_when":"notified"})",
    R"({"objective":"o","source":"x","custodian":"HK"})",
    R"({"objective":"o","source":"x","one_custodian":false})",
    R"({"objective":"o","source":"x","one_custodian":true,"within":60})",
    R"({"participant":"","role":"x"})",
    R"({"weather":0,"current_kn":1})",
    R"({"weather":0,"wind_from":361})",
    R"({"weather":0,"sea_state":10})",
    R"({"weather":"dawn"})",
    R"({"traffic":"all"})",
    R"({"traffic":"none","other_ships":100001})",
    R"({"reception":"some"})",
    R"({"reception":["HK","HK"]})",
    R"({"reception":"all","loses":1.5})",
};

constexpr std::string_view kRight[] = {
    R"({"ship":"a","mmsi":"412000001","lies":[22.5,113.5],"names":{"zh_hant":"甲"},"class":"B"})",
    R"({"ship":"a","plan":"P","track":[{"at":"00:00:01.5","position":"22-10.5N 113-50.0E"}]})",
    R"({"inject":"a","when":"CN-GD unit_state of egret = proceeding","unless_by":"4 min","delay":[1,"2 s"],"restart":"HK"})",
    R"({"act":"a","follows":"first","every":true,"when":"notified","restart":"HK"})",
    R"({"act":"a","when":"HK notified","every":false,"restart":"HK"})",
    R"({"inject":"a","at":0,"device":"972000001","position":"22N 113E","test":true})",
    R"({"objective":"o","source":"x","never":"HK refused","since":"first","within":"01:00:00"})",
    R"({"objective":"o","source":"x","custodian":"HK","ship":"egret","at":60})",
    R"({"duty_officer":"HK","name":"李","acknowledges_after":[1,2],"sitrep":"Words."})",
    R"({"participant":"Somebody"})",
    R"({"reception":["HK"],"loses":0.5})",
    R"({"traffic":"none"})",
};

}  // namespace

TEST_CASE("drill.schema: the schema and the reader refuse the same lines") {
  Schema schema;
  for (auto const line : kWrong) {
    INFO(line);
    CHECK_FALSE(schema.takes(line));
    CHECK_FALSE(reader_takes(line));
  }
}

TEST_CASE("drill.schema: the schema and the reader take the same lines") {
  Schema schema;
  for (auto const line : kRight) {
    INFO(line);
    CHECK(schema.takes(line) == reader_takes(line));
  }
  CHECK(schema.takes(kRight[0]));
  CHECK(reader_takes(kRight[0]));
}

TEST_CASE("drill.schema: every line of the shipped scenarios is one of the schema's") {
  Schema schema;
  std::size_t lines = 0;
  for (auto const& entry : std::filesystem::directory_iterator{LINGDING_SOURCE_DIR "/tools/drill/library"}) {
    auto const text = support::text_of_file(entry.path());
    std::string_view rest = text;
    while (!rest.empty()) {
      auto const end = rest.find('\n');
      auto const line = rest.substr(0, end);
      rest = end == std::string::npos ? std::string_view{} : rest.substr(end + 1);
      if (line.empty() || line.front() == '#') continue;
      INFO(entry.path() << ": " << line);
      CHECK(schema.takes(line));
      ++lines;
    }
  }
  CHECK(lines > 200);
}
