#pragma once
// Takes from a log who the ships are, so that it can be given away: numbers, names, call signs, beacons, destinations,
// free texts, the same in every format, so that it replays to the same decisions but for names.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/logs/entry.hpp"
#include "tools/drill/ais_parts.hpp"
#include "tools/drill/pseudonyms.hpp"

namespace lingding::drill {

/// What could not be made anonymous is left out, and why.
enum class LeftOut : std::uint8_t {
  not_understood,  ///< no sentence, call, message or document that we read
  binary,          ///< AIS messages 6, 8, 25, 26: data of applications, which may say anything
  incomplete,      ///< an AIS message of which sentences are missing
  identity,        ///< a beacon's or an aircraft's identity of a kind that is not replaced
  differs          ///< rewritten it would lead to another alert
};
inline constexpr std::size_t kLeftOut = static_cast<std::size_t>(LeftOut::differs) + 1;
std::string_view to_text(LeftOut reason);

class Anonymiser {
 public:
  explicit Anonymiser(std::string_view key) : names_(key) {}

  /// One message of AIS, whole. False: left out; the lines are in an unspecified state.
  bool ais(AisMessageLines& message);
  /// An entry of another format. False: left out.
  bool other(logs::Entry& entry);
  void count(LeftOut reason, std::uint64_t times = 1) { left_out_[static_cast<std::size_t>(reason)] += times; }
  std::uint64_t left_out(LeftOut reason) const { return left_out_[static_cast<std::size_t>(reason)]; }
  Pseudonyms& names() { return names_; }

 private:
  bool leave(LeftOut reason);
  bool dsc(std::string& line);
  bool sit(std::string& text);
  bool cap(std::string& text);
  bool replace(AisBits& bits);

  Pseudonyms names_;
  std::array<std::uint64_t, kLeftOut> left_out_{};
};

/// Of a text only words that name nobody: those by which distress, tests and natures of distress are told. In their
/// order, blanks between.
std::string safe_words(std::string_view text);

}  // namespace lingding::drill
