// Entries out of logs of all forms. Sentences are real ones of public decoder test suites (gpsd test/daemon, go-ais,
// pyais), times and TAG blocks around them are made here; checksums by NMEA 0183's rule.

#include "adapters/logs/reader.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "adapters/logs/times.hpp"
#include "adapters/runtime/nmea.hpp"
#include "tests/adapters/logs/read_all.hpp"

using namespace lingding;
using namespace lingding::logs;

namespace {

// Two of gpsd's test/daemon logs and go-ais's aistest (see ../shared/samples/ais).
constexpr std::string_view kShip = "!AIVDM,1,1,,A,13u08p0000QDeLNO=PvHU3M>0>`<,0*00";
constexpr std::string_view kPartOne = "!AIVDM,2,1,6,B,53Jmvl82Bw3CTP7??K5<D5<lThF222222222221:I0oK;4e20L3FH42i,0*5C";
constexpr std::string_view kPartTwo = "!AIVDM,2,2,6,B,p88888888888880,2*69";
/// ITU-R M.1371's SART test of the sample sentences.
constexpr std::string_view kDsc = "$CDDSC,12,3380400790,12,06,00,1423108312,2019,,,S,E*6A";

std::string tagged(std::string_view parameters, std::string_view line) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  auto const sum = runtime::checksum_of(parameters);
  std::string out = "\\" + std::string{parameters} + "*";
  out += kDigits[sum >> 4U];
  out += kDigits[sum & 0xFU];
  return out + "\\" + std::string{line};
}
std::string ship_at(std::string_view time) {
  return std::string{time} + std::string{kShip} + "\n";
}

}  // namespace

TEST_CASE("logs.reader: a time in front of a sentence is read in each of the usual forms") {
  struct Case {
    char const* front;
    char const* time;
  };
  for (auto const& [front, time] : {
           Case{"2016-08-27T15:50:00Z,", "2016-08-27T15:50:00Z"},
           Case{"2016-08-27T15:50:00.123Z ", "2016-08-27T15:50:00.123Z"},
           Case{"2016-08-27 15:50:00\t", "2016-08-27T15:50:00Z"},
           Case{"2016-08-27 15:50:00.5;", "2016-08-27T15:50:00.5Z"},
           Case{"2016-08-27T23:50:00+08:00 ", "2016-08-27T15:50:00Z"},
           Case{"[2016-08-27 15:50:00] ", "2016-08-27T15:50:00Z"},
           Case{"2016/08/27 15:50:00, ", "2016-08-27T15:50:00Z"},
           Case{"27/08/2016 15:50:00,", "2016-08-27T15:50:00Z"},
           Case{"20160827T155000Z ", "2016-08-27T15:50:00Z"},
           Case{"1472313000 ", "2016-08-27T15:50:00Z"},
           Case{"1472313000.25,", "2016-08-27T15:50:00.25Z"},
           Case{"1472313000123;", "2016-08-27T15:50:00.123Z"},
           Case{"1472313000123456\t", "2016-08-27T15:50:00.123Z"},
           Case{"1472313000123456789 ", "2016-08-27T15:50:00.123Z"},
           Case{"1472313000, waglan, ", "2016-08-27T15:50:00Z"},
       }) {
    CAPTURE(front);
    auto const all = read_all(ship_at(front));
    REQUIRE(all.entries.size() == 1);
    CHECK(all.entries[0].at == utc(time));
    CHECK(all.entries[0].time_from == TimeFrom::log);
    CHECK(all.entries[0].raw == kShip);
    CHECK(all.reader.faults().total() == 0);
  }
}

TEST_CASE("logs.reader: a time behind a sentence is read, alone and as the U.S. Coast Guard writes it") {
  std::string const ship{kShip};
  auto const all =
      read_all(ship + ",1472313000\n" + ship + " 1472313001\n" + ship + ",s1234,d-119,T12.34,r003669958,1472313002\n");
  REQUIRE(all.entries.size() == 3);
  CHECK(all.entries[0].at == utc("2016-08-27T15:50:00Z"));
  CHECK(all.entries[1].at == utc("2016-08-27T15:50:01Z"));
  CHECK(all.entries[2].at == utc("2016-08-27T15:50:02Z"));
  CHECK(all.entries[2].source == "r003669958");
  for (auto const& entry : all.entries) CHECK(entry.raw == kShip);
}

