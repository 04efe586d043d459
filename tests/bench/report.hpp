#pragma once
// How a benchmark reports: one JSON object a line on standard output, each figure beside its floor; and percentiles.

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace lingding::bench {

/// Whether more is better (a rate) or less (a latency, a size).
enum class Better : bool { more, less };

/// One measured figure. `floor` is measured in the same run: what the machine gives to the barest program that does the
/// same.
struct Figure {
  std::string figure{};  ///< "ais.objects": topic, dot, name
  std::string what{};    ///< "AIS sentences to objects, one core"
  double value = 0;
  std::string unit{};  ///< "sentences/s", "µs", "MB"
  Better better = Better::more;
  std::optional<double> floor{};
  std::string floor_what{};  ///< what the floor does; empty when there is none
  std::optional<double> aim{};
  std::string peers{};  ///< "libais 0.54 M/s (published run)"; empty: none known
  std::string note{};   ///< conditions that the reader must know; empty: none
};

/// The line that print() writes, without its end. Keys are left out when they have nothing to say; `met` says whether
/// the aim is reached.
std::string to_json(Figure const& figure);

/// Writes the line to standard output and flushes it, so that an interrupted run keeps what it has.
void print(Figure const& figure);

/// The nearest-rank percentile: the smallest sample that at least `percent` % of all samples do not exceed.
/// \pre samples is not empty, 0 < percent ≤ 100. The samples may be in any order.
double percentile(std::span<double const> samples, double percent);

}  // namespace lingding::bench
