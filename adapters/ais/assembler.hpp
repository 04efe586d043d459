#pragma once
// Puts messages of several sentences together: interleaved, out of order, from several sources, bounded in count and
// age.

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "adapters/ais/payload.hpp"
#include "adapters/ais/sentence.hpp"

namespace lingding::ais {

struct AssemblerLimits {
  /// Messages under assembly at once. When full, the oldest is given up and counted.
  std::size_t messages = 64;
  /// A message whose sentences do not all come within this time of the first is given up and counted. AIS stations send
  /// the sentences of one message back to back; two seconds span slow serial lines (4 800 baud: 0.17 s a sentence).
  std::chrono::milliseconds age{2000};
  /// The same in VDM and VDO sentences, for logs without times.
  std::uint64_t sentences = 500;
  /// A sentence may come before one of a lower number only within so many sentences. It is short because sequence
  /// numbers come round after ten messages: a sentence that lost its partner must not marry the next message's.
  std::uint64_t reorder_sentences = 16;
};

/// The result of putting one sentence in. Its views hold until the next call.
struct Assembled {
  enum class State : std::uint8_t { waiting, complete, rejected };
  State state = State::waiting;
  Rejection rejection = Rejection::fragments_too_long;
  std::string_view raw{};  ///< when complete: all lines in the order of the sentences, '\n' between them
  bool has_tag = false;
  TagBlock tag{};  ///< when complete: of the lowest-numbered sentence that has one
};

/// Sentences belong together when talker, formatter, total, sequence number and channel agree, both are in the same TAG
/// group or neither is in one, and they name no different sources.
/// A sentence that was there already is refused as repeated, also for a short while after its message is complete; one
/// that differs from the one with its number begins a new message, and the old one is given up.
class Assembler {
 public:
  explicit Assembler(AssemblerLimits limits = {});
  ~Assembler();
  Assembler(Assembler&&) noexcept;
  Assembler& operator=(Assembler&&) noexcept;

  /// \pre sentence.total > 1. `line` is the whole line. When complete, `payload` holds the bits of all sentences; fill
  /// bits of every sentence are taken off.
  Assembled add(Sentence const& sentence, std::string_view line, geo::UtcTime now, PayloadBits& payload);
  /// Counts a sentence that needs no assembly, for the limits that count sentences.
  void pass();

  /// Gives up what is older than the limit; add() does it too.
  void expire(geo::UtcTime now);
  /// How many messages wait for more sentences.
  std::size_t waiting() const;
  std::uint64_t expired() const;
  std::uint64_t displaced() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lingding::ais
