// The classical Hopfield net (Hopfield 1982): N units of +-1, couplings J_ij = sum over patterns of
// s_i s_j, no self-coupling. Random patterns are kept up to about 0.138 N of them (Amit, Gutfreund
// & Sompolinsky 1985), as fixed points near the pattern, not at it. For sparse codes use the rules
// of memory.hpp; here half of the units are +1.
//
// Dreaming (Fachechi, Agliari & Barra 2019) unlearns what patterns have in common and consolidates
// the rest: J(t) = (1/N) X' (1+t) (1 + t C)^-1 X, X the patterns as rows of +-1, C = X X' / N their
// correlations. t = 0 is the plain rule; as t grows J becomes the projection onto the patterns
// (pseudo-inverse; t = 1e6 is that to six digits), which keeps up to N of them.
//
// A state is written as a pattern: the sorted list of the units that are +1.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include <kenyon/base/bit_matrix.hpp>
#include <kenyon/pattern/pattern.hpp>
#include <kenyon/pattern/random.hpp>

namespace kenyon {

enum class update_order {
  synchronous,  // all units at once; may end in a cycle of two states
  sequential    // one after another, by index: always ends in a fixed point
};

struct net_options {
  update_order order = update_order::sequential;
  std::uint32_t steps = 100;  // most updates of every unit
};

struct settled {
  pattern units;            // that are +1
  std::uint32_t steps = 0;  // the one that changed nothing included
  bool converged = false;
};

class hopfield_net {
 public:
  // At most max_net_units; couplings are N x N 16-bit integers. Throws error{usage} or
  // error{resources}.
  explicit hopfield_net(std::uint32_t units);
  // The couplings after `dreams` (t, 0 to 1e9) over these patterns, as fixed point of 12 bits and a
  // sign: the largest becomes 4095. Throws error{bad_input} where there is none.
  static hopfield_net dreamt(std::uint32_t units, const pattern_batch& patterns, double dreams);

  // Adds patterns. Throws error{usage}, and stores none, beyond 4,095 of them or after dreaming;
  // error{bad_input} for a pattern that does not fit.
  void store(const pattern_batch& patterns);

  // Updates until nothing changes or the steps are used up; a unit whose field is 0 keeps its
  // state. On all threads, the same bits for any number of them.
  std::vector<settled> recall(const pattern_batch& cues, const net_options& options = {}) const;

  std::uint32_t units() const { return units_; }
  std::uint64_t stored() const { return stored_; }
  std::int16_t coupling(std::uint32_t i, std::uint32_t j) const { return row(i)[j]; }
  std::uint64_t footprint_bytes() const;

 private:
  std::int16_t* row(std::size_t i);
  const std::int16_t* row(std::size_t i) const;
  void fields(pattern_view state, std::vector<std::int32_t>& out) const;
  bool update_together(settled& state, std::vector<std::int32_t>& field) const;
  bool update_in_turn(settled& state, std::vector<std::int32_t>& field) const;
  void sum_rows();

  std::uint32_t units_;
  std::size_t stride_;  // couplings from row to row
  std::uint64_t stored_ = 0;
  bool dreamt_ = false;
  std::unique_ptr<std::uint64_t[], unmap> couplings_;
  std::vector<std::int32_t> totals_;  // sum of each row
};

inline constexpr std::uint32_t max_net_units = 1U << 16;

// (1/N) sum of s_i s'_i of two states: 1 when they are equal, 0 by chance.
double state_overlap(std::uint32_t units, pattern_view a, pattern_view b);

// The random state of (seed, which, index): every unit +1 or -1 with equal chance.
pattern random_state(std::uint32_t units, std::uint64_t seed, stream which, std::uint64_t index);

}  // namespace kenyon
