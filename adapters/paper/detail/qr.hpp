#pragma once
// QR codes (ISO/IEC 18004) by libqrencode.

#include <string_view>

#include "adapters/paper/detail/canvas.hpp"

namespace lingding::paper::detail {

/// The code's dark modules, in a square of this side with the quiet zone of four modules inside it. Error correction
/// level Q: a quarter of the symbol may be lost.
/// \pre text is 1 to 500 printable ASCII characters.
DrawPath qr_code(std::string_view text, Point upper_left, double side);

}  // namespace lingding::paper::detail
