#include "plans/detail/pdf_scan.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <string>

#include "plans/attachment.hpp"

namespace lingding::plans::detail {
namespace {

using Kind = ContentFault::Kind;

/// Names of ISO 32000-1 that start a program, send data, carry another file, play or script something, and those behind
/// which such names could be hidden from this search: encryption, object streams and cross-reference streams (sections
/// 7.5.7, 7.5.8, 7.6, 12.6, 12.7, 13). ISO 19005-1 (PDF/A-1) forbids all of them but plain forms. No name here is so
/// short that packed data would hold it by chance: scripts are found by /JavaScript, without which /JS means nothing.
/// The last three unpack far beyond their size, by decoders that nobody needs for a drawing; PDF/A-1 forbids the first
/// and the third of them.
constexpr std::array<std::string_view, 28> kRefused{
    "JavaScript", "Launch",     "EmbeddedFile", "EmbeddedFiles", "Filespec",      "FileAttachment", "RichMedia",
    "Movie",      "Sound",      "Rendition",    "Screen",        "OnInstantiate", "GoToR",          "GoToE",
    "SubmitForm", "ResetForm",  "ImportData",   "AcroForm",      "Encrypt",       "ObjStm",         "XRef",
    "XRefStm",    "Collection", "Thread",       "Hide",          "LZWDecode",     "JBIG2Decode",    "JPXDecode"};

bool is_white(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

/// ISO 32000-1, section 7.2.2: what ends a name.
bool ends_name(char c) {
  return is_white(c) || std::string_view{"()<>[]{}/%"}.find(c) != std::string_view::npos;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The name after the solidus at `at`, with #xx resolved (section 7.3.5); moves `at` behind it.
std::string take_name(std::string_view file, std::size_t& at) {
  constexpr std::size_t kLongest = 40;
  std::string name;
  ++at;
  while (at < file.size() && !ends_name(file[at]) && name.size() < kLongest) {
    if (file[at] == '#' && at + 2 < file.size() && hex_digit(file[at + 1]) >= 0 && hex_digit(file[at + 2]) >= 0) {
      name += static_cast<char>(hex_digit(file[at + 1]) * 16 + hex_digit(file[at + 2]));
      at += 3;
    } else {
      name += file[at++];
    }
  }
  return name;
}

/// Every solidus of the file is taken for the start of a name, in streams and strings too: a reader that finds other
/// objects than we do then finds no other names.
std::optional<ContentFault> check_names(std::string_view file) {
  for (std::size_t at = file.find('/'); at != std::string_view::npos; at = file.find('/', at)) {
    std::string const name = take_name(file, at);
    if (std::find(kRefused.begin(), kRefused.end(), name) != kRefused.end())
      return ContentFault{Kind::active, "/" + name};
  }
  return std::nullopt;
}

struct Unpacked {
  std::size_t read = 0;     ///< bytes of the file
  std::size_t written = 0;  ///< bytes that they unpack to
};

/// What a zlib stream unpacks to, counted and not kept; it stops soon after `most`.
Unpacked unpack(std::string_view packed, std::size_t most) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) throw std::bad_alloc{};
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));  // NOLINT: zlib's interface is not const
  stream.avail_in = static_cast<uInt>(packed.size());                           // at most kMaxAttachmentBytes
  std::array<Bytef, 65536> block{};
  Unpacked sum;
  int state = Z_OK;
  while (state == Z_OK && sum.written <= most) {
    stream.next_out = block.data();
    stream.avail_out = static_cast<uInt>(block.size());
    state = inflate(&stream, Z_NO_FLUSH);
    sum.written += block.size() - stream.avail_out;
    if (stream.avail_in == 0 && stream.avail_out == block.size()) break;
  }
  sum.read = packed.size() - stream.avail_in;
  inflateEnd(&stream);
  return sum;
}

/// A stream's dictionary: what stands between the keyword and the "obj" before it. Empty when that is too far away.
std::optional<std::string_view> dictionary_before(std::string_view file, std::size_t keyword) {
  constexpr std::size_t kLongest = 16'384;
  std::size_t const from = keyword > kLongest ? keyword - kLongest : 0;
  std::string_view const before = file.substr(from, keyword - from);
  std::size_t const object = before.rfind("obj");
  if (object == std::string_view::npos) return std::nullopt;
  return before.substr(object);
}

/// Whether more than one packing filter is named, or a filter by reference, which could be anything.
bool packed_again(std::string_view dictionary) {
  std::size_t count = 0;
  for (std::size_t at = dictionary.find('/'); at != std::string_view::npos; at = dictionary.find('/', at)) {
    std::string const name = take_name(dictionary, at);
    if (name == "FlateDecode" || name == "Fl" || name == "LZW" || name == "RunLengthDecode" || name == "RL") ++count;
    if (name != "Filter") continue;
    while (at < dictionary.size() && is_white(dictionary[at])) ++at;
    if (at < dictionary.size() && dictionary[at] >= '0' && dictionary[at] <= '9') return true;
  }
  return count > 1;
}

std::optional<ContentFault> check_streams(std::string_view file) {
  constexpr std::string_view kKeyword = "stream";
  constexpr std::size_t kMostStreams = 20'000;
  constexpr char kZlibMethod = 8;  // RFC 1950, section 2.2: the low four bits of the first byte
  std::size_t written = 0, read = 0, streams = 0;
  for (std::size_t at = file.find(kKeyword); at != std::string_view::npos; at = file.find(kKeyword, at)) {
    std::size_t const keyword = at;
    at += kKeyword.size();
    if (keyword >= 3 && file.substr(keyword - 3, 3) == "end") continue;
    if (++streams > kMostStreams) return ContentFault{Kind::unsound, "it has too many streams"};
    auto const dictionary = dictionary_before(file, keyword);
    if (!dictionary) return ContentFault{Kind::unsound, "a stream without its object"};
    // Packed within packed: a kilobyte may then hold a gigabyte.
    if (packed_again(*dictionary)) return ContentFault{Kind::expands, "packed more than once"};
    std::size_t data = at;
    if (data < file.size() && file[data] == '\r') ++data;
    if (data < file.size() && file[data] == '\n') ++data;
    if (data >= file.size() || (file[data] & 0x0F) != kZlibMethod) continue;
    auto const unpacked = unpack(file.substr(data), kMaxPdfContentBytes - written);
    written += unpacked.written;
    read += unpacked.read;
    // Streams lie beside one another: whoever reads more than the file has them overlap, to keep a reader busy.
    if (written > kMaxPdfContentBytes || read > 2 * file.size())
      return ContentFault{Kind::expands, "it unpacks without end"};
  }
  return std::nullopt;
}

}  // namespace

std::optional<ContentFault> check_pdf(std::string_view file) {
  constexpr std::size_t kTail = 1024;  // ISO 32000-1, annex H, note 18: where readers look for the end
  if (!file.starts_with("%PDF-1.") && !file.starts_with("%PDF-2.")) return ContentFault{Kind::unsound, "it is no PDF"};
  if (file.substr(file.size() - std::min(kTail, file.size())).rfind("%%EOF") == std::string_view::npos)
    return ContentFault{Kind::unsound, "it is cut short"};
  if (file.find("startxref") == std::string_view::npos)
    return ContentFault{Kind::unsound, "it has no cross-reference table"};
  if (auto fault = check_names(file)) return fault;
  return check_streams(file);
}

}  // namespace lingding::plans::detail
