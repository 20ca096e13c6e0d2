// The triadic memory: triples (x, y, z), any one recalled from the other two (P. Overmann, Triadic
// Memory, 2022). A unit of each of two patterns addresses a row of the third's units; the support
// of a unit is the number of addressed rows that have it; the K best-supported answer.
//
// One cube of bits could serve all three questions, but two of them would read it across its rows,
// a bit a cache line. So there are three memories of rows, xy -> z, xz -> y and yz -> x: three
// times the bits (375 MB for three layouts of 1,000 units instead of 125; the published code keeps
// a byte a cell, 1 GB), and every question reads whole rows. Rows come into being as in dyadic.hpp.
//
// Flat layouts; at most 4,095 pairs of units a question, and products of two layouts' units below
// 2^32. A bit that is set stays.
//
// Known: as in dyadic.hpp, for two random cues of c and d units, with m = min(c, d) disjoint pairs,
// p_k = r_k/(n n') and R the product of the two corrections.
#pragma once
#include <array>
#include <cstdint>
#include <memory>

#include <kenyon/memory/memory.hpp>

namespace kenyon {

enum class role { x, y, z };

class triadic_memory {
 public:
  // Throws error{usage} for what the ranges above exclude, error{resources} for what does not fit.
  triadic_memory(const layout& x, const layout& y, const layout& z);
  triadic_memory(triadic_memory&&) noexcept;
  triadic_memory& operator=(triadic_memory&&) noexcept;
  ~triadic_memory();

  // Triples (x[i], y[i], z[i]). Throws error{bad_input} (nothing stored) when sizes differ or a
  // pattern does not fit its layout.
  void store(const pattern_batch& x, const pattern_batch& y, const pattern_batch& z);

  // The role `wanted` from the other two, in the order x, y, z. Winners only, one step; cues of too
  // many pairs are refused with error{bad_input}.
  recalled_batch recall(role wanted, const pattern_batch& first, const pattern_batch& second,
                        const recall_options& options = {}) const;

  const layout& layout_of(role which) const { return layouts_[static_cast<std::size_t>(which)]; }
  std::uint64_t stored() const { return stored_; }
  std::uint64_t footprint_bytes() const;

 private:
  struct space;  // one of the three memories of rows
  const space& asked(role wanted) const;

  std::array<layout, 3> layouts_;
  std::array<std::unique_ptr<space>, 3> spaces_;  // by the role that they answer
  std::uint64_t stored_ = 0;
};

}  // namespace kenyon
