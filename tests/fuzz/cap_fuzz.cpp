// CAP from outside: any bytes as a stream of documents; what is read is written, read back to the same, and converted.

#include <cmath>
#include <cstdint>
#include <string>

#include "adapters/cap/json.hpp"
#include "adapters/cap/reader.hpp"
#include "adapters/cap/report.hpp"
#include "adapters/cap/writer.hpp"
#include "coordinator/codec.hpp"
#include "coordinator/limits.hpp"
#include "geo/check.hpp"

using namespace lingding;

namespace {

void read_one(std::string const& xml) {
  auto const message = cap::read(xml);
  std::string json;
  if (!message) {
    append_json(json, 1, xml, message.error());
    return;
  }
  append_json(json, *message);
  for (char const c : json) LINGDING_CHECK(static_cast<unsigned char>(c) >= 0x20);
  auto const written = cap::write(*message);
  auto const back = cap::read(written);
  LINGDING_CHECK(back.has_value() || back.error().kind == cap::FaultKind::too_long);
  if (back) LINGDING_CHECK(cap::write(*back) == written);
  auto const report = cap::to_report(*message);
  if (!report) return;
  LINGDING_CHECK(report->radius.metres() >= 100 && std::isfinite(report->radius.metres()));
  LINGDING_CHECK(report->kind == coordinator::AlertKind::cap && !report->text.empty());
  LINGDING_CHECK(report->thread.size() <= coordinator::kMaxThread);
  // What the desk is given is recorded and read back as it is, once it is in the journal's form.
  coordinator::Event event = coordinator::AlertReceived{"cap", *report, {}, {}};
  coordinator::canonicalise(event);
  std::string recorded;
  append_json(recorded, event);
  auto const back_again = coordinator::parse_event(recorded, {});
  LINGDING_CHECK(back_again.has_value() && *back_again == event);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const bytes(reinterpret_cast<char const*>(data), size);
  read_one(std::string{bytes});
  cap::Splitter splitter;
  std::size_t kept = 0;
  auto const take = [&](std::string const& one) {
    kept += one.size();
    read_one(one);
  };
  for (auto const& one : splitter.push(bytes.substr(0, size / 2))) take(one);
  for (auto const& one : splitter.push(bytes.substr(size / 2))) take(one);
  if (auto const rest = splitter.finish()) take(*rest);
  LINGDING_CHECK(kept <= size);
  return 0;
}
