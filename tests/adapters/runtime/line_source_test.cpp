#include "adapters/runtime/line_source.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>

#include "tests/support/io_harness.hpp"
#include "tests/support/sockets.hpp"
#include "tests/support/temp_folder.hpp"

using namespace lingding;
using namespace std::chrono_literals;
using runtime::AtEnd;
using runtime::Endpoint;
using runtime::FileInput;
using runtime::SourceCounters;
using runtime::TcpClientInput;
using runtime::TcpServerInput;
using runtime::UdpInput;
using support::IoHarness;
using support::RememberingSink;
using support::Socket;

namespace {

Endpoint const kAnyPort{"127.0.0.1", 0};

/// A client that comes back quickly, for tests of coming back.
TcpClientInput client_of(std::uint16_t port) {
  TcpClientInput input{{"127.0.0.1", port}};
  input.first_backoff = 1ms;
  input.last_backoff = 4ms;
  return input;
}

SourceCounters& counters_named(IoHarness& harness, std::string name) {
  return harness.counter_set.add(std::move(name));
}

/// The sink hears of lines before they are counted: what the loop is doing is waited for.
std::uint64_t count(IoHarness& harness, std::string const& source, std::string const& name) {
  harness.on_io([] {});
  for (auto const& snapshot : harness.counter_set.snapshot())
    if (snapshot.source == source)
      for (auto const& [key, value] : snapshot.values)
        if (key == name) return value;
  return 0;
}

}  // namespace

TEST_CASE("runtime.tcp_server: lines of several clients come out whole, each client a stream of its own") {
  RememberingSink sink;
  IoHarness harness;
  auto const port = harness.open("in", TcpServerInput{kAnyPort}, sink).listening()->port;
  auto a = Socket::connected_tcp(port);
  auto b = Socket::connected_tcp(port);
  a.send("a1 begins ");
  REQUIRE(harness.until([&] { return count(harness, "in", "bytes") == 10; }));
  b.send("b1\n");
  REQUIRE(sink.wait_for_text("b1\n"));
  a.send("and ends\r\na2");
  REQUIRE(sink.wait_for_text("b1\na1 begins and ends\r\n"));
  a.close();  // a2 had no line end: it is given out all the same
  REQUIRE(sink.wait_for_closed(1));
  CHECK(sink.text() == "b1\na1 begins and ends\r\na2");
  CHECK(sink.by_stream().size() == 2);
  CHECK(count(harness, "in", "lines") == 3);
  CHECK(count(harness, "in", "truncated") == 1);
  CHECK(count(harness, "in", "connects") == 2);
  CHECK(harness.until([&] { return count(harness, "in", "open") == 1; }));
}

TEST_CASE("runtime.tcp_server: received_at and last_seen are the clock's") {
  struct TimeSink final : runtime::LineSink {
    runtime::Flow lines(runtime::LineBlock const& block) override {
      at = block.received_at;
      return runtime::Flow::more;
    }
    void closed(std::uint64_t) override {}
    std::optional<geo::UtcTime> at;
  } sink;
  IoHarness harness;
  auto const port = harness.open("in", TcpServerInput{kAnyPort}, sink).listening()->port;
  auto client = Socket::connected_tcp(port);
  client.send("x\n");
  REQUIRE(harness.until([&] { return sink.at.has_value(); }));
  CHECK(*sink.at == harness.clock.now());
  CHECK(harness.counter_set.snapshot()[0].last_seen == harness.clock.now());
}

TEST_CASE("runtime.tcp_server: too many clients are refused, and those that are there are not disturbed") {
  RememberingSink sink;
  IoHarness harness;
  TcpServerInput input{kAnyPort};
  input.max_clients = 2;
  auto const port = harness.open("in", input, sink).listening()->port;
  auto first = Socket::connected_tcp(port);
  auto second = Socket::connected_tcp(port);
  REQUIRE(harness.until([&] { return count(harness, "in", "open") == 2; }));
  auto third = Socket::connected_tcp(port);
  CHECK(third.closed_by_peer());
  CHECK(count(harness, "in", "refused") == 1);
  first.send("still here\n");
  CHECK(sink.wait_for_text("still here\n"));
}

