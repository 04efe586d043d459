#pragma once
// What the registries of two centres say to each other to keep their ledgers level. The wire may lose, double and
// reorder: every message can be taken twice, late or never; the next heads put it right.

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "geo/centre.hpp"
#include "geo/expected.hpp"
#include "geo/sha256.hpp"
#include "plans/ledger.hpp"

namespace lingding::coordinator {

/// Records of one message, and their bytes together: at least one record goes even when it is longer.
inline constexpr std::size_t kMaxRecordsInMessage = 64;
inline constexpr std::size_t kMaxRecordBytesInMessage = std::size_t{512} << 10U;
inline constexpr std::size_t kMaxDocumentsWanted = 16;
inline constexpr std::size_t kMaxHashesInMessage = 1024;
/// Attachments go in pieces of so many bytes, but for the last.
inline constexpr std::size_t kAttachmentPieceBytes = std::size_t{256} << 10U;
inline constexpr std::size_t kMaxPiecesWanted = 16;
/// Of a message's JSON text.
inline constexpr std::size_t kMaxRegisterMessageBytes = std::size_t{4} << 20U;

/// How far the sender holds each chain.
struct HeadsMessage {
  plans::ChainHeads heads{};
  bool asks = false;  ///< for the receiver's, at once
  bool operator==(HeadsMessage const&) const = default;
};
/// Records of one chain, in order and without gaps, each as its canonical JSON.
struct RecordsMessage {
  geo::CentreId origin = geo::CentreId::hk;
  std::vector<std::string> records;
  bool operator==(RecordsMessage const&) const = default;
};
/// The sender lacks these documents.
struct WantMessage {
  std::vector<geo::Digest> documents;
  bool operator==(WantMessage const&) const = default;
};
/// One of them; its bytes are the frame's `raw`.
struct DocumentMessage {
  geo::Digest document{};
  bool operator==(DocumentMessage const&) const = default;
};
/// The sender lacks these pieces of an attachment.
struct WantPiecesMessage {
  geo::Digest attachment{};
  std::vector<std::uint32_t> pieces;  ///< from 0
  bool operator==(WantPiecesMessage const&) const = default;
};
/// One of them; its bytes are the frame's `raw`.
struct PieceMessage {
  geo::Digest attachment{};
  std::uint32_t piece = 0;
  bool operator==(PieceMessage const&) const = default;
};
/// The sender lacks records of its own chain from `from` on that the receiver holds.
struct AskRecordsMessage {
  std::uint64_t from = 1;
  bool operator==(AskRecordsMessage const&) const = default;
};
/// The sender's chain and the receiver's differ somewhere at or after `from`: the sender asks for hashes.
struct AskHashesMessage {
  geo::CentreId origin = geo::CentreId::hk;
  std::uint64_t from = 1;
  bool operator==(AskHashesMessage const&) const = default;
};
struct HashesMessage {
  geo::CentreId origin = geo::CentreId::hk;
  std::uint64_t from = 1;
  std::vector<geo::Digest> hashes;
  bool operator==(HashesMessage const&) const = default;
};
using RegisterMessage = std::variant<HeadsMessage, RecordsMessage, AskRecordsMessage, WantMessage, DocumentMessage,
                                     WantPiecesMessage, PieceMessage, AskHashesMessage, HashesMessage>;

/// One JSON object: `type` is "heads", "records", "ask_records", "want", "document", "want_pieces", "piece",
/// "ask_hashes" or "hashes".
std::string write_register_message(RegisterMessage const& message);
/// The error is a JSON Pointer and what was expected there, in one sentence.
geo::Expected<RegisterMessage, std::string> read_register_message(std::string_view text);

}  // namespace lingding::coordinator
