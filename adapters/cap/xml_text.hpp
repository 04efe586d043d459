#pragma once
// What XML 1.0 lets a text hold, and what of a document is looked at before it is parsed. Internal to adapters/cap.

#include <optional>
#include <string>
#include <string_view>

namespace lingding::cap::detail {

/// True when the bytes are UTF-8 of characters that XML 1.0 allows (production 2: no controls but tab and line ends).
bool is_xml_text(std::string_view bytes);

/// The text without what XML 1.0 does not allow; bytes that are not UTF-8 are dropped.
std::string clean_text(std::string_view text);

/// A declaration (DOCTYPE, ENTITY …) or a reference to an entity that is not one of XML's own five; empty: neither is
/// there. Comments, CDATA sections and processing instructions are passed over.
std::optional<std::string> forbidden_construct(std::string_view xml);

/// Without blanks at the ends.
std::string_view trimmed(std::string_view text);

}  // namespace lingding::cap::detail
