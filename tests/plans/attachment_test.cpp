// Attachments: real files made here, and every way in which they are refused.

#include "plans/attachment.hpp"

#include <turbojpeg.h>
#include <zlib.h>

#include <catch2/catch.hpp>
#include <memory>

#include "geo/sha256.hpp"
#include "tests/plans/plan_text.hpp"

using namespace lingding;
using plans::AttachmentRef;
using plans::MediaType;
using plans::ProblemCode;

namespace {

std::string word(std::size_t value) {
  std::string out(4, '\0');
  for (std::size_t i = 4; i-- > 0; value >>= 8U) out[i] = static_cast<char>(value & 0xFFU);
  return out;
}

Bytef const* bytes_of(std::string const& text) {
  return reinterpret_cast<Bytef const*>(text.data());
}

std::string packed(std::string const& plain) {
  uLongf size = compressBound(plain.size());
  std::string out(size, '\0');
  REQUIRE(compress2(reinterpret_cast<Bytef*>(out.data()), &size, bytes_of(plain), plain.size(), 9) == Z_OK);
  out.resize(size);
  return out;
}

/// PNG, 3rd edition, section 5.3.
std::string chunk(std::string const& type, std::string const& data) {
  std::string const checked = type + data;
  return word(data.size()) + checked + word(crc32(0, bytes_of(checked), static_cast<uInt>(checked.size())));
}

std::string const kSignature = "\x89PNG\r\n\x1A\n";
std::string const kEnd = chunk("IEND", "");

std::string header(std::size_t width, std::size_t height) {
  return chunk("IHDR", word(width) + word(height) + std::string{"\x08\x00\x00\x00\x00", 5});
}

/// Grey, every row with filter 0.
std::string png(std::size_t width, std::size_t height) {
  return kSignature + header(width, height) + chunk("IDAT", packed(std::string((width + 1) * height, '\0'))) + kEnd;
}

std::string jpeg(int width, int height) {
  std::unique_ptr<void, int (*)(void*)> const coder{tjInitCompress(), tjDestroy};
  std::vector<unsigned char> const grey(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 90);
  unsigned char* out = nullptr;
  unsigned long size = 0;
  REQUIRE(tjCompress2(coder.get(), grey.data(), width, 0, height, TJPF_GRAY, &out, &size, TJSAMP_GRAY, 80, 0) == 0);
  std::string const text{reinterpret_cast<char*>(out), size};
  tjFree(out);
  return text;
}

std::string pdf(std::string const& extra_object = {}) {
  return "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
         "2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
         "3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 842 595] /Contents 4 0 R >>\nendobj\n"
         "4 0 obj\n<< /Length 12 >>\nstream\n0 0 10 10 re\nendstream\nendobj\n" +
         extra_object + "xref\n0 5\ntrailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n300\n%%EOF\n";
}

std::string stream_object(std::string const& filters, std::string const& data) {
  return "5 0 obj\n<< /Length " + std::to_string(data.size()) + " /Filter " + filters + " >>\nstream\n" + data +
         "\nendstream\nendobj\n";
}

AttachmentRef declared(std::string const& file, MediaType type) {
  return {"/ships/0/drawings/0/attachment", geo::to_hex(geo::sha256(file)), type, file.size(), "Deck plan", ""};
}

/// The one fault of a file that is otherwise as declared; empty: sound.
std::optional<ProblemCode> fault_of(std::string const& file, MediaType type) {
  auto const problems = plans::check_attachment(file, declared(file, type));
  for (auto const& problem : problems) UNSCOPED_INFO(plans::sentence(problem, plans::Language::en));
  REQUIRE(problems.size() <= 1);
  if (problems.empty()) return std::nullopt;
  CHECK(problems[0].pointer == "/ships/0/drawings/0/attachment");
  return problems[0].code;
}

}  // namespace

TEST_CASE("plans.attachment: whole pictures and drawings pass") {
  CHECK(fault_of(png(64, 48), MediaType::png) == std::nullopt);
  CHECK(fault_of(jpeg(64, 48), MediaType::jpeg) == std::nullopt);
  CHECK(fault_of(pdf(), MediaType::pdf) == std::nullopt);
  CHECK(fault_of(pdf(stream_object("/FlateDecode", packed("0 0 10 10 re"))), MediaType::pdf) == std::nullopt);
}

