// Alerts posted over real sockets: answers only after recording, bounds, slow and hostile clients, TLS.

#include "adapters/web/http_server.hpp"

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/time.h>

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>

#include "adapters/cap/intake.hpp"
#include "adapters/sarsat/intake.hpp"
#include "tests/adapters/runtime/document_rig.hpp"
#include "tests/support/sockets.hpp"
#include "tests/support/temp_folder.hpp"

using namespace lingding;
using namespace std::chrono_literals;
using runtime::DocumentDoor;
using support::Socket;

namespace {

constexpr char const* kToken = "0123456789abcdef0123456789abcdef";
constexpr char const* kCapToken = "fedcba9876543210fedcba9876543210";
// A message of tests/golden/sarsat/mcc/cmc_encoded.txt.
constexpr char const* kBeacon = "911730400F37C4BE478E37FFFFFFFF\n";

struct Rig {
  support::CommandedDesk desk;
  support::IoHarness io;
  runtime::SourceCounters& of_beacons = io.counter_set.add("beacons", sarsat::beacon_rejection_names());
  runtime::SourceCounters& of_cap = io.counter_set.add("cap", cap::rejection_names());
  runtime::SourceCounters& of_http = io.counter_set.add("(http)");
  std::unique_ptr<DocumentDoor> beacons =
      std::make_unique<DocumentDoor>(io.io, io.clock, of_beacons, desk.ports(), [this](runtime::IntakePorts ports) {
        return std::make_unique<sarsat::BeaconIntake>(of_beacons, io.log, std::move(ports));
      });
  std::unique_ptr<DocumentDoor> cap_door =
      std::make_unique<DocumentDoor>(io.io, io.clock, of_cap, desk.ports(), [this](runtime::IntakePorts ports) {
        return std::make_unique<cap::CapIntake>(of_cap, io.log, std::move(ports));
      });
  web::HttpOptions options{.address = {"127.0.0.1", 0}};
  std::unique_ptr<web::HttpServer> server;

