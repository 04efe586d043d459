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

/// Coordinates are first made 2^400 times as large, which is exact: a product with the smallest double there is then
/// keeps its digits.
int exact_orientation(PlanarPoint a, PlanarPoint b, PlanarPoint p) {
  constexpr double kScale = 0x1p400;
  for (auto* point : {&a, &b, &p}) *point = {point->longitude * kScale, point->latitude * kScale};
  ExactSum sum;  // twelve terms at most
  sum.add_product(a.longitude, b.latitude);
  sum.add_product(-a.longitude, p.latitude);
  sum.add_product(b.longitude, p.latitude);
  sum.add_product(-b.longitude, a.latitude);
  sum.add_product(p.longitude, a.latitude);
  sum.add_product(-p.longitude, b.latitude);
  return sum.sign();
}

}  // namespace

int orientation(PlanarPoint from, PlanarPoint to, PlanarPoint point) {
  double const left = (to.longitude - from.longitude) * (point.latitude - from.latitude);
  double const right = (to.latitude - from.latitude) * (point.longitude - from.longitude);
  double const determinant = left - right;
  // Shewchuk 1997, section 4: (3 + 16 ε) ε with ε = 2⁻⁵³ bounds the rounding of the determinant against |left| +
  // |right|.
  // The smallest addition covers products that are too small for a double.
  constexpr double kEpsilon = 0x1p-53;
  double const bound = (3 + 16 * kEpsilon) * kEpsilon * (std::abs(left) + std::abs(right)) + 1e-300;
  if (determinant > bound) return 1;
  if (determinant < -bound) return -1;
  return exact_orientation(from, to, point);
}

}  // namespace lingding::geo::detail
