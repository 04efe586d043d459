// Second channels against a real mail server, a real web server and real programs, all on loopback.

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <condition_variable>
#include <cstdio>
#include <fstream>
#include <memory>
#include <mutex>
#include <sstream>

#include "adapters/notify/notifier.hpp"
#include "tests/support/temp_folder.hpp"

namespace lingding::notify {
namespace {

using coordinator::NotifyAsked;
using coordinator::NotifyDone;
using geo::CentreId;
using support::TempFolder;
using namespace std::chrono_literals;

NotifyAsked const kAsked{"HK-20160827-155000-1", 7, 1, "DISTRESS not acknowledged",
                         "AIS-SART 970010119\nPosition 22\xC2\xB0"
                         "11.202'N\n"};
std::atomic<bool> const kGoOn = false;

/// servers.py in a process of its own, which ends by itself.
class Server {
 public:
  explicit Server(std::string const& arguments)
      : pipe_(::popen(
            ("timeout 60 /usr/bin/python3 " LINGDING_SOURCE_DIR "/tests/adapters/notify/servers.py " + arguments)
                .c_str(),
            "r")) {
    REQUIRE(pipe_ != nullptr);
    port_ = line();
  }
  ~Server() { ::pclose(pipe_); }
  Server(Server const&) = delete;
  Server& operator=(Server const&) = delete;
  std::string address() const { return "127.0.0.1:" + port_; }
  std::string port() const { return port_; }
  std::string line() {
    char buffer[8192];
    if (std::fgets(buffer, sizeof buffer, pipe_) == nullptr) return {};
    std::string text{buffer};
    if (text.ends_with('\n')) text.pop_back();
    return text;
  }

