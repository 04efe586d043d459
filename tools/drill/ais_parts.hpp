#pragma once
// AIS sentences in a log, put together into messages and taken apart again in place: every byte that is not payload or
// checksum stays as it was received.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "adapters/logs/entry.hpp"

namespace lingding::drill {

/// The bits of a payload, that can be changed.
class AisBits {
 public:
  /// Empty when a character is none of the armour.
  static std::optional<AisBits> from(std::string_view characters, unsigned fill_bits);
  std::size_t size() const { return size_; }
  /// \pre within size(), width ≤ 32
  std::uint32_t get(std::size_t from, std::size_t width) const;
  void set(std::size_t from, std::size_t width, std::uint32_t value);
  /// So many characters of six bits as there are from there, without what is behind '@' and blanks at the end.
  std::string text(std::size_t from, std::size_t characters) const;
  /// '@' behind the text; what is not in the set becomes '?'.
  void set_text(std::size_t from, std::size_t characters, std::string_view text);
  /// As many characters as it was made of.
  std::string characters() const;

 private:
  std::vector<std::uint8_t> sixes_;
  std::size_t size_ = 0;
};

/// One message: its sentences in the order of their numbers.
struct AisMessageLines {
  std::vector<logs::Entry> entries;
  std::string payload;
  unsigned fill_bits = 0;

  /// Puts another payload of the same length in, with the checksums made right.
  void replace(std::string_view characters);
};

/// Puts sentences of one source together. What is not complete after kWait, or is displaced, is forgotten and counted.
class AisParts {
 public:
  static constexpr std::chrono::seconds kWait{10};
  static constexpr std::size_t kMostWaiting = 4096;
  /// Empty: the sentence is not the last of its message, or is none that a receiver brings (counted).
  std::optional<AisMessageLines> take(logs::Entry entry);
  std::uint64_t incomplete() const { return incomplete_; }
  std::uint64_t no_sentences() const { return no_sentences_; }

 private:
  struct Waiting {
    std::vector<std::optional<logs::Entry>> parts;
    std::optional<geo::UtcTime> since;
  };
  void forget_old(std::optional<geo::UtcTime> now);

  std::map<std::string, Waiting> waiting_;
  std::uint64_t incomplete_ = 0;
  std::uint64_t no_sentences_ = 0;
};

}  // namespace lingding::drill
