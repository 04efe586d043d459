#include "plans/detail/picture.hpp"

#include <png.h>
#include <turbojpeg.h>

#include <cstring>
#include <memory>
#include <vector>

#include "plans/attachment.hpp"
#include "plans/json_text.hpp"

namespace lingding::plans::detail {
namespace {

using Kind = ContentFault::Kind;

ContentFault unsound(std::string what) {
  return {Kind::unsound, printable(what)};
}

std::optional<ContentFault> check_size(std::size_t width, std::size_t height) {
  if (width <= kMaxPictureSide && height <= kMaxPictureSide && width * height <= kMaxPicturePixels) return std::nullopt;
  return ContentFault{Kind::too_many_pixels, std::to_string(width) + " × " + std::to_string(height)};
}

std::uint32_t big_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (char const c : bytes.substr(0, 4)) value = value << 8U | static_cast<unsigned char>(c);
  return value;
}

/// The chunks (PNG, 3rd edition, section 5.3) have to fill the file and end with IEND: libpng stops reading there, and
/// what follows could be another file.
std::optional<ContentFault> check_chunks(std::string_view file) {
  constexpr std::size_t kSignature = 8, kAround = 12;  // length, type and CRC of a chunk
  constexpr std::size_t kMostChunks = 10'000;          // one can be empty: without a bound they could be 800 000
  std::size_t at = kSignature;
  for (std::size_t count = 0; count < kMostChunks; ++count) {
    if (file.size() - at < kAround) return unsound("it ends within a chunk");
    std::size_t const length = big_endian(file.substr(at));
    std::string_view const type = file.substr(at + 4, 4);
    if (length > file.size() - at - kAround) return unsound("it ends within a chunk");
    at += kAround + length;
    if (type == "acTL") return unsound("it is animated");
    if (type == "IEND") return at == file.size() ? std::nullopt : std::optional{unsound("something follows its end")};
  }
  return unsound("it has too many chunks");
}

struct FreePng {
  void operator()(png_image* image) const { png_image_free(image); }
};

/// The end-of-image marker that closes the picture: the last two bytes.
bool ends_with_marker(std::string_view file) {
  return file.ends_with("\xFF\xD9");
}

}  // namespace

std::optional<ContentFault> check_png(std::string_view file) {
  constexpr std::string_view kSignature = "\x89PNG\r\n\x1A\n";
  if (!file.starts_with(kSignature)) return unsound("it is no PNG");
  if (auto fault = check_chunks(file)) return fault;
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  std::unique_ptr<png_image, FreePng> const owner{&image};
  if (png_image_begin_read_from_memory(&image, file.data(), file.size()) == 0)
    return unsound(static_cast<char const*>(image.message));
  if (auto fault = check_size(image.width, image.height)) return fault;
  image.format = PNG_FORMAT_GRAY;
  std::vector<png_byte> pixels(std::size_t{image.width} * image.height);
  png_color const background{255, 255, 255};
  if (png_image_finish_read(&image, &background, pixels.data(), 0, nullptr) == 0 ||
      (image.warning_or_error & PNG_IMAGE_ERROR) != 0)
    return unsound(static_cast<char const*>(image.message));
  return std::nullopt;
}

std::optional<ContentFault> check_jpeg(std::string_view file) {
  if (!file.starts_with("\xFF\xD8\xFF")) return unsound("it is no JPEG");
  if (!ends_with_marker(file)) return unsound("something follows its end, or it is cut short");
  struct Destroy {
    void operator()(void* decoder) const { tjDestroy(decoder); }
  };
  std::unique_ptr<void, Destroy> const decoder{tjInitDecompress()};
  if (!decoder) throw std::bad_alloc{};
  auto const* bytes = reinterpret_cast<unsigned char const*>(file.data());  // NOLINT: the C interface takes bytes
  int width = 0, height = 0, sampling = 0, colours = 0;
  if (tjDecompressHeader3(decoder.get(), bytes, file.size(), &width, &height, &sampling, &colours) != 0)
    return unsound(tjGetErrorStr2(decoder.get()));
  if (width <= 0 || height <= 0) return unsound("it has no size");
  if (auto fault = check_size(static_cast<std::size_t>(width), static_cast<std::size_t>(height))) return fault;
  // CMYK pictures decode to CMYK alone.
  bool const four = colours == TJCS_CMYK || colours == TJCS_YCCK;
  int const format = four ? TJPF_CMYK : TJPF_GRAY;
  std::size_t const pixel = four ? 4 : 1;
  std::vector<unsigned char> pixels(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * pixel);
  // Scans are bounded: a progressive picture may have so many that a small file takes minutes.
  if (tjDecompress2(decoder.get(), bytes, file.size(), pixels.data(), width, 0, height, format,
                    TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS) != 0)
    return unsound(tjGetErrorStr2(decoder.get()));
  return std::nullopt;
}

}  // namespace lingding::plans::detail
