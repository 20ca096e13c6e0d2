// Random patterns of a layout: a pattern is a function of (layout, ensemble, seed, stream, index)
// and of nothing else.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <kenyon/base/random.hpp>
#include <kenyon/pattern/pattern.hpp>

namespace kenyon {

// The random pattern of (seed, which, index): flat layouts K distinct units, modular one a module,
// uniform.
void random_pattern(const layout& in, std::uint64_t seed, stream which, std::uint64_t index,
                    std::span<unit> out);

// How a family of random patterns is drawn.
//   random:   every pattern on its own, uniformly
//   balanced: every unit is used equally often: blocks of floor(N/K) patterns that partition a
//   random
//             permutation of the units (flat), or of M patterns that use each unit of a module once
//             (modular). The finite-size theory of Knoblauch, Palm & Sommer (2010) presumes this.
enum class ensemble { random, balanced };
std::string ensemble_text(ensemble how);
ensemble read_ensemble(std::string_view text);  // throws error{usage} for another name

// Patterns of a correlated source that share a parent.
inline constexpr std::uint64_t family_patterns = 10;

// The patterns of (layout, ensemble, seed, stream), any index in any order; cheapest in ascending
// order, because the block of a balanced ensemble that was used last is kept.
class pattern_source {
 public:
  pattern_source(const layout& in, ensemble how, std::uint64_t seed, stream which);
  // Correlated patterns: families of ten share a random parent, and each member takes every active
  // unit of it (its choice in each module) with chance `similarity`, 0 to 1, and draws the rest at
  // random. Throws error{usage} for other values.
  pattern_source(const layout& in, double similarity, std::uint64_t seed, stream which);
  // Fills out, in.active() units, with pattern `index`.
  void get(std::uint64_t index, std::span<unit> out);
  // Patterns first .. first+count.
  pattern_batch batch(std::uint64_t first, std::size_t count);

 private:
  void get_member(std::uint64_t index, std::span<unit> out);

  layout in_;
  ensemble how_;
  double similarity_ = 0;
  std::uint64_t seed_;
  stream which_;
  std::uint64_t block_ = ~std::uint64_t{0};  // whose order is kept; none yet
  std::vector<unit> order_;                  // of a balanced block
  std::vector<unit> parent_;                 // of a family
};

}  // namespace kenyon
