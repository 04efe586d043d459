#include "adapters/paper/detail/qr.hpp"

#include <qrencode.h>

#include <cerrno>
#include <memory>
#include <string>
#include <system_error>

namespace lingding::paper::detail {

DrawPath qr_code(std::string_view text, Point upper_left, double side) {
  constexpr int kQuietZone = 4;  // ISO/IEC 18004:2015, 5.3.8
  struct Free {
    void operator()(QRcode* code) const { QRcode_free(code); }
  };
  std::unique_ptr<QRcode, Free> const code{
      QRcode_encodeString(std::string{text}.c_str(), 0, QR_ECLEVEL_Q, QR_MODE_8, /*casesensitive=*/1)};
  if (!code) throw std::system_error(errno, std::generic_category(), "QR code");
  double const module = side / (code->width + 2 * kQuietZone);
  auto const dark = [&](int row, int column) { return (code->data[row * code->width + column] & 1U) != 0; };
  DrawPath path{{}, true, Colour{}, {}};
  for (int row = 0; row < code->width; ++row)
    for (int column = 0; column < code->width; ++column) {
      if (!dark(row, column)) continue;
      int const first = column;
      while (column + 1 < code->width && dark(row, column + 1)) ++column;
      double const left = upper_left.x + (first + kQuietZone) * module;
      double const right = upper_left.x + (column + 1 + kQuietZone) * module;
      double const top = upper_left.y + (row + kQuietZone) * module;
      path.parts.push_back({{left, top}, {right, top}, {right, top + module}, {left, top + module}});
    }
  return path;
}

}  // namespace lingding::paper::detail
