#include "memory/weights.hpp"

#include <kenyon/base/error.hpp>

namespace kenyon {
namespace {

[[noreturn]] void refuse() {
  throw error(fault::usage, "this kind of memory cannot do that");
}

}  // namespace

void weights::check_storable(const pattern_batch&, const pattern_batch&) const {}
void weights::forget(const pattern_batch&, const pattern_batch&) {
  refuse();
}
std::uint64_t weights::decay(double, std::uint64_t) {
  refuse();
}
void weights::sleep(double) {
  refuse();
}
void weights::prune(double, std::uint64_t) {
  refuse();
}
double weights::expected(std::size_t, std::int32_t, std::size_t) const {
  return 1;
}

double free_synapses(const memory_shape& shape) {
  const double n = shape.cues.units();
  if (!shape.is_auto) return n * shape.answers.units();
  const double own = shape.cues.is_modular() ? shape.cues.module_units() : 1;
  return n * (n - own) / 2;
}

}  // namespace kenyon
