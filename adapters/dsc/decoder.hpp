#pragma once
// The whole DSC decoder: lines in, calls out, each expansion joined to its call, every refusal counted by its reason.

#include <array>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/dsc/call.hpp"
#include "adapters/dsc/rejection.hpp"
#include "adapters/runtime/nmea.hpp"
#include "geo/time.hpp"

namespace lingding::dsc {

/// A line longer than this (without its line end) is refused: a call's bits with blanks between are below it.
inline constexpr std::size_t kMaxLineLength = 4096;

struct DecodeCounts {
  std::uint64_t lines = 0;
  std::uint64_t calls = 0;
  std::uint64_t expansions = 0;  ///< DSE sentences joined to a call
  std::uint64_t skipped = 0;     ///< blank lines, comments, TAG blocks alone, other sentences
  std::array<std::uint64_t, kRejectionCount> rejected{};
  std::array<std::uint64_t, runtime::kTagFaultCount> tag_faults{};
  std::uint64_t expansions_missing = 0;    ///< announced, and not come in time
  std::uint64_t expansions_displaced = 0;  ///< given up for newer calls because the table was full

  std::uint64_t rejected_total() const {
    std::uint64_t sum = 0;
    for (auto const count : rejected) sum += count;
    return sum;
  }
};

struct ExpansionLimits {
  /// How long a call waits for the expansion that it announced. A VHF radio sends both sentences at once, when the call
  /// has ended; a call with its expansions takes 0.6 s at 1200 Bd and 7 s at 100 Bd (M.493-16, Annex 1, §1).
  std::chrono::milliseconds window{30'000};
  std::size_t most_waiting = 64;  ///< a further call displaces the oldest
};

/// A call and how it came. `number` counts the decoder's calls from 1; a call that an expansion completed comes a
/// second time with its number.
struct Received {
  std::uint64_t number = 0;
  Call call;
  geo::UtcTime received_at{};
  std::optional<geo::UtcTime> logged_at;  ///< of the line's TAG block, or in front of it
  std::string source;                     ///< of the TAG block; empty: not given
  std::string raw;                        ///< the line, or with an expansion the lines, '\n' between
};

/// What one line gave. `received` holds until the decoder is called again.
struct Fed {
  Received const* received = nullptr;
  bool completes = false;  ///< `received` is a call that came before, with its expansion
  std::optional<Rejection> rejection;
  std::optional<Format> rejected_format;  ///< of a refused sequence of symbols, where it could be read
  std::optional<runtime::TagFault> tag_fault;
};

/// Decodes one source: expansions are matched within it. A call with an announced expansion is given at once, as it is
/// (an alarm does not wait), and again when the expansion came. Not for use from two threads at once.
class Decoder {
 public:
  explicit Decoder(ExpansionLimits limits = {}) : limits_(limits) {}

  /// Takes one line, with or without its line end: a DSC or DSE sentence, with what logs write around it, or a sequence
  /// of symbols or bits (symbols.hpp). Lines that are neither are skipped if they are well-formed something else.
  Fed feed(std::string_view line, geo::UtcTime received_at);

  DecodeCounts const& counts() const { return counts_; }
  /// Calls that wait for an expansion, the oldest first.
  std::size_t waiting() const { return waiting_.size(); }
  bool waits(std::uint64_t number) const;
  /// Gives up calls whose window has passed. feed() does so by itself.
  void expire(geo::UtcTime now);

 private:
  struct Waiting {
    Received received;
    std::uint32_t next_sentence = 1;
  };

  void read_line(std::string_view line, Fed& fed);
  void read_sentence(std::string_view line, Fed& fed);
  void take_call(Call call, Fed& fed);
  void take_expansion(std::string_view body, Fed& fed);
  void refuse(Rejection reason, Fed& fed);

  ExpansionLimits limits_;
  DecodeCounts counts_;
  std::deque<Waiting> waiting_;
  Received received_;
  // Of the line that is being read.
  std::string_view line_;
  geo::UtcTime at_{};
  runtime::TagBlock tag_;
  bool has_tag_ = false;
};

}  // namespace lingding::dsc