TEST_CASE("runtime.tcp_server: when full, a client silent for long yields to a new one") {
  RememberingSink sink;
  IoHarness harness;
  TcpServerInput input{kAnyPort};
  input.max_clients = 2;
  input.yield_after = 0ms;
  auto const port = harness.open("in", input, sink).listening()->port;
  auto silent = Socket::connected_tcp(port);
  REQUIRE(harness.until([&] { return count(harness, "in", "open") == 1; }));
  auto talker = Socket::connected_tcp(port);
  talker.send("talks\n");
  REQUIRE(sink.wait_for_text("talks\n"));
  auto third = Socket::connected_tcp(port);
  CHECK(silent.closed_by_peer());
  third.send("third\n");
  CHECK(sink.wait_for_text("talks\nthird\n"));
}

TEST_CASE("runtime.tcp_server: a slow-loris that never ends its line is closed, a silent but whole client is not") {
  RememberingSink sink;
  IoHarness harness;
  TcpServerInput input{kAnyPort};
  input.line_timeout = 40ms;
  input.silence_timeout = 0ms;
  auto const port = harness.open("in", input, sink).listening()->port;
  auto good = Socket::connected_tcp(port);
  good.send("good\n");
  REQUIRE(sink.wait_for_text("good\n"));
  auto loris = Socket::connected_tcp(port);
  // A byte now and then: each comes before the limit, the line never.
  bool closed = false;
  auto const deadline = std::chrono::steady_clock::now() + 30s;
  while (!closed && std::chrono::steady_clock::now() < deadline) {
    try {
      loris.send("!");
    } catch (std::system_error const&) {
      closed = true;
    }
    closed = closed || loris.closed_by_peer(5ms);
  }
  CHECK(closed);
  CHECK(count(harness, "in", "timeouts") == 1);
  good.send("still\n");
  CHECK(harness.until([&] { return sink.text().ends_with("still\n"); }));
}

TEST_CASE("runtime.tcp_server: a client that says nothing at all is closed after the silence limit") {
  RememberingSink sink;
  IoHarness harness;
  TcpServerInput input{kAnyPort};
  input.silence_timeout = 20ms;
  auto const port = harness.open("in", input, sink).listening()->port;
  auto client = Socket::connected_tcp(port);
  CHECK(client.closed_by_peer());
  CHECK(count(harness, "in", "timeouts") == 1);
}

TEST_CASE(
    "runtime.tcp_server: ten megabytes without a newline are skipped and counted, a second client hears nothing of "
    "it") {
  RememberingSink sink;
  IoHarness harness;
  auto const port = harness.open("in", TcpServerInput{kAnyPort}, sink).listening()->port;
  auto flood = Socket::connected_tcp(port);
  auto good = Socket::connected_tcp(port);
  std::string const megabyte(1'000'000, 'x');
  for (int i = 0; i < 10; ++i) {
    flood.send(megabyte);
    good.send("line " + std::to_string(i) + "\n");
  }
  std::string expected;
  for (int i = 0; i < 10; ++i) expected += "line " + std::to_string(i) + "\n";
  CHECK(sink.wait_for_text(expected));
  flood.send("\nafter\n");
  CHECK(sink.wait_for_text(expected + "after\n"));
  CHECK(count(harness, "in", "overlong") == 1);
  CHECK(count(harness, "in", "bytes") > 10'000'000);
  auto const lines = harness.log_lines();
  CHECK(std::count_if(lines.begin(), lines.end(),
                      [](auto const& line) { return line.find("too long") != std::string::npos; }) == 1);
}

