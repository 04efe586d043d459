#pragma once
// Where whole documents come in (files, bodies of requests): each is read by the source's intake, its alerts go to the
// desk, and who brought it is told when all of them are on record.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/runtime/clock.hpp"
#include "adapters/runtime/desk_loop.hpp"
#include "adapters/runtime/intake.hpp"
#include "adapters/runtime/io.hpp"

namespace lingding::runtime {

/// A refusal as its sender is told it.
struct DocumentFault {
  std::string reason;      ///< stable: "checksum_wrong"
  std::string meaning;     ///< what was expected
  std::string where;       ///< "/alert/info[2]/area[1]"; empty: the line tells
  std::uint64_t line = 0;  ///< from 1; 0: no lines
  std::string found;       ///< at most kMaxFoundBytes of it, printable ASCII, other bytes as '?'
  bool operator==(DocumentFault const&) const = default;
};

/// What a document was.
struct DocumentResult {
  static constexpr std::size_t kMaxFaults = 100;  ///< kept of the first; all are counted
  static constexpr std::size_t kMaxFoundBytes = 80;
  std::size_t accepted = 0;  ///< alerts, tests and notices that are on record
  std::size_t messages = 0;  ///< messages that could be read, these and others such as position reports
  std::size_t refused = 0;
  std::vector<DocumentFault> faults;
  bool operator==(DocumentResult const&) const = default;
};

/// Of one source. Lives on the io thread; what it is made with outlives it. Nothing is lost while the desk's lanes are
/// full: what was taken waits here, and nothing more is taken.
class DocumentDoor {
 public:
  /// Documents that were taken and are not on record yet; one more is not taken.
  static constexpr std::size_t kMaxOpen = 64;

  struct Desk {
    std::function<Push(coordinator::Event&&, OnRecorded)> alert;
    std::function<Push(coordinator::Event&&, OnRecorded)> notice;
  };
  /// Makes the source's intake, which gives its events and refusals to these ports: `alert`, `notice` and `refused`.
  using MakeIntake = std::function<std::unique_ptr<Intake>(IntakePorts)>;
  DocumentDoor(Io& io, Clock const& clock, SourceCounters& counters, Desk desk, MakeIntake const& make_intake);
  ~DocumentDoor();
  DocumentDoor(DocumentDoor const&) = delete;
  DocumentDoor& operator=(DocumentDoor const&) = delete;

  /// Called on the io thread, after take() has returned: once with `unrecorded` if the journal can't be written; with
  /// `recorded` when everything is on record, or nothing was to be recorded. Not called after the door is gone.
  using OnDone = std::function<void(Recording, DocumentResult const&)>;
  enum class Taken : std::uint8_t {
    yes,
    no_room  ///< kMaxOpen, or the desk's lanes are full; nothing was read
  };
  /// \param delivery names this delivery of this document (AlertReceived::delivery); empty: it has no name.
  [[nodiscard]] Taken take(std::string_view document, std::string const& delivery, OnDone on_done);

  /// Documents of which something waits for room at the desk.
  std::size_t waiting() const;
  /// Documents that were taken and are not on record.
  std::size_t open() const;
  /// Offers the desk again what waits. True: nothing waits any more.
  bool offer_again();
  /// Whoever waits for room is told on the io thread, once, when there is some.
  void when_room(std::function<void()> tell);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace lingding::runtime
