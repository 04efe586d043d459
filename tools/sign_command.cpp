// `lingding plan sign`: an officer's or operator's signature, made where the key is; the server never sees the key.

#include <cstdio>
#include <stdexcept>

#include "adapters/runtime/clock.hpp"
#include "geo/sha256.hpp"
#include "plans/authority.hpp"
#include "plans/canonical.hpp"
#include "plans/signature.hpp"
#include "tools/commands.hpp"
#include "tools/key_files.hpp"

namespace lingding::tools {
namespace {

/// The bytes that are signed. \throws std::runtime_error with the fault's place
std::string canonical_bytes_of(std::filesystem::path const& file) {
  auto canonical = plans::canonical_json(read_text_file(file, plans::kMaxDocumentBytes));
  if (canonical) return *std::move(canonical);
  auto const& fault = canonical.error();
  throw std::runtime_error(file.string() + ":" + std::to_string(fault.place.line) + ":" +
                           std::to_string(fault.place.column) + ": found " + fault.found + "; expected " +
                           fault.expected);
}

}  // namespace

int plan_sign(PlanSignOptions const& options) {
  auto const bytes = canonical_bytes_of(options.file);
  auto const chain = read_text_file(options.certificate, plans::kMaxChainLength * plans::kMaxCertificateTextBytes);
  auto const facts = plans::read_certificate(chain);
  if (!facts) throw std::runtime_error(options.certificate.string() + ": " + facts.error());
  if (!facts->signatory)
    throw std::runtime_error(options.certificate.string() + ": " + facts->subject +
                             " is certified for no purpose of Lingding's");
  auto const key =
      read_signing_key(options.key, passphrase_from(options.passphrase_file, "Passphrase of " + options.key.string()));
  auto const now = runtime::SystemClock{}.now();
  if (now < facts->validity.from || now > facts->validity.until)
    throw std::runtime_error(options.certificate.string() + " is valid from " + geo::to_iso8601(facts->validity.from) +
                             " to " + geo::to_iso8601(facts->validity.until) + "; it is " + geo::to_iso8601(now));
  auto const jws = plans::sign_detached(bytes, key, chain, now);
  if (!jws) throw std::runtime_error(options.certificate.string() + ": " + jws.error());
  if (options.out.empty()) {
    std::printf("%s\n", jws->c_str());
  } else {
    replace_file(options.out, *jws);  // without a line's end: these bytes are the signature
  }
  std::fprintf(stderr, "signed as %s (%s): %zu canonical bytes, SHA-256 %s\n", plans::to_uri(*facts->signatory).c_str(),
               facts->name.c_str(), bytes.size(), geo::to_hex(geo::sha256(bytes)).c_str());
  return 0;
}

}  // namespace lingding::tools
