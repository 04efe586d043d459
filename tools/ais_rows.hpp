#pragma once
// Rows of authorities' AIS tables as AIS sentences, so that a table can be replayed as what receivers would have heard.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapters/ais/message.hpp"
#include "adapters/logs/ais_row.hpp"

namespace lingding::tools {

/// The messages of a row, each by what the station is; none where we don't encode its kind.
std::optional<ais::Message> position_message(logs::AisRow const& row);
std::vector<ais::Message> static_messages(logs::AisRow const& row);

/// Each row gives its station's position report: class A message 1 (also for distress devices), class B 18, SAR
/// aircraft 9, base stations 4; none for aids to navigation, whose message 21 we don't encode. Static data (message 5;
/// class B: 24 A and B) come with the first row that has any, when they change, and every kStaticEvery, as ships send
/// them (Rec. ITU-R M.1371-5, Annex 1, §4.2.1: every six minutes).
class AisRowEncoder {
 public:
  static constexpr std::chrono::minutes kStaticEvery{6};
  /// Ships whose static data are remembered; when two share a place, they are sent more often.
  static constexpr std::size_t kRemembered = 65536;

  void encode(logs::AisRow const& row, std::vector<std::string>& sentences);

 private:
  struct Sent {
    std::uint32_t mmsi = 0;
    std::size_t digest = 0;
    geo::UtcTime at{};
  };
  bool static_is_due(logs::AisRow const& row);

  std::vector<Sent> sent_;  ///< kRemembered from the first row with static data on
  unsigned count_ = 0;
};

}  // namespace lingding::tools