TEST_CASE("logs.reader: a TAG block gives time and source, in seconds and in milliseconds") {
  auto const all =
      read_all(tagged("c:1472313000,s:waglan", kShip) + "\r\n" + tagged("s:peak,c:1472313000123", kShip) + "\r\n");
  REQUIRE(all.entries.size() == 2);
  CHECK(all.entries[0].at == utc("2016-08-27T15:50:00Z"));
  CHECK(all.entries[0].source == "waglan");
  CHECK(all.entries[1].at == utc("2016-08-27T15:50:00.123Z"));
  CHECK(all.entries[1].source == "peak");
  CHECK(all.entries[1].raw == kShip);
}

TEST_CASE("logs.reader: the outer TAG block is the log's, the inner one belongs to what was received") {
  auto const inner = tagged("s:r003,c:1472312999", kShip);
  auto const all = read_all(tagged("c:1472313000123,s:waglan", inner) + "\n");
  REQUIRE(all.entries.size() == 1);
  CHECK(all.entries[0].at == utc("2016-08-27T15:50:00.123Z"));
  CHECK(all.entries[0].source == "waglan");
  CHECK(all.entries[0].raw == inner);
}

TEST_CASE("logs.reader: the sentences of one message keep the first one's time") {
  SECTION("where each has its own") {
    auto const all =
        read_all("1472313000100 " + std::string{kPartOne} + "\n1472313000900 " + std::string{kPartTwo} + "\n");
    REQUIRE(all.entries.size() == 2);
    CHECK(all.entries[1].at == all.entries[0].at);
    CHECK(all.entries[1].time_from == TimeFrom::previous);
    CHECK(all.entries[1].raw == kPartTwo);
  }
  SECTION("where only the first of a TAG group has one") {
    auto const all = read_all(tagged("g:1-2-55,c:1472313000", kPartOne) + "\n" + tagged("g:2-2-55", kPartTwo) + "\n");
    REQUIRE(all.entries.size() == 2);
    CHECK(all.entries[1].at == utc("2016-08-27T15:50:00Z"));
    // The group stays with the sentence: a decoder needs it.
    CHECK(all.entries[1].raw == tagged("g:2-2-55", kPartTwo));
  }
  SECTION("but not when they are no one message's: ten seconds lie between") {
    auto const all = read_all("1472313000 " + std::string{kPartOne} + "\n1472313010 " + std::string{kPartTwo} + "\n");
    REQUIRE(all.entries.size() == 2);
    CHECK(all.entries[1].at == utc("2016-08-27T15:50:10Z"));
  }
}

TEST_CASE("logs.reader: a log without times takes the receiver's clock, or times that are assumed, or none") {
  std::string const ship{kShip};
  SECTION("the receiver's RMC (gpsd's log of 7 April 2020)") {
    auto const all = read_all("$GPRMC,213950.00,A,5250.53669,N,00542.34920,E,0.020,,070420,,,A*7D\n" + ship + "\n");
    REQUIRE(all.entries.size() == 2);
    CHECK(all.entries[1].at == utc("2020-04-07T21:39:50Z"));
    CHECK(all.entries[1].time_from == TimeFrom::receiver);
  }
  SECTION("assumed") {
    Options options;
    options.assumed_start = utc("2016-08-27T15:50:00Z");
    options.assumed_step = std::chrono::milliseconds{500};
    auto const all = read_all(ship + "\n" + ship + "\n" + ship + "\n", options);
    REQUIRE(all.entries.size() == 3);
    CHECK(all.entries[2].at == utc("2016-08-27T15:50:01Z"));
    CHECK(all.entries[2].time_from == TimeFrom::assumed);
  }
  SECTION("none") {
    auto const all = read_all(ship + "\n");
    REQUIRE(all.entries.size() == 1);
    CHECK_FALSE(all.entries[0].at);
    CHECK(all.entries[0].time_from == TimeFrom::none);
  }
}

