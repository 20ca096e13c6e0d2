// Family `transform`: the scalar kernel against the definition of the Hadamard matrix, exactly, on
// small whole numbers; every other level against the scalar one.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>

#include "kernel_data.hpp"

using namespace kernel_tests;
using kenyon::kernels::transform_lanes;
using kenyon::kernels::transform_plan;

namespace {

std::vector<float> small_numbers(random_words& random, std::size_t n) {
  std::vector<float> v(n);
  for (float& x : v) x = static_cast<float>(random.below(7)) - 3.0F;
  return v;
}

// Values of very different size, so that another order of additions gives other bits.
std::vector<float> any_numbers(random_words& random, std::size_t n) {
  std::vector<float> v(n);
  for (float& x : v) {
    const auto mantissa = static_cast<double>(random.next() >> 40) / 16777216.0 - 0.5;
    x = static_cast<float>(std::ldexp(mantissa, static_cast<int>(random.below(24))));
    if (random.below(9) == 0) x = random.below(2) ? 0.0F : -0.0F;
  }
  return v;
}

struct test_plan {
  std::vector<std::uint16_t> flips;
  transform_plan plan;

  test_plan(random_words& random, std::size_t size, std::size_t stages, std::size_t block,
            std::size_t blocks)
      : plan{size, stages, block, blocks, 1, nullptr} {
    while (plan.span < rounds() && plan.span < transform_lanes) plan.span *= 2;
    const std::size_t words = (rounds() + transform_lanes - 1) / transform_lanes;
    flips.resize(words * stages * size);
    for (std::uint16_t& f : flips) {
      const std::uint64_t bits = random.next();
      for (std::size_t l = 0; l < transform_lanes; ++l)
        f = static_cast<std::uint16_t>(f | (bits >> (l % plan.span) & 1) << l);
    }
    plan.flips = flips.data();
  }
  std::size_t rounds() const {
    const std::size_t blocks_a_round = plan.size / plan.block;
    return (plan.blocks + blocks_a_round - 1) / blocks_a_round;
  }
  bool flipped(std::size_t round, std::size_t stage, std::size_t i) const {
    return flips[(round / 16 * plan.stages + stage) * plan.size + i] >> (round % 16) & 1;
  }
};

// Element (p, i) of the Hadamard matrix is +1 where p and i share an even number of bits.
std::vector<std::uint32_t> naive_code(const test_plan& t, const float* vector) {
  std::vector<std::uint32_t> code;
  const std::size_t size = t.plan.size;
  for (std::size_t r = 0; r < t.rounds(); ++r) {
    std::vector<std::int64_t> v(vector, vector + size);
    for (std::size_t s = 0; s < t.plan.stages; ++s) {
      std::vector<std::int64_t> output(size);
      for (std::size_t p = 0; p < size; ++p)
        for (std::size_t i = 0; i < size; ++i) {
          const bool minus = (std::popcount(p & i) % 2 != 0) != t.flipped(r, s, i);
          output[p] += minus ? -v[i] : v[i];
        }
      v = output;
    }
    for (std::size_t b = 0; (b + 1) * t.plan.block <= size && code.size() < t.plan.blocks; ++b) {
      std::size_t best = b * t.plan.block;
      for (std::size_t i = best; i < (b + 1) * t.plan.block; ++i)
        if (std::abs(v[i]) > std::abs(v[best])) best = i;
      code.push_back(static_cast<std::uint32_t>(code.size() * 2 * t.plan.block +
                                                2 * (best - b * t.plan.block) + (v[best] < 0)));
    }
  }
  return code;
}

std::vector<std::uint32_t> codes_of(const kernel_table& t, const transform_plan& plan,
                                    const std::vector<float>& vectors) {
  const std::size_t n = vectors.size() / plan.size;
  // What the kernel finds in its scratch memory must not matter.
  std::vector<float> scratch(transform_lanes * plan.size + 16, std::nanf(""));
  float* work = scratch.data();
  while (reinterpret_cast<std::uintptr_t>(work) % 64 != 0) ++work;
  guarded<std::uint32_t> out(n * plan.blocks);
  t.transform.block_codes(plan, vectors.data(), n, work, out.data());
  REQUIRE(out.intact());
  return out.values();
}

}  // namespace

TEST_CASE("transform: scalar against the Hadamard matrix", "[transform]") {
  random_words random(1);
  for (const std::size_t size : sizes{16, 32, 64, 128})
    for (const std::size_t stages : sizes{1, 2, 3})
      for (const std::size_t block : sizes{1, 2, 5, 16, size / 2, size - 1, size}) {
        const test_plan t(random, size, stages, block, 1 + random.below(40));
        const auto vectors = small_numbers(random, 2 * size);
        auto right = naive_code(t, vectors.data());
        const auto second = naive_code(t, vectors.data() + size);
        right.insert(right.end(), second.begin(), second.end());
        CAPTURE(size, stages, block, t.plan.blocks);
        REQUIRE(codes_of(*tables().front(), t.plan, vectors) == right);
      }
}