TEST_CASE("plans.attachment: the shipped samples' attachments pass") {
  std::string const folder = std::string{LINGDING_SOURCE_DIR} + "/plans/data/samples/attachments/";
  CHECK(fault_of(plans_test::read_file(folder + "night-egret-main-deck.pdf"), MediaType::pdf) == std::nullopt);
  CHECK(fault_of(plans_test::read_file(folder + "night-egret-profile.png"), MediaType::png) == std::nullopt);
}

TEST_CASE("plans.attachment: a file has the size and the digest that are declared") {
  std::string const file = png(8, 8);
  auto other = declared(file, MediaType::png);
  other.bytes += 1;
  auto problems = plans::check_attachment(file, other);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].code == ProblemCode::attachment_size);
  other = declared(file, MediaType::png);
  other.digest = geo::to_hex(geo::sha256("another file"));
  problems = plans::check_attachment(file, other);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].code == ProblemCode::attachment_digest);
  std::string const large(plans::kMaxAttachmentBytes + 1, 'x');
  CHECK(fault_of(large, MediaType::pdf) == ProblemCode::attachment_too_large);
}

TEST_CASE("plans.attachment: what is declared as one type and is another is refused") {
  CHECK(fault_of(png(8, 8), MediaType::jpeg) == ProblemCode::attachment_content);
  CHECK(fault_of(jpeg(8, 8), MediaType::png) == ProblemCode::attachment_content);
  CHECK(fault_of("<svg onload='alert(1)'/>", MediaType::png) == ProblemCode::attachment_content);
  CHECK(fault_of("<html>%PDF-1.4", MediaType::pdf) == ProblemCode::attachment_content);
  CHECK(fault_of("", MediaType::pdf) == ProblemCode::attachment_content);
  CHECK(fault_of("", MediaType::png) == ProblemCode::attachment_content);
  CHECK(fault_of("", MediaType::jpeg) == ProblemCode::attachment_content);
}

TEST_CASE("plans.attachment: damaged, cut and extended pictures are refused") {
  std::string const good = png(64, 48);
  CHECK(fault_of(good + "PK\x03\x04", MediaType::png) == ProblemCode::attachment_content);
  CHECK(fault_of(good.substr(0, good.size() - 12), MediaType::png) == ProblemCode::attachment_content);
  std::string damaged = good;
  damaged[good.find("IDAT") + 6] ^= 1;  // its CRC no longer agrees
  CHECK(fault_of(damaged, MediaType::png) == ProblemCode::attachment_content);
  CHECK(fault_of(kSignature + header(64, 48) + chunk("IDAT", packed(std::string(100, '\0'))) + kEnd, MediaType::png) ==
        ProblemCode::attachment_content);
  CHECK(fault_of(kSignature + header(8, 8) + chunk("acTL", word(2) + word(0)) + kEnd, MediaType::png) ==
        ProblemCode::attachment_content);
  std::string const photograph = jpeg(64, 48);
  CHECK(fault_of(photograph + "PK\x03\x04", MediaType::jpeg) == ProblemCode::attachment_content);
  CHECK(fault_of(photograph.substr(0, photograph.size() / 2) + "\xFF\xD9", MediaType::jpeg) ==
        ProblemCode::attachment_content);
}

TEST_CASE("plans.attachment: a small file that decodes to a huge picture is refused before it is decoded") {
  // The header alone says so; were the rows unpacked first, this would be 16 GiB.
  CHECK(fault_of(kSignature + header(131'072, 131'072) + chunk("IDAT", packed(std::string(1000, '\0'))) + kEnd,
                 MediaType::png) == ProblemCode::attachment_pixels);
  CHECK(fault_of(kSignature + header(16'384, 16'384) + chunk("IDAT", packed("x")) + kEnd, MediaType::png) ==
        ProblemCode::attachment_pixels);
  std::string wide = jpeg(64, 48);
  std::size_t const frame = wide.find("\xFF\xC0");  // ITU-T T.81, B.2.2: length, precision, height, width
  REQUIRE(frame != std::string::npos);
  wide.replace(frame + 5, 4, "\xFD\xE8\xFD\xE8");  // 65 000: libjpeg knows no more than 65 500
  CHECK(fault_of(wide, MediaType::jpeg) == ProblemCode::attachment_pixels);
}

