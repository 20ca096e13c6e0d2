// Private to the vector files of family `scan4`: grading, on the level's 16 floats F: fill(x),
// load(p), F + F, F - F, F * F, absolute(), to_supports(p). Internal linkage throughout.
#pragma once
#include <cstddef>
#include <cstdint>

#include "kernels/scan4/scan4.hpp"

namespace kenyon::kernels {
namespace {

// (l - (n-1)/2) of every unit: the one axis of a module, or its two.
constexpr float levels_of_one[] = {-7.5F, -6.5F, -5.5F, -4.5F, -3.5F, -2.5F, -1.5F, -0.5F,
                                   0.5F,  1.5F,  2.5F,  3.5F,  4.5F,  5.5F,  6.5F,  7.5F};
constexpr float levels_of_low[] = {-1.5F, -0.5F, 0.5F, 1.5F, -1.5F, -0.5F, 0.5F, 1.5F,
                                   -1.5F, -0.5F, 0.5F, 1.5F, -1.5F, -0.5F, 0.5F, 1.5F};
constexpr float levels_of_high[] = {-1.5F, -1.5F, -1.5F, -1.5F, -0.5F, -0.5F, -0.5F, -0.5F,
                                    0.5F,  0.5F,  0.5F,  0.5F,  1.5F,  1.5F,  1.5F,  1.5F};

struct distances {
  template <class F>
  static F missing(F q, F levels, float, float step, F units) {
    const F apart = q - levels * F::fill(step);
    return apart * apart * (units * F::fill(0.5F));
  }
};

struct dot_products {
  template <class F>
  static F missing(F q, F levels, float half, float step, F units) {
    const F best = q.absolute() * F::fill(half) * F::fill(step);
    return (best - q * (levels * F::fill(step))) * units;
  }
};

template <class F, class What>
void grade(const float* query, const float* steps, std::size_t axes, std::size_t axes_a_module,
           float units, std::uint8_t* supports) {
  const F all = F::fill(units), one = F::load(levels_of_one);
  const F low = F::load(levels_of_low), high = F::load(levels_of_high);
  if (axes_a_module == 1) {
    for (std::size_t a = 0; a < axes; ++a)
      What::missing(F::fill(query[a]), one, 7.5F, steps[a], all)
          .to_supports(supports + a * scan4_units);
    return;
  }
  for (std::size_t a = 0; a < axes; a += 2, supports += scan4_units) {
    F sum = What::missing(F::fill(query[a]), low, 1.5F, steps[a], all);
    if (a + 1 < axes)
      sum = sum + What::missing(F::fill(query[a + 1]), high, 1.5F, steps[a + 1], all);
    sum.to_supports(supports);
  }
}

}  // namespace
}  // namespace kenyon::kernels
