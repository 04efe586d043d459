// Whole servers of an exercise, real ones beside them, and every way in which somebody might mix them up.

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "adapters/store/journal.hpp"
#include "tests/support/server_world.hpp"
#include "tools/ferry_traffic.hpp"
#include "tools/mode_claim.hpp"

using namespace lingding;
using namespace std::chrono_literals;
using coordinator::Mode;
using geo::CentreId;
using support::ServerWorld;
namespace fs = std::filesystem;

namespace {

auto const kDevice = *plans::Mmsi::from_number(970'010'119U);
auto const kPlace = *geo::Position::from_degrees(22.25, 114.1);

std::string content(fs::path const& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

bool has(std::string const& text, std::string_view words) {
  return text.find(words) != std::string::npos;
}

/// The keys were made for an exercise, as `lingding keys new --exercise` marks them.
void mark_keys(ServerWorld const& world) {
  std::ofstream{tools::mode_file(world.data() / "keys")} << "exercise\n";
}

std::vector<std::string> exercise() {
  return {"--set", "server.mode=exercise", "--set", "server.exercise=PEARL", "--set", "server.real_desk=telephone 1"};
}

void hear(ServerWorld& world, plans::Mmsi device, std::string const& source = {}) {
  auto const sentence = tools::sart_position_sentence(device, kPlace, 30);
  if (source.empty()) {
    world.feed(CentreId::hk).try_send(sentence);
  } else {
    runtime::LineSender{world.server().source_address(source)}.try_send(sentence);
  }
}

/// The end of the log of a server that did not start.
std::string why_not(ServerWorld& world, std::vector<std::string> arguments) {
  try {
    world.start(std::move(arguments));
  } catch (std::runtime_error const& refused) {
    return refused.what();
  }
  world.end(SIGTERM);
  return "it started";
}

}  // namespace

TEST_CASE("faults.exercise: everything that a server of an exercise writes and says is marked, to its folder's end") {
  support::TempFolder const folder("exercise");
  auto const got = (folder / "got").string();
  ServerWorld world(
      "[clock]\nrepeat_after_s = 5\nescalate_after_s = 5\n[[notify]]\nname = \"control\"\ncentre = \"HK\"\n"
      "kind = \"command\"\nexercise = true\ncommand = [\"/usr/bin/tee\", \"" +
      got + "\"]\n");
  mark_keys(world);
  world.start(exercise());
  support::OfficerConsole console(CentreId::hk, world.key_file(CentreId::hk), support::Officer::watches);
  console.connect(world.server().console_endpoint());
  hear(world, kDevice);
  REQUIRE(console.pump_until([&] { return console.of_device(kDevice.number()) != nullptr; }));
  REQUIRE(console.pump_until([&] {
    auto const* const incident = console.of_device(kDevice.number());
    return std::ranges::any_of(incident->log,
                               [](auto const& line) { return has(line.text, "command tee): delivered"); });
  }));
  CHECK(content(got).starts_with("EXERCISE EXERCISE EXERCISE 演習: DISTRESS not acknowledged at HK"));
  REQUIRE_FALSE(console.messages().empty());
  for (auto const& message : console.messages()) {
    INFO(message);
    CHECK(has(message, R"("mode":"exercise")"));
    CHECK_FALSE(has(message, R"("mode":"real")"));
  }
  CHECK(has(console.messages().front(), R"("exercise":"PEARL","real_desk":"telephone 1")"));
  REQUIRE(console.pump_until([&] { return fs::exists(world.data() / "status.json"); }));
  for (auto const* const name : {"status.json", "endpoints.json"})
    CHECK(content(world.data() / name).starts_with(R"({"mode":"exercise","exercise":"PEARL",)"));
  CHECK(has(content(world.folder() / "serve.log"), "EXERCISE EXERCISE EXERCISE"));
  // A report that says nothing of an exercise is a real call, and is not taken here.
  auto const report = [&](std::vector<std::string> more) {
    std::vector<std::string> line{"report",
                                  "--centre",
                                  "HK",
                                  "--key",
                                  world.key_file(CentreId::hk),
                                  "--endpoint",
                                  world.server().console_endpoint(),
                                  "--identity",
                                  "VRAB",
                                  "--as-said",
                                  "hit something"};
    line.insert(line.end(), more.begin(), more.end());
    return world.run(line);
  };
  auto const called = report({});
  INFO(called.output);
  CHECK(called.status != 0);
  CHECK(has(called.output, "takes this server for another"));
  auto const played = report({"--mode", "exercise"});
  INFO(played.output);
  CHECK(played.status == 0);
  CHECK(has(played.output, "EXERCISE EXERCISE EXERCISE"));
  console.disconnect();
  world.end(SIGTERM);

  CHECK(store::journal_mode(world.data() / "HK") == Mode::exercise);
  auto const journal = [&](std::string const& word, std::vector<std::string> more = {}) {
    std::vector<std::string> line{"journal", word, "--data", world.data().string(), "--centre", "HK"};
    line.insert(line.end(), more.begin(), more.end());
    auto const ran = world.run(line);
    CHECK(ran.status == 0);
    return ran.output;
  };
  for (auto const& text : {journal("export"), journal("show", {"--json"}), journal("stats", {"--json"})}) {
    std::istringstream lines(text);
    std::string line;
    while (std::getline(lines, line)) CHECK(line.starts_with(R"({"mode":"exercise",)"));
  }
  for (auto const* const word : {"show", "verify", "replay", "stats"}) {
    auto const text = journal(word);
    INFO(text);
    CHECK(text.starts_with("EXERCISE EXERCISE EXERCISE 演習  "));
  }
  // Nobody has to say it: what leaves an exercise's journal is an exercise's.
  CHECK(has(journal("export", {"--format", "cap"}), "<status>Exercise</status>"));
  CHECK_FALSE(has(journal("export", {"--format", "cap"}), "<status>Actual</status>"));
  CHECK(has(journal("export", {"--format", "cot", "--exercise-name", "Pearl 2027"}), "opex=\"e-Pearl-2027\""));
  CHECK_FALSE(has(journal("export", {"--format", "cot"}), "opex=\"o\""));
}

TEST_CASE("faults.exercise: a real server says that it is, and nothing of an exercise") {
  ServerWorld world;
  world.start();
  support::OfficerConsole console(CentreId::hk, world.key_file(CentreId::hk), support::Officer::watches);
  console.connect(world.server().console_endpoint());
  hear(world, kDevice);
  REQUIRE(console.pump_until([&] { return console.of_device(kDevice.number()) != nullptr; }));
  REQUIRE(console.pump_until([&] { return fs::exists(world.data() / "status.json"); }));
  for (auto const& message : console.messages()) {
    CHECK(has(message, R"("mode":"real")"));
    CHECK_FALSE(has(message, "xercise"));
  }
  for (auto const* const name : {"status.json", "endpoints.json"}) {
    CHECK(content(world.data() / name).starts_with(R"({"mode":"real",)"));
    CHECK_FALSE(has(content(world.data() / name), "xercise"));
  }
  // What only an exercise knows is refused before it reaches the desk.
  auto const id = console.of_device(kDevice.number())->id;
  bus::ClientOptions options;
  options.endpoint = world.server().console_endpoint();
  options.key = bus::read_secret(world.key_file(CentreId::hk));
  bus::ConsoleClient client{std::move(options)};
  std::vector<std::string> const commands{
      R"({"type":"no_duff","incident_id":")" + id + "\"}",
      R"({"type":"issue_sitrep","incident_id":")" + id +
          R"(","full":false,"text":"EXERCISE EXERCISE EXERCISE\nA. FERRY"})",
      R"({"type":"issue_sitrep","incident_id":")" + id + R"(","full":false,"text":"A. FERRY\nNO DUFF"})",
      R"({"type":"report_distress","report":{"class":"distress","kind":"report","radius_m":1852,"call_sign":"VRAB","no_duff":true}})"};
  for (std::size_t i = 0; i < commands.size(); ++i) REQUIRE(client.command("c-" + std::to_string(i), commands[i]));
  std::size_t refused = 0;
  auto const deadline = std::chrono::steady_clock::now() + 20s;
  while (refused < commands.size() && std::chrono::steady_clock::now() < deadline)
    for (auto const& event : client.poll(50ms))
      if (event.kind == bus::ClientEvent::Kind::message && has(event.text, "command_invalid")) ++refused;
  CHECK(refused == commands.size());
  world.end(SIGTERM);
  CHECK(store::journal_mode(world.data() / "HK") == Mode::real);
  auto const exported = world.run({"journal", "export", "--data", world.data().string(), "--centre", "HK"});
  CHECK_FALSE(has(exported.output, "xercise"));
  CHECK_FALSE(has(exported.output, "no_duff"));
}

