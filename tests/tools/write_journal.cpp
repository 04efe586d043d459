// Writes a centre's journal as its desk would: regions, alerts with and without raw bytes that are text, time. For
// tests of commands. Usage: write_journal DATA CENTRE [other-effects]

#include <cstdio>
#include <stdexcept>
#include <string_view>

#include "adapters/store/journal.hpp"
#include "adapters/store/region_store.hpp"
#include "coordinator/desk_session.hpp"

using namespace lingding;

namespace {

coordinator::AlertReceived alert(int number) {
  return {.source = "receiver",
          .report = {.device = *plans::Mmsi::from_number(970'100'000U + static_cast<std::uint32_t>(number)),
                     .position = geo::Position::from_degrees(22.0 + number * 0.01, 113.9),
                     .radius = geo::Metres::from_metres(10),
                     .text = "number " + std::to_string(number)},
          .near = {},
          .raw = number % 2 == 0 ? "!AIVDM,1,1,,A,>5?Per18=HB1U:1@E=B0m<L,2*51\r\n" : "\xFF\xFE binary"};
}

void run(std::filesystem::path const& data, geo::CentreId centre, bool other_effects) {
  auto const folder = data / std::string{geo::to_text(centre)};
  store::RegionStore regions{folder};
  auto const digest = regions.newest();
  if (!digest) throw std::runtime_error("import regions first");
  geo::WaterMap const water{*regions.get(*digest)};
  coordinator::DeskSession session{centre, [&](std::string_view) -> geo::WaterMap const& { return water; }};
  geo::UtcTime now{std::chrono::milliseconds{1'472'313'000'000}};
  session.handle(coordinator::RegionsLoaded{*digest}, now);
  for (int number = 0; number < 40; ++number) session.handle(alert(number), now += std::chrono::seconds{1});
  session.handle(coordinator::TimePassed{}, now += std::chrono::minutes{1});

  store::SqliteJournal journal{{.folder = folder}};
  std::vector<coordinator::EntryDraft> drafts{session.unrecorded().begin(), session.unrecorded().end()};
  if (other_effects) drafts.at(2).effects = "[]";
  std::printf("%llu\n", static_cast<unsigned long long>(journal.append(drafts)));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3 || !geo::parse_centre(argv[2])) return 2;
  try {
    run(argv[1], *geo::parse_centre(argv[2]), argc > 3 && std::string_view{argv[3]} == "other-effects");
  } catch (std::exception const& error) {
    std::fprintf(stderr, "write_journal: %s\n", error.what());
    return 1;
  }
  return 0;
}
