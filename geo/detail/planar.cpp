#include "geo/detail/planar.hpp"

#include <array>
#include <cmath>
#include <cstddef>

namespace lingding::geo::detail {
namespace {

/// A sum of doubles that do not overlap, smallest first: exact.
class ExactSum {
 public:
  void add(double term) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < size_; ++i) {
      double const sum = term + terms_[i];
      double const part = sum - term;
      double const lost = (term - (sum - part)) + (terms_[i] - part);
      if (lost != 0) terms_[kept++] = lost;
      term = sum;
    }
    if (term != 0) terms_[kept++] = term;
    size_ = kept;
  }
  void add_product(double a, double b) {
    double const product = a * b;
    add(std::fma(a, b, -product));
    add(product);
  }
  int sign() const {
    if (size_ == 0) return 0;
    return terms_[size_ - 1] > 0 ? 1 : -1;
  }

 private:
  std::array<double, 16> terms_{};
  std::size_t size_ = 0;
};

}  // namespace

/// Coordinates are first made 2^400 times as large, which is exact: a product with the smallest double there is then
/// keeps its digits.
int exact_orientation(PlanarPoint from, PlanarPoint to, PlanarPoint point) {
  constexpr double kScale = 0x1p400;
  auto const scaled = [](PlanarPoint given) { return PlanarPoint{given.longitude * kScale, given.latitude * kScale}; };
  auto const a = scaled(from);
  auto const b = scaled(to);
  auto const p = scaled(point);
  ExactSum sum;  // twelve terms at most
  sum.add_product(a.longitude, b.latitude);
  sum.add_product(-a.longitude, p.latitude);
  sum.add_product(b.longitude, p.latitude);
  sum.add_product(-b.longitude, a.latitude);
  sum.add_product(p.longitude, a.latitude);
  sum.add_product(-p.longitude, b.latitude);
  return sum.sign();
}

}  // namespace lingding::geo::detail
