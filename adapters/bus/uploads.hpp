#pragma once
// Documents and attachments on their way to be submitted: put together part by part, one for each session, within a
// bound over all.

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/bus/console_bus.hpp"
#include "adapters/bus/protocol.hpp"

namespace lingding::bus {

class Uploads {
 public:
  using Time = std::chrono::steady_clock::time_point;
  struct Owner {
    std::uint64_t session = 0;
    std::string_view key;        ///< public key; empty where keys are off
    Role role = Role::observer;  ///< operators may fill half of what there is for all
  };

  /// \param limits outlive this.
  explicit Uploads(BusLimits const& limits) : limits_(limits) {}

  /// Takes the next part. One at offset 0 begins a document; what the session held before is dropped then. Room for
  /// the whole document is set aside with its first part.
  /// Returns how many bytes of it are here now: all, and the digest is right; or why the part was refused. A document
  /// with a wrong digest is dropped.
  geo::Expected<std::uint64_t, Refusal> take(Time now, Owner const& owner, DocumentPart const& part);
  /// Hands over the session's document; empty: it is not here, or not whole.
  std::optional<std::string> release(std::uint64_t session, geo::Digest const& digest, DocumentPart::Form form);
  /// What release() handed over and nobody took.
  void put_back(Time now, Owner const& owner, geo::Digest const& digest, DocumentPart::Form form, std::string document);
  /// Returns whether there was anything.
  bool forget(std::uint64_t session);
  /// Drops what was left alone; returns how many.
  std::size_t expire(Time now);

  /// Set aside for all documents that are held; never more than BusLimits::documents_bytes.
  std::size_t bytes() const { return bytes_; }

 private:
  struct Upload {
    std::string key;
    geo::Digest digest{};
    std::size_t size = 0;
    std::string text;
    geo::Sha256 hasher;
    Time begun;
    Time heard;
    DocumentPart::Form form = DocumentPart::Form::text;
  };
  using Held = std::map<std::uint64_t, Upload>;

  std::optional<Refusal> begin(Time now, Owner const& owner, DocumentPart const& part);
  void erase(Held::iterator it);

  BusLimits const& limits_;
  Held held_;  ///< by session
  std::size_t bytes_ = 0;
};

}  // namespace lingding::bus