 private:
  std::FILE* pipe_;
  std::string port_;
};

Channel channel(std::variant<Mail, Webhook, Program> way, std::string name = "duty") {
  return {std::move(name), CentreId::hk, 1, std::move(way), 5s};
}

Webhook hook(Server const& server) {
  return {.url = "http://" + server.address() + "/alarm?key=hidden"};
}

bool has(std::string const& text, std::string_view words) {
  return text.find(words) != std::string::npos;
}

/// What a notifier reports, waited for.
class Reports {
 public:
  Notifier::Report taker() {
    return [this](CentreId, NotifyDone done) {
      std::lock_guard const lock(mutex_);
      all_.push_back(std::move(done));
      more_.notify_all();
    };
  }
  std::vector<NotifyDone> wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    more_.wait_for(lock, 30s, [&] { return all_.size() >= count; });
    return all_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable more_;
  std::vector<NotifyDone> all_;
};

TEST_CASE("notify.mail: a message arrives at a mail server, to each address") {
  Server server("smtp 1");
  auto const duty =
      channel(Mail{server.address(), Tls::none, "lingding@example.org", {"a@example.org", "b@example.org"}});
  auto const result = send(duty, {kAsked}, kGoOn);
  INFO(result.detail);
  CHECK(result.delivered);
  auto const got = server.line();
  CHECK(has(got, R"("to": ["a@example.org", "b@example.org"])"));
  CHECK(has(got, "Subject: DISTRESS not acknowledged"));
  CHECK(has(got, "AIS-SART 970010119"));
}

TEST_CASE(
    "notify.mail: TLS is begun, the certificate checked, the password given, and without the right authority nothing "
    "is") {
  TempFolder const folder("notify");
  auto const certificate = (folder / "cert.pem").string();
  auto const key = (folder / "key.pem").string();
  REQUIRE(std::system(("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext "
                       "subjectAltName=IP:127.0.0.1 -keyout " +
                       key + " -out " + certificate + " 2>/dev/null")
                          .c_str()) == 0);
  auto const password = folder.write("password", "s3cret-word\n");
  ::chmod(password.c_str(), 0600);
  Server server("smtp 1 " + certificate + " " + key + " duty s3cret-word");
  Mail mail{server.address(), Tls::starttls, "lingding@example.org", {"a@example.org"}, "duty", password, {}};
  auto const unknown = send(channel(mail), {kAsked}, kGoOn);
  CHECK_FALSE(unknown.delivered);
  CHECK(has(unknown.detail, "certificate"));
  mail.ca_file = certificate;
  auto const result = send(channel(mail), {kAsked}, kGoOn);
  INFO(result.detail);
  CHECK(result.delivered);
  auto const got = server.line();
  CHECK(has(got, R"("tls": true, "user": "duty")"));
  // A file that others may read is no secret.
  ::chmod(password.c_str(), 0644);
  CHECK(has(trouble(channel(mail)), "0600"));
}

TEST_CASE("notify.mail: in the clear to loopback alone") {
  CHECK(trouble(channel(Mail{"127.0.0.1:25", Tls::none, "a@b", {"c@d"}})).empty());
  CHECK_FALSE(trouble(channel(Mail{"mail.example.org:25", Tls::none, "a@b", {"c@d"}})).empty());
}

TEST_CASE("notify.webhook: a POST of JSON, with the token of a file, and what is said of it hides path and token") {
  TempFolder const folder("notify");
  auto const token = folder.write("token", "t0ken\n");
  ::chmod(token.c_str(), 0600);
  Server server("http 204");
  auto way = hook(server);
  way.token_file = token;
  auto const pager = channel(way);
  auto const result = send(pager, {kAsked}, kGoOn);
  CHECK(result.delivered);
  CHECK(result.detail == "answered 204");
  auto const got = server.line();
  CHECK(has(got, R"("path": "/alarm?key=hidden")"));
  CHECK(has(got, R"("incident_id": "HK-20160827-155000-1", "attempt": 7, "step": 1)"));
  CHECK(has(got, R"("token": "Bearer t0ken")"));
  CHECK(words(pager) == "duty (webhook at 127.0.0.1)");
  CHECK_FALSE(trouble(channel(Webhook{.url = "http://pager.example.org/"})).empty());
  CHECK(trouble(channel(Webhook{.url = "http://pager.example.org/", .plain = true})).empty());
  CHECK_FALSE(trouble(channel(Webhook{.url = "file:///etc/passwd"})).empty());
}

TEST_CASE("notify.command: gets the message on its standard input, and is ended when it takes too long") {
  TempFolder const folder("notify");
  auto const file = (folder / "got").string();
  auto const tee = channel(Program{{"/usr/bin/tee", file}});
  CHECK(send(tee, {kAsked}, kGoOn).delivered);
  std::ostringstream got;
  got << std::ifstream(file).rdbuf();
  CHECK(got.str() == kAsked.subject + "\n\n" + kAsked.text);
  // It may have ended before the message was written: that is its result, and not this process's end.
  auto much = kAsked;
  much.text = std::string(200'000, 'x');
  for (int i = 0; i < 20; ++i) CHECK(send(channel(Program{{"/bin/false"}}), {much}, kGoOn).detail == "exit status 1");
  CHECK_FALSE(send(channel(Program{{"/no/such/program"}}), {kAsked}, kGoOn).delivered);
  auto slow = channel(Program{{"/bin/sleep", "60"}});
  slow.limit = 1s;
  auto const late = send(slow, {kAsked}, kGoOn);
  CHECK_FALSE(late.delivered);
  CHECK(has(late.detail, "took longer than 1 s"));
  CHECK_FALSE(trouble(channel(Program{{"siren"}})).empty());
}

coordinator::Mode constexpr kReal = coordinator::Mode::real;
coordinator::Mode constexpr kExercise = coordinator::Mode::exercise;

NotifyAsked no_duff() {
  auto asked = kAsked;
  asked.no_duff = true;
  asked.subject = "NO DUFF – REAL: DISTRESS";
  asked.text = "NO DUFF NO DUFF NO DUFF - REAL, NOT AN EXERCISE\nAIS-SART\n";
  return asked;
}

/// Decodes what RFC 2047 encodes: enough of it for what is sent here.
std::string header_text(std::string const& letter, std::string const& field) {
  auto const file = letter.substr(0, letter.find("\r\n\r\n") + 4);
  auto const at = file.find("\r\n" + field + ": ");
  if (at == std::string::npos) return {};
  auto const begin = at + field.size() + 4;
  return file.substr(begin, file.find("\r\n", begin) - begin);
}

TEST_CASE(
    "notify.mode: an exercise's letter, request and input are marked first and last, and a real one's not at all") {
  auto const pager = channel(Webhook{.url = "https://pager.example.org/"});
  Mail const mail{"127.0.0.1:25", Tls::none, "a@b", {"c@d"}};
  Notice const played{kAsked, kExercise, "telephone 1"};
  for (auto const& text : {letter(mail, played), input(played)}) {
    INFO(text);
    CHECK(has(text, "EXERCISE EXERCISE EXERCISE"));
    auto const body_of = text.substr(text.find(text.starts_with("From") ? "\r\n\r\n" : "\n\n"));
    CHECK(body_of.find("EXERCISE EXERCISE EXERCISE 演習") < body_of.find("AIS-SART"));
    CHECK(body_of.rfind("EXERCISE EXERCISE EXERCISE 演習") > body_of.find("Position"));
    CHECK_FALSE(has(text, "NO DUFF"));
  }
  CHECK(input(played).starts_with("EXERCISE EXERCISE EXERCISE 演習: DISTRESS"));
  CHECK(body(pager, played).starts_with(R"({"mode":"exercise",)"));
  CHECK(has(body(pager, played), R"("subject":"EXERCISE EXERCISE EXERCISE 演習: DISTRESS)"));
  CHECK(has(body(pager, played), R"("text":"EXERCISE EXERCISE EXERCISE 演習\n)"));
  auto const mailed = letter(mail, played);
  CHECK(header_text(mailed, "Subject").starts_with("EXERCISE EXERCISE EXERCISE =?UTF-8?B?"));
  CHECK(header_text(mailed, "X-Lingding-Mode") == "exercise");
  CHECK(header_text(mailed, "X-Exercise") == "EXERCISE EXERCISE EXERCISE");

  Notice const real{kAsked};
  for (auto const& text : {letter(mail, real), input(real), body(pager, real)}) {
    CHECK_FALSE(has(text, "EXERCISE"));
    CHECK_FALSE(has(text, "exercise"));
    CHECK_FALSE(has(text, "演習"));
  }
  CHECK(input(real) == kAsked.subject + "\n\n" + kAsked.text);
  CHECK(header_text(letter(mail, real), "X-Lingding-Mode") == "real");
  CHECK(body(pager, real).starts_with(R"({"mode":"real",)"));
}

TEST_CASE("notify.mode: what is NO DUFF goes out without the exercise's marking, and says where to turn") {
  auto const pager = channel(Webhook{.url = "https://pager.example.org/"});
  Mail const mail{"127.0.0.1:25", Tls::none, "a@b", {"c@d"}};
  Notice const notice{no_duff(), kExercise, "telephone 1"};
  for (auto const& text : {letter(mail, notice), input(notice), body(pager, notice)}) {
    INFO(text);
    CHECK_FALSE(has(text, "EXERCISE EXERCISE"));
    CHECK_FALSE(has(text, "演習"));
    CHECK(has(text, "REAL, NOT AN EXERCISE"));
    CHECK(has(text, "The real desk: telephone 1"));
  }
  CHECK(input(notice).starts_with("NO DUFF – REAL"));
  CHECK(has(body(pager, notice), R"("no_duff":true)"));
  // The server is an exercise's all the same, and a machine that sorts by it still can.
  CHECK(has(body(pager, notice), R"("mode":"exercise")"));
  auto const mailed = letter(mail, notice);
  CHECK(header_text(mailed, "X-Lingding-Mode") == "exercise");
  CHECK(header_text(mailed, "X-Lingding-No-Duff") == "real, not of the exercise");
  CHECK(header_text(mailed, "X-Exercise").empty());
  CHECK(header_text(mailed, "Subject").starts_with("NO DUFF =?UTF-8?B?"));
}

TEST_CASE("notify.mode: no channel is used by the other mode, even when it is asked in spite of its configuration") {
  TempFolder const folder("notify");
  auto const file = (folder / "got").string();
  auto const server = std::make_unique<Server>("http 200");
  std::vector<std::variant<Mail, Webhook, Program>> const ways{Mail{"127.0.0.1:1", Tls::none, "a@b", {"c@d"}},
                                                               hook(*server), Program{{"/usr/bin/tee", file}}};
  static_assert(std::variant_size_v<decltype(Channel::way)> == 3, "a new way out is tried here, too");
  for (auto const& way : ways) {
    auto const real = channel(way);
    auto played = channel(way);
    played.exercise = true;
    CHECK(has(trouble(real, kExercise), "exercise = true"));
    CHECK(has(trouble(played, kReal), "exercise's"));
    CHECK(trouble(real, kReal).empty());
    CHECK(trouble(played, kExercise).empty());
    auto const leaked = send(real, {kAsked, kExercise}, kGoOn);
    CHECK_FALSE(leaked.delivered);
    CHECK(has(leaked.detail, "exercise"));
    CHECK_FALSE(send(real, {no_duff(), kExercise}, kGoOn).delivered);
    CHECK_FALSE(send(played, {kAsked, kReal}, kGoOn).delivered);
  }
  CHECK_FALSE(std::filesystem::exists(file));
  Reports reports;
  Notifier notifier({channel(Program{{"/usr/bin/tee", file}})}, reports.taker(),
                    {.mode = kExercise, .again_after = {}});
  notifier.ask(CentreId::hk, {kAsked, {}});
  auto const all = reports.wait_for(1);
  REQUIRE(all.size() == 1);
  CHECK_FALSE(all[0].delivered);
  CHECK_FALSE(std::filesystem::exists(file));
}

TEST_CASE("notify.mode: a command of an exercise knows it by its environment, and by its first words") {
  TempFolder const folder("notify");
  auto const file = (folder / "got").string();
  auto played = channel(Program{{"/bin/sh", "-c", "{ echo \"$LINGDING_MODE\"; cat; } > " + file}});
  played.exercise = true;
  CHECK(send(played, {kAsked, kExercise}, kGoOn).delivered);
  std::ostringstream got;
  got << std::ifstream(file).rdbuf();
  CHECK(got.str().starts_with("exercise\nEXERCISE EXERCISE EXERCISE 演習: DISTRESS"));
}

TEST_CASE("notify.notifier: a failure is reported and tried again, then the delivery, and the last says so") {
  Server server("http 503 200");
  Reports reports;
  Notifier notifier({channel(hook(server))}, reports.taker(), {.queue = 4, .again_after = {10ms, 10ms}});
  notifier.ask(CentreId::hk, {kAsked, {}});
  auto const all = reports.wait_for(2);
  REQUIRE(all.size() == 2);
  CHECK(all[0] == NotifyDone{kAsked.incident_id, 7, "duty (webhook at 127.0.0.1)", false, "answered 503", true, 1});
  CHECK(all[1] == NotifyDone{kAsked.incident_id, 7, "duty (webhook at 127.0.0.1)", true, "answered 200", false, 0});
}

TEST_CASE("notify.notifier: tries are bounded, for a server that refuses and one that never answers") {
  std::string refused;
  {
    Server gone("http 200");
    refused = gone.port();
    CHECK(send(channel(hook(gone)), {kAsked}, kGoOn).delivered);
  }
  Server slow("http 0");
  Reports reports;
  auto silent = channel(hook(slow), "slow");
  silent.limit = 1s;
  Notifier notifier({channel(Webhook{.url = "http://127.0.0.1:" + refused + "/"}, "refused"), silent}, reports.taker(),
                    {.queue = 4, .again_after = {}});
  notifier.ask(CentreId::hk, {kAsked, {}});
  auto const all = reports.wait_for(2);
  REQUIRE(all.size() == 2);
  CHECK((all[0].outstanding == 1 && all[1].outstanding == 0));
  for (auto const& one : all) {
    CHECK_FALSE(one.delivered);
    CHECK_FALSE(one.again);
    CHECK_FALSE(one.detail.empty());
  }
}

TEST_CASE("notify.notifier: what is done with is not sent again, and no channel is said to be none") {
  Reports reports;
  auto second = channel(Program{{"/bin/true"}}, "second");
  Notifier notifier({channel(Program{{"/bin/true"}}, "first"), second}, reports.taker());
  notifier.ask(CentreId::hk, {kAsked, {"first (command true)"}});
  auto const all = reports.wait_for(1);
  REQUIRE(all.size() == 1);
  CHECK(all[0].channel == "second (command true)");
  CHECK(all[0].outstanding == 0);
  notifier.ask(CentreId::mo, {kAsked, {}});
  CHECK(reports.wait_for(2).at(1).channel == "none");
}

TEST_CASE("notify.notifier: its end interrupts what is under way") {
  Reports reports;
  auto const before = std::chrono::steady_clock::now();
  {
    auto slow = channel(Program{{"/bin/sleep", "60"}});
    slow.limit = 60s;
    Notifier notifier({slow}, reports.taker());
    notifier.ask(CentreId::hk, {kAsked, {}});
  }
  CHECK(std::chrono::steady_clock::now() - before < 30s);
}

}  // namespace
}  // namespace lingding::notify