TEST_CASE("faults.exercise: neither server starts on what is the other's, and nothing of it is changed") {
  ServerWorld real;
  real.start();
  {
    // Heard and on record before it ends: its raw log is in use then.
    support::OfficerConsole console(CentreId::hk, real.key_file(CentreId::hk), support::Officer::watches);
    console.connect(real.server().console_endpoint());
    hear(real, kDevice);
    REQUIRE(console.pump_until([&] { return console.of_device(kDevice.number()) != nullptr; }));
  }
  real.end(SIGTERM);
  REQUIRE_FALSE(fs::is_empty(real.data() / "raw"));
  auto const journal = content(real.data() / "HK" / "journal.db");
  auto const refused = why_not(real, exercise());
  INFO(refused);
  CHECK(has(refused, "is a real server's"));
  CHECK(content(real.data() / "HK" / "journal.db") == journal);
  // Another data folder does not help while keys or raw log are the real server's.
  auto with_data = [&](ServerWorld const& of, std::string const& name) {
    auto arguments = exercise();
    arguments.insert(arguments.end(), {"--set", "server.data_folder=" + (of.folder() / name).string()});
    return arguments;
  };
  auto keys = with_data(real, "other");
  keys.insert(keys.end(), {"--set", "bus.keys_folder=" + (real.data() / "keys").string()});
  CHECK(has(why_not(real, keys), "keys folder (bus.keys_folder) is a real server's"));
  auto raw = with_data(real, "other");
  raw.insert(raw.end(), {"--set", "raw_log.folder=" + (real.data() / "raw").string()});
  CHECK(has(why_not(real, raw), "raw log's folder (raw_log.folder) is a real server's"));
  CHECK_FALSE(fs::exists(real.folder() / "other"));
  // A desk's folder alone, brought into an exercise's data.
  fs::create_directories(real.folder() / "mixed");
  std::ofstream{tools::mode_file(real.folder() / "mixed")} << "exercise\n";
  fs::copy(real.data() / "MO", real.folder() / "mixed" / "MO", fs::copy_options::recursive);
  auto const mixed = why_not(real, with_data(real, "mixed"));
  INFO(mixed);
  CHECK(has(mixed, "this is the journal of a real desk"));

  ServerWorld played;
  mark_keys(played);
  played.start(exercise());
  hear(played, kDevice);
  played.end(SIGTERM);
  auto const theirs = why_not(played, {});
  INFO(theirs);
  CHECK(has(theirs, "is an exercise's"));
  // Also when somebody takes the marks away: the journal itself knows.
  fs::remove(tools::mode_file(played.data()));
  fs::remove(tools::mode_file(played.data() / "keys"));
  fs::remove(tools::mode_file(played.data() / "raw"));
  auto const unmarked = why_not(played, {});
  INFO(unmarked);
  CHECK(has(unmarked, "this is the journal of an exercise"));
  CHECK_FALSE(fs::exists(played.data() / "HK" / "journal.db.damaged"));
}