TEST_CASE("logs.reader: disorder within the window is sorted, beyond it is counted and named") {
  Options options;
  options.window = std::chrono::seconds{2};
  auto const all = read_all(ship_at("1472313000 ") + ship_at("1472313002 ") + ship_at("1472313001 ") +
                                ship_at("1472313010 ") + ship_at("1472313003 ") + ship_at("1472313011 "),
                            options);
  std::vector<std::uint64_t> lines;
  for (auto const& entry : all.entries) lines.push_back(entry.place.line);
  // 1, 3, 2 by their times. When line 4 came, all up to :02 had gone out, so that :03 is still in order.
  CHECK(lines == std::vector<std::uint64_t>{1, 3, 2, 5, 4, 6});
  CHECK(all.reader.counts().sorted == 2);
  CHECK(all.reader.faults().total() == 0);

  auto const late = read_all(ship_at("1472313000 ") + ship_at("1472313010 ") + ship_at("1472313020 ") +
                                 ship_at("1472313005 ") + ship_at("1472313021 "),
                             options);
  REQUIRE(late.reader.faults().count(Fault::out_of_order) == 1);
  CHECK(late.reader.faults().first(Fault::out_of_order)[0].place.line == 4);
  REQUIRE(late.entries.size() == 5);
  for (auto const& entry : late.entries) CHECK(entry.is_late == (entry.place.line == 4));
}

TEST_CASE("logs.reader: bad lines are counted by reason with their places, and never stop the reading") {
  std::string wrong{kShip};
  wrong.back() = '1';
  auto const text = ship_at("1472313000 ") + "1472313001 " + wrong + "\n" + "hello, nobody\n" + "x9 " +
                    std::string{kShip} + "\n" + "!AIVDM,1,1,,A,13u08p0000\n" + "\\c:1472313002*00\\" +
                    std::string{kShip} + "\n" + std::string(2000, '!') + "\n" + ship_at("1472313003 ");
  auto const all = read_all(text);
  CHECK(all.entries.size() == 4);
  auto const& faults = all.reader.faults();
  CHECK(faults.count(Fault::checksum_wrong) == 1);
  CHECK(faults.first(Fault::checksum_wrong)[0].place.line == 2);
  CHECK(faults.count(Fault::not_a_sentence) == 1);
  CHECK(faults.count(Fault::time_malformed) == 1);
  CHECK(faults.count(Fault::checksum_missing) == 1);
  CHECK(faults.count(Fault::tag_block_malformed) == 1);
  CHECK(faults.count(Fault::line_too_long) == 1);
  CHECK(faults.total() == 6);

  Options keep;
  keep.noise = Noise::keep;
  CHECK(read_all(text, keep).entries.size() == 6);
}

