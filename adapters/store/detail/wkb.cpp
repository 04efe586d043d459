#include "adapters/store/detail/wkb.hpp"

#include <bit>
#include <cstdint>

namespace lingding::store {
namespace {

// OGC 06-103r4, table 7.
constexpr std::uint32_t kPoint = 1;
constexpr std::uint32_t kLineString = 2;
constexpr char kLittleEndian = 1;

template <class Unsigned>
void append(std::string& out, Unsigned value) {
  for (std::size_t i = 0; i < sizeof value; ++i) out += static_cast<char>((value >> (8 * i)) & 0xFF);
}

void append(std::string& out, geo::Position const& position) {
  append(out, std::bit_cast<std::uint64_t>(position.longitude.degrees()));
  append(out, std::bit_cast<std::uint64_t>(position.latitude.degrees()));
}

}  // namespace

std::string route_wkb(std::span<geo::Position const> route) {
  std::string wkb;
  if (route.empty()) return wkb;
  wkb += kLittleEndian;
  append(wkb, route.size() == 1 ? kPoint : kLineString);
  if (route.size() > 1) append(wkb, static_cast<std::uint32_t>(route.size()));
  for (auto const& position : route) append(wkb, position);
  return wkb;
}

}  // namespace lingding::store
