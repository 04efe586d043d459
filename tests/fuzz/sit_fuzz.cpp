// Messages of mission control centres from outside: cut into messages, read, written as JSON.

#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/sarsat/intake.hpp"
#include "adapters/sarsat/sit_json.hpp"
#include "adapters/sarsat/sit_stream.hpp"
#include "geo/check.hpp"

using namespace lingding;

namespace {

void read_one(std::string const& text) {
  auto const message = sarsat::read_sit(text);
  std::string json;
  if (message) {
    append_json(json, *message);
    if (message->form == sarsat::SitForm::paragraphs)
      LINGDING_CHECK(message->hex_id_15 || !message->beacon_message.empty() || message->has_position() ||
                     message->detected_at);
    // Solutions of fields are all or nothing: each has its time and its ground station.
    if (message->form == sarsat::SitForm::fields)
      for (auto const& solution : message->solutions) LINGDING_CHECK(solution.at && solution.lut.size() == 4);
    static_cast<void>(sarsat::alert_of(*message));
    for (auto const& position :
         {message->confirmed, message->doppler_a, message->doppler_b, message->doa, message->encoded})
      if (position && position->probability_percent) LINGDING_CHECK(*position->probability_percent <= 100);
  } else {
    append_json(json, 1, text, message.error());
  }
  for (char const c : json) LINGDING_CHECK(static_cast<unsigned char>(c) >= 0x20);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view bytes(reinterpret_cast<char const*>(data), size);
  read_one(std::string(bytes));
  sarsat::SitSplitter splitter;
  std::size_t kept = 0;
  while (!bytes.empty()) {
    auto const end = bytes.find('\n');
    if (auto const message = splitter.push(bytes.substr(0, end))) {
      kept += message->size();
      read_one(*message);
    }
    bytes = end == std::string_view::npos ? std::string_view{} : bytes.substr(end + 1);
  }
  if (auto const message = splitter.finish()) {
    kept += message->size();
    read_one(*message);
  }
  LINGDING_CHECK(kept <= size + 1);
  return 0;
}