TEST_CASE("runtime.tcp_server: a hundred thousand lines too long are a handful of lines in the log") {
  RememberingSink sink;
  IoHarness harness;
  auto const port = harness.open("in", TcpServerInput{kAnyPort}, sink, 16).listening()->port;
  auto flood = Socket::connected_tcp(port);
  std::string thousand;
  for (int i = 0; i < 1000; ++i) thousand += "far longer than sixteen bytes\n";
  for (int i = 0; i < 100; ++i) flood.send(thousand);
  flood.send("end\n");
  REQUIRE(sink.wait_for_text("end\n"));
  CHECK(harness.until([&] { return count(harness, "in", "overlong") == 100'000; }));
  CHECK(harness.log_lines().size() < 12);
}

TEST_CASE("runtime.tcp_server: an address that is taken, or not numeric, is refused by name") {
  RememberingSink sink;
  IoHarness harness;
  auto const port = harness.open("in", TcpServerInput{kAnyPort}, sink).listening()->port;
  auto& counters = counters_named(harness, "second");
  auto const open = [&](runtime::LineInput const& input) {
    return runtime::open_line_source(input, {harness.io, harness.clock, harness.log, counters, sink});
  };
  CHECK_THROWS_WITH(open(TcpServerInput{{"127.0.0.1", port}}),
                    Catch::Contains("can't listen on 127.0.0.1:" + std::to_string(port)) && Catch::Contains("in use"));
  CHECK_THROWS_WITH(open(UdpInput{{"ais.example.org", 0}}), Catch::Contains("not a numeric address"));
}

TEST_CASE("runtime.tcp_server: IPv6 loopback") {
  RememberingSink sink;
  RememberingSink unused;
  IoHarness harness;
  try {
    auto const listening = harness.open("in", TcpServerInput{{"::1", 0}}, sink).listening();
    CHECK(listening->host == "::1");
    CHECK(listening->port != 0);
    // Our own client source is the other end.
    harness.open("out", TcpClientInput{*listening}, unused);
    CHECK(harness.until([&] { return count(harness, "in", "open") == 1; }));
  } catch (std::system_error const& error) {
    // A machine without IPv6 says so; anything else is a fault.
    CHECK((error.code().value() == EADDRNOTAVAIL || error.code().value() == EAFNOSUPPORT));
  }
}

TEST_CASE("runtime.tcp_client: it comes back after the server closed, and after there was none") {
  RememberingSink sink;
  IoHarness harness;
  auto server = Socket::listening_tcp();
  auto const port = server.port();
  harness.open("out", client_of(port), sink);
  auto first = server.accept();
  first.send("one\n");
  REQUIRE(sink.wait_for_text("one\n"));
  first.close();
  auto second = server.accept();
  second.send("two\n");
  REQUIRE(sink.wait_for_text("one\ntwo\n"));
  server.close();
  second.close();
  REQUIRE(harness.until([&] { return count(harness, "out", "failures") >= 2; }));
  server = Socket::listening_tcp(port);
  auto third = server.accept();
  third.send("three\n");
  REQUIRE(sink.wait_for_text("one\ntwo\nthree\n"));
  CHECK(count(harness, "out", "reconnects") == 2);
  CHECK(sink.closed_streams().size() == 2);
  CHECK(sink.by_stream().size() == 3);
}

TEST_CASE("runtime.tcp_client: hundreds of failed attempts are a handful of lines in the log") {
  RememberingSink sink;
  IoHarness harness;
  auto server = Socket::listening_tcp();
  auto const port = server.port();
  server.close();
  auto input = client_of(port);
  input.last_backoff = 1ms;
  harness.open("out", input, sink);
  REQUIRE(harness.until([&] { return count(harness, "out", "failures") >= 200; }));
  CHECK(harness.log_lines().size() < 10);
}

TEST_CASE("runtime.tcp_client: a server that falls silent is taken for dead, and connected to again") {
  RememberingSink sink;
  IoHarness harness;
  auto server = Socket::listening_tcp();
  auto input = client_of(server.port());
  input.silence_timeout = 30ms;
  harness.open("out", input, sink);
  auto first = server.accept();
  auto second = server.accept();
  CHECK(first.closed_by_peer());
  CHECK(count(harness, "out", "timeouts") >= 1);
}

TEST_CASE("runtime.tcp_client: a name that does not exist is a failure that is tried again") {
  RememberingSink sink;
  IoHarness harness;
  // RFC 6761: "invalid." never resolves.
  TcpClientInput input{{"receiver.invalid", 4001}};
  input.first_backoff = 1ms;
  input.last_backoff = 1ms;
  input.connect_timeout = 20ms;
  harness.open("out", input, sink);
  CHECK(harness.until([&] { return count(harness, "out", "failures") >= 2; }));
}

TEST_CASE("runtime.udp: a datagram may hold several lines and need not end with one") {
  RememberingSink sink;
  IoHarness harness;
  auto const port = harness.open("udp", UdpInput{kAnyPort}, sink).listening()->port;
  auto sender = Socket::udp();
  sender.send_to(port, "one\r\ntwo");
  REQUIRE(sink.wait_for_text("one\r\ntwo"));
  sender.send_to(port, "");
  sender.send_to(port, "\n");
  sender.send_to(port, "three\n");
  REQUIRE(sink.wait_for_text("one\r\ntwo\nthree\n"));
  CHECK(count(harness, "udp", "lines") == 4);
}

TEST_CASE("runtime.udp: senders are streams of their own, and at most sixty-four are told apart") {
  RememberingSink sink;
  IoHarness harness;
  auto const port = harness.open("udp", UdpInput{kAnyPort}, sink).listening()->port;
  std::vector<Socket> senders;
  std::size_t sent = 0;
  for (std::size_t i = 0; i < UdpInput::kMaxSenders + 3; ++i) {
    senders.push_back(Socket::udp());
    senders.back().send_to(port, "x\n");
    sent += 2;
    REQUIRE(sink.wait_for_size(sent));
  }
  CHECK(sink.by_stream().size() == UdpInput::kMaxSenders + 3);
  CHECK(sink.closed_streams() == std::vector<std::uint64_t>{1, 2, 3});
  senders.back().send_to(port, "y\n");
  REQUIRE(sink.wait_for_size(sent + 2));
  CHECK(sink.by_stream().size() == UdpInput::kMaxSenders + 3);
}

TEST_CASE("runtime.udp: lines too long are left out of a datagram, the others are not") {
  RememberingSink sink;
  IoHarness harness;
  auto const port = harness.open("udp", UdpInput{kAnyPort}, sink, 8).listening()->port;
  auto sender = Socket::udp();
  sender.send_to(port, "first\nfar too long\nthird\n" + std::string(60'000, 'x'));
  REQUIRE(sink.wait_for_text("first\nthird\n"));
  CHECK(harness.until([&] { return count(harness, "udp", "overlong") == 2; }));
  CHECK(count(harness, "udp", "lines") == 2);
}

TEST_CASE("runtime.hold: a held source reads nothing more until it is resumed, and another goes on") {
  RememberingSink sink;
  RememberingSink other;
  IoHarness harness;
  auto& held = harness.open("held", TcpServerInput{kAnyPort}, sink);
  auto const other_port = harness.open("other", TcpServerInput{kAnyPort}, other).listening()->port;
  auto client = Socket::connected_tcp(held.listening()->port);
  sink.set_hold(true);
  client.send("one\n");
  REQUIRE(sink.wait_for_text("one\n"));
  client.send("two\n");
  auto neighbour = Socket::connected_tcp(other_port);
  for (int i = 0; i < 50; ++i) {
    neighbour.send("x\n");
    REQUIRE(other.wait_for_size(2 * static_cast<std::size_t>(i + 1)));
  }
  CHECK(sink.text() == "one\n");
  CHECK(count(harness, "held", "held") == 1);
  sink.set_hold(false);
  held.resume();
  CHECK(sink.wait_for_text("one\ntwo\n"));
}

TEST_CASE("runtime.hold: a resume that finds the desk still full holds again, datagrams wait in the kernel") {
  RememberingSink sink;
  IoHarness harness;
  auto& source = harness.open("udp", UdpInput{kAnyPort}, sink);
  auto sender = Socket::udp();
  sink.set_hold(true);
  for (int i = 1; i <= 3; ++i) sender.send_to(source.listening()->port, std::to_string(i) + "\n");
  REQUIRE(sink.wait_for_text("1\n"));
  source.resume();
  REQUIRE(sink.wait_for_text("1\n2\n"));
  CHECK(harness.until([&] { return count(harness, "udp", "held") == 2; }));
  sink.set_hold(false);
  source.resume();
  CHECK(sink.wait_for_text("1\n2\n3\n"));
}

TEST_CASE("runtime.file: a file is read to its end, whatever its last line, and the source has ended") {
  support::TempFolder const folder;
  std::string content;
  for (int i = 0; i < 50'000; ++i) content += "line " + std::to_string(i) + "\n";
  content += "no end";
  auto const path = folder.write("log.nmea", content);
  RememberingSink sink;
  IoHarness harness;
  auto& source = harness.open("file", FileInput{path.string()}, sink);
  REQUIRE(sink.wait_for_closed(1));
  CHECK(sink.text() == content);
  CHECK(harness.until([&] { return source.ended(); }));
  CHECK(count(harness, "file", "lines") == 50'001);
  CHECK(count(harness, "file", "open") == 0);
}

TEST_CASE("runtime.file: a followed file gives what is added, and starts over when it was cut or replaced") {
  support::TempFolder const folder;
  auto const path = folder.write("log.nmea", "one\n");
  RememberingSink sink;
  IoHarness harness;
  harness.open("file", FileInput{path.string(), AtEnd::follow, 1ms}, sink);
  REQUIRE(sink.wait_for_text("one\n"));
  std::ofstream(path, std::ios::app) << "tw" << std::flush;
  REQUIRE(harness.until([&] { return count(harness, "file", "bytes") == 6; }));
  std::ofstream(path, std::ios::app) << "o\n" << std::flush;
  REQUIRE(sink.wait_for_text("one\ntwo\n"));
  std::ofstream(path, std::ios::trunc) << "3\n" << std::flush;
  REQUIRE(sink.wait_for_text("one\ntwo\n3\n"));
  auto const next = folder.write("next.nmea", "four, in a file that is longer than the one before\n");
  std::filesystem::rename(next, path);
  CHECK(sink.wait_for_text("one\ntwo\n3\nfour, in a file that is longer than the one before\n"));
}

TEST_CASE("runtime.file: a named pipe is waited for, and read to its end") {
  support::TempFolder const folder;
  auto const path = (folder / "pipe").string();
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  RememberingSink sink;
  IoHarness harness;
  auto& source = harness.open("pipe", FileInput{path, AtEnd::stop, 1ms}, sink);
  {
    std::ofstream pipe(path);
    pipe << "one\ntw" << std::flush;
    REQUIRE(sink.wait_for_text("one\n"));
    pipe << "o\n";
  }
  CHECK(sink.wait_for_text("one\ntwo\n"));
  CHECK(harness.until([&] { return source.ended(); }));
}

TEST_CASE("runtime.file: a file that isn't there, a folder and no path at all are refused by name") {
  RememberingSink sink;
  IoHarness harness;
  auto& counters = counters_named(harness, "file");
  auto const open = [&](std::string path) {
    return runtime::open_line_source(FileInput{std::move(path)},
                                     {harness.io, harness.clock, harness.log, counters, sink});
  };
  CHECK_THROWS_WITH(open("/nonexistent/log.nmea"), Catch::Contains("can't open /nonexistent/log.nmea"));
  CHECK_THROWS_WITH(open("/"), Catch::Contains("can't read /"));
  CHECK_THROWS_WITH(open(""), Catch::Contains("needs a path"));
}

TEST_CASE("runtime.standard_input: a pipe is read to its end, an empty device ends at once") {
  int const saved = ::dup(STDIN_FILENO);
  for (bool const device : {false, true}) {
    int ends[2] = {-1, -1};
    if (device) {
      ends[0] = ::open("/dev/null", O_RDONLY);
    } else {
      REQUIRE(::pipe(ends) == 0);
      REQUIRE(::write(ends[1], "one\ntwo\n", 8) == 8);
      ::close(ends[1]);
    }
    ::dup2(ends[0], STDIN_FILENO);
    ::close(ends[0]);
    {
      RememberingSink sink;
      IoHarness harness;
      auto& source = harness.open("stdin", runtime::StandardInput{}, sink);
      CHECK(sink.wait_for_closed(1));
      CHECK(sink.text() == (device ? "" : "one\ntwo\n"));
      CHECK(harness.until([&] { return source.ended(); }));
    }
    ::dup2(saved, STDIN_FILENO);
  }
  ::close(saved);
}

TEST_CASE("runtime.sources: several kinds at once, each with its own counters, and stop is the end") {
  support::TempFolder const folder;
  auto server = Socket::listening_tcp();
  RememberingSink sinks[4];
  IoHarness harness;
  auto& out = harness.open("client", client_of(server.port()), sinks[0]);
  auto& in = harness.open("server", TcpServerInput{kAnyPort}, sinks[1]);
  auto& udp = harness.open("udp", UdpInput{kAnyPort}, sinks[2]);
  auto& file = harness.open("file", FileInput{folder.write("f", "file\n").string(), AtEnd::follow, 1ms}, sinks[3]);
  auto peer = server.accept();
  peer.send("client\n");
  auto client = Socket::connected_tcp(in.listening()->port);
  client.send("server\n");
  Socket::udp().send_to(udp.listening()->port, "udp\n");
  CHECK(sinks[0].wait_for_text("client\n"));
  CHECK(sinks[1].wait_for_text("server\n"));
  CHECK(sinks[2].wait_for_text("udp\n"));
  CHECK(sinks[3].wait_for_text("file\n"));
  for (auto const* name : {"client", "server", "udp", "file"}) CHECK(count(harness, name, "lines") == 1);

  harness.on_io([&] {
    for (auto* source : {&out, &in, &udp, &file}) source->stop();
  });
  CHECK(peer.closed_by_peer());
  CHECK(client.closed_by_peer());
  CHECK_THROWS_AS(Socket::connected_tcp(in.listening()->port), std::system_error);
  for (auto& sink : sinks) CHECK(sink.closed_streams().size() == 1);
  for (auto* source : {&out, &in, &udp, &file}) CHECK(harness.until([&] { return source->ended(); }));
}

TEST_CASE("runtime.clock: the system clock is the operating system's") {
  runtime::SystemClock const clock;
  auto const before = std::chrono::system_clock::now() - 1s;
  auto const now = clock.now();
  CHECK(now > before);
  CHECK(now < std::chrono::system_clock::now() + 1s);
}
