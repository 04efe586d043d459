// For the cross-checks: prints what our own functions make of files, so that other programs' verdicts can be compared.
//
//   check-signatures canonical < JSON                         the canonical bytes; status 1 when refused
//   check-signatures verify TRUST_FOLDER PAYLOAD JWS PLACE URI RECORDED_AT

#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "plans/canonical.hpp"
#include "plans/signature.hpp"

using namespace lingding;

namespace {

std::string read(char const* path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// One line of JSON on standard input, one line of canonical JSON (or "refused") on standard output.
int canonical() {
  for (std::string line; std::getline(std::cin, line);) {
    auto const result = plans::canonical_json(line);
    std::puts(result ? result->c_str() : "refused");
  }
  return 0;
}

int verify(char** arguments) {
  auto const text = plans::read_trust_folder(arguments[0]);
  if (!text) return 2;
  auto const trust = plans::TrustStore::from_json(*text);
  auto const signatory = plans::parse_signatory(arguments[4]);
  auto const place = geo::parse_centre(arguments[3]);
  auto const recorded = geo::parse_time(arguments[5]);
  if (!trust || !signatory || !place || !recorded) return 2;
  auto const verdict = plans::verify_detached(read(arguments[1]), read(arguments[2]), *trust,
                                              {*place, signatory->purpose, signatory->id}, *recorded);
  if (!verdict) {
    std::printf("%s: %s\n", std::string{plans::to_text(verdict.error().code)}.c_str(), verdict.error().text.c_str());
    return 1;
  }
  std::printf("good: %s, %s, %s, revocation %s\n", plans::to_uri(verdict->signatory).c_str(), verdict->name.c_str(),
              std::string{plans::to_text(verdict->algorithm)}.c_str(),
              std::string{plans::to_text(verdict->revocation)}.c_str());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::string const what = argc > 1 ? argv[1] : "";
  if (what == "canonical") return canonical();
  if (what == "verify" && argc == 8) return verify(argv + 2);
  return 2;
}