TEST_CASE("faults.exercise: what the live receiver hears amid an exercise is NO DUFF, apart, and told at once") {
  support::TempFolder const folder("exercise");
  auto const got = (folder / "got").string();
  ServerWorld world(
      "[[source]]\nname = \"live\"\ncentre = \"HK\"\ninput = \"tcp_server\"\naddress = \"127.0.0.1:0\"\nreal = true\n"
      "[[notify]]\nname = \"control\"\ncentre = \"HK\"\nkind = \"command\"\nexercise = true\n"
      "command = [\"/usr/bin/tee\", \"" +
      got + "\"]\n");
  mark_keys(world);
  world.start(exercise());
  support::OfficerConsole hk(CentreId::hk, world.key_file(CentreId::hk), support::Officer::watches);
  support::OfficerConsole macao(CentreId::mo, world.key_file(CentreId::mo), support::Officer::watches);
  hk.connect(world.server().console_endpoint());
  macao.connect(world.server().console_endpoint());
  auto const split = [](support::OfficerConsole& console) {
    std::size_t real = 0;
    for (auto const& [id, incident] : console.incidents()) real += incident.no_duff ? 1 : 0;
    return std::pair{console.incidents().size(), real};
  };
  // The same device is played, and calls in the world.
  hear(world, kDevice);
  REQUIRE(hk.pump_until([&] { return hk.incidents().size() == 1; }));
  hear(world, kDevice, "live");
  REQUIRE(hk.pump_until([&] { return split(hk) == std::pair<std::size_t, std::size_t>{2, 1}; }));
  // Long before the exercise's clock would have had anybody called.
  REQUIRE(hk.pump_until([&] { return fs::exists(got) && has(content(got), "telephone 1"); }, 10s));
  auto const said = content(got);
  INFO(said);
  CHECK(said.starts_with("NO DUFF – REAL"));
  CHECK(has(said, "hand this to the real desk NOW"));
  CHECK_FALSE(has(said, "EXERCISE EXERCISE"));
  // An officer of another centre hears of it, and of the exercise's case, each as what it is.
  macao.pump_until([&] { return split(macao).second == 1; }, 5s);
  for (auto const& [id, incident] : macao.incidents())
    CHECK(incident.no_duff.has_value() == hk.incidents().at(id).no_duff.has_value());
  world.end(SIGKILL);
  // A crash forgets nothing of it.
  auto const session = world.replayed(CentreId::hk);
  CHECK(std::ranges::count_if(session->desk().incidents(),
                              [](auto const* incident) { return incident->no_duff.has_value(); }) == 1);
}

