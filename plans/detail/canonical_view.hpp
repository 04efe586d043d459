#pragma once
// Walks canonical JSON (RFC 8785) as text, so that parts can be digested, compared and replaced byte for byte.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lingding::plans::detail {

/// One value, as a piece of a canonical text. Whatever is asked of the wrong kind of value gives nothing.
/// \pre the text came out of canonical_json.
class CanonicalView {
 public:
  CanonicalView() = default;
  explicit CanonicalView(std::string_view text) : text_(text) {}

  std::string_view bytes() const { return text_; }
  explicit operator bool() const { return !text_.empty(); }
  bool is_object() const { return text_.starts_with('{'); }
  bool is_array() const { return text_.starts_with('['); }
  bool is_text() const { return text_.starts_with('"'); }

  struct Member {
    std::string_view name;  ///< between the quotes, escapes as they are
    std::string_view value;
  };
  std::vector<Member> members() const;
  std::vector<CanonicalView> elements() const;
  /// A member of an object. `name` without characters that JSON escapes.
  CanonicalView operator[](std::string_view name) const;
  /// A text with its escapes resolved.
  std::optional<std::string> text() const;
  std::string string() const { return text().value_or(""); }
  std::optional<std::uint64_t> natural() const;

 private:
  std::string_view text_;
};

}  // namespace lingding::plans::detail
