// Private: how likely each of a query's strongest units is the active one of the vector it looks
// for, at a declared cosine. Counted, not derived: random pairs at that cosine are encoded, and two
// numbers fitted to how often the active unit of the one is the strongest unit of the other, and
// how often among its rivals.
//
// A unit of magnitude y has chance steepness^y / (sum of this over the module). The rivals are
// summed; all other units together weigh `rest`, a constant. A module whose strongest unit stands
// out is trusted more than one with several that are nearly equal.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include <kenyon/encoder/hadamard.hpp>

namespace kenyon {

class hit_model {
 public:
  static constexpr std::size_t ranks = hadamard_encoder::rivals;

  // For vectors of so many dimensions; `similarity` above 0 and below 1.
  hit_model(const layout& codes, std::size_t dimensions, double similarity, std::uint64_t seed);

  // chances[i], of rivals[i]; `scale` makes magnitudes those of a query of length 1.
  void of(const std::vector<hadamard_encoder::rival>& rivals, float scale,
          std::vector<float>& chances) const;

  // Of the modules, how many have the same active unit in vectors at that cosine.
  double share() const { return share_; }

 private:
  static constexpr std::size_t bins = 256;
  static constexpr float bins_per_unit = 32;  // of magnitude
  using magnitudes = std::array<std::uint8_t, ranks>;
  struct counted {
    std::vector<magnitudes> modules;
    double first = 0;  // of them, where the strongest unit was right
    double any = 0;    // where one of the rivals was
  };
  static std::uint8_t bin_of(float magnitude);
  static counted count(const layout& codes, std::size_t dimensions, double similarity,
                       std::uint64_t seed);
  void set_steepness(double per_bin);
  void fit_rest(const counted& pairs);
  void fit(const counted& pairs);
  void chances_of(const magnitudes& of, float* out) const;
  counted expect(const std::vector<magnitudes>& modules) const;

  double share_ = 0;
  double rest_ = 1;
  std::array<float, bins> weaker_;  // weight of a unit so many bins below another, to the other's
};

}  // namespace kenyon
