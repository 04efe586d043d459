#pragma once
// Routes as well-known binary (OGC 06-103r4, section 8), longitude first, little endian.

#include <span>
#include <string>

#include "geo/position.hpp"

namespace lingding::store {

/// Nothing for no position, a POINT for one, a LINESTRING for more.
std::string route_wkb(std::span<geo::Position const> route);

}  // namespace lingding::store
