#pragma once
// What a client files and asks, until it is told what came of it: sent in parts, sent again in every new session,
// answers put together. Without sockets and clocks.

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/bus/console_bus.hpp"
#include "adapters/bus/console_client.hpp"
#include "adapters/bus/protocol.hpp"

namespace lingding::bus {

class ClientRequests {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Taken = ConsoleClient::Taken;
  /// Takes one message for the server. It may get lost; then the session is over or an error comes.
  using Send = std::function<void(std::string const&)>;
  using Tell = std::function<void(ClientEvent)>;

  ClientRequests(Send send, Tell tell) : send_(std::move(send)), tell_(std::move(tell)) {}

  Taken submit(std::string const& id, std::string statement, std::string signature,
               std::optional<std::string> document);
  Taken attach(std::string const& id, std::string bytes);
  Taken ask(std::string const& id, std::string query);

  /// Something that was filed or asked and has no outcome yet has the id.
  bool has(std::string const& id) const;

  /// A session has begun: questions can be asked. \param mode as the welcome said; goes with all that is said.
  void connected(std::optional<Mode> mode = std::nullopt);
  /// All that is on record has come, outcomes of what was filed before among it: the rest can be filed.
  void caught_up() { caught_up_ = true; }
  /// There is no session.
  void lost();
  /// Says what is to be said now.
  void keep_going(Time now);
  /// When keep_going() has something to do next; empty: not before something happens.
  std::optional<Time> due() const;

  void on_part_received(Time now, std::string_view digest, std::uint64_t offset);
  /// \param message an `answer` as it came.
  void on_answer(Time now, std::string_view message);
  /// Returns the id of what was refused; empty: nothing of ours.
  std::string on_error(Time now, std::string_view code, std::string const& id, std::string_view digest);

 private:
  /// What became of the submission is known.
  void outcome(std::string const& id);

  struct Filing {
    Submit submit;
    std::optional<std::string> document;
    bool sent = false;  ///< the submit or attach message, in this session
    DocumentPart::Form form = DocumentPart::Form::text;
    std::string message(std::optional<Mode> mode) const;  ///< that is sent when the document is there
  };
  struct Upload {
    std::string id;
    std::size_t sent = 0;
    std::size_t received = 0;
    std::deque<std::size_t> under_way;  ///< ends of parts
    Time moved;
  };
  struct Question {
    std::string query;
    bool asked = false;  ///< in this session
    Time heard{};
    std::string text;  ///< of the parts that came
    std::uint64_t parts = 0;
  };

  std::vector<Filing>::iterator find(std::string_view id);
  bool is_busy(std::string_view code) const;
  void pause(Time now);
  void file(Time now);
  void fill_window(Time now, Filing const& filing);
  void ask_all(Time now);
  void on_answer_part(Time now, std::string const& id, std::uint64_t part, std::uint64_t parts, std::string_view text);

  Send send_;
  Tell tell_;
  std::vector<Filing> filings_;  ///< in the order in which they came
  std::size_t document_bytes_ = 0;
  std::map<std::string, Question> questions_;
  std::optional<Upload> upload_;
  std::optional<Mode> mode_;
  bool connected_ = false;
  bool caught_up_ = false;
  Time resume_at_{};
  static constexpr std::chrono::milliseconds kFirstPause{250};
  std::chrono::milliseconds pause_ = kFirstPause;
};

}  // namespace lingding::bus
