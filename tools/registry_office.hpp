#pragma once
// One centre's registry at work: a thread that takes statements, questions and the other registries' frames, records,
// answers, and keeps the register that officers and desks read up to date.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/runtime/clock.hpp"
#include "adapters/runtime/log.hpp"
#include "coordinator/registrar.hpp"

namespace lingding::tools {

/// Where a registry finds what it trusts and what it signs with.
struct RegistryFiles {
  std::filesystem::path trust;                ///< folder with trust.json (docs/keys.md)
  std::filesystem::path service_key;          ///< PKCS#8 PEM without passphrase, mode 0600; empty: it signs nothing
  std::filesystem::path service_certificate;  ///< PEM chain
  /// Whom it asks after a start what they hold of its chain, and for how long (Registrar::Setup).
  std::vector<geo::CentreId> ask_first{};
  std::chrono::milliseconds ask_for{30'000};
};

/// "<folder>/<centre>/trust", "service.key.pem" and "service.pem" beside it; empty: the centre has no registry here, as
/// there is no trust folder. Without a service.key.pem the registry signs nothing by itself.
std::optional<RegistryFiles> registry_files(std::filesystem::path const& folder, geo::CentreId centre);

class RegistryOffice {
 public:
  using SendFrame = std::function<void(coordinator::LinkFrame)>;
  /// Called on the office's thread, once for everything that was taken.
  using Reply = std::function<void(std::string answer)>;

  /// Takes what there is to tell the centre's officers; must not block.
  using Tell = std::function<void(plans::BriefText)>;

  /// \param send must not block.
  /// \throws std::runtime_error naming what can't be read, coordinator::StorageFailure.
  RegistryOffice(geo::CentreId centre, std::filesystem::path const& desk_folder, RegistryFiles const& files,
                 runtime::Clock const& clock, runtime::Log& log, SendFrame send, Tell tell);
  /// Records and answers what was taken.
  ~RegistryOffice();
  RegistryOffice(RegistryOffice const&) = delete;
  RegistryOffice& operator=(RegistryOffice const&) = delete;

  /// From any thread; false: there is no room now, the submission is as it was, and the client is to try again.
  bool submit(coordinator::RegisterSubmission&& submission, Reply reply);
  bool attach(coordinator::AttachmentSent&& sent, Reply reply);
  /// \param operator_id empty: one of the centre's own people asks.
  bool ask(std::string query, std::optional<plans::CompanyId> operator_id, Reply reply);
  /// A frame that finds no room is lost, as on any link; it comes again.
  void take(coordinator::LinkFrame frame);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lingding::tools
