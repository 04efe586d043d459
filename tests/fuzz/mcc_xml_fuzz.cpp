// XML of mission control centres from outside: any bytes as a document, and as the inside of a topMessage.

#include <cstdint>
#include <string>

#include "adapters/sarsat/mcc_xml.hpp"
#include "adapters/sarsat/sit_json.hpp"
#include "geo/check.hpp"

using namespace lingding;

namespace {

void read_one(std::string const& xml) {
  sarsat::SitMessage message;
  auto const error = sarsat::read_xml(xml, message);
  if (xml.find("<!DOCTYPE") != std::string::npos) LINGDING_CHECK(error);
  if (error) return;
  std::string json;
  append_json(json, message);
  for (char const c : json) LINGDING_CHECK(static_cast<unsigned char>(c) >= 0x20);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string const bytes(reinterpret_cast<char const*>(data), size);
  read_one(bytes);
  read_one("<topMessage><message>" + bytes + "</message></topMessage>");
  return 0;
}
