#pragma once
// The journal's hash chain: the definition at coordinator::Entry, carried out.

#include "coordinator/ports.hpp"
#include "geo/sha256.hpp"

namespace lingding::coordinator {

/// Computes entries' hashes; keeps a hasher and a buffer between calls, so each thread has its own.
class Chain {
 public:
  Digest hash(Digest const& previous, Seq seq, EntryDraft const& content);

 private:
  geo::Sha256 sha_;
};

}  // namespace lingding::coordinator
