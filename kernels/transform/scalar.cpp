// Family `transform`, scalar: the specification of the family.
#include "kernels/transform/transform.hpp"

namespace kenyon::kernels::scalar {
namespace {

void hadamard(float* v, std::size_t size) {
  for (std::size_t apart = size / 2; apart != 0; apart /= 2)
    for (std::size_t i = 0; i < size; ++i) {
      if (i & apart) continue;
      const float sum = v[i] + v[i + apart];
      const float difference = v[i] - v[i + apart];
      v[i] = sum;
      v[i + apart] = difference;
    }
}

float magnitude(float x) {
  return x < 0 ? -x : x;
}

std::uint32_t strongest_unit(const float* outputs, std::size_t n) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < n; ++i)
    if (magnitude(outputs[i]) > magnitude(outputs[best])) best = i;
  return static_cast<std::uint32_t>(2 * best + (outputs[best] < 0));
}

void block_codes(const transform_plan& plan, const float* vectors, std::size_t n, float* scratch,
                 std::uint32_t* out) {
  const std::size_t blocks_a_round = plan.size / plan.block;
  for (std::size_t v = 0; v < n; ++v)
    for (std::size_t code_block = 0; code_block < plan.blocks; ++code_block) {
      const std::size_t r = code_block / blocks_a_round;
      const std::size_t block = code_block % blocks_a_round;
      if (block == 0) {  // a new round
        for (std::size_t i = 0; i < plan.size; ++i) scratch[i] = vectors[v * plan.size + i];
        for (std::size_t s = 0; s < plan.stages; ++s) {
          const std::uint16_t* const flips =
              plan.flips + (r / transform_lanes * plan.stages + s) * plan.size;
          for (std::size_t i = 0; i < plan.size; ++i)
            if (flips[i] >> (r % transform_lanes) & 1) scratch[i] = -scratch[i];
          hadamard(scratch, plan.size);
        }
      }
      out[v * plan.blocks + code_block] = static_cast<std::uint32_t>(code_block * 2 * plan.block) +
                                          strongest_unit(scratch + block * plan.block, plan.block);
    }
}

}  // namespace

const transform_kernels transform = {block_codes};

}  // namespace kenyon::kernels::scalar
