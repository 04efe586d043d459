// Messages of console clients, as text and in a session: nothing that a peer sends may do more than get an error, and
// whatever is understood is understood the same when written again.

#include <cstdint>
#include <string_view>

#include "adapters/bus/switchboard.hpp"
#include "geo/check.hpp"

using namespace lingding;

namespace {

class NoHistory final : public bus::History {
 public:
  bus::Seq newest(geo::CentreId) override { return 5; }
  std::string journal_id(geo::CentreId) override { return "journal"; }
  bus::HistoryPage read(geo::CentreId, bus::Seq after, std::size_t) override { return {{}, after < 5 ? 5 : after}; }
};
class AnyPort final : public bus::ConsolePort {
 public:
  bus::CommandReceipt command(geo::CentreId, std::string_view officer, std::string_view id,
                              std::string_view command) override {
    LINGDING_CHECK(officer == "hk-1" && !id.empty() && command.starts_with('{'));
    return {};
  }
};
class NoOutlet final : public bus::Outlet {
 public:
  Result send(std::string_view, std::string_view frame) override {
    LINGDING_CHECK(frame.starts_with("{\"type\":") && frame.ends_with('}'));
    return Result::sent;
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  if (auto const message = bus::parse_client_message(text))
    if (auto const* hello = std::get_if<bus::Hello>(&*message)) {
      auto const again = bus::parse_client_message(bus::write_hello(*hello));
      LINGDING_CHECK(again.has_value());
      LINGDING_CHECK(std::get<bus::Hello>(*again).last_seq == hello->last_seq);
    }
  // Each line is a message of one connection.
  NoHistory history;
  AnyPort port;
  NoOutlet outlet;
  bus::BusCounters counters;
  bus::BusLog const log;
  bus::Switchboard board{{bus::Curve::on, {geo::CentreId::hk}, "fuzz", 1, {}}, port, history, outlet, counters, log};
  bus::AuthorizedKey const key{"hk-1", geo::CentreId::hk, bus::Role::officer, std::string(40, 'k'), {}};
  bus::Moment now{};
  for (auto rest = text; !rest.empty();) {
    auto const line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    board.on_message(now, {std::string_view{"\0abcd", 5}, key.public_key, &key}, {line});
    while (board.catch_up(now)) {
    }
    now.steady += std::chrono::seconds{1};
    board.tick(now);
    LINGDING_CHECK(board.sessions() <= 1);
  }
  return 0;
}
