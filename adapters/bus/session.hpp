#pragma once
// What the switchboard knows of one session.

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>

#include "adapters/bus/inquiries.hpp"
#include "adapters/bus/switchboard.hpp"

namespace lingding::bus {

/// So many in a second, with a burst of as many.
class Allowance {
 public:
  using Time = std::chrono::steady_clock::time_point;
  Allowance(std::size_t per_second, Time now) : burst_(static_cast<double>(per_second)), left_(burst_), counted_(now) {}
  /// False: not now.
  bool take(Time now) {
    std::chrono::duration<double> const passed = now - counted_;
    counted_ = now;
    left_ = std::min(burst_, left_ + passed.count() * burst_);
    if (left_ < 1) return false;
    left_ -= 1;
    return true;
  }

 private:
  double burst_;
  double left_;
  Time counted_;
};

struct Switchboard::Session {
  Session(std::uint64_t number_given, Uploads& uploads_of_all, BusLimits const& limits, Mode mode,
          std::chrono::steady_clock::time_point now)
      : number(number_given),
        uploads(uploads_of_all),
        heard(now),
        commands(limits.commands_per_second, now),
        parts(limits.parts_per_second, now),
        questions(limits.questions_per_second, now),
        inquiries(mode) {}
  Session(Session const&) = delete;
  Session& operator=(Session const&) = delete;
  /// What it has sent of a document goes with it.
  ~Session() { uploads.forget(number); }

  std::uint64_t const number;  ///< no other session of this bus has it
  Uploads& uploads;
  std::string routing_id;
  std::string user_id;  ///< public key; empty where keys are off
  Client client;
  geo::CentreId centre = geo::CentreId::hk;
  std::chrono::steady_clock::time_point heard;
  std::chrono::steady_clock::time_point next_beat;
  Outflow outflow;
  Seq scanned = 0;         ///< all entries up to here were sent or show nothing
  Seq told = 0;            ///< the client's cursor when it has read all
  bool caught_up = false;  ///< it was told so
  bool behind = true;      ///< catch_up() has work for it
  bool broken = false;     ///< the transport can't reach it
  std::uint64_t beats = 0;
  std::uint64_t echoed = 0;
  int history_failures = 0;
  std::chrono::steady_clock::time_point history_retry{};
  std::optional<Seq> damaged_at;
  Allowance commands;
  Allowance parts;
  Allowance questions;
  Inquiries inquiries;
  std::size_t answers_under_way = 0;   ///< messages with answers, not known to be read
  std::uint64_t answers_wait_for = 0;  ///< the echo after which more may be sent; 0: more may be sent
  std::size_t receipts = 0;            ///< of documents' parts, since the last heartbeat

  /// Sees what is for it alone, and nothing of the centre.
  bool sees_own_alone() const { return client.role == Role::operator_; }
  /// What it is shown of an update; nullptr: nothing.
  std::string const* shown(Update const& update) const {
    return sees_own_alone() ? update.own_effects_for(client.name) : update.effects_for(client.name);
  }
};

}  // namespace lingding::bus
