// The memories that exist. A new one joins by a line in the table, and by a line in
// tests/memory/conformance_test.cpp.
#include <kenyon/memory/make.hpp>
#include <kenyon/memory/willshaw.hpp>

namespace kenyon {
namespace {

std::unique_ptr<memory> make_willshaw(const memory_spec&, const memory_shape& shape) {
  if (shape.is_auto) return std::make_unique<willshaw>(shape.cues);
  return std::make_unique<willshaw>(shape.cues, shape.answers);
}

memory_size size_of_willshaw(const memory_spec&, const memory_shape& shape) {
  return {willshaw::footprint_of(shape.cues, shape.answers),
          willshaw::free_weights_of(shape.cues, shape.answers, shape.is_auto)};
}

const memory_kind kinds[] = {
    {"willshaw",
     "binary synapses, set by coincidence (Willshaw et al. 1969)",
     {},
     make_willshaw,
     size_of_willshaw},
};

}  // namespace

std::span<const memory_kind> memory_kinds() {
  return kinds;
}

}  // namespace kenyon
