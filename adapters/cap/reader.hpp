#pragma once
// A CAP 1.2 message from its XML, and messages out of a stream.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/cap/message.hpp"
#include "geo/expected.hpp"

namespace lingding::cap {

/// A longer message is refused: many times a message with every field full, unless it carries pictures in itself.
inline constexpr std::size_t kMaxMessageBytes = 512 * 1024;
/// Elements below elements: the standard's deepest, alert/info/area/geocode/value, is 5; signatures go deeper.
inline constexpr int kMaxDepth = 24;
/// Of one kind in one place: info blocks, areas, parameters, references …
inline constexpr std::size_t kMaxItems = 256;
/// Points of one polygon.
inline constexpr std::size_t kMaxPoints = 4096;

enum class FaultKind : std::uint8_t {
  too_long,            ///< more than kMaxMessageBytes
  not_utf8,            ///< bytes or characters that XML 1.0 in UTF-8 does not have
  forbidden,           ///< a document type, a declaration, an entity that is none of XML's own
  malformed,           ///< no well-formed XML
  not_cap,             ///< the document's element is not {urn:oasis:names:tc:emergency:cap:1.2}alert
  too_much,            ///< deeper, or more of one kind, than is taken
  element_missing,     ///< a required element is not there, or empty
  element_unexpected,  ///< an element that the standard does not have there, or has once only
  value_wrong          ///< a value that its element can't have: no code of the list, no time, no place
};
inline constexpr std::size_t kFaultKindCount = 9;

/// A stable name ("element_missing"), and one sentence without a full stop: what was expected.
char const* name_of(FaultKind kind);
char const* meaning_of(FaultKind kind);

struct Fault {
  FaultKind kind = FaultKind::malformed;
  std::string where;     ///< "/alert/info[2]/area[1]/circle[1]"; empty: the document
  std::string found;     ///< at most 80 bytes of it; empty: nothing
  std::string expected;  ///< what would have been right there; empty: as meaning_of(kind)
  bool operator==(Fault const&) const = default;
};

/// Strict about what is required, about the code lists, and about what a value can be. What is not to the letter and
/// can still mean one thing only is taken with a warning: elements in another order, "Z" or fractions in a time, a
/// polygon that is not closed. Namespaces count, prefixes do not. Nothing outside the document is read; no entity but
/// XML's own five and character references is expanded.
geo::Expected<Message, Fault> read(std::string_view xml);

/// Cuts a stream of documents, one after another, into messages: each ends with the end of its alert element; an XML
/// declaration begins a new one.
class Splitter {
 public:
  /// Takes the next bytes and gives the messages that are complete now. A message longer than kMaxMessageBytes is given
  /// when it is one byte longer; the rest of it is passed over.
  std::vector<std::string> push(std::string_view bytes);
  /// What is left at the end, when it is more than blanks.
  std::optional<std::string> finish();

 private:
  void advance(std::vector<std::string>& complete);
  std::string kept_;
  std::size_t looked_at_ = 0;  ///< of kept_
  bool skipping_ = false;      ///< the rest of a message that was too long
};

}  // namespace lingding::cap
