#include "tools/drill/anonymise.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "adapters/ais/decoder.hpp"
#include "adapters/dsc/decoder.hpp"
#include "adapters/sarsat/beacon_decoder.hpp"
#include "adapters/sarsat/sit_read.hpp"
#include "plans/beacon.hpp"
#include "plans/identity.hpp"
#include "tests/tools/drill/plans.hpp"
#include "tools/drill/recording.hpp"

using namespace lingding;
using namespace lingding::drill;

namespace {

constexpr std::string_view kKey = "0123456789abcdef0123456789abcdef";

logs::Entry entry(logs::Format format, std::string raw, std::int64_t second = 0) {
  return {.at = geo::UtcTime{std::chrono::seconds{1'472'313'000 + second}},
          .time_from = logs::TimeFrom::log,
          .format = format,
          .source = "waglan",
          .raw = std::move(raw)};
}
std::vector<std::string> recorded(std::vector<logs::Entry> const& entries, RecordingOptions options) {
  std::vector<std::string> lines;
  Recording recording{std::move(options), [&](logs::Entry const& one) { lines.push_back(one.raw); }};
  for (auto const& one : entries) recording.take(one);
  return lines;
}
RecordingOptions anonymous() {
  RecordingOptions options;
  options.key = std::string{kKey};
  return options;
}
std::optional<ais::Message> decoded(std::vector<std::string> const& lines) {
  ais::Decoder decoder;
  std::optional<ais::Message> message;
  for (auto const& line : lines) {
    auto const fed = decoder.feed(line, {});
    CHECK_FALSE(fed.rejection);
    if (fed.received != nullptr) message = fed.received->message;
  }
  return message;
}

}  // namespace

TEST_CASE("drill.anonymise: numbers keep their form and country, and no two become one") {
  Pseudonyms names{kKey};
  // Each kind of ITU-R M.585-9.
  for (auto const number : {477'000'011U, 47'712'345U, 4'773'500U, 111'477'001U, 994'771'234U, 984'771'234U,
                            847'712'345U, 970'010'119U, 972'010'119U, 974'010'119U}) {
    INFO(number);
    auto const before = plans::Mmsi::from_number(number).value();
    auto const after = plans::Mmsi::from_number(names.mmsi(number)).value();
    CHECK(after.kind() == before.kind());
    CHECK(after.mid() == before.mid());
    CHECK(after != before);
    CHECK(names.mmsi(number) == after.number());
    CHECK(Pseudonyms{kKey}.mmsi(number) == after.number());
    CHECK(Pseudonyms{"another key, that is long"}.mmsi(number) != after.number());
  }
  CHECK(names.mmsi(0) == 0);
  std::set<std::uint32_t> coasts;
  for (std::uint32_t i = 0; i < 10'000; ++i) coasts.insert(names.mmsi(4'770'000 + i));
  CHECK(coasts.size() == 10'000);
}

TEST_CASE("drill.anonymise: IMO numbers keep a right check digit, names and call signs their form") {
  Pseudonyms names{kKey};
  for (auto const number : {9'074'729U, 2'001'113U, 1'000'007U}) {
    CHECK(plans::ImoNumber::from_number(names.imo(number)).has_value());
    CHECK(names.imo(number) != number);
  }
  CHECK(names.imo(0) == 0);
  CHECK(names.name("Night Egret") == names.name("NIGHT  EGRET "));
  CHECK(names.name("Night Egret") != names.name("Day Egret"));
  CHECK(names.name("Night Egret").size() <= 20);
  CHECK(names.name("").empty());
  auto const sign = names.call_sign("VRZZ1");
  CHECK(sign.size() == 5);
  CHECK(sign.starts_with("VR"));
  CHECK((sign[4] >= '0' && sign[4] <= '9'));
  std::set<std::string> signs;
  for (char a = 'A'; a <= 'Z'; ++a)
    for (char b = 'A'; b <= 'Z'; ++b) signs.insert(names.call_sign(std::string{"VR"} + a + b));
  CHECK(signs.size() == 26 * 26);
}

TEST_CASE("drill.anonymise: a position report is the same but for its sender") {
  // The go-ais sample that the tests of logs use.
  std::string const line = "!AIVDM,1,1,,A,13u08p0000QDeLNO=PvHU3M>0>`<,0*";
  auto const sum = runtime::checksum_of(std::string_view{line}.substr(1, line.size() - 2));
  std::string const whole = line + "0123456789ABCDEF"[sum >> 4U] + "0123456789ABCDEF"[sum & 15U];
  auto const before = decoded({whole});
  REQUIRE(before);
  auto const lines = recorded({entry(logs::Format::ais, whole)}, anonymous());
  REQUIRE(lines.size() == 1);
  auto after = decoded(lines);
  REQUIRE(after);
  auto expected = std::get<ais::PositionReport>(*before);
  expected.header.source = Pseudonyms{kKey}.mmsi(expected.header.source);
  CHECK(std::get<ais::PositionReport>(*after) == expected);
}

TEST_CASE("drill.anonymise: what logs write behind the checksum, a station's name among it, goes") {
  // gpsd's sample.aivdm: signal and time of the receiver r07RPAL1.
  auto const lines = recorded(
      {entry(logs::Format::ais,
             "!AIVDM,1,1,,B,?h3Ovn1GP<K0<P@59a0,2*04,d-077,S1832,t004248.00,T48.85520485,r07RPAL1,1272415370")},
      anonymous());
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].find("r07RPAL1") == std::string::npos);
  CHECK(lines[0].find('*') + 3 == lines[0].size());
  CHECK(decoded(lines));
}

TEST_CASE("drill.anonymise: static data in two sentences lose names, numbers and destination alone") {
  // Rec. ITU-R M.1371 message 5, the sample of "AIVDM/AIVDO protocol decoding" (E. S. Raymond, gpsd.gitlab.io): MMSI
  // 351759000, IMO 9134270, call sign 3FOF8, EVER DIADEM, to NEW YORK.
  std::vector<logs::Entry> const entries{
      entry(logs::Format::ais, "!AIVDM,2,1,1,A,55?MbV02;H;s<HtKR20EHE:0@T4@Dn2222222216L961O5Gf0NSQEp6ClRp8,0*1C"),
      entry(logs::Format::ais, "!AIVDM,1,1,,A,13u08p0000QDeLNO=PvHU3M>0>`<,0*FF", 1),  // a wrong checksum: left out
      entry(logs::Format::ais, "!AIVDM,2,2,1,A,88888888880,2*25", 1)};
  auto const before = std::get<ais::StaticAndVoyageData>(*decoded({entries[0].raw, entries[2].raw}));
  CHECK(before.ship_name.view() == "EVER DIADEM");
  auto const lines = recorded(entries, anonymous());
  REQUIRE(lines.size() == 2);
  auto const after = std::get<ais::StaticAndVoyageData>(*decoded(lines));
  Pseudonyms names{kKey};
  auto expected = before;
  expected.header.source = names.mmsi(351'759'000);
  expected.imo = names.imo(9'134'270);
  expected.callsign = ais::Text<7>{names.call_sign("3FOF8")};
  expected.ship_name = ais::Text<20>{names.name("Ever Diadem")};
  expected.destination = ais::Text<20>{};
  CHECK(after == expected);
}

TEST_CASE("drill.anonymise: a call and its expansion, a beacon and a ship's transponder have one number") {
  Pseudonyms names{kKey};
  // The published pair of tests/golden/dsc/sentences.txt.
  auto const lines = recorded({entry(logs::Format::dsc, "$CDDSC,12,3380400790,12,06,00,1423108312,2019,,,S,E*6A"),
                               entry(logs::Format::dsc, "$CDDSE,1,1,A,3380400790,00,45894494*1B")},
                              anonymous());
  REQUIRE(lines.size() == 2);
  dsc::Decoder decoder;
  std::optional<dsc::Call> call;
  for (auto const& line : lines) {
    auto const fed = decoder.feed(line, {});
    REQUIRE_FALSE(fed.rejection);
    if (fed.received != nullptr) call = fed.received->call;
  }
  REQUIRE(call);
  CHECK(call->casualty->number() == names.mmsi(338'040'079));
  CHECK(call->kind == dsc::CallKind::distress_alert);
  CHECK(call->position->position.latitude.degrees() == Approx(42 + 31.4589 / 60));

  // IDs of the sample plans: Night Egret's and Reef Egret's beacons, of either generation, carry their numbers.
  for (auto const& [id, ship] :
       {std::pair{"BBA8D34D35D74D1", 477'000'011U}, {"BBB5387C072171B9C538072", 477'000'014U}}) {
    auto const before = plans::decode_beacon(*plans::BeaconId::parse(id));
    REQUIRE(before);
    if (!before->mmsi) continue;
    CHECK(before->mmsi->number() == ship);
    auto const made = names.beacon(id);
    REQUIRE(made);
    auto const after = plans::decode_beacon(*plans::BeaconId::parse(*made));
    REQUIRE(after);
    CHECK(after->mmsi->number() == names.mmsi(ship));
    CHECK(after->protocol == before->protocol);
    if (before->epirb_ais_ending)
      CHECK(after->epirb_ais_ending == names.mmsi(974'000'000 + *before->epirb_ais_ending) % 10'000);
  }
}

TEST_CASE("drill.anonymise: a beacon's message has another ship and a right code") {
  Pseudonyms names{kKey};
  std::size_t changed = 0;
  for (auto const* const file : {"first_generation.jsonl", "second_generation.jsonl"}) {
    auto const text = support::text_of_file(std::string{LINGDING_SOURCE_DIR "/tests/golden/sarsat/"} + file);
    // Every hexadecimal value in the golden messages, whatever its member is called.
    for (std::size_t at = text.find('"'); at != std::string::npos; at = text.find('"', at + 1)) {
      auto const end = text.find('"', at + 1);
      if (end == std::string::npos) break;
      auto const digits = text.substr(at + 1, end - at - 1);
      at = end;
      auto const before = sarsat::decode_beacon_message(digits);
      if (!before || digits.size() < 22) continue;
      auto const made = names.beacon(digits);
      if (!made) continue;
      auto const after = sarsat::decode_beacon_message(*made);
      INFO(digits << " " << *made);
      REQUIRE(after);
      CHECK(after->form == before->form);
      ++changed;
      auto const blanks = std::ranges::count(digits, ' ') + std::ranges::count(digits, '-');
      CHECK(made->size() + static_cast<std::size_t>(blanks) == digits.size());
      CHECK(*made != digits);
    }
  }
  CHECK(changed > 5);
}

TEST_CASE("drill.anonymise: documents say the same of somebody else, or are left out") {
  Anonymiser anonymiser{kKey};
  std::size_t kept = 0;
  for (auto const& file : std::filesystem::directory_iterator{LINGDING_SOURCE_DIR "/tests/golden/sarsat/mcc"}) {
    if (file.path().extension() != ".txt") continue;
    auto document = entry(logs::Format::sit, support::text_of_file(file.path()));
    auto const before = sarsat::read_sit(document.raw);
    if (!anonymiser.other(document)) continue;
    ++kept;
    INFO(file.path());
    auto const after = sarsat::read_sit(document.raw);
    REQUIRE(after);
    CHECK(before->hex_id_15 != after->hex_id_15);
    CHECK(document.raw.find(before->hex_id_15->text()) == std::string::npos);
  }
  CHECK(kept >= 1);
  CHECK(anonymiser.left_out(LeftOut::identity) + anonymiser.left_out(LeftOut::not_understood) > 0);

  auto cap =
      entry(logs::Format::cap,
            "<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'><identifier>7-secret</identifier>"
            "<sender>ops@blue-egret.example</sender><sent>2026-08-27T23:52:00+08:00</sent><status>Actual</status>"
            "<msgType>Alert</msgType><scope>Restricted</scope><restriction>SAR</restriction><info>"
            "<category>Rescue</category><event>Ferry collision</event><urgency>Immediate</urgency>"
            "<severity>Severe</severity><certainty>Observed</certainty><headline>Night Egret collided</headline>"
            "<description>Captain Wong, call +852 9000 0000</description><parameter><valueName>MMSI</valueName>"
            "<value>477000011</value></parameter><parameter><valueName>VesselName</valueName>"
            "<value>Night Egret</value></parameter></info></alert>");
  REQUIRE(anonymiser.other(cap));
  for (auto const* const secret : {"Egret", "egret", "477000011", "Wong", "9000", "secret"}) {
    INFO(secret);
    CHECK(cap.raw.find(secret) == std::string::npos);
  }
  CHECK(cap.raw.find(std::to_string(anonymiser.names().mmsi(477'000'011))) != std::string::npos);
  CHECK(cap.raw.find("Ferry collision") != std::string::npos);
}

TEST_CASE("drill.anonymise: of free texts the words stay by which distress is told") {
  CHECK(safe_words("MAYDAY THIS IS NIGHT EGRET 477000011 SINKING") == "MAYDAY SINKING");
  CHECK(safe_words("SART ACTIVE") == "SART ACTIVE");
  CHECK(safe_words("夜鷺號渡輪碰撞") == "渡輪 碰撞");
  CHECK(safe_words("Captain Wong").empty());
}

TEST_CASE("drill.recording: sources, formats, ships, times and places are chosen") {
  std::string const call = "$CDDSC,12,3380400790,12,06,00,1423108312,2019,,,S,E*6A";
  std::vector<logs::Entry> const entries{entry(logs::Format::dsc, call, 0),
                                         entry(logs::Format::beacon, "BBA8D34D35D74D1", 10)};
  RecordingOptions by_format;
  by_format.formats = {logs::Format::dsc};
  CHECK(recorded(entries, by_format) == std::vector<std::string>{call});
  RecordingOptions by_ship;
  by_ship.ships = {477'000'001};
  CHECK(recorded(entries, by_ship) == std::vector<std::string>{"BBA8D34D35D74D1"});
  RecordingOptions by_time;
  by_time.from = geo::UtcTime{std::chrono::seconds{1'472'313'005}};
  CHECK(recorded(entries, by_time) == std::vector<std::string>{"BBA8D34D35D74D1"});
  by_time.until = geo::UtcTime{std::chrono::seconds{1'472'313'010}};
  CHECK(recorded(entries, by_time).empty());
  RecordingOptions by_source;
  by_source.sources = {"elsewhere"};
  CHECK(recorded(entries, by_source).empty());
}
