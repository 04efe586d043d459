#pragma once
// What storage throws.

#include <cstdint>
#include <stdexcept>
#include <string>

namespace lingding::coordinator {

/// The storage could not record: disk full, locked, input/output error. The message says which, and of which file.
class StorageFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What is in the journal can't be trusted from `seq` on.
class JournalDamaged : public std::runtime_error {
 public:
  JournalDamaged(std::uint64_t seq, std::string const& what) : std::runtime_error(what), seq_(seq) {}
  std::uint64_t seq() const { return seq_; }

 private:
  std::uint64_t seq_;
};

}  // namespace lingding::coordinator
