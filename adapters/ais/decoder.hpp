#pragma once
// The whole AIS decoder: lines in, messages out, every refusal counted by its reason.

#include <cstring>
#include <memory>
#include <optional>
#include <string_view>

#include "adapters/ais/assembler.hpp"
#include "adapters/ais/message.hpp"
#include "adapters/ais/payload.hpp"
#include "adapters/ais/rejection.hpp"
#include "adapters/ais/sentence.hpp"
#include "geo/time.hpp"

namespace lingding::ais {

/// A message and how it came. Views hold until the decoder is called again, and no longer than the line that was given
/// to feed(): they point into it.
struct Received {
  Message message;
  std::string_view talker;
  Formatter formatter = Formatter::vdm;
  std::optional<char> channel;
  TagBlock tag;
  geo::UtcTime received_at{};  ///< as given to feed(); the time of the last sentence
  std::string_view raw;        ///< the line, or lines with '\n' between them, as they came
};

/// What one line gave. At most one of `received` and `rejection` is set; neither: skipped, or a part of a message.
struct Fed {
  Received const* received = nullptr;  ///< until the decoder is called again
  std::optional<Rejection> rejection;
  std::optional<TagFault> tag_fault;  ///< the line's TAG block was refused; the sentence was not
};

/// Decodes one source. Keep one decoder per source (connection, port, file): sentences of a message are matched within
/// it. Single sentences allocate nothing; messages of several allocate room when more of them wait at once than ever
/// before. Not for use from two threads at once.
class Decoder {
 public:
  explicit Decoder(AssemblerLimits limits = {});
  ~Decoder();
  Decoder(Decoder&&) noexcept;
  Decoder& operator=(Decoder&&) noexcept;

  /// Takes one line, with or without its line end.
  Fed feed(std::string_view line, geo::UtcTime received_at);

  /// Takes all whole lines of `block` (up to its last '\n') and returns how many bytes that was. For each line that
  /// gave a message or a refusal calls `sink(line_number, line, fed)`; lines are numbered from 1 over the decoder's
  /// life.
  template <class Sink>  // NOLINTNEXTLINE(cppcoreguidelines-missing-std-forward): called once a line
  std::size_t decode_buffer(std::string_view block, geo::UtcTime received_at, Sink&& sink) {
    std::size_t start = 0;
    while (start < block.size()) {
      void const* const found = std::memchr(block.data() + start, '\n', block.size() - start);
      if (found == nullptr) break;
      auto const end = static_cast<std::size_t>(static_cast<char const*>(found) - block.data());
      std::string_view const line = block.substr(start, end - start);
      Fed const fed = feed(line, received_at);
      if (fed.received != nullptr || fed.rejection || fed.tag_fault) sink(counts().lines, line, fed);
      start = end + 1;
    }
    return start;
  }

  DecodeCounts const& counts() const;
  /// Messages that wait for more sentences.
  std::size_t waiting() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lingding::ais
