// The dense associative memory as it was published (Krotov & Hopfield 2016): N units of +-1, energy
// -sum over patterns of F(x.s), F(z) = z^n. A unit takes the sign that lowers the energy, the
// others being held: the sign of
//   sum over patterns of F(r + x_i) - F(r - x_i),  r the overlap x.s without unit i,
// so there is no self-coupling. n = 2 is the Hopfield net (hopfield_net.hpp). For sparse codes the
// memory `dense` (exemplar.hpp) does the like.
//
// States are written as the units that are +1. Energies are 64-bit integers.
#pragma once
#include <cstdint>
#include <vector>

#include <kenyon/base/bit_matrix.hpp>
#include <kenyon/memory/bipolar/hopfield_net.hpp>
#include <kenyon/pattern/pattern.hpp>

namespace kenyon {

class polynomial_net {
 public:
  // Throws error{usage} unless 2 <= units <= max_net_units and 2 <= degree <= 20, and where the
  // energies of this many patterns do not fit into 64 bits: patterns * (N+2)^n < 2^62.
  polynomial_net(std::uint32_t units, std::uint32_t degree, const pattern_batch& patterns);

  // The energy that unit i gains by being +1 rather than -1, the others as in `state`.
  std::vector<std::int64_t> drives(pattern_view state) const;

  // Synchronous updates until nothing changes or the steps are used up; a unit whose drive is 0
  // keeps its state.
  std::vector<settled> recall(const pattern_batch& cues, std::uint32_t steps = 100) const;

  std::uint32_t units() const { return units_; }
  std::uint32_t degree() const { return degree_; }
  std::uint64_t stored() const { return patterns_.rows(); }
  std::uint64_t footprint_bytes() const { return patterns_.bytes(); }

 private:
  std::int64_t energy_step(std::int64_t from) const;

  std::uint32_t units_;
  std::uint32_t degree_;
  bit_matrix patterns_;              // a row a pattern
  std::vector<std::int64_t> steps_;  // F(z + 2) - F(z) at z = -N-2 .. N
};

}  // namespace kenyon
