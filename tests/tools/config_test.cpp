#include "tools/config.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "tests/support/temp_folder.hpp"
#include "tools/mode_claim.hpp"

using namespace lingding;
using namespace lingding::tools;
using support::TempFolder;
using Overrides = std::vector<std::string>;

namespace {

/// All problems of a configuration with this text, each in one line with the folder's name taken off.
std::vector<std::string> problems_of(std::string const& text, Overrides const& overrides = {}) {
  TempFolder const folder("config");
  auto const loaded = load_config(folder.write("x.toml", text), overrides);
  std::vector<std::string> lines;
  if (loaded) return lines;
  for (auto const& problem : loaded.error()) {
    std::string line = to_text(problem);
    std::string const prefix = folder.path().string() + "/";
    if (line.starts_with(prefix)) line.erase(0, prefix.size());
    lines.push_back(line);
  }
  return lines;
}

std::string example_text() {
  std::ifstream const in(LINGDING_SOURCE_DIR "/tools/config/lingding.toml");
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("tools.config: without a file the defaults stand") {
  auto const config = load_config(std::nullopt);
  REQUIRE(config);
  CHECK(config->server.data_folder == "/var/lib/lingding");
  CHECK(config->server.centres.size() == 3);
  CHECK(config->bus.curve);
  CHECK(config->bus.keys_folder == "/var/lib/lingding/keys");
  CHECK(config->raw_log.folder == "/var/lib/lingding/raw");
  CHECK(config->sources.empty());
}

TEST_CASE(
    "tools.config: sources have formats, and those that are mostly silent are watched when it is asked for alone") {
  TempFolder const folder("config");
  auto const source = [](std::string const& name, std::string const& more) {
    return "[[source]]\nname = \"" + name + "\"\ncentre = \"HK\"\ninput = \"stdin\"\n" + more;
  };
  auto const config = load_config(folder.write("x.toml", source("a", "") + source("b", "format = \"dsc\"\n") +
                                                             source("c", "format = \"sit\"\nsilent_after_s = 90000\n") +
                                                             source("d", "format = \"beacon\"\n")));
  REQUIRE(config);
  CHECK(config->sources[0].format == SourceFormat::ais);
  CHECK(config->sources[0].silent_after == std::chrono::seconds{60});
  CHECK(config->sources[1].format == SourceFormat::dsc);
  CHECK_FALSE(config->sources[1].silent_after.has_value());
  CHECK(config->sources[2].silent_after == std::chrono::seconds{90'000});
  CHECK(config->sources[3].format == SourceFormat::beacon);
  CHECK(
      problems_of(source("e", "format = \"morse\"\n")) ==
      Lines{
          "x.toml:5: source.e.format: expected one of \"ais\", \"dsc\", \"sit\", \"beacon\", \"cap\", not \"morse\""});
}

TEST_CASE("tools.config: the example file says what the code does when a key is left out") {
  auto const example = load_config(LINGDING_SOURCE_DIR "/tools/config/lingding.toml");
  REQUIRE(example);
  CHECK(*example == *load_config(std::nullopt));
}

TEST_CASE("tools.config: the example file documents every key, and no other") {
  std::set<std::string> documented;
  std::string section;
  std::istringstream lines(example_text());
  std::regex const header(R"(#?\[+([a-z_]+)\]+)");
  std::regex const key(R"(#?([a-z_0-9]+) = .*)");
  std::smatch match;
  for (std::string line; std::getline(lines, line);) {
    if (std::regex_match(line, match, header))
      section = match[1];
    else if (std::regex_match(line, match, key))
      documented.insert(section + "." + match[1].str());
  }
  auto const known = known_config_keys();
  CHECK(documented == std::set<std::string>(known.begin(), known.end()));
}

TEST_CASE("tools.config: the example's sources are right when their marks are taken off") {
  std::string const text = std::regex_replace(example_text(), std::regex(R"(\n#(\[|[a-z_0-9]+ = ))"), "\n$1");
  TempFolder const folder("config");
  auto const config = load_config(folder.write("x.toml", text));
  REQUIRE(config);
  REQUIRE(config->sources.size() == 7);
  CHECK(config->sources[0].name == "hk-waglan");
  CHECK(config->sources[0].format == SourceFormat::ais);
  CHECK(config->sources[0].address == "127.0.0.1:10110");
  CHECK(config->sources[1].format == SourceFormat::dsc);
  CHECK(config->sources[2].format == SourceFormat::sit);
  CHECK(config->sources[3].format == SourceFormat::beacon);
  CHECK(config->sources[4].format == SourceFormat::cap);
  CHECK(config->sources[4].input == SourceInput::spool);
  CHECK(config->sources[4].path == "/var/spool/lingding/cap");
  CHECK(config->sources[5].input == SourceInput::http);
  CHECK(config->sources[5].token_file == folder / "cap-post.token");
  CHECK_FALSE(config->sources[5].silent_after);
  CHECK(config->sources[6].path == folder / "recording.nmea");
  CHECK(config->sources[6].input == SourceInput::file);
}

TEST_CASE("tools.config: an unknown key is refused with its line and the nearest known key") {
  CHECK(problems_of("[server]\ndata_foldr = \"x\"\n") ==
        Lines{"x.toml:2: server.data_foldr: unknown key; the nearest known key is server.data_folder"});
  // The right word in the wrong section.
  CHECK(problems_of("[server]\ncurve = true\n") ==
        Lines{"x.toml:2: server.curve: unknown key; the nearest known key is bus.curve"});
  CHECK(problems_of("curve = true\n") == Lines{"x.toml:1: curve: unknown key; the nearest known key is bus.curve"});
  CHECK(problems_of("[serve]\n") == Lines{"x.toml:1: serve: unknown section; the nearest known section is [server]"});
  CHECK(problems_of("[[source]]\nname = \"a\"\ncentre = \"HK\"\ninput = \"stdin\"\nsilent_after = 3\n") ==
        Lines{"x.toml:5: source.a.silent_after: unknown key; the nearest known key is source.silent_after_s"});
}

TEST_CASE("tools.config: a wrong type or range names key, value, what was expected and the line") {
  CHECK(problems_of("[bus]\nmax_sessions = 0\n") ==
        Lines{"x.toml:2: bus.max_sessions: expected a whole number of sessions, 1 to 10000, not 0"});
  CHECK(problems_of("[bus]\nmax_sessions = \"8\"\n") ==
        Lines{"x.toml:2: bus.max_sessions: expected a whole number of sessions, 1 to 10000, not \"8\""});
  CHECK(
      problems_of("[bus]\nmax_sessions = 8.0\n") ==
      Lines{
          "x.toml:2: bus.max_sessions: expected a whole number of sessions, 1 to 10000, not a number with a fraction"});
  CHECK(problems_of("[bus]\n\ncurve = \"yes\"\n") == Lines{"x.toml:3: bus.curve: expected true or false, not \"yes\""});
  CHECK(problems_of("[log]\nlevel = \"loud\"\n") ==
        Lines{R"(x.toml:2: log.level: expected one of "debug", "info", "warning", "error", not "loud")"});
  CHECK(problems_of("[server]\ndata_folder = \"\"\n") ==
        Lines{"x.toml:2: server.data_folder: expected text, not \"\""});
  CHECK(
      problems_of("[server]\ncentres = []\n") ==
      Lines{R"(x.toml:2: server.centres: expected a list of one to three of "CN-GD", "HK", "MO", not an empty list)"});
  CHECK(problems_of("[server]\ncentres = [\n \"HK\",\n \"hk\"]\n") ==
        Lines{R"(x.toml:4: server.centres: expected one of "CN-GD", "HK", "MO", not "hk")"});
  CHECK(problems_of("[server]\ncentres = [\"HK\", \"HK\"]\n") ==
        Lines{R"(x.toml:2: server.centres: expected each centre once, not "HK")"});
  CHECK(problems_of("[bus]\nconsole = \"127.0.0.1:7410\"\n") ==
        Lines{R"(x.toml:2: bus.console: "127.0.0.1:7410" is not tcp://host:port or ipc:///path)"});
  CHECK(problems_of("[bus]\ntraffic = \"tcp://127.0.0.1:7410\"\n") ==
        Lines{R"(x.toml:2: bus.traffic: "tcp://127.0.0.1:7410" is bus.console's endpoint already)"});
  CHECK(problems_of("[bus]\nheartbeat_ms = 9000\n") ==
        Lines{"x.toml:1: bus.silent_after_ms: 15000 is less than two heartbeats"});
  CHECK(problems_of("log = 3\n") == Lines{"x.toml:1: log: is a section, written [log]"});
}

TEST_CASE("tools.config: every problem is reported, not the first alone") {
  CHECK(problems_of("[log]\nlevel = 1\n[bus]\nmax_sessions = -1\n[picture]\nmax_ship = 5\n").size() == 3);
}

TEST_CASE("tools.config: text that is not TOML is refused with its line") {
  auto const lines = problems_of("[server]\ndata_folder = \n");
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].starts_with("x.toml:2: "));
  TempFolder const folder("config");
  auto const missing = load_config(folder / "nothing.toml");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().front().where == (folder / "nothing.toml").string());
}

TEST_CASE("tools.config: a source has what its input needs, and nothing that it has not") {
  std::string const begin = "[[source]]\nname = \"a\"\ncentre = \"HK\"\n";
  CHECK(problems_of(begin) == Lines{"x.toml:1: source.a.input: missing: how the source is heard"});
  CHECK(problems_of(begin + "input = \"udp\"\n") == Lines{"x.toml:1: source.a.address: missing: this input needs it"});
  CHECK(
      problems_of(begin + "input = \"file\"\naddress = \"h:1\"\npath = \"p\"\n") ==
      Lines{R"(x.toml:5: source.a.address: this input has none; it belongs to "tcp_server", "tcp_client" and "udp")"});
  CHECK(problems_of(begin + "input = \"stdin\"\nfollow = true\n") ==
        Lines{R"(x.toml:5: source.a.follow: this input has none; it belongs to "file")"});
  CHECK(problems_of(begin + "input = \"http\"\npath = \"p\"\n") ==
        Lines{R"(x.toml:5: source.a.path: this input has none; it belongs to "file" and "spool")",
              "x.toml:1: source.a.token_file: missing: this input needs it"});
  CHECK(problems_of("[http]\naddress = \"here\"\n") ==
        Lines{"x.toml:2: http.address: \"here\" is not host:port or [IPv6]:port"});
  CHECK(problems_of("[http]\nkey_file = \"k\"\n") ==
        Lines{"x.toml:1: http.certificate_file: missing: a certificate and its key go together"});
  CHECK(problems_of("[[source]]\ncentre = \"HK\"\ninput = \"stdin\"\n") ==
        Lines{"x.toml:1: source.1.name: missing: every source has a name"});
  CHECK(problems_of("[[source]]\nname = \"a b\"\ncentre = \"HK\"\ninput = \"stdin\"\n") ==
        Lines{R"(x.toml:2: source.a b.name: "a b" is not 1 to 64 letters, digits, - and _)"});
  CHECK(problems_of("[server]\ncentres = [\"MO\"]\n" + begin + "input = \"stdin\"\n") ==
        Lines{R"(x.toml:5: source.a.centre: "HK" is not among server.centres)"});
  CHECK(problems_of(begin + "input = \"stdin\"\n" + begin + "input = \"stdin\"\n") ==
        Lines{"x.toml:5: source.a.name: another source has this name"});
  CHECK(problems_of("[source]\nname = \"a\"\n") ==
        Lines{"x.toml:1: source: sources are written [[source]], with double brackets"});
}

TEST_CASE("tools.config: addresses are host and port, with IPv6 in brackets") {
  std::string const begin = "[[source]]\nname = \"a\"\ncentre = \"HK\"\ninput = \"udp\"\naddress = ";
  for (std::string const good : {"127.0.0.1:0", "localhost:65535", "[::1]:10110", "0.0.0.0:1"})
    CHECK(problems_of(begin + "\"" + good + "\"\n").empty());
  for (std::string const bad : {"127.0.0.1", ":1", "h:", "h:65536", "h:-1", "h:1x", "::1:10110", "tcp://h:1", "h h:1"})
    CHECK(problems_of(begin + "\"" + bad + "\"\n") ==
          Lines{"x.toml:5: source.a.address: \"" + bad + "\" is not host:port or [IPv6]:port"});
}

TEST_CASE("tools.config: overrides win over the file, later ones over earlier ones") {
  TempFolder const folder("config");
  auto const file = folder.write(
      "x.toml",
      "[bus]\nmax_sessions = 5\n[[source]]\nname = \"a\"\ncentre = \"HK\"\ninput = \"udp\"\naddress = \"h:1\"\n");
  Overrides const overrides{"bus.max_sessions=6",       "bus.max_sessions=7",      "server.data_folder=/srv/a \"b\"",
                            "server.centres=[\"HK\"]",  "source.a.address=[::]:0", "log.level='debug'",
                            "bus.console=tcp://[::1]:*"};
  auto const config = load_config(file, overrides);
  REQUIRE(config);
  CHECK(config->bus.max_sessions == 7);
  CHECK(config->server.data_folder == "/srv/a \"b\"");
  CHECK(config->bus.keys_folder == "/srv/a \"b\"/keys");
  CHECK(config->server.centres == std::vector{geo::CentreId::hk});
  CHECK(config->sources.at(0).address == "[::]:0");
  CHECK(config->log.level == LogLevel::debug);
  CHECK(config->bus.console == "tcp://[::1]:*");
}

TEST_CASE("tools.config: a wrong override is reported as it was given") {
  CHECK(problems_of("", {"bus.max_sessions=none"}) ==
        Lines{"--set bus.max_sessions=none: bus.max_sessions: \"none\" is not a TOML value"});
  CHECK(problems_of("", {"bus.max_sessions=0"}) ==
        Lines{"--set bus.max_sessions=0: bus.max_sessions: expected a whole number of sessions, 1 to 10000, not 0"});
  CHECK(problems_of("", {"bus.max_session=1"}) ==
        Lines{"--set bus.max_session=1: bus.max_session: unknown key; the nearest known key is bus.max_sessions"});
  CHECK(problems_of("", {"nonsense"}) == Lines{"--set nonsense: nonsense: is not section.key=value"});
  CHECK(problems_of("", {"source.b.address=h:1"}) ==
        Lines{"--set source.b.address=h:1: source.b.address: no source has the name \"b\" (source.NAME.key=value)"});
  CHECK(problems_of("", {"bus.curve=true\nmax_sessions = 1"}).size() == 1);
}

TEST_CASE("tools.config: relative paths are taken from the file's folder, those of overrides from the current one") {
  TempFolder const folder("config");
  auto const file = folder.write("etc/x.toml", "[server]\ndata_folder = \"../data\"\n");
  CHECK(load_config(file)->server.data_folder == folder / "data");
  Overrides const overrides{"server.data_folder=here"};
  CHECK(load_config(file, overrides)->server.data_folder == std::filesystem::current_path() / "here");
}

TEST_CASE("tools.config: the escalation clock has times for all centres, and a centre its own where they are said") {
  TempFolder const folder("config");
  using std::chrono::seconds;
  auto const index = [](geo::CentreId centre) { return static_cast<std::size_t>(centre); };
  auto const config = load_config(folder.write("x.toml",
                                               "[clock]\nrepeat_after_s = 30\nescalate_after_s = 120\n"
                                               "offer_lapses_after_s = 600\n[clock.HK]\nescalate_after_s = 90\n"));
  REQUIRE(config);
  using Clock = Config::Clock;
  CHECK(config->clock[index(geo::CentreId::cn_gd)] == Clock{seconds{30}, seconds{120}, seconds{600}});
  CHECK(config->clock[index(geo::CentreId::mo)] == Clock{seconds{30}, seconds{120}, seconds{600}});
  CHECK(config->clock[index(geo::CentreId::hk)] == Clock{seconds{30}, seconds{90}, seconds{600}});
  // A centre's table alone leaves the others as they are without a file.
  auto const one = load_config(folder.write("y.toml", "[clock.MO]\noffer_lapses_after_s = 60\n"));
  REQUIRE(one);
  CHECK(one->clock[index(geo::CentreId::mo)] == Clock{seconds{60}, seconds{240}, seconds{60}});
  CHECK(one->clock[index(geo::CentreId::hk)] == Clock{});
  auto const overridden =
      load_config(folder.write("z.toml", "[clock.HK]\nrepeat_after_s = 10\n"), Overrides{"clock.repeat_after_s=20"});
  REQUIRE(overridden);
  CHECK(overridden->clock[index(geo::CentreId::mo)].repeat_after == seconds{20});
  CHECK(overridden->clock[index(geo::CentreId::hk)].repeat_after == seconds{10});
}

TEST_CASE("tools.config: the clock's times have their ranges, their order and their names") {
  CHECK(problems_of("[clock]\nrepeat_after_s = 4\n") ==
        Lines{"x.toml:2: clock.repeat_after_s: expected a whole number of seconds, 5 to 3600, not 4"});
  CHECK(problems_of("[clock]\nescalate_after_s = 7201\n") ==
        Lines{"x.toml:2: clock.escalate_after_s: expected a whole number of seconds, 5 to 7200, not 7201"});
  CHECK(problems_of("[clock.HK]\noffer_lapses_after_s = 29\n") ==
        Lines{"x.toml:2: clock.HK.offer_lapses_after_s: expected a whole number of seconds, 30 to 86400, not 29"});
  CHECK(problems_of("[clock]\noffer_lapses_after_s = \"5 min\"\n") ==
        Lines{"x.toml:2: clock.offer_lapses_after_s: expected a whole number of seconds, 30 to 86400, not \"5 min\""});
  CHECK(problems_of("[clock]\nrepeat_after_s = 60\nescalate_after_s = 59\n") ==
        Lines{"x.toml:3: clock.escalate_after_s: 59 is less than repeat_after_s"});
  // The centre's own against what stands for all.
  CHECK(problems_of("[clock]\nrepeat_after_s = 60\n[clock.HK]\nescalate_after_s = 59\n") ==
        Lines{"x.toml:4: clock.HK.escalate_after_s: 59 is less than repeat_after_s"});
  CHECK(problems_of("[clock]\nrepeat_after = 60\n") ==
        Lines{"x.toml:2: clock.repeat_after: unknown key; the nearest known key is clock.repeat_after_s"});
  CHECK(problems_of("[clock.HK]\nescalate_after = 60\n") ==
        Lines{"x.toml:2: clock.HK.escalate_after: unknown key; the nearest known key is clock.escalate_after_s"});
  CHECK(problems_of("[clock.HKG]\nescalate_after_s = 60\n").size() == 1);
  CHECK(problems_of("[clock]\nHK = 60\n") == Lines{"x.toml:2: clock.HK: is a section, written [clock.HK]"});
}

TEST_CASE(
    "tools.config: the watch of timetables has limits for all centres, and a centre its own where they are said") {
  TempFolder const folder("config");
  auto const index = [](geo::CentreId centre) { return static_cast<std::size_t>(centre); };
  auto const config = load_config(folder.write("x.toml",
                                               "[watch]\noverdue_after_min = 10\ncorridor_m = 1000\n[watch.HK]\nwaters "
                                               "= [\"HK\", \"MO\"]\n[watch.MO]\non = false\n"));
  REQUIRE(config);
  auto const& hk = config->watch[index(geo::CentreId::hk)];
  CHECK(hk.on);
  CHECK(hk.waters == std::vector{geo::CentreId::hk, geo::CentreId::mo});
  CHECK(hk.limits.overdue_after == std::chrono::minutes{10});
  CHECK(hk.limits.back_within.metres() == Approx(800));
  auto const& mo = config->watch[index(geo::CentreId::mo)];
  CHECK_FALSE(mo.on);
  CHECK(mo.waters.empty());
  CHECK(mo.limits.overdue_after == std::chrono::minutes{10});
  CHECK(config->watch[index(geo::CentreId::cn_gd)].limits.alert_after == std::chrono::minutes{30});
}

TEST_CASE("tools.config: the watch's limits have their ranges, their order and their names") {
  CHECK(problems_of("[watch]\nsilent_least_s = 29\n") ==
        Lines{"x.toml:2: watch.silent_least_s: expected a whole number of seconds, 30 to 3600, not 29"});
  CHECK(problems_of("[watch.HK]\noverdue_after_min = 31\n") ==
        Lines{"x.toml:1: watch.HK.alert_after_min: 30 is less than overdue_after_min"});
  CHECK(problems_of("[watch]\nwaters = [\"XX\"]\n").size() == 1);
  CHECK(problems_of("[watch]\nclosing_cpa_m = 49\n") ==
        Lines{"x.toml:2: watch.closing_cpa_m: expected a whole number of metres, 50 to 2000, not 49"});
  CHECK(problems_of("[watch]\nsilent = 1\n").size() == 1);
}

namespace {

std::string channel(std::string const& more) {
  return "[[notify]]\nname = \"n\"\ncentre = \"HK\"\n" + more;
}

}  // namespace

TEST_CASE("tools.config: a second channel is mail, a webhook or a command, each with its own keys") {
  TempFolder const folder("config");
  auto const file = folder.write("x.toml", R"([[notify]]
name = "duty-mail"
centre = "HK"
kind = "mail"
step = 2
limit_s = 45
server = "mail.example:587"
tls = "tls"
from = "lingding@example.org"
to = ["duty@example.org", "chief@example.org"]
user = "lingding"
secret_file = "mail.secret"
ca_file = "ca.pem"

[[notify]]
name = "hook"
centre = "MO"
kind = "webhook"
url = "https://example.org/hook"
plain = true
secret_file = "hook.secret"

[[notify]]
name = "bell"
centre = "CN-GD"
kind = "command"
command = ["/usr/bin/bell", "--loud"]
)");
  auto const config = load_config(file);
  REQUIRE(config);
  REQUIRE(config->notify.size() == 3);
  NotifyConfig mail;
  mail.name = "duty-mail";
  mail.centre = geo::CentreId::hk;
  mail.step = 2;
  mail.kind = NotifyKind::mail;
  mail.limit = std::chrono::seconds{45};
  mail.server = "mail.example:587";
  mail.tls = MailTls::tls;
  mail.from = "lingding@example.org";
  mail.to = {"duty@example.org", "chief@example.org"};
  mail.user = "lingding";
  mail.secret_file = folder / "mail.secret";
  mail.ca_file = folder / "ca.pem";
  CHECK(config->notify[0] == mail);
  NotifyConfig hook;
  hook.name = "hook";
  hook.centre = geo::CentreId::mo;
  hook.kind = NotifyKind::webhook;
  hook.url = "https://example.org/hook";
  hook.plain = true;
  hook.secret_file = folder / "hook.secret";
  CHECK(config->notify[1] == hook);
  CHECK(config->notify[2].kind == NotifyKind::command);
  CHECK(config->notify[2].command == std::vector<std::string>{"/usr/bin/bell", "--loud"});
  // What is not said: the first step, twenty seconds, STARTTLS.
  CHECK(config->notify[2].step == 1);
  CHECK(config->notify[2].limit == std::chrono::seconds{20});
  CHECK(config->notify[2].tls == MailTls::starttls);
  auto const overridden = load_config(file, Overrides{"notify.hook.url=https://other.example/x"});
  REQUIRE(overridden);
  CHECK(overridden->notify[1].url == "https://other.example/x");
}

TEST_CASE("tools.config: a second channel that lacks a key of its kind, or has another's, is refused by name") {
  CHECK(problems_of(channel("")) == Lines{"x.toml:1: notify.n.kind: missing: how the message goes"});
  CHECK(problems_of(channel("kind = \"fax\"\n")).front() ==
        R"(x.toml:4: notify.n.kind: expected one of "mail", "webhook", "command", not "fax")");
  CHECK(problems_of(channel("kind = \"webhook\"\n")) == Lines{"x.toml:1: notify.n.url: missing: this kind needs it"});
  CHECK(problems_of(channel("kind = \"command\"\n")) ==
        Lines{"x.toml:1: notify.n.command: missing: this kind needs it"});
  CHECK(problems_of(channel("kind = \"mail\"\n")) == Lines{"x.toml:1: notify.n.server: missing: this kind needs it",
                                                           "x.toml:1: notify.n.from: missing: this kind needs it",
                                                           "x.toml:1: notify.n.to: missing: this kind needs it"});
  CHECK(problems_of(channel("kind = \"command\"\ncommand = [\"x\"]\nurl = \"u\"\nplain = true\nserver = \"h:1\"\n"
                            "tls = \"none\"\nuser = \"u\"\nsecret_file = \"s\"\nca_file = \"c\"\n"))
            .size() == 7);
  CHECK(problems_of(channel("kind = \"webhook\"\nurl = \"u\"\ntls = \"none\"\n")) ==
        Lines{"x.toml:6: notify.n.tls: this kind has none"});
  std::string const mail = "kind = \"mail\"\nfrom = \"a@b\"\nto = [\"c@d\"]\n";
  CHECK(problems_of(channel(mail + "server = \"mail\"\n")) ==
        Lines{R"(x.toml:7: notify.n.server: "mail" is not host:port or [IPv6]:port)"});
  CHECK(problems_of(channel(mail + "server = \"h:25\"\nuser = \"u\"\n")) ==
        Lines{"x.toml:1: notify.n.secret_file: missing: user needs a password"});
  CHECK(problems_of(channel(mail + "server = \"h:25\"\nstep = 3\n")) ==
        Lines{"x.toml:8: notify.n.step: expected a whole number of steps, 1 to 2, not 3"});
  CHECK(problems_of(channel(mail + "server = \"h:25\"\nlimit_s = 301\n")) ==
        Lines{"x.toml:8: notify.n.limit_s: expected a whole number of seconds, 1 to 300, not 301"});
  CHECK(problems_of(channel(mail + "server = \"h:25\"\nsecretfile = \"s\"\n")) ==
        Lines{"x.toml:8: notify.n.secretfile: unknown key; the nearest known key is notify.secret_file"});
  CHECK(problems_of("[server]\ncentres = [\"MO\"]\n" + channel("kind = \"webhook\"\nurl = \"u\"\n")) ==
        Lines{R"(x.toml:5: notify.n.centre: "HK" is not among server.centres)"});
  std::string const bell = channel("kind = \"command\"\ncommand = [\"x\"]\n");
  CHECK(problems_of(bell + bell) == Lines{"x.toml:6: notify.n.name: another channel has this name"});
  CHECK(problems_of("[notify]\nname = \"n\"\n") ==
        Lines{"x.toml:1: notify: channels are written [[notify]], with double brackets"});
  CHECK(problems_of("[[notify]]\nname = \"n\"\nkind = \"command\"\ncommand = [\"x\"]\n") ==
        Lines{"x.toml:1: notify.n.centre: missing: every channel belongs to a centre"});
}

TEST_CASE("tools.config: a server is real unless it says otherwise, and an exercise has a name") {
  TempFolder const folder("config");
  CHECK(load_config(std::nullopt)->server.mode == coordinator::Mode::real);
  auto const played = load_config(folder.write("x.toml", "[server]\nmode = \"exercise\"\n"));
  REQUIRE(played);
  CHECK(played->server.mode == coordinator::Mode::exercise);
  CHECK(played->server.exercise == "EXERCISE");
  CHECK(problems_of("[server]\nmode = \"drill\"\n") ==
        Lines{"x.toml:2: server.mode: expected one of \"real\", \"exercise\", not \"drill\""});
  CHECK(problems_of("[server]\nexercise = \"Pearl\"\n") ==
        Lines{"x.toml:2: server.exercise: belongs to an exercise: mode = \"exercise\""});
  CHECK(problems_of("[server]\nmode = \"exercise\"\nreal_desk = \"a\\nb\"\n") ==
        Lines{"x.toml:3: server.real_desk: is not one line of at most 200 bytes"});
}

TEST_CASE("tools.config: an exercise has no real channel, and a real server no exercise's, whichever key says it") {
  std::string const played = "[server]\nmode = \"exercise\"\n";
  auto const pager = [](std::string const& more) {
    return "[[notify]]\nname = \"pager\"\ncentre = \"HK\"\nkind = \"command\"\ncommand = [\"/bin/true\"]\n" + more;
  };
  auto const has = [](Lines const& lines, std::string_view words) {
    return lines.size() == 1 && lines[0].find(words) != std::string::npos;
  };
  CHECK(has(problems_of(played + pager("")), "notify.pager.exercise: missing: an exercise"));
  CHECK(has(problems_of(played + pager("exercise = false\n")), "x.toml:8: notify.pager.exercise: missing"));
  CHECK(problems_of(played + pager("exercise = true\n")).empty());
  CHECK(problems_of(pager("")).empty());
  CHECK(has(problems_of(pager("exercise = true\n")),
            "x.toml:6: notify.pager.exercise: this channel is an exercise's, and the server is real"));
  // Nor by way of the command line.
  CHECK(has(problems_of(pager(""), {"server.mode=exercise"}), "notify.pager.exercise: missing"));
  CHECK(has(problems_of(played + pager("exercise = true\n"), {"server.mode=real"}), "the server is real"));
  CHECK(has(problems_of(pager(""), {"notify.pager.exercise=true"}), "the server is real"));
}

TEST_CASE("tools.config: a source that hears the world is an exercise's affair alone") {
  std::string const source = "[[source]]\nname = \"live\"\ncentre = \"HK\"\ninput = \"stdin\"\nreal = true\n";
  TempFolder const folder("config");
  auto const played = load_config(folder.write("x.toml", "[server]\nmode = \"exercise\"\n" + source));
  REQUIRE(played);
  CHECK(played->sources[0].real);
  auto const lines = problems_of(source);
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].find("source.live.real: belongs to an exercise") != std::string::npos);
}

TEST_CASE("tools.mode: folders of the one mode are refused by the other, and nothing is left behind in them") {
  using coordinator::Mode;
  TempFolder const folder("mode");
  auto const data = folder / "data";
  auto const folders = ServerFolders{data, data / "keys", data / "raw"};
  auto const all = [&] {
    std::set<std::string> names;
    for (auto const& entry : std::filesystem::recursive_directory_iterator(folder.path()))
      names.insert(entry.path().lexically_relative(folder.path()).string());
    return names;
  };
  auto const touch = [](std::filesystem::path const& file) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream{file} << "x";
  };
  // A real server marks nothing: what was there before there were modes is real.
  claim_folders(folders, Mode::real);
  CHECK(all().empty());
  claim_folders(folders, Mode::exercise);
  CHECK(claimed_by(data) == Mode::exercise);
  CHECK(claimed_by(data / "keys") == Mode::exercise);
  CHECK_NOTHROW(claim_folders(folders, Mode::exercise));
  CHECK_THROWS_WITH(claim_folders(folders, Mode::real), Catch::Contains(data.string()) &&
                                                            Catch::Contains("is an exercise's") &&
                                                            Catch::Contains("server.mode = \"real\""));
  // An exercise's own data with a real server's keys, raw log or journals.
  for (auto const* const what : {"keys/server.secret", "keys/authorized/hk-1.key", "raw/0001.zst", "data/HK/journal.db",
                                 "data/status.json", "data/endpoints.json"}) {
    TempFolder const other("mode");
    ServerFolders const mixed{other / "data", other / "keys", other / "raw"};
    touch(other / what);
    INFO(what);
    CHECK_THROWS_WITH(claim_folders(mixed, Mode::exercise), Catch::Contains("is a real server's"));
    // Nothing was marked on the way to the refusal.
    for (auto const* const name : {"data", "keys", "raw"})
      CHECK_FALSE(std::filesystem::exists(mode_file(other / name)));
    CHECK_NOTHROW(claim_folders(mixed, Mode::real));
  }
  std::ofstream{mode_file(data)} << "parade\n";
  CHECK_THROWS_WITH(claim_folders(folders, Mode::exercise), Catch::Contains("parade"));
}
