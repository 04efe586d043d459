#pragma once
// The files that go with a plan (deck plans, profiles, photographs): which are taken, and whether a file is sound.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plans/problem.hpp"

namespace lingding::plans {

/// All that is accepted: pictures and drawings that show themselves and do nothing.
enum class MediaType : std::uint8_t { png, jpeg, pdf };

/// "image/png", "image/jpeg", "application/pdf".
std::string_view to_text(MediaType type);
std::optional<MediaType> parse_media_type(std::string_view text);
/// ".png", ".jpg or .jpeg", ".pdf".
std::string_view extensions_of(MediaType type);

inline constexpr std::size_t kMaxAttachmentBytes = std::size_t{10} << 20U;
/// All attachments of one plan together, each digest counted once.
inline constexpr std::size_t kMaxPlanAttachmentBytes = std::size_t{64} << 20U;
/// Read of a document that did not pass the checks; those that did are bounded by the schema.
inline constexpr std::size_t kMaxPlanAttachments = 1000;
/// A0 at 300 dots an inch is 9933 × 14043.
inline constexpr std::size_t kMaxPictureSide = 16'384;
/// Known before a single row is decoded; the decoded picture is one byte a pixel.
inline constexpr std::size_t kMaxPicturePixels = 40'000'000;
/// All streams of one PDF together, unpacked.
inline constexpr std::size_t kMaxPdfContentBytes = std::size_t{128} << 20U;

/// How a plan names an attachment: by content, with the name only for people.
struct AttachmentRef {
  std::string pointer;  ///< of the entry in the plan
  std::string digest;   ///< SHA-256 of the file, 64 lower-case hex digits
  MediaType media_type = MediaType::pdf;
  std::size_t bytes = 0;
  std::string title_en;
  std::string file_name;  ///< empty: none stated
  bool operator==(AttachmentRef const&) const = default;
};

/// By the first bytes; empty: nothing that is taken.
std::optional<MediaType> media_type_of(std::string_view file);

/// Letters, digits, ".", "_" and "-" alone, at most 100, the extension of its type, none of it a folder, a hidden file
/// or a device of any system ("..", ".htaccess", "con.pdf").
bool is_plain_file_name(std::string_view name, MediaType type);

/// Whether a file is what the plan declares (size, digest, type), whole and sound, within the limits above, and without
/// anything in it that acts or hides: pictures are decoded within fixed bounds; a PDF is refused with scripts, actions
/// that start programs or send data, embedded files, multimedia, forms by XFA, encryption, and with object streams, in
/// which all these could hide (PDF/A-1 has none of them). Nothing is kept of the file. The problems' pointers are that
/// of `declared`.
std::vector<Problem> check_attachment(std::string_view file, AttachmentRef const& declared);

}  // namespace lingding::plans
