#pragma once
// A switchboard with a journal in memory, a wire in memory and a clock that the test moves.

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "adapters/bus/switchboard.hpp"
#include "tests/adapters/bus/fakes.hpp"

namespace lingding::bus::test {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// As ZeroMQ gives them: five bytes, the first zero.
inline std::string routing(char number) {
  return std::string{"\0\0\0\0", 4} + number;
}

inline AuthorizedKey key(std::string name, geo::CentreId centre = geo::CentreId::hk, Role role = Role::officer) {
  auto const public_key = std::string(40 - name.size(), '0') + name;
  auto const company = role == Role::operator_ ? "example-ferries" : "";
  return {std::move(name), centre, role, public_key, geo::UtcTime{}, company};
}

struct Rig {
  explicit Rig(BusLimits limits = {}, Curve curve = Curve::on, FakeJournal* other = nullptr, Mode mode = Mode::real)
      : journal(other != nullptr ? *other : own),
        history({{geo::CentreId::hk, &journal}, {geo::CentreId::mo, &macao}}) {
    board = std::make_unique<Switchboard>(Switchboard::Setup{curve,
                                                             {geo::CentreId::hk, geo::CentreId::mo},
                                                             "lingding test",
                                                             7411,
                                                             limits,
                                                             mode,
                                                             mode == Mode::exercise ? "PEARL" : "",
                                                             mode == Mode::exercise ? "telephone 1" : ""},
                                          port, history, outlet, counters, log);
  }
  void pass(milliseconds time) {
    now.steady += time;
    now.utc += time;
    board->tick(now);
  }
  void say(std::string const& from, AuthorizedKey const& who, std::string const& frame) {
    board->on_message(now, Peer{from, who.public_key, &who}, {frame});
  }
  void hello(std::string const& from, AuthorizedKey const& who, Seq last_seq = 0, std::string const& extra = {}) {
    say(from, who,
        R"({"type":"hello","version":1,"centre":")" + std::string{geo::to_text(who.centre)} + R"(","last_seq":)" +
            std::to_string(last_seq) + R"(,"client":"test")" + extra + "}");
  }
  void received(std::string const& from, AuthorizedKey const& who, Seq seq) {
    say(from, who, R"({"type":"received","seq":)" + std::to_string(seq) + "}");
  }
  void record(Seq count) {
    auto const after = journal.last();
    auto updates = journal.append(count);
    board->publish(now, geo::CentreId::hk, after, journal.last(), std::move(updates));
  }
  void settle() {
    for (int i = 0; i < 10'000 && board->catch_up(now); ++i) {
    }
  }
  /// What was sent to one connection and not looked at yet.
  std::vector<boost::json::object> take(std::string const& from) {
    std::vector<boost::json::object> messages;
    for (auto const& frame : outlet.sent[from]) messages.push_back(object(frame));
    outlet.sent[from].clear();
    return messages;
  }
  std::vector<boost::json::object> take(std::string const& from, std::string_view type) {
    auto messages = take(from);
    std::erase_if(messages, [&](auto const& message) { return text(message, "type") != type; });
    return messages;
  }

  FakeJournal own;
  FakeJournal macao;
  FakeJournal& journal;
  FakePort port;
  FakeHistory history;
  FakeOutlet outlet;
  BusCounters counters;
  BusLog log;
  std::unique_ptr<Switchboard> board;
  Moment now{std::chrono::steady_clock::time_point{seconds{1000}}, geo::UtcTime{seconds{1'472'313'000}}};
};

inline std::vector<Seq> seqs(std::vector<boost::json::object> const& updates) {
  std::vector<Seq> list;
  for (auto const& update : updates) list.push_back(number(update, "seq"));
  return list;
}

inline std::vector<Seq> from_to(Seq first, Seq last) {
  std::vector<Seq> list;
  for (Seq seq = first; seq <= last; ++seq) list.push_back(seq);
  return list;
}

inline auto const kOfficer = key("hk-1");

}  // namespace lingding::bus::test