TEST_CASE("plans.attachment: a PDF that acts, carries or hides something is refused") {
  for (char const* object :
       {"<< /S /JavaScript /JS (app.alert\\(1\\)) >>", "<< /S /J#61va#53cript /JS 6 0 R >>",
        "<< /S /Launch /F (calc.exe) >>", "<< /Type /EmbeddedFile >>",
        "<< /Names [(a) << /Type /Filespec /F (a.exe) >>] >>", "<< /S /SubmitForm /F (http://example.org) >>",
        "<< /S /GoToE >>", "<< /Subtype /RichMedia >>", "<< /AcroForm 7 0 R >>", "<< /Encrypt 8 0 R >>",
        "<< /Type /ObjStm /N 1 /First 4 >>", "<< /Type /XRef >>", "<< /XRefStm 20 >>",
        "<< /Subtype/FileAttachment>>"}) {
    INFO(object);
    CHECK(fault_of(pdf(std::string{"5 0 obj\n"} + object + "\nendobj\n"), MediaType::pdf) ==
          ProblemCode::attachment_active);
  }
  // Names that begin alike are others.
  CHECK(fault_of(pdf("5 0 obj\n<< /LaunchPad 1 /SoundProof 2 /Title (JavaScript) >>\nendobj\n"), MediaType::pdf) ==
        std::nullopt);
}

TEST_CASE("plans.attachment: a PDF that unpacks without end is refused, however it is packed") {
  std::string const zeroes(std::size_t{160} << 20U, '\0');
  std::string const bomb = packed(zeroes);
  REQUIRE(bomb.size() < 200'000);
  CHECK(fault_of(pdf(stream_object("/FlateDecode", bomb)), MediaType::pdf) == ProblemCode::attachment_expands);
  CHECK(fault_of(pdf(stream_object("[/FlateDecode /FlateDecode]", packed(bomb))), MediaType::pdf) ==
        ProblemCode::attachment_expands);
  CHECK(fault_of(pdf(stream_object("[/Fl /LZW]", packed("x"))), MediaType::pdf) == ProblemCode::attachment_expands);
  CHECK(fault_of(pdf(stream_object("9 0 R", packed("x"))), MediaType::pdf) == ProblemCode::attachment_expands);
  CHECK(fault_of(pdf(stream_object("/LZWDecode", "x")), MediaType::pdf) == ProblemCode::attachment_active);
  // More streams than any drawing has.
  std::string const stored = packed(zeroes.substr(0, 100));
  std::string nested = "5 0 obj\n<< /Filter /FlateDecode >>\n";
  for (int i = 0; i < 25'000; ++i) nested += "stream\n";
  CHECK(fault_of(pdf(nested + stored + "\nendstream\nendobj\n"), MediaType::pdf) == ProblemCode::attachment_content);
  // Each below the bound, together above it.
  std::string const half = packed(zeroes.substr(0, zeroes.size() / 2));
  CHECK(fault_of(pdf(stream_object("/FlateDecode", half) + stream_object("/FlateDecode", half)), MediaType::pdf) ==
        ProblemCode::attachment_expands);
}

TEST_CASE("plans.attachment: file names are plain") {
  for (char const* good : {"deck-plan.pdf", "Deck_Plan.v2.PDF", "a.pdf"}) {
    INFO(good);
    CHECK(plans::is_plain_file_name(good, MediaType::pdf));
  }
  for (char const* bad :
       {"",           "deck-plan",   "deck-plan.png", "../deck.pdf", "..\\deck.pdf", "a/b.pdf",  "/etc/a.pdf",
        "C:a.pdf",    ".hidden.pdf", "-rf.pdf",       "a..pdf",      "con.pdf",      "NUL.pdf",  "com1.pdf",
        "lpt9.x.pdf", "a b.pdf",     "a\n.pdf",       "甲板.pdf",    "a%2f.pdf",     "~root.pdf"}) {
    INFO(bad);
    CHECK_FALSE(plans::is_plain_file_name(bad, MediaType::pdf));
  }
  CHECK_FALSE(plans::is_plain_file_name(std::string_view{"a.pdf\0.pdf", 10}, MediaType::pdf));
  CHECK_FALSE(plans::is_plain_file_name(std::string(97, 'a') + ".pdf", MediaType::pdf));
  CHECK(plans::is_plain_file_name("a.jpeg", MediaType::jpeg));
  CHECK(plans::is_plain_file_name("a.jpg", MediaType::jpeg));
}

TEST_CASE("plans.attachment: media types are those of the list") {
  for (auto const type : {MediaType::png, MediaType::jpeg, MediaType::pdf})
    CHECK(plans::parse_media_type(plans::to_text(type)) == type);
  for (char const* other : {"image/svg+xml", "text/html", "image/gif", "application/zip", "IMAGE/PNG", ""})
    CHECK_FALSE(plans::parse_media_type(other).has_value());
}
