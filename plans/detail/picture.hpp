#pragma once
// Whether a file is a whole and sound picture, found by decoding it within fixed bounds.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lingding::plans::detail {

struct ContentFault {
  enum class Kind : std::uint8_t { unsound, too_many_pixels, active, expands } kind = Kind::unsound;
  std::string what;  ///< fit to be shown
};

/// By libpng; nothing may follow the picture. \returns nothing when it is sound.
std::optional<ContentFault> check_png(std::string_view file);
/// By libjpeg-turbo, warnings counting as faults; nothing may follow the picture.
std::optional<ContentFault> check_jpeg(std::string_view file);

}  // namespace lingding::plans::detail