TEST_CASE("logs.reader: a line longer than any is passed over in constant memory, the next one is read") {
  std::string text = ship_at("1472313000 ");
  text.append(Reader::kMaxLine + 100'000, 'a');
  text += '\n' + ship_at("1472313001 ");
  auto const all = read_all(text);
  CHECK(all.entries.size() == 2);
  CHECK(all.entries[1].place.line == 3);
  CHECK(all.reader.faults().count(Fault::line_too_long) == 1);
}

TEST_CASE("logs.reader: DSC sentences, beacon messages and documents stand beside AIS in one log") {
  // The beacon message is that of the CMC's sample SIT 185 (../shared/samples/mcc), the document is its beginning.
  auto const sit =
      std::string{"DATE: 02 JUL 15 1111Z FROM: MCC RUSSIA \nTO  : RCC RUSSIA \n"} +
      "1.  DISTRESS COSPAS-SARSAT INITIAL (ENCODED) ALERT \n\n2.  MSG NO: 51479\nEND OF MESSAGE \nRCC406E.FMT\n";
  auto const text = ship_at("1435835000 ") + "1435835001 " + std::string{kDsc} + "\n" +
                    "1435835002 911730400F37C4BE478E37FFFFFFFF\n" + sit + ship_at("1435835500 ");
  auto const all = read_all(text);
  REQUIRE(all.entries.size() == 5);
  CHECK(all.entries[0].format == Format::ais);
  CHECK(all.entries[1].format == Format::dsc);
  CHECK(all.entries[1].raw == kDsc);
  CHECK(all.entries[2].format == Format::beacon);
  CHECK(all.entries[2].raw == "911730400F37C4BE478E37FFFFFFFF");
  auto const& document = all.entries.back().format == Format::sit ? all.entries[4] : all.entries[3];
  REQUIRE(document.format == Format::sit);
  CHECK(document.at == utc("2015-07-02T11:11:00Z"));
  CHECK(document.time_from == TimeFrom::message);
  CHECK(document.raw.starts_with("DATE: 02 JUL 15"));
  CHECK(document.raw.ends_with("RCC406E.FMT"));
  CHECK(all.reader.faults().total() == 0);
}

TEST_CASE("logs.reader: documents of two sources in a raw log are kept apart, with the time of their last line") {
  auto const line = [](char const* source, std::string const& time, std::string_view text) {
    return tagged("c:" + time + ",s:" + source, text) + "\n";
  };
  auto const text = line("mcc", "1472313000000", "/00042 00000/5030/16 240 1550/185/1") +
                    line("cap", "1472313000010", "<?xml version=\"1.0\"?>") +
                    line("mcc", "1472313000020", "1. DISTRESS COSPAS-SARSAT ALERT") +
                    line("cap", "1472313000030", "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">") +
                    line("mcc", "1472313000040", "/ENDMSG") + line("cap", "1472313000050", "</alert>") +
                    line("ais", "1472313001000", kShip);
  auto const all = read_all(text);
  REQUIRE(all.entries.size() == 3);
  CHECK(all.entries[0].format == Format::sit);
  CHECK(all.entries[0].source == "mcc");
  CHECK(all.entries[0].at == utc("2016-08-27T15:50:00.040Z"));
  CHECK(all.entries[0].raw == "/00042 00000/5030/16 240 1550/185/1\n1. DISTRESS COSPAS-SARSAT ALERT\n/ENDMSG");
  CHECK(all.entries[1].format == Format::cap);
  CHECK(all.entries[1].raw.ends_with("\n</alert>"));
  CHECK(all.entries[2].format == Format::ais);
  CHECK(all.reader.faults().total() == 0);
}

TEST_CASE("logs.reader: what an envelope holds is one document, up to the end mark and the next envelope") {
  // The layout of C/S A.002, annex B, around an XML body; tests/golden/sarsat/mcc has whole ones.
  auto const all = read_all(
      "/00001 00000/5030/17 299 1532\n/122/503A/012/01\n<?xml version=\"1.0\" "
      "?>\n<topMessage>\n</topMessage>\n/LASSIT\n"
      "/ENDMSG\n/00063 00000/7250/17 299 1548\n\n/145/725C/01\n\n1. DISTRESS COSPAS-SARSAT "
      "ALERT\n\n/LASSIT\n\n/ENDMSG\n");
  REQUIRE(all.entries.size() == 2);
  CHECK(all.entries[0].raw.ends_with("</topMessage>\n/LASSIT\n/ENDMSG"));
  CHECK(all.entries[0].at == utc("2017-10-26T15:32:00Z"));
  CHECK(all.entries[1].raw.starts_with("/00063"));
  CHECK(all.entries[1].raw.ends_with("/ENDMSG"));
  CHECK(all.reader.faults().total() == 0);
}

TEST_CASE("logs.reader: a document without its end is given as it is, and counted") {
  auto const all = read_all(
      "<?xml version=\"1.0\"?>\n<alert "
      "xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\n<sent>2016-08-27T23:50:00+08:00</sent>\n");
  REQUIRE(all.entries.size() == 1);
  CHECK(all.entries[0].format == Format::cap);
  CHECK(all.entries[0].at == utc("2016-08-27T15:50:00Z"));
  CHECK(all.reader.faults().count(Fault::document_cut_off) == 1);
}

TEST_CASE("logs.reader: of a journal's export what was received comes out, line by line, with its times and sources") {
  std::string const text =
      R"({"seq":1,"at":"2016-08-27T15:50:00.000Z","event":{"type":"desk_started"},"effects":[],"hash":"00"})"
      "\n"
      R"({"seq":2,"at":"2016-08-27T15:50:01.000Z","event":{"type":"alert_received","source":"waglan","report":{}},"effects":[{"type":"x"}],"raw":")" +
      std::string{kPartOne} + "\\n" + std::string{kPartTwo} + R"(","hash":"00"})" +
      "\n"
      R"({"seq":3,"at":"2016-08-27T15:50:02.000Z","event":{"type":"alert_received","source":"mcc","report":{}},"effects":[],"raw_base64":"L0VORE1TRw==","hash":"00"})"
      "\n"
      R"({"seq":4,"at":"2016-08-27T15:50:03.000Z","event":{"type":"alert_received","source":"b","report":{}},"effects":[],"raw":"911730400F37C4BE478E37FFFFFFFF","hash":"00"})"
      "\n{\"seq\":5,\n";
  auto const all = read_all(text);
  CHECK(all.reader.form() == Form::journal);
  REQUIRE(all.entries.size() == 3);
  CHECK(all.entries[0].raw == kPartOne);
  CHECK(all.entries[1].raw == kPartTwo);
  CHECK(all.entries[1].at == utc("2016-08-27T15:50:01Z"));
  CHECK(all.entries[1].source == "waglan");
  CHECK(all.entries[2].format == Format::beacon);
  CHECK(all.reader.faults().count(Fault::json_malformed) == 1);
}

