#include "coordinator/register_messages.hpp"

#include "coordinator/detail/json_reader.hpp"
#include "geo/json_writer.hpp"
#include "plans/attachment.hpp"
#include "plans/record.hpp"

namespace lingding::coordinator {
namespace {

using detail::Node;
using geo::JsonWriter;

geo::CentreId centre(Node const& node) {
  auto const text = node.view();
  if (!node.good()) return {};
  auto const parsed = geo::parse_centre(text);
  if (!parsed) node.fail("a centre's id");
  return parsed.value_or(geo::CentreId::hk);
}

geo::Digest digest(Node const& node) {
  auto const text = node.view();
  if (!node.good()) return {};
  auto const parsed = geo::parse_digest(text);
  if (!parsed) node.fail("64 hex digits");
  return parsed.value_or(geo::Digest{});
}

std::vector<geo::Digest> digests(Node const& node, std::size_t at_most) {
  std::vector<geo::Digest> all;
  node.each(at_most, [&](Node const& one) { all.push_back(digest(one)); });
  return all;
}

void write(JsonWriter& json, std::vector<geo::Digest> const& digests) {
  json.begin_array();
  for (auto const& one : digests) json.value(geo::to_hex(one));
  json.end_array();
}

struct WriteMessage {
  JsonWriter& json;

  void operator()(HeadsMessage const& message) const {
    json.member("type", "heads").key("heads").begin_array();
    for (auto const& head : message.heads)
      json.begin_object()
          .member("origin", geo::to_text(head.origin))
          .member("seq", head.seq)
          .member("hash", geo::to_hex(head.hash))
          .end_object();
    json.end_array();
    if (message.asks) json.member("asks", true);
  }
  void operator()(RecordsMessage const& message) const {
    json.member("type", "records").member("origin", geo::to_text(message.origin)).key("records").begin_array();
    for (auto const& record : message.records) json.value(record);
    json.end_array();
  }
  void operator()(WantMessage const& message) const {
    json.member("type", "want").key("documents");
    write(json, message.documents);
  }
  void operator()(DocumentMessage const& message) const {
    json.member("type", "document").member("document", geo::to_hex(message.document));
  }
  void operator()(AskRecordsMessage const& message) const {
    json.member("type", "ask_records").member("from", message.from);
  }
  void operator()(WantPiecesMessage const& message) const {
    json.member("type", "want_pieces").member("attachment", geo::to_hex(message.attachment));
    json.key("pieces").begin_array();
    for (auto const piece : message.pieces) json.value(piece);
    json.end_array();
  }
  void operator()(PieceMessage const& message) const {
    json.member("type", "piece").member("attachment", geo::to_hex(message.attachment)).member("piece", message.piece);
  }
  void operator()(AskHashesMessage const& message) const {
    json.member("type", "ask_hashes").member("origin", geo::to_text(message.origin)).member("from", message.from);
  }
  void operator()(HashesMessage const& message) const {
    json.member("type", "hashes").member("origin", geo::to_text(message.origin)).member("from", message.from);
    json.key("hashes");
    write(json, message.hashes);
  }
};

HeadsMessage heads(Node const& node) {
  HeadsMessage message;
  std::size_t next = 0;
  node.at("heads").each(message.heads.size(), [&](Node const& one) {
    auto& head = message.heads[next];
    head = {centre(one.at("origin")), one.at("seq").natural(), digest(one.at("hash"))};
    if (head.origin != geo::kCentres[next]) one.at("origin").fail("the centres in their order");
    ++next;
  });
  if (node.good() && next != message.heads.size()) node.at("heads").fail("a head for each centre");
  if (auto const asks = node.find("asks")) message.asks = asks->flag();
  return message;
}

std::uint32_t piece(Node const& node) {
  return static_cast<std::uint32_t>(node.natural(plans::kMaxAttachmentBytes / kAttachmentPieceBytes));
}

WantPiecesMessage want_pieces(Node const& node) {
  WantPiecesMessage message{digest(node.at("attachment")), {}};
  node.at("pieces").each(kMaxPiecesWanted, [&](Node const& one) { message.pieces.push_back(piece(one)); });
  return message;
}

RegisterMessage message(Node const& node) {
  auto const type = node.at("type").view();
  if (type == "heads") return heads(node);
  if (type == "records") {
    RecordsMessage message{centre(node.at("origin")), {}};
    node.at("records").each(kMaxRecordsInMessage,
                            [&](Node const& one) { message.records.push_back(one.text(plans::kMaxRecordBytes)); });
    return message;
  }
  if (type == "want") return WantMessage{digests(node.at("documents"), kMaxDocumentsWanted)};
  if (type == "document") return DocumentMessage{digest(node.at("document"))};
  if (type == "ask_records") return AskRecordsMessage{node.at("from").natural()};
  if (type == "want_pieces") return want_pieces(node);
  if (type == "piece") return PieceMessage{digest(node.at("attachment")), piece(node.at("piece"))};
  if (type == "ask_hashes") return AskHashesMessage{centre(node.at("origin")), node.at("from").natural()};
  if (type == "hashes")
    return HashesMessage{centre(node.at("origin")), node.at("from").natural(),
                         digests(node.at("hashes"), kMaxHashesInMessage)};
  if (node.good())
    node.at("type").fail("heads, records, ask_records, want, document, want_pieces, piece, ask_hashes or hashes");
  return HeadsMessage{};
}

}  // namespace

std::string write_register_message(RegisterMessage const& message) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  std::visit(WriteMessage{json}, message);
  json.end_object();
  return text;
}

geo::Expected<RegisterMessage, std::string> read_register_message(std::string_view text) {
  auto parsed = detail::read_document(text, kMaxRegisterMessageBytes, [](Node const& node) { return message(node); });
  if (!parsed) return geo::Unexpected{parsed.error().pointer + ": expected " + parsed.error().expected};
  return *std::move(parsed);
}

}  // namespace lingding::coordinator