  ~Rig() {
    io.on_io([&] {
      server.reset();
      beacons.reset();
      cap_door.reset();
    });
  }
  std::uint16_t start() {
    std::vector<web::PostSource> sources;
    sources.push_back({"beacons", {"text/plain"}, web::Tokens::from_text(kToken), beacons.get()});
    sources.push_back({"cap", {"application/cap+xml"}, web::Tokens::from_text(kCapToken), cap_door.get()});
    server = std::make_unique<web::HttpServer>(options, std::move(sources), io.io, io.log, of_http);
    return server->listening().port;
  }
};

std::string post(std::string const& body, std::string const& more = {}, std::string const& source = "beacons",
                 std::string const& token = kToken, std::string const& type = "text/plain") {
  return "POST /v1/alerts/" + source + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token +
         "\r\nContent-Type: " + type + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + more + "\r\n" +
         body;
}

struct Response {
  int status = 0;
  std::string head;
  std::string body;
  boost::json::object json() const { return boost::json::parse(body).as_object(); }
};

/// Reads one response. `read` gives some bytes, none at the end.
template <class Read>
Response receive(Read const& read) {
  std::string bytes;
  std::size_t end = std::string::npos;
  auto const more = [&] {
    auto const got = read();
    bytes += got;
    return !got.empty();
  };
  while ((end = bytes.find("\r\n\r\n")) == std::string::npos)
    if (!more()) return {};
  Response response;
  response.head = bytes.substr(0, end + 2);
  response.status = std::stoi(response.head.substr(9, 3));
  std::size_t length = 0;
  if (auto const at = response.head.find("Content-Length: "); at != std::string::npos)
    length = std::stoul(response.head.substr(at + 16));
  while (bytes.size() < end + 4 + length)
    if (!more()) break;
  response.body = bytes.substr(end + 4, length);
  return response;
}

Response receive(Socket& socket) {
  return receive([&] {
    if (!socket.readable(30s)) return std::string{};
    char buffer[4096];
    auto const got = ::recv(socket.fd(), buffer, sizeof buffer, 0);
    return got > 0 ? std::string(buffer, static_cast<std::size_t>(got)) : std::string{};
  });
}

Response ask(std::uint16_t port, std::string const& request) {
  auto socket = Socket::connected_tcp(port);
  socket.send(request);
  return receive(socket);
}

/// A certificate of its own for 127.0.0.1, and its key, as files.
void make_certificate(std::filesystem::path const& certificate, std::filesystem::path const& key_file) {
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> const key{EVP_EC_gen("P-256"), &EVP_PKEY_free};
  std::unique_ptr<X509, decltype(&X509_free)> const cert{X509_new(), &X509_free};
  REQUIRE((key && cert));
  X509_set_version(cert.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(cert.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(cert.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(cert.get()), 3600);
  X509_set_pubkey(cert.get(), key.get());
  auto* const name = X509_get_subject_name(cert.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<unsigned char const*>("127.0.0.1"), -1, -1, 0);
  X509_set_issuer_name(cert.get(), name);
  REQUIRE(X509_sign(cert.get(), key.get(), EVP_sha256()) > 0);
  std::unique_ptr<std::FILE, decltype(&std::fclose)> const out{std::fopen(certificate.c_str(), "w"), &std::fclose};
  std::unique_ptr<std::FILE, decltype(&std::fclose)> const secret{std::fopen(key_file.c_str(), "w"), &std::fclose};
  REQUIRE(PEM_write_X509(out.get(), cert.get()) == 1);
  REQUIRE(PEM_write_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  namespace fs = std::filesystem;
  fs::permissions(key_file, fs::perms::owner_read | fs::perms::owner_write);
}

/// A TLS client that knows the one certificate.
class SecureClient {
 public:
  SecureClient(std::uint16_t port, std::filesystem::path const& certificate, int highest = 0)
      : socket_(Socket::connected_tcp(port)), context_(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free) {
    if (highest != 0) {
      SSL_CTX_set_security_level(context_.get(), 0);  // else the library itself would not speak the old versions
      SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
      SSL_CTX_set_max_proto_version(context_.get(), highest);
    }
    REQUIRE(SSL_CTX_load_verify_locations(context_.get(), certificate.c_str(), nullptr) == 1);
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    ssl_.reset(SSL_new(context_.get()));
    timeval const patience{30, 0};
    ::setsockopt(socket_.fd(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    SSL_set_fd(ssl_.get(), socket_.fd());
    connected_ = SSL_connect(ssl_.get()) == 1;
  }
  bool connected() const { return connected_; }
  Response ask(std::string const& request) {
    REQUIRE(SSL_write(ssl_.get(), request.data(), static_cast<int>(request.size())) > 0);
    return receive([&] {
      char buffer[4096];
      auto const got = SSL_read(ssl_.get(), buffer, sizeof buffer);
      return got > 0 ? std::string(buffer, static_cast<std::size_t>(got)) : std::string{};
    });
  }

 private:
  Socket socket_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, &SSL_free};
  bool connected_ = false;
};

}  // namespace

TEST_CASE("web.http: what was posted is answered when it is on record, not before") {
  Rig rig;
  auto const port = rig.start();
  rig.desk.hold();
  auto socket = Socket::connected_tcp(port);
  socket.send(post(kBeacon));
  REQUIRE(rig.io.until([&] { return rig.desk.events() == 1; }));
  CHECK_FALSE(socket.readable(0ms));
  rig.desk.record();
  auto const response = receive(socket);
  CHECK(response.status == 200);
  CHECK(response.json().at("accepted").to_number<int>() == 1);
  CHECK(response.json().at("refused").as_array().empty());
  CHECK(response.head.find("application/json") != std::string::npos);
  // The connection goes on.
  socket.send(post(std::string("no beacon\n") + kBeacon));
  auto const second = receive(socket);
  CHECK(second.status == 200);
  CHECK(second.json().at("refused").as_array().at(0).at("line").to_number<int>() == 1);
  CHECK(rig.of_http.connects.value() == 1);
}

TEST_CASE("web.http: while the journal fails the answer is 503 with Retry-After, and the desk has the alert") {
  Rig rig;
  auto const port = rig.start();
  rig.desk.fail();
  auto const response = ask(port, post(kBeacon));
  CHECK(response.status == 503);
  CHECK(response.head.find("Retry-After: ") != std::string::npos);
  CHECK(response.json().at("error").as_string() == "not_recorded");
  CHECK(rig.desk.events() == 1);
  rig.desk.record();
  CHECK(ask(port, post(kBeacon)).status == 200);
}

TEST_CASE("web.http: a desk that does not answer in time, or has no room, is 503") {
  Rig rig;
  rig.options.record_time = 50ms;
  auto const port = rig.start();
  rig.desk.hold();
  CHECK(ask(port, post(kBeacon)).status == 503);
  rig.desk.record();
  rig.desk.set_room(1);
  CHECK(ask(port, post(std::string(kBeacon) + kBeacon)).status == 503);
  auto const full = ask(port, post(kBeacon));
  CHECK(full.status == 503);
  CHECK(full.json().at("error").as_string() == "no_room");
  CHECK(full.head.find("Retry-After: ") != std::string::npos);
}

TEST_CASE("web.http: a source of which too much waits is told so") {
  Rig rig;
  rig.options.max_connections = DocumentDoor::kMaxOpen + 2;
  auto const port = rig.start();
  rig.desk.hold();
  std::vector<Socket> waiting;
  for (std::size_t i = 0; i < DocumentDoor::kMaxOpen; ++i) {
    waiting.push_back(Socket::connected_tcp(port));
    waiting.back().send(post(kBeacon));
  }
  REQUIRE(rig.io.until([&] { return rig.desk.events() == DocumentDoor::kMaxOpen; }));
  auto const refused = ask(port, post(kBeacon));
  CHECK(refused.status == 429);
  CHECK(refused.head.find("Retry-After: ") != std::string::npos);
  rig.desk.record();
  for (auto& socket : waiting) CHECK(receive(socket).status == 200);
}

TEST_CASE("web.http: an idempotency key names a delivery together with its content") {
  Rig rig;
  auto const port = rig.start();
  auto const key = std::string("Idempotency-Key: 7\r\n");
  for (auto const& request :
       {post(kBeacon, key), post(kBeacon, key), post(std::string("#\n") + kBeacon, key), post(kBeacon)})
    CHECK(ask(port, request).status == 200);
  auto const alerts = rig.desk.alerts();
  REQUIRE(alerts.size() == 4);
  CHECK_FALSE(alerts[0].delivery.empty());
  CHECK(alerts[1].delivery == alerts[0].delivery);
  CHECK(alerts[2].delivery != alerts[0].delivery);
  CHECK(alerts[3].delivery.empty());
  CHECK(ask(port, post(kBeacon, "Idempotency-Key: " + std::string(256, 'x') + "\r\n")).status == 400);
}

TEST_CASE("web.http: without the right token nothing of the body is read, and the log does not show tokens") {
  Rig rig;
  auto const port = rig.start();
  auto const wrong = ask(port, post(kBeacon, {}, "beacons", "00000000000000000000000000000000"));
  CHECK(wrong.status == 401);
  CHECK(wrong.head.find("WWW-Authenticate: Bearer") != std::string::npos);
  CHECK(ask(port, post(kBeacon, {}, "beacons", kCapToken)).status == 401);
  CHECK(ask(port, post(kBeacon, {}, "none", kToken)).status == 404);
  // Announced, and not sent: the answer does not wait for it.
  auto socket = Socket::connected_tcp(port);
  socket.send("POST /v1/alerts/beacons HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");
  CHECK(receive(socket).status == 401);
  socket.close();
  CHECK(rig.desk.events() == 0);
  CHECK(rig.of_beacons.bytes.value() == 0);
  for (auto const& line : rig.io.log_lines()) {
    CHECK(line.find(kToken) == std::string::npos);
    CHECK(line.find(kCapToken) == std::string::npos);
    CHECK(line.find("00000000000000000000") == std::string::npos);
  }
}

TEST_CASE("web.http: other methods, types, lengths and bytes that are no HTTP are refused by their status") {
  Rig rig;
  rig.options.max_body_bytes = 1000;
  auto const port = rig.start();
  auto const auth = "Authorization: Bearer " + std::string(kToken) + "\r\n";
  CHECK(ask(port, "GET /v1/alerts/beacons HTTP/1.1\r\nHost: x\r\n" + auth + "\r\n").status == 405);
  CHECK(ask(port, post(kBeacon, {}, "beacons", kToken, "application/json")).status == 415);
  CHECK(
      ask(port, "POST /v1/alerts/beacons HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n" + auth + "\r\n").status ==
      411);
  CHECK(ask(port, post(std::string(1001, '\n'))).status == 413);
  // Chunked, of unknown length: the bound is found on the way.
  auto const chunked = "POST /v1/alerts/beacons HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n" + auth +
                       "Transfer-Encoding: chunked\r\n\r\n";
  CHECK(ask(port, chunked + "1f\r\n" + kBeacon + "\r\n0\r\n\r\n").status == 200);
  CHECK(ask(port, chunked + "7d0\r\n" + std::string(2000, '\n') + "\r\n0\r\n\r\n").status == 413);
  CHECK(ask(port, post(kBeacon, "X: " + std::string(20'000, 'x') + "\r\n")).status == 431);
  CHECK(ask(port, "good morning\r\n\r\n").status == 400);
  CHECK(ask(port, post("\n\n")).status == 400);
}

TEST_CASE("web.http: a large body that is refused does not swallow the answer") {
  Rig rig;
  auto const port = rig.start();
  auto socket = Socket::connected_tcp(port);
  socket.send(post(std::string((std::size_t{1} << 20U) + 1, '\n')));
  CHECK(receive(socket).status == 413);
}

TEST_CASE("web.http: who asks whether to go on is told to, or why not") {
  Rig rig;
  auto const port = rig.start();
  auto const request = post(kBeacon, "Expect: 100-continue\r\n");
  auto const end = request.find("\r\n\r\n") + 4;
  auto socket = Socket::connected_tcp(port);
  socket.send(request.substr(0, end));
  CHECK(receive(socket).status == 100);
  socket.send(request.substr(end));
  CHECK(receive(socket).status == 200);
  auto const refused = post(kBeacon, "Expect: 100-continue\r\n", "beacons", kCapToken);
  CHECK(ask(port, refused.substr(0, refused.find("\r\n\r\n") + 4)).status == 401);
}

TEST_CASE("web.http: a client that sends slowly is answered 408, one that sends nothing is closed") {
  Rig rig;
  rig.options.request_time = 100ms;
  auto const port = rig.start();
  auto silent = Socket::connected_tcp(port);
  auto slow = Socket::connected_tcp(port);
  slow.send("POST /v1/alerts/beacons HTTP/1.1\r\nHost");
  CHECK(receive(slow).status == 408);
  auto stuck = Socket::connected_tcp(port);
  auto const request = post(kBeacon);
  stuck.send(request.substr(0, request.size() - 1));
  CHECK(receive(stuck).status == 408);
  CHECK(silent.closed_by_peer());
  CHECK(slow.closed_by_peer());
  CHECK(rig.of_http.timeouts.value() >= 3);
  CHECK(rig.desk.events() == 0);
}

TEST_CASE("web.http: more connections than allowed are closed at once, and those that are there go on") {
  Rig rig;
  rig.options.max_connections = 1;
  auto const port = rig.start();
  auto first = Socket::connected_tcp(port);
  first.send(post(kBeacon));
  CHECK(receive(first).status == 200);
  CHECK(Socket::connected_tcp(port).closed_by_peer());
  first.send(post(kBeacon));
  CHECK(receive(first).status == 200);
  first.close();
  REQUIRE(rig.io.until([&] { return rig.of_http.open.load() == 0; }));
  CHECK(ask(port, post(kBeacon)).status == 200);
  CHECK(rig.of_http.refused.value() == 1);
}

TEST_CASE("web.http: a connection ends after as many requests as it may bring") {
  Rig rig;
  rig.options.max_requests = 2;
  auto const port = rig.start();
  auto socket = Socket::connected_tcp(port);
  socket.send(post(kBeacon));
  CHECK(receive(socket).head.find("Connection: close") == std::string::npos);
  socket.send(post(kBeacon));
  CHECK(receive(socket).head.find("Connection: close") != std::string::npos);
  CHECK(socket.closed_by_peer());
}

TEST_CASE("web.http: a CAP message that is at fault is refused with its field") {
  Rig rig;
  auto const port = rig.start();
  auto const request = [&](std::string const& xml) {
    return ask(port, post(xml, {}, "cap", kCapToken, "application/cap+xml"));
  };
  std::ifstream file(std::string(LINGDING_SOURCE_DIR) + "/tests/golden/cap/earthquake.xml");
  std::string const earthquake{std::istreambuf_iterator<char>(file), {}};
  auto const not_ours = request(earthquake);
  CHECK(not_ours.status == 400);
  CHECK(not_ours.json().at("refused").as_array().at(0).at("reason").as_string() == "not_maritime");
  auto wrong = earthquake;
  wrong.replace(wrong.find("<sent>"), 6, "<sent>x");
  auto const faulty = request(wrong);
  CHECK(faulty.status == 400);
  CHECK(faulty.json().at("refused").as_array().at(0).at("reason").as_string() == "value_wrong");
  CHECK(faulty.json().at("refused").as_array().at(0).at("field").as_string().find("sent") != std::string::npos);
  CHECK(request("<alert").status == 400);
}

TEST_CASE("web.http: over TLS of 1.2 and 1.3, and no older") {
  support::TempFolder const folder;
  auto const certificate = folder / "cert.pem";
  auto const key = folder / "key.pem";
  make_certificate(certificate, key);
  Rig rig;
  rig.options.certificate_file = certificate;
  rig.options.key_file = key;
  rig.options.request_time = 2s;
  auto const port = rig.start();
  for (int const version : {0, TLS1_3_VERSION, TLS1_2_VERSION}) {
    SecureClient client{port, certificate, version};
    REQUIRE(client.connected());
    CHECK(client.ask(post(kBeacon)).status == 200);
    CHECK(client.ask(post(kBeacon, {}, "beacons", kCapToken)).status == 401);
  }
  CHECK_FALSE(SecureClient(port, certificate, TLS1_1_VERSION).connected());
  // Who speaks in clear is not answered in clear.
  CHECK(ask(port, post(kBeacon)).status == 0);
  CHECK(rig.desk.events() == 3);
}

TEST_CASE("web.http: an address that others can reach without TLS, or a key that others can read, is refused") {
  support::TempFolder const folder;
  Rig rig;
  rig.options.address = {"0.0.0.0", 0};
  CHECK_THROWS_WITH(rig.start(), Catch::Contains("not loopback"));
  rig.options.address = {"example.org", 0};
  CHECK_THROWS_WITH(rig.start(), Catch::Contains("not a numeric address"));
  rig.options.address = {"127.0.0.1", 0};
  auto const certificate = folder / "cert.pem";
  auto const key = folder / "key.pem";
  make_certificate(certificate, key);
  rig.options.certificate_file = certificate;
  CHECK_THROWS_WITH(rig.start(), Catch::Contains("go together"));
  rig.options.key_file = key;
  namespace fs = std::filesystem;
  fs::permissions(key, fs::perms::owner_read | fs::perms::group_read);
  CHECK_THROWS_WITH(rig.start(), Catch::Contains("others may read"));
  make_certificate(folder / "other.pem", key);
  CHECK_THROWS_WITH(rig.start(), Catch::Contains("not the certificate's"));
  rig.options.certificate_file = folder / "other.pem";
  rig.options.address = {"0.0.0.0", 0};
  CHECK(rig.start() != 0);
}