TEST_CASE("logs.reader: a file that is no log gives nothing, and says so") {
  for (auto const* text : {"name,latitude,longitude\nA,1,2\n", "{\"hex\":\"96EC\"}\n",
                           "\x7F"
                           "ELF\x02\x01"}) {
    auto const all = read_all(text);
    CHECK(all.entries.empty());
    CHECK(all.reader.form() == Form::unknown);
    CHECK(all.reader.faults().count(Fault::unknown_content) == 1);
  }
  CHECK(read_all("").reader.faults().total() == 0);
}

TEST_CASE("logs.reader: a format that is given overrides what the lines look like") {
  Options options;
  options.format = Format::dsc;
  auto const all = read_all("1472313000 112 112 033 080 040 007 090\n", options);
  REQUIRE(all.entries.size() == 1);
  CHECK(all.entries[0].format == Format::dsc);
  CHECK(all.entries[0].raw == "112 112 033 080 040 007 090");
}

TEST_CASE("logs.merge: several files come by time, equal times in the order of the files") {
  auto const a = ship_at("1472313000 ") + ship_at("1472313002 ") + ship_at("1472313004 ");
  auto const b = ship_at("1472313001 ") + ship_at("1472313002 ");
  auto const c = std::string{};
  std::vector<Reader> readers;
  std::uint32_t file = 0;
  for (auto const* text : {&a, &b, &c}) readers.emplace_back(from_memory(*text), Options{}, file++);
  MergedReader merged{std::move(readers)};
  std::vector<Place> places;
  Entry entry;
  while (merged.next(entry)) places.push_back(entry.place);
  CHECK(places == std::vector<Place>{{0, 1}, {1, 1}, {0, 2}, {1, 2}, {0, 3}});
}

TEST_CASE("logs.reader: entries held for sorting are bounded, however wide the window is") {
  Options options;
  options.window = std::chrono::hours{24};
  std::string text;
  for (std::size_t i = 0; i < Reader::kMaxHeld + 10; ++i) text += ship_at(std::to_string(1'472'313'000 + i) + " ");
  Reader reader{from_memory(text), options};
  Entry entry;
  REQUIRE(reader.next(entry));
  // The first went out before the end of the file was read.
  CHECK(reader.counts().lines == Reader::kMaxHeld + 1);
  std::size_t count = 1;
  while (reader.next(entry)) ++count;
  CHECK(count == Reader::kMaxHeld + 10);
}
