#pragma once
// The schedule of a plan's ship as JSON, in the brief that a register and a journal keep.

#include "coordinator/detail/json_reader.hpp"
#include "geo/json_writer.hpp"
#include "plans/brief.hpp"

namespace lingding::coordinator::detail {

void write_schedule(geo::JsonWriter& json, plans::Schedule const& schedule);
/// What is read holds plans/schedule.hpp's contracts: indices in range, times that go on.
plans::Schedule read_schedule(Node const& node);

}  // namespace lingding::coordinator::detail
