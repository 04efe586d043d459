#include "plans/attachment.hpp"

#include <algorithm>
#include <array>

#include "geo/ascii.hpp"
#include "geo/sha256.hpp"
#include "plans/detail/pdf_scan.hpp"
#include "plans/detail/picture.hpp"

namespace lingding::plans {
namespace {

constexpr std::size_t kMaxFileName = 100;

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

/// Names that Windows keeps for devices, with any extension ("Naming Files, Paths, and Namespaces", Microsoft).
bool is_device(std::string_view lower_case_name) {
  constexpr std::array<std::string_view, 4> kWords{"con", "prn", "aux", "nul"};
  std::string_view const stem = lower_case_name.substr(0, lower_case_name.find('.'));
  if (std::find(kWords.begin(), kWords.end(), stem) != kWords.end()) return true;
  return stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) && stem[3] >= '0' && stem[3] <= '9';
}

bool has_extension(std::string_view lower_case_name, MediaType type) {
  switch (type) {
    case MediaType::png:
      return lower_case_name.ends_with(".png");
    case MediaType::jpeg:
      return lower_case_name.ends_with(".jpg") || lower_case_name.ends_with(".jpeg");
    case MediaType::pdf:
      return lower_case_name.ends_with(".pdf");
  }
  return false;
}

}  // namespace

std::string_view to_text(MediaType type) {
  switch (type) {
    case MediaType::png:
      return "image/png";
    case MediaType::jpeg:
      return "image/jpeg";
    case MediaType::pdf:
      return "application/pdf";
  }
  return "";
}

std::optional<MediaType> parse_media_type(std::string_view text) {
  for (auto const type : {MediaType::png, MediaType::jpeg, MediaType::pdf})
    if (to_text(type) == text) return type;
  return std::nullopt;
}

std::optional<MediaType> media_type_of(std::string_view file) {
  if (file.starts_with("\x89PNG\r\n\x1A\n")) return MediaType::png;
  if (file.starts_with("\xFF\xD8\xFF")) return MediaType::jpeg;
  if (file.starts_with("%PDF-")) return MediaType::pdf;
  return std::nullopt;
}

std::string_view extensions_of(MediaType type) {
  switch (type) {
    case MediaType::png:
      return ".png";
    case MediaType::jpeg:
      return ".jpg / .jpeg";
    case MediaType::pdf:
      return ".pdf";
  }
  return "";
}

bool is_plain_file_name(std::string_view name, MediaType type) {
  if (name.empty() || name.size() > kMaxFileName || !std::all_of(name.begin(), name.end(), is_plain)) return false;
  if (name.front() == '.' || name.front() == '-' || name.find("..") != std::string_view::npos) return false;
  std::string const small = geo::ascii_lower(name);
  return has_extension(small, type) && !is_device(small);
}

std::vector<Problem> check_attachment(std::string_view file, AttachmentRef const& declared) {
  std::vector<Problem> problems;
  auto const report = [&](ProblemCode code, std::string value, std::vector<std::string> arguments) {
    problems.push_back(make_problem(code, declared.pointer, std::move(value), std::move(arguments)));
  };
  if (file.size() > kMaxAttachmentBytes) {
    report(ProblemCode::attachment_too_large, std::to_string(file.size()), {std::to_string(kMaxAttachmentBytes)});
    return problems;
  }
  if (file.size() != declared.bytes)
    report(ProblemCode::attachment_size, std::to_string(file.size()), {std::to_string(declared.bytes)});
  if (auto const digest = geo::to_hex(geo::sha256(file)); digest != declared.digest)
    report(ProblemCode::attachment_digest, digest, {printable(shortened(declared.digest, 80))});
  // Not the file that was meant: what is in it is not looked at.
  if (!problems.empty()) return problems;
  std::optional<detail::ContentFault> fault;
  switch (declared.media_type) {
    case MediaType::png:
      fault = detail::check_png(file);
      break;
    case MediaType::jpeg:
      fault = detail::check_jpeg(file);
      break;
    case MediaType::pdf:
      fault = detail::check_pdf(file);
      break;
  }
  if (!fault) return problems;
  switch (fault->kind) {
    case detail::ContentFault::Kind::unsound:
      report(ProblemCode::attachment_content, "", {std::string{to_text(declared.media_type)}, fault->what});
      break;
    case detail::ContentFault::Kind::too_many_pixels:
      report(ProblemCode::attachment_pixels, fault->what,
             {std::to_string(kMaxPictureSide), std::to_string(kMaxPicturePixels)});
      break;
    case detail::ContentFault::Kind::active:
      report(ProblemCode::attachment_active, "", {fault->what});
      break;
    case detail::ContentFault::Kind::expands:
      report(ProblemCode::attachment_expands, "", {std::to_string(kMaxPdfContentBytes)});
      break;
  }
  return problems;
}

}  // namespace lingding::plans
