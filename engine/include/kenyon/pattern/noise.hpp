// Noise models: how a stored pattern becomes a cue.
//   flip=F    F active units move: in a modular layout to another unit of their module, in a flat
//             one to units that were inactive
//   keep=S    a random share S (0..1) of the K units there stays: round(S*K)
//   erase=E   E random active units are erased
//   add=A     A random units are added that were inactive before any noise
//   block=S   active units in a random contiguous window of round(S*N) units are erased; the
//             window wraps around
// Several are applied in order: "keep=0.5+add=8".
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <kenyon/pattern/pattern.hpp>
#include <kenyon/pattern/random.hpp>

namespace kenyon {

struct noise_step {
  enum class kind { flip, keep, erase, add, block } what;
  double amount;  // units for flip, erase, add; share 0..1 for keep, block
  friend bool operator==(const noise_step&, const noise_step&) = default;
};

class noise {
 public:
  noise() = default;  // leaves patterns as they are

  // Reads "flip=1", "keep=0.5+add=8" or "none"; throws error{usage}.
  static noise parse(std::string_view text);
  std::string text() const;
  bool none() const { return steps_.empty(); }
  const std::vector<noise_step>& steps() const { return steps_; }

  // Throws error{usage} where a step cannot be applied to patterns of this layout (flip=40 of K=32,
  // ...).
  void check(const layout& in) const;

  // The cue made of p with the numbers of (seed, index); sorted. Steps ask for at most what is
  // there: erasing more units than a short pattern has erases all of them.
  pattern apply(const layout& in, pattern_view p, std::uint64_t seed, std::uint64_t index) const;

 private:
  std::vector<noise_step> steps_;
};

// flip=count of the units of p, with these numbers.
void flip_units(const layout& in, std::size_t count, random_sequence& numbers, pattern& p);

}  // namespace kenyon
