#include "adapters/runtime/counters.hpp"

#include <algorithm>

#include "geo/json_writer.hpp"

namespace lingding::runtime {

SourceCounters& CounterSet::add(std::string source) {
  return add(std::move(source), reasons_);
}

SourceCounters& CounterSet::add(std::string source, std::vector<std::string_view> reasons) {
  std::lock_guard const lock{mutex_};
  return sources_.emplace_back(std::move(source), std::move(reasons));
}

std::vector<CounterSet::Snapshot> CounterSet::snapshot() const {
  std::lock_guard const lock{mutex_};
  std::vector<Snapshot> all;
  for (auto const& source : sources_) {
    Snapshot one{source.name, {}, source.last_seen(), source.silent.load(std::memory_order_relaxed)};
    auto const always = [&](char const* name, std::uint64_t value) { one.values.emplace_back(name, value); };
    auto const if_any = [&](std::string name, Counter const& counter) {
      if (counter.value() > 0) one.values.emplace_back(std::move(name), counter.value());
    };
    always("bytes", source.bytes.value());
    always("lines", source.lines.value());
    always("messages", source.messages.value());
    always("alerts", source.alerts.value());
    always("open", static_cast<std::uint64_t>(std::max<std::int64_t>(0, source.open.load(std::memory_order_relaxed))));
    if_any("positions", source.positions);
    if_any("tests", source.tests);
    if_any("safety_texts", source.safety_texts);
    if_any("overlong", source.overlong);
    if_any("truncated", source.truncated);
    if_any("lost_datagrams", source.lost_datagrams);
    if_any("connects", source.connects);
    if_any("reconnects", source.reconnects);
    if_any("failures", source.failures);
    if_any("refused", source.refused);
    if_any("timeouts", source.timeouts);
    if_any("held", source.held);
    for (std::size_t i = 0; i < source.rejected.size(); ++i)
      if_any("rejected." + (i < source.reasons.size() ? std::string{source.reasons[i]} : std::string{"other"}),
             source.rejected[i]);
    all.push_back(std::move(one));
  }
  return all;
}

void CounterSet::append_json(std::string& out) const {
  geo::JsonWriter writer(out);
  writer.begin_object();
  for (auto const& source : snapshot()) {
    writer.key(source.source).begin_object();
    for (auto const& [name, value] : source.values) writer.member(name, value);
    writer.member("silent", source.silent);
    if (source.last_seen) writer.member("last_seen", geo::to_iso8601(*source.last_seen));
    writer.end_object();
  }
  writer.end_object();
}

}  // namespace lingding::runtime
