// Private: how well random conjunctions would explain an answer. See dyadic.hpp for the bound.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <vector>

#include <kenyon/base/blocks.hpp>
#include <kenyon/pattern/pattern.hpp>

namespace kenyon {

class conjunction_knowledge {
 public:
  // `draws`: ways to draw a conjunction with repetition, n^2 (ordered) or n_x n_y.
  conjunction_knowledge(std::size_t columns, double draws) : rows_(columns), draws_(draws) {}

  // `rows` rows more (less, when taken away) may have these units.
  void added(pattern_view units, std::uint64_t rows);
  void taken(pattern_view units, std::uint64_t rows);

  void save(block_sink& to, std::string_view name) const;
  void load(const block_source& from, std::string_view name);

  // Bound on the expected number of units supported by a share `support`/`of` or more of the
  // conjunctions of a random cue, of which `disjoint` share no unit. `log_correction`: of drawing
  // with repetition instead of without. `orders` of the conjunction among the draws (2 or 1).
  double expected_units(std::uint32_t support, std::uint32_t of, std::uint32_t disjoint,
                        double orders, double log_correction) const;

 private:
  std::vector<std::uint64_t> rows_;  // at most so many rows have the unit
  double draws_;
  mutable std::mutex guard_;
  mutable std::map<std::array<std::uint32_t, 3>, double> known_;  // support, of, disjoint
};

// ln(n^m / (n (n-1) ... (n-m+1))); infinite for m > n.
double log_repetition(double n, std::uint32_t m);

}  // namespace kenyon
