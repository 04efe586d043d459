#pragma once
// What the bus needs of the desks and their journals, and the values that go between them.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/bus/keys.hpp"
#include "coordinator/codec.hpp"
#include "coordinator/ports.hpp"
#include "geo/centre.hpp"
#include "geo/sha256.hpp"
#include "geo/time.hpp"

namespace lingding::bus {

using coordinator::Seq;

/// What one journal entry shows to consoles: JSON arrays of effects (docs/protocol.md, "Effects").
struct Update {
  Seq seq = 0;                                         ///< of the entry; 0: it could not be recorded
  geo::UtcTime at{};                                   ///< when the desk handled the event
  std::shared_ptr<std::string const> effects;          ///< for every console of the centre; nullptr: nothing
  std::string officer;                                 ///< who is shown more than the others; empty: nobody
  std::shared_ptr<std::string const> officer_effects;  ///< all that he is shown, in order; nullptr without officer
  std::shared_ptr<std::string const> own_effects{};    ///< what of it is for him alone; nullptr without officer

  /// nullptr: the entry shows him nothing.
  std::string const* effects_for(std::string_view name) const {
    return (!officer.empty() && name == officer ? officer_effects : effects).get();
  }
  /// What is for `name` alone, which is all that an operator is shown; nullptr: nothing.
  std::string const* own_effects_for(std::string_view name) const {
    return !officer.empty() && name == officer ? own_effects.get() : nullptr;
  }
  /// Of all texts.
  std::size_t bytes() const {
    return (effects != nullptr ? effects->size() : 0) + (officer_effects != nullptr ? officer_effects->size() : 0) +
           (own_effects != nullptr && own_effects != officer_effects ? own_effects->size() : 0);
  }
};

/// The update of one entry; empty when it shows nothing to anyone. \param seq 0: it could not be recorded.
/// Items for a second officer are left out: an entry is one event, and at most one officer acted in it.
std::optional<Update> make_update(Seq seq, geo::UtcTime at, std::vector<coordinator::ConsoleItem> const& items);

/// One piece of the past.
struct HistoryPage {
  std::vector<Update> updates;  ///< in order of seq
  Seq scanned_to = 0;           ///< every entry up to here was looked at; = `after` only when there is nothing after it
};

/// The journals' read side as the bus uses it, on its own thread. All may throw coordinator::JournalDamaged (its seq is
/// the first entry that can't be trusted) or std::runtime_error (try again later).
class History {
 public:
  virtual ~History() = default;
  /// Of the last entry on record; 0: none.
  virtual Seq newest(geo::CentreId centre) = 0;
  /// Tells one journal from another: the first 16 hex digits of the first entry's hash; empty while there is none.
  virtual std::string journal_id(geo::CentreId centre) = 0;
  /// Looks at no more than `limit` entries after `after`.
  virtual HistoryPage read(geo::CentreId centre, Seq after, std::size_t limit) = 0;
};

/// State of the link to another centre's desk.
struct LinkState {
  geo::CentreId centre = geo::CentreId::hk;
  enum class State : std::uint8_t { up, down } state = State::down;
  std::uint64_t waiting = 0;  ///< messages without a receipt
  std::optional<geo::UtcTime> last_heard;
  std::uint64_t other_mode =
      0;  ///< messages refused, as they are an exercise's and this is real, or the other way round
  bool operator==(LinkState const&) const = default;
};

enum class Recording : std::uint8_t { normal, degraded };

struct DeskStatus {
  Recording recording = Recording::normal;
  std::string message;  ///< why it is degraded, for the officers; empty: all is well
  std::vector<LinkState> links;
  bool operator==(DeskStatus const&) const = default;
};

/// What the port said of a command, a submission or a question at once. What became of a command or a submission is an
/// effect (command_done, command_refused) for its sender, what a question's answer is comes through
/// ConsoleBus::answer().
struct CommandReceipt {
  enum class Verdict : std::uint8_t {
    queued,
    full,    ///< the desk's lane has no room: the client is told to try again
    invalid  ///< nothing that the desk knows
  };
  Verdict verdict = Verdict::queued;
  std::string pointer;   ///< invalid: JSON Pointer within the command or query; of a submission within the message
  std::string expected;  ///< invalid: what should have been there
};

/// Longest texts of a submission, in bytes.
inline constexpr std::size_t kLongestStatement = 32U << 10U;
inline constexpr std::size_t kLongestSignature = 16U << 10U;

/// Who files or asks, as the key proved it.
struct Client {
  std::string name;  ///< of the key: for whom outcomes are shown (ConsoleItem::officer)
  Role role = Role::officer;
  std::string party;  ///< party_of() the key: "HK", or "operator:<company>"
  bool operator==(Client const&) const = default;
};

/// Where an answer is to go; only the bus makes and reads it.
struct ReplyTo {
  std::uint64_t session = 0;
  std::string id;  ///< of the question, or of the submission
  bool operator==(ReplyTo const&) const = default;
};

/// A signed statement to be put on record. Texts are the exact bytes that were sent; they are UTF-8, nothing else of
/// them was checked, but that the document has the digest under which it was sent.
struct Submission {
  std::string id;         ///< 1 … 64 bytes, the client's: the same id of the same client is the same submission
  std::string statement;  ///< at most kLongestStatement bytes
  std::string signature;  ///< at most kLongestSignature bytes, no control characters
  std::optional<std::string> document;  ///< 1 byte … BusLimits::document_bytes; empty: none came with it
  ReplyTo reply_to{};                   ///< for ConsoleBus::answer(): what became of it, once that is on record
};

/// A file that goes with a plan that is to be filed. Its bytes have the digest; nothing else of them was checked.
struct Attachment {
  std::string id;  ///< 1 … 64 bytes, the client's
  geo::Digest digest{};
  std::string bytes;   ///< 1 byte … BusLimits::attachment_bytes
  ReplyTo reply_to{};  ///< for ConsoleBus::answer(): what became of it
};

struct Question {
  std::string id;     ///< 1 … 64 bytes, the client's
  std::string query;  ///< JSON text of an object
  ReplyTo reply_to;   ///< for ConsoleBus::answer(), which may be called at once
};

/// Called on the bus thread; must not block.
class ConsolePort {
 public:
  virtual ~ConsolePort() = default;
  /// \param officer the name of the key that signed in (its role is officer, its centre is `centre`).
  /// \param command JSON text of the message's `command` member, a JSON object.
  virtual CommandReceipt command(geo::CentreId centre, std::string_view officer, std::string_view command_id,
                                 std::string_view command) = 0;
  /// For officers and operators. Full: the submission must be left as it was.
  virtual CommandReceipt submit(geo::CentreId centre, Client const& client, Submission&& submission) = 0;
  /// For officers and operators. Full: the attachment must be left as it was.
  virtual CommandReceipt attach(geo::CentreId centre, Client const& client, Attachment&& attachment) = 0;
  /// For officers, observers and operators: what `client` may know is for the port to judge.
  virtual CommandReceipt ask(geo::CentreId centre, Client const& client, Question&& question) = 0;
};

enum class LogLevel : std::uint8_t { debug, info, warning, error };
/// Called on the bus thread, at a bounded rate. The text is key=value pairs and holds no secrets.
using BusLog = std::function<void(LogLevel, std::string_view)>;

}  // namespace lingding::bus