TEST_CASE("faults.exercise: an exercise files nothing, whoever signs it") {
  ServerWorld world;
  mark_keys(world);
  world.start(exercise());
  bus::ClientOptions options;
  options.endpoint = world.server().console_endpoint();
  options.key = bus::read_secret(world.key_file(CentreId::hk));
  bus::ConsoleClient client{std::move(options)};
  REQUIRE(client.submit("s-1", R"({"kind":"plan_filed"})", "e..c") == bus::ConsoleClient::Taken::yes);
  REQUIRE(client.attach("a-1", "some bytes") == bus::ConsoleClient::Taken::yes);
  std::vector<std::string> refused;
  auto const deadline = std::chrono::steady_clock::now() + 20s;
  while (refused.size() < 2 && std::chrono::steady_clock::now() < deadline)
    for (auto const& event : client.poll(50ms))
      if (event.kind == bus::ClientEvent::Kind::message && has(event.text, "submission_invalid"))
        refused.push_back(event.text);
  REQUIRE(refused.size() == 2);
  for (auto const& text : refused) CHECK(has(text, "this one is an exercise's"));
  world.end(SIGTERM);
}

TEST_CASE("faults.exercise: keys are made for an exercise, and say so") {
  ServerWorld const world;
  auto const folder = (world.folder() / "exercise-keys").string();
  auto const made =
      world.run({"keys", "new", "hk-9", "--folder", folder, "--centre", "HK", "--role", "officer", "--exercise"});
  INFO(made.output);
  CHECK(made.status == 0);
  CHECK(has(made.output, "EXERCISE EXERCISE EXERCISE"));
  CHECK(tools::claimed_by(folder) == Mode::exercise);
  // A real server's folder is not turned into one.
  auto const refused = world.run({"keys", "new", "hk-9", "--folder", (world.data() / "keys").string(), "--centre", "HK",
                                  "--role", "officer", "--exercise"});
  CHECK(refused.status != 0);
  CHECK(has(refused.output, "is a real server's"));
}