TEST_CASE("transform: every level is the scalar one", "[transform]") {
  random_words random(2);
  for (const std::size_t size : sizes{16, 32, 64, 128, 256, 512, 1024, 4096})
    for (int i = 0; i < (size < 512 ? 60 : 8); ++i) {
      const std::size_t stages = 1 + random.below(3);
      const std::size_t block = random.below(2) ? size >> random.below(5) : 1 + random.below(size);
      const std::size_t rounds = 1 + random.below(random.below(2) ? 40 : 9);
      const std::size_t blocks = 1 + random.below(rounds * (size / block));
      const test_plan t(random, size, stages, block, blocks);
      const std::size_t n = random.below(size < 512 ? 40 : 5);
      // Whole numbers have many ties.
      const auto vectors =
          i % 3 == 0 ? small_numbers(random, n * size) : any_numbers(random, n * size);
      const auto right = codes_of(*tables().front(), t.plan, vectors);
      for (const kernel_table* level : tables()) {
        CAPTURE(name(level->which), size, stages, block, blocks, t.rounds(), n);
        REQUIRE(codes_of(*level, t.plan, vectors) == right);
      }
    }
}

TEST_CASE("transform: zeros of either sign give the first unit of each block", "[transform]") {
  random_words random(3);
  const test_plan t(random, 64, 2, 16, 70);
  std::vector<float> zeros(3 * 64, 0.0F);
  for (float& z : zeros)
    if (random.below(2)) z = -0.0F;
  for (const kernel_table* level : tables()) {
    const auto code = codes_of(*level, t.plan, zeros);
    for (std::size_t i = 0; i < code.size(); ++i) REQUIRE(code[i] == i % 70 * 32);
  }
}

namespace {

struct rival {
  float magnitude;
  std::uint32_t unit;
};

// By the contract, from the outputs: what is left of a magnitude without its lowest eight bits.
std::vector<std::uint32_t> naive_rivals(const test_plan& t, const float* vector) {
  std::vector<std::uint32_t> all;
  std::vector<float> v;
  const std::size_t blocks_a_round = t.plan.size / t.plan.block;
  for (std::size_t c = 0; c < t.plan.blocks; ++c) {
    const std::size_t b = c % blocks_a_round;
    if (b == 0) {
      v.assign(vector, vector + t.plan.size);
      for (std::size_t s = 0; s < t.plan.stages; ++s) {
        for (std::size_t i = 0; i < v.size(); ++i)
          if (t.flipped(c / blocks_a_round, s, i)) v[i] = -v[i];
        for (std::size_t apart = v.size() / 2; apart != 0; apart /= 2)
          for (std::size_t i = 0; i < v.size(); ++i)
            if (!(i & apart)) {
              const float sum = v[i] + v[i + apart];
              v[i + apart] = v[i] - v[i + apart];
              v[i] = sum;
            }
      }
    }
    std::vector<rival> block;
    for (std::size_t i = 0; i < t.plan.block; ++i) {
      const float x = v[b * t.plan.block + i];
      const auto cut = std::bit_cast<std::uint32_t>(std::abs(x)) >> 8 << 8;
      block.push_back(
          {std::bit_cast<float>(cut), static_cast<std::uint32_t>(2 * i + (x < 0 ? 1 : 0))});
    }
    std::stable_sort(block.begin(), block.end(),
                     [](const rival& a, const rival& b) { return a.magnitude > b.magnitude; });
    for (std::size_t k = 0; k < kenyon::kernels::transform_rivals; ++k)
      all.push_back(k < block.size()
                        ? std::bit_cast<std::uint32_t>(block[k].magnitude) + 255 - block[k].unit
                        : 0);
  }
  return all;
}

}  // namespace

TEST_CASE("transform: the rivals of each block, of every level", "[transform]") {
  random_words random(4);
  for (const std::size_t size : sizes{16, 32, 64, 128, 512, 4096})
    for (int i = 0; i < (size < 512 ? 40 : 6); ++i) {
      const std::size_t most = std::min(size, kenyon::kernels::rivals_block);
      const std::size_t block = random.below(3) ? most >> random.below(5) : 1 + random.below(most);
      const std::size_t rounds = 1 + random.below(random.below(2) ? 40 : 9);
      const std::size_t blocks = 1 + random.below(rounds * (size / block));
      const test_plan t(random, size, 1 + random.below(2), block, blocks);
      const std::size_t n = random.below(size < 512 ? 20 : 4);
      auto vectors = i % 3 == 0 ? small_numbers(random, n * size) : any_numbers(random, n * size);
      if (i % 5 == 0) std::fill(vectors.begin(), vectors.end(), -0.0F);
      std::vector<std::uint32_t> right;
      for (std::size_t v = 0; v < n; ++v) {
        const auto of_vector = naive_rivals(t, vectors.data() + v * size);
        right.insert(right.end(), of_vector.begin(), of_vector.end());
      }
      for (const kernel_table* level : tables()) {
        CAPTURE(name(level->which), size, block, blocks, t.rounds(), n);
        std::vector<float> scratch(transform_lanes * size + 16, std::nanf(""));
        float* work = scratch.data();
        while (reinterpret_cast<std::uintptr_t>(work) % 64 != 0) ++work;
        guarded<std::uint32_t> out(right.size());
        level->transform.block_rivals(t.plan, vectors.data(), n, work, out.data());
        REQUIRE(out.intact());
        REQUIRE(out.values() == right);
      }
    }
}
