#pragma once
// Cuts what comes from a mission control centre, a file or a connection, into messages.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lingding::sarsat {

/// Takes lines. A message ends at "/ENDMSG", "END OF MESSAGE" or "</topMessage>" (the trailer and the name of a format
/// file behind these belong to it), or where the next one begins: an envelope, paragraph 1, an XML declaration, a line
/// with DATE and FROM. Blank lines between messages are dropped. At most kMaxMessageBytes of a message are kept, and
/// one byte more, by which read_sit() knows that it was longer.
class SitSplitter {
 public:
  /// Takes one line, with or without its line end; gives a message that this line shows to be complete.
  std::optional<std::string> push(std::string_view line);
  /// Gives what is left, at the end of the input or when the sender has been silent.
  std::optional<std::string> finish();
  /// Whether a message is complete that only a trailer could still follow: finish() may be called after a short wait.
  bool is_complete() const { return ended_; }

 private:
  std::optional<std::string> take();

  std::string text_;
  bool has_envelope_ = false;
  bool has_paragraphs_ = false;
  bool has_xml_ = false;
  bool has_top_message_ = false;
  bool ended_ = false;
};

}  // namespace lingding::sarsat
