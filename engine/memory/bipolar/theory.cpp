#include <kenyon/memory/bipolar/theory.hpp>

#include <cmath>

#include <kenyon/base/error.hpp>

namespace kenyon {
namespace {

const double two_over_root_pi = 2 / std::sqrt(std::acos(-1.0));

// Rises from y = 0 to one maximum between 1 and 3, then falls as 1/(2 y^2).
double load_at(double y) {
  const double root = std::erf(y) / y - two_over_root_pi * std::exp(-y * y);
  return root * root / 2;
}

double critical_y() {
  double low = 1;
  double high = 3;
  for (int i = 0; i < 100; ++i) {
    const double third = (high - low) / 3;
    if (load_at(low + third) < load_at(high - third))
      low += third;
    else
      high -= third;
  }
  return (low + high) / 2;
}

}  // namespace

double critical_load() {
  return load_at(critical_y());
}

double retrieval_overlap(double load) {
  if (!(load > 0)) throw error(fault::usage, "a load is above 0");
  if (load > critical_load()) return 0;
  double low = critical_y();
  double high = 1 / std::sqrt(2 * load) + 3;
  for (int i = 0; i < 100; ++i) {
    const double middle = (low + high) / 2;
    (load_at(middle) > load ? low : high) = middle;
  }
  return std::erf(low);
}

}  // namespace kenyon
