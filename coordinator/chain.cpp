#include "coordinator/chain.hpp"

namespace lingding::coordinator {
namespace {

/// Eight bytes, big endian.
std::array<std::byte, 8> big_endian(std::uint64_t value) {
  std::array<std::byte, 8> bytes;
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(value >> (56 - 8 * i));
  return bytes;
}

}  // namespace

Digest Chain::hash(Digest const& previous, Seq seq, EntryDraft const& content) {
  sha_.update(previous);
  sha_.update(big_endian(seq));
  sha_.update(big_endian(static_cast<std::uint64_t>(content.at.time_since_epoch().count())));
  for (std::string const* part : {&content.raw, &content.event, &content.effects}) {
    sha_.update(big_endian(part->size()));
    sha_.update(*part);
  }
  return sha_.finish();
}

}  // namespace lingding::coordinator
