// Private to the vector files of family `transform`. Internal linkage throughout.
//
// A lane is a round of a vector: the same element of `width` rounds lies in one vector, so that all
// butterflies are between vectors and nothing is ever moved across lanes. Element i of all lanes is
// at work + i*width.
//
// V is the level's vector of floats: `width`; `pass_bits`, the levels of butterflies that fit into
// registers; load, store, fill; flip(v, bits), lanes of which the bit is set change their sign;
// v + w, v - w; and `winner`, the strongest output so far of each lane: start(v), offer(v,
// position) and units(out). V::rivals, the strongest outputs so far as the contract codes them:
// none(), offer(v, position), positions as V::rivals::place, which starts at first() and goes
// next(); store(k, out), the k-th of every lane.
#pragma once
#include <cstddef>
#include <cstdint>

#include "kernels/transform/transform.hpp"

namespace kenyon::kernels {
namespace {

// `bits` levels of butterflies, the last of them between elements `apart` apart. element(i) loads.
template <class V, unsigned bits, class Element>
void butterflies(float* work, std::size_t size, std::size_t apart, const Element& element) {
  constexpr std::size_t count = std::size_t{1} << bits;
  for (std::size_t high = 0; high < size; high += count * apart)
    for (std::size_t first = high; first < high + apart; ++first) {
      V v[count];
      for (std::size_t k = 0; k < count; ++k) v[k] = element(first + k * apart);
      for (std::size_t half = count / 2; half != 0; half /= 2)
        for (std::size_t k = 0; k < count; ++k) {
          if (k & half) continue;
          const V sum = v[k] + v[k + half];
          v[k + half] = v[k] - v[k + half];
          v[k] = sum;
        }
      for (std::size_t k = 0; k < count; ++k) v[k].store(work + (first + k * apart) * V::width);
    }
}

template <class V, unsigned bits = V::pass_bits, class Element>
void butterflies_of(unsigned wanted, float* work, std::size_t size, std::size_t apart,
                    const Element& element) {
  if (wanted == bits)
    butterflies<V, bits>(work, size, apart, element);
  else if constexpr (bits > 1)
    butterflies_of<V, bits - 1>(wanted, work, size, apart, element);
}

template <class V>
struct elements_of {
  const float* work;
  [[gnu::always_inline]] V operator()(std::size_t i) const { return V::load(work + i * V::width); }
};

// The transform, in as few passes over the elements as the registers allow. first_pass(i) loads.
template <class V, class Element>
void hadamard(float* work, std::size_t size, const Element& first_pass) {
  unsigned levels = static_cast<unsigned>(__builtin_ctzll(size));
  unsigned passes = (levels + V::pass_bits - 1) / V::pass_bits;
  for (bool first = true; passes != 0; --passes, first = false) {
    const unsigned bits = (levels + passes - 1) / passes;
    levels -= bits;
    const std::size_t apart = std::size_t{1} << levels;
    if (first)
      butterflies_of<V>(bits, work, size, apart, first_pass);
    else
      butterflies_of<V>(bits, work, size, apart, elements_of<V>{work});
  }
}

// The same where the elements fill the L1 cache: one pass over all, then part by part.
template <class V, class Element>
void large_hadamard(float* work, std::size_t size, const Element& first_pass) {
  constexpr std::size_t most = 16384 / sizeof(float) / V::width;
  if (size <= most) {
    hadamard<V>(work, size, first_pass);
    return;
  }
  const std::size_t part = size >> V::pass_bits;
  butterflies<V, V::pass_bits>(work, size, part, first_pass);
  for (std::size_t first = 0; first < size; first += part) {
    float* const own = work + first * V::width;
    large_hadamard<V>(own, part, elements_of<V>{own});
  }
}

// Rounds first .. first + width of one vector, or all rounds of several: what the lanes hold.
struct lane_jobs {
  const float* vectors;
  std::size_t n;      // vectors, at least 1, at most width / span
  std::size_t first;  // round
};

// Several vectors side by side, `span` lanes each; lanes without a vector are like the first.
template <class V>
void spread(const transform_plan& plan, const lane_jobs& jobs, float* work) {
  for (std::size_t i = 0; i < plan.size; ++i) V::fill(jobs.vectors[i]).store(work + i * V::width);
  for (std::size_t v = 1; v < jobs.n; ++v) {
    const typename V::lanes own(v * plan.span, plan.span);
    for (std::size_t i = 0; i < plan.size; ++i)
      V::fill(jobs.vectors[v * plan.size + i]).store(work + i * V::width, own);
  }
}

template <class V>
void transform_lanes_of(const transform_plan& plan, const lane_jobs& jobs, float* work) {
  const bool alone = jobs.n == 1;
  if (!alone) spread<V>(plan, jobs, work);
  const std::uint16_t* flips = plan.flips + jobs.first / transform_lanes * plan.stages * plan.size;
  const unsigned shift = static_cast<unsigned>(jobs.first % transform_lanes);
  for (std::size_t s = 0; s < plan.stages; ++s, flips += plan.size) {
    if (s == 0 && alone)
      large_hadamard<V>(
          work, plan.size, [=](std::size_t i) __attribute__((always_inline)) {
            return V::flip(V::fill(jobs.vectors[i]), static_cast<unsigned>(flips[i]) >> shift);
          });
    else
      large_hadamard<V>(
          work, plan.size, [=](std::size_t i) __attribute__((always_inline)) {
            return V::flip(V::load(work + i * V::width), static_cast<unsigned>(flips[i]) >> shift);
          });
  }
}

// The two halves of a block at once: neither waits for the other.
template <class V>
typename V::winner strongest(const float* block, std::size_t n) {
  using winner = typename V::winner;
  const std::size_t half = n / 2;
  const float* const later = block + half * V::width;
  winner best = winner::start(V::load(block), V::counter::from(0));
  if (n == 1) return best;
  winner rival = winner::start(V::load(later), V::counter::from(half));
  auto at = V::counter::from(1);
  auto at_later = V::counter::from(half + 1);
  for (std::size_t i = 1; i < half; ++i) {
    best.offer(V::load(block + i * V::width), at);
    rival.offer(V::load(later + i * V::width), at_later);
    at.next();
    at_later.next();
  }
  if (n % 2 != 0) rival.offer(V::load(later + half * V::width), V::counter::from(n - 1));
  best.merge(rival);
  return best;
}

template <class V>
void choose_units(const transform_plan& plan, const lane_jobs& jobs, const float* work,
                  std::uint32_t* out) {
  const std::size_t blocks_a_round = plan.size / plan.block;
  for (std::size_t b = 0; b < blocks_a_round; ++b) {
    const float* const block = work + b * plan.block * V::width;
    const auto best = strongest<V>(block, plan.block);
    std::uint32_t units[V::width];
    best.units(units);
    for (std::size_t l = 0; l < V::width; ++l) {
      const std::size_t v = l / plan.span;
      const std::size_t code_block = (jobs.first + l % plan.span) * blocks_a_round + b;
      if (v < jobs.n && code_block < plan.blocks)
        out[v * plan.blocks + code_block] =
            static_cast<std::uint32_t>(code_block * 2 * plan.block) + units[l];
    }
  }
}

template <class V>
void choose_rivals(const transform_plan& plan, const lane_jobs& jobs, const float* work,
                   std::uint32_t* out) {
  using rivals = typename V::rivals;
  const std::size_t blocks_a_round = plan.size / plan.block;
  for (std::size_t b = 0; b < blocks_a_round; ++b) {
    const float* const block = work + b * plan.block * V::width;
    rivals best = rivals::none();
    auto at = rivals::place::first();
    for (std::size_t i = 0; i < plan.block; ++i, at.next())
      best.offer(V::load(block + i * V::width), at);
    std::uint32_t ranked[transform_rivals][V::width];
    for (std::size_t k = 0; k < transform_rivals; ++k) best.store(k, ranked[k]);
    for (std::size_t l = 0; l < V::width; ++l) {
      const std::size_t v = l / plan.span;
      const std::size_t code_block = (jobs.first + l % plan.span) * blocks_a_round + b;
      if (v >= jobs.n || code_block >= plan.blocks) continue;
      std::uint32_t* const own = out + (v * plan.blocks + code_block) * transform_rivals;
      for (std::size_t k = 0; k < transform_rivals; ++k) own[k] = ranked[k][l];
    }
  }
}

// `a_block`: numbers that `choose` writes for each block of a code.
template <class V, class Choose>
void of_each_block(const transform_plan& plan, const float* vectors, std::size_t n, float* scratch,
                   std::size_t a_block, std::uint32_t* out, const Choose& choose) {
  const std::size_t blocks_a_round = plan.size / plan.block;
  const std::size_t rounds = (plan.blocks + blocks_a_round - 1) / blocks_a_round;
  const std::size_t at_once = plan.span >= V::width ? 1 : V::width / plan.span;
  for (std::size_t v = 0; v < n; v += at_once)
    for (std::size_t first = 0; first < rounds; first += V::width) {
      const lane_jobs jobs = {vectors + v * plan.size, n - v < at_once ? n - v : at_once, first};
      transform_lanes_of<V>(plan, jobs, scratch);
      choose(plan, jobs, scratch, out + v * plan.blocks * a_block);
    }
}

template <class V>
void block_codes(const transform_plan& plan, const float* vectors, std::size_t n, float* scratch,
                 std::uint32_t* out) {
  of_each_block<V>(plan, vectors, n, scratch, 1, out, choose_units<V>);
}

template <class V>
void block_rivals(const transform_plan& plan, const float* vectors, std::size_t n, float* scratch,
                  std::uint32_t* out) {
  of_each_block<V>(plan, vectors, n, scratch, transform_rivals, out, choose_rivals<V>);
}

}  // namespace
}  // namespace kenyon::kernels
