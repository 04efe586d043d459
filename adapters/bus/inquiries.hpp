#pragma once
// The questions of one session: those without an answer, and the answers on their way out, cut into messages.

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "coordinator/mode.hpp"

namespace lingding::bus {

class Inquiries {
 public:
  using Time = std::chrono::steady_clock::time_point;

  enum class Asked : std::uint8_t {
    fresh,
    already,  ///< the same id waits for its answer, or its answer is under way
    too_many
  };
  explicit Inquiries(coordinator::Mode mode) : mode_(mode) {}
  /// What waits for an answer: a question, or a submission for its outcome.
  enum class What : std::uint8_t { question, submission };
  /// \param most that wait of the same kind; of questions, answers under way included.
  Asked ask(std::string const& id, Time now, std::size_t most, What what = What::question);
  /// Waits for its answer.
  bool is_open(std::string const& id) const { return open_.contains(id); }
  /// The question is no more.
  void drop(std::string const& id) { open_.erase(id); }
  /// \param result JSON text. \pre is_open(id), result is not empty
  void answer(std::string const& id, std::string result, Time now);

  /// There is something to be sent.
  bool waiting() const { return !queue_.empty(); }
  struct Piece {
    std::string message;
    bool last = false;  ///< of its answer
  };
  /// The next message; answers take turns, so that a short one need not wait for a long one. \pre waiting()
  Piece next();
  /// Of the answers that were not sent to the end.
  std::size_t bytes() const { return bytes_; }
  /// Forgets questions without an answer for `wait` and answers not sent to the end after `within`; returns their ids.
  std::vector<std::string> expire(Time now, std::chrono::milliseconds wait, std::chrono::milliseconds within);

 private:
  struct Outgoing {
    std::string id;
    std::string result;
    std::size_t sent = 0;
    std::size_t part = 0;
    std::size_t parts = 1;
    Time since;
  };
  struct Open {
    Time since;
    What what;
  };
  coordinator::Mode mode_;
  std::map<std::string, Open> open_;
  std::deque<Outgoing> queue_;
  std::size_t bytes_ = 0;
};

}  // namespace lingding::bus
