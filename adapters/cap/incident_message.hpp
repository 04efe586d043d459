#pragma once
// An incident as CAP messages: an Alert, an Update for each change that CAP can tell, a Cancel when the case is closed.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "adapters/cap/message.hpp"
#include "coordinator/incident.hpp"

namespace lingding::cap {

/// Who sends.
struct Issuer {
  geo::CentreId centre = geo::CentreId::hk;
  std::string sender;                   ///< CAP's globally unique name of it: no blanks, no commas, no < and no &
  bool is_exercise = false;             ///< status Exercise in place of Actual, but for what is NO DUFF
  std::chrono::minutes offset{8 * 60};  ///< of the times that are written: China, Hong Kong and Macao keep UTC+8
};
/// "mrcc-hk@lingding": the sender when none is configured.
std::string default_sender(geo::CentreId centre);

/// What was sent about one incident.
struct Thread {
  std::vector<Reference> sent;  ///< that stand: those before a Cancel are gone; in the order of sending
  std::uint32_t count = 0;      ///< messages ever sent
  std::string said;             ///< what the last one says, for comparison
};
/// Two threads that turn out to be of one incident: the next message supersedes what both sent.
Thread join(Thread const& one, Thread const& other);

/// A message stands for a day: longer than any device is silent within one activation (coordinator::kSameActivation).
inline constexpr std::chrono::hours kExpiresAfter{24};

/// The message that brings receivers up to date, and the thread with it in; empty: they have what there is to say. An
/// incident of tests gives status Test. Info blocks in English and in Chinese of Hong Kong. The scope is Restricted: it
/// names persons' ships.
/// \pre the issuer's sender is such as CAP allows
std::optional<Message> next_message(coordinator::Incident const& incident, Issuer const& issuer, Thread& thread,
                                    geo::UtcTime now);

}  // namespace lingding::cap
