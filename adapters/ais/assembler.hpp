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
};

/// The result of putting one sentence in.
struct Assembled {
  enum class State : std::uint8_t { waiting, complete, rejected };
  State state = State::waiting;
  Rejection rejection = Rejection::fragment_conflict;
  std::string_view
      raw;       ///< when complete: all lines in the order of the sentences, '\n' between them; until the next call
  TagBlock tag;  ///< when complete: of the first sentence that has one
};

/// Sentences belong together when talker, formatter, total, sequence number, channel, TAG group and TAG source agree.
class Assembler {
 public:
  explicit Assembler(AssemblerLimits limits = {});
  ~Assembler();
  Assembler(Assembler&&) noexcept;
  Assembler& operator=(Assembler&&) noexcept;

  /// \pre sentence.total > 1. `line` is the whole line. When complete, `payload` holds the bits of all sentences; fill
  /// bits of every sentence are taken off.
  Assembled add(Sentence const& sentence, std::string_view line, geo::UtcTime now, PayloadBits& payload);

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
