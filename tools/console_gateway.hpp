#pragma once
// Between the desks and the bus: what desks show goes to consoles, what officers order goes to desks, the past comes
// from journals.

#include <array>
#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>

#include "adapters/bus/console_bus.hpp"
#include "adapters/runtime/desk_loop.hpp"
#include "coordinator/mode.hpp"
#include "coordinator/ports.hpp"
#include "tools/registry_office.hpp"

namespace lingding::tools {

/// Opens a reader of a centre's journal; called once a centre, on the bus thread.
using OpenReader = std::function<std::unique_ptr<coordinator::JournalReader>(geo::CentreId)>;

/// How many damaged journals of a centre were set aside: each time entries' numbers began to be given again.
using CountSalvages = std::function<std::size_t(geo::CentreId)>;

/// The journals as the bus wants them: entries cut down to what consoles see. A journal's id is its first entry's hash,
/// and the number of salvages when there were any: a console whose cursor is from before one must begin anew.
std::unique_ptr<bus::History> journal_history(OpenReader open, CountSalvages salvages);

/// Desks' publisher and the bus's port in one. Made before the bus and the desks, joined to them afterwards.
class ConsoleGateway final : public runtime::DeskPublisher, public bus::ConsolePort {
 public:
  /// \param mode of the server. A real one takes nothing that only an exercise knows (NO DUFF, a SITREP that is marked
  /// as an exercise's); an exercise files no plans.
  explicit ConsoleGateway(coordinator::Mode mode = coordinator::Mode::real) : mode_(mode) {}

  /// Until then what desks show goes nowhere; consoles get it from the journal.
  void attach(bus::ConsoleBus& bus) { bus_ = &bus; }
  /// nullptr takes it away.
  void attach(geo::CentreId centre, runtime::DeskLoop* desk) { desks_[static_cast<std::size_t>(centre)] = desk; }

  void attach(geo::CentreId centre, RegistryOffice* office) { registries_[static_cast<std::size_t>(centre)] = office; }

  void recorded(geo::CentreId centre, coordinator::Seq after, coordinator::Seq up_to,
                std::vector<coordinator::ConsoleDelivery> const& deliveries) override;
  void unrecorded(geo::CentreId centre, std::vector<coordinator::ConsoleDelivery> const& deliveries) override;
  void health(geo::CentreId centre, runtime::DeskHealth const& health) override;

  bus::CommandReceipt command(geo::CentreId centre, std::string_view officer, std::string_view command_id,
                              std::string_view command) override;
  bus::CommandReceipt submit(geo::CentreId centre, bus::Client const& client, bus::Submission&& submission) override;
  bus::CommandReceipt attach(geo::CentreId centre, bus::Client const& client, bus::Attachment&& attachment) override;
  bus::CommandReceipt ask(geo::CentreId centre, bus::Client const& client, bus::Question&& question) override;

  /// Frames of the other mode that the centre's desk refused.
  std::uint64_t other_mode(geo::CentreId centre) const { return other_mode_[static_cast<std::size_t>(centre)]; }

 private:
  RegistryOffice* registry(geo::CentreId centre) const;
  RegistryOffice::Reply reply_to(bus::ReplyTo to) const;

  coordinator::Mode const mode_;
  std::array<std::atomic<std::uint64_t>, geo::kCentres.size()> other_mode_{};
  std::atomic<bus::ConsoleBus*> bus_ = nullptr;
  std::array<std::atomic<runtime::DeskLoop*>, geo::kCentres.size()> desks_{};
  std::array<std::atomic<RegistryOffice*>, geo::kCentres.size()> registries_{};
};

}  // namespace lingding::tools
