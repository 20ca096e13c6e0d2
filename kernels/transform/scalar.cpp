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

std::uint32_t rival_of(float output, std::size_t position) {
  const float m = magnitude(output);
  std::uint32_t bits;
  __builtin_memcpy(&bits, &m, sizeof bits);
  return (bits & 0x7fffff00) | static_cast<std::uint32_t>(255 - 2 * position - (output < 0));
}

void strongest_rivals(const float* outputs, std::size_t n, std::uint32_t* out) {
  for (std::size_t k = 0; k < transform_rivals; ++k) out[k] = 0;
  for (std::size_t i = 0; i < n; ++i) {
    std::uint32_t rival = rival_of(outputs[i], i);
    for (std::size_t k = 0; k < transform_rivals; ++k)
      if (rival > out[k]) {
        const std::uint32_t lower = out[k];
        out[k] = rival;
        rival = lower;
      }
  }
}

// The outputs of round r of a vector.
void transform_round(const transform_plan& plan, const float* vector, std::size_t r,
                     float* outputs) {
  for (std::size_t i = 0; i < plan.size; ++i) outputs[i] = vector[i];
  for (std::size_t s = 0; s < plan.stages; ++s) {
    const std::uint16_t* const flips =
        plan.flips + (r / transform_lanes * plan.stages + s) * plan.size;
    for (std::size_t i = 0; i < plan.size; ++i)
      if (flips[i] >> (r % transform_lanes) & 1) outputs[i] = -outputs[i];
    hadamard(outputs, plan.size);
  }
}

void block_codes(const transform_plan& plan, const float* vectors, std::size_t n, float* scratch,
                 std::uint32_t* out) {
  const std::size_t blocks_a_round = plan.size / plan.block;
  for (std::size_t v = 0; v < n; ++v)
    for (std::size_t code_block = 0; code_block < plan.blocks; ++code_block) {
      const std::size_t r = code_block / blocks_a_round;
      const std::size_t block = code_block % blocks_a_round;
      if (block == 0) transform_round(plan, vectors + v * plan.size, r, scratch);
      out[v * plan.blocks + code_block] = static_cast<std::uint32_t>(code_block * 2 * plan.block) +
                                          strongest_unit(scratch + block * plan.block, plan.block);
    }
}

void block_rivals(const transform_plan& plan, const float* vectors, std::size_t n, float* scratch,
                  std::uint32_t* out) {
  const std::size_t blocks_a_round = plan.size / plan.block;
  for (std::size_t v = 0; v < n; ++v)
    for (std::size_t code_block = 0; code_block < plan.blocks; ++code_block) {
      const std::size_t r = code_block / blocks_a_round;
      const std::size_t block = code_block % blocks_a_round;
      if (block == 0) transform_round(plan, vectors + v * plan.size, r, scratch);
      strongest_rivals(scratch + block * plan.block, plan.block,
                       out + (v * plan.blocks + code_block) * transform_rivals);
    }
}

}  // namespace

const transform_kernels transform = {
    .block_codes = block_codes,
    .block_rivals = block_rivals,
};

}  // namespace kenyon::kernels::scalar
