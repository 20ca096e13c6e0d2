#include "vector/hit_model.hpp"

#include <algorithm>
#include <cmath>

#include <kenyon/pattern/random.hpp>

namespace kenyon {
namespace {

constexpr std::size_t pairs_counted = 256;
// More dimensions change the chances by less than can be counted here, and cost time.
constexpr std::size_t most_dimensions = 256;
constexpr int steps_of_steepness = 14;
constexpr int steps_of_rest = 6;

// Close enough to normal numbers: only the direction is used.
void draw_direction(random_sequence& numbers, std::vector<float>& out) {
  for (float& x : out) {
    float sum = 0;
    for (int i = 0; i < 4; ++i) sum += static_cast<float>(numbers.next() >> 16);
    x = sum * 0x1p-16F - 2;
  }
}

float product(const std::vector<float>& a, const std::vector<float>& b) {
  float sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

void scale_to(float length, std::vector<float>& v) {
  const float square = product(v, v);
  if (square > 0)
    for (float& x : v) x *= length / std::sqrt(square);
}

// What `other` becomes at this cosine to `v`, of length 1.
void bring_near(const std::vector<float>& v, double cosine, std::vector<float>& other) {
  const float along = product(v, other);
  for (std::size_t i = 0; i < v.size(); ++i) other[i] -= along * v[i];
  scale_to(static_cast<float>(std::sqrt(1 - cosine * cosine)), other);
  for (std::size_t i = 0; i < v.size(); ++i) other[i] += static_cast<float>(cosine) * v[i];
}

}  // namespace

hit_model::hit_model(const layout& codes, std::size_t dimensions, double similarity,
                     std::uint64_t seed) {
  const counted pairs = count(codes, dimensions, similarity, seed);
  share_ = pairs.first / static_cast<double>(pairs.modules.size());
  fit(pairs);
}

std::uint8_t hit_model::bin_of(float magnitude) {
  return static_cast<std::uint8_t>(std::min(magnitude * bins_per_unit, bins - 1.0F));
}

hit_model::counted hit_model::count(const layout& codes, std::size_t dimensions, double similarity,
                                    std::uint64_t seed) {
  const std::size_t d = std::min(dimensions, most_dimensions);
  const hadamard_encoder encode(encoder_spec("hadamard"), d, codes, seed);
  hadamard_encoder::workspace room;
  std::vector<hadamard_encoder::rival> rivals;
  std::vector<float> stored(d), asked(d);
  pattern code;
  counted all;
  for (std::size_t i = 0; i < pairs_counted; ++i) {
    random_sequence numbers(seed, stream::chances, i);
    draw_direction(numbers, stored);
    draw_direction(numbers, asked);
    scale_to(1, stored);
    bring_near(stored, similarity, asked);
    encode.encode(stored, code);
    encode.find_rivals(asked, room, rivals);
    for (std::size_t m = 0; m < codes.modules(); ++m) {
      const unit right = code[m] - static_cast<unit>(m) * codes.module_units();
      magnitudes seen;
      for (std::size_t k = 0; k < ranks; ++k) {
        const auto& rival = rivals[m * ranks + k];
        seen[k] = bin_of(rival.magnitude);
        all.first += k == 0 && rival.unit == right;
        all.any += rival.unit == right;
      }
      all.modules.push_back(seen);
    }
  }
  return all;
}

void hit_model::set_steepness(double per_bin) {
  double weight = 1;
  for (float& w : weaker_) {
    w = static_cast<float>(weight);
    weight /= per_bin;
  }
}

void hit_model::chances_of(const magnitudes& of, float* out) const {
  float sum = static_cast<float>(rest_) * weaker_[of[0]];
  for (std::size_t k = 0; k < ranks; ++k) {
    out[k] = weaker_[static_cast<std::size_t>(of[0] - of[k])];
    sum += out[k];
  }
  for (std::size_t k = 0; k < ranks; ++k) out[k] /= sum;
}

hit_model::counted hit_model::expect(const std::vector<magnitudes>& modules) const {
  counted expected;
  for (const magnitudes& of : modules) {
    float chances[ranks];
    chances_of(of, chances);
    expected.first += chances[0];
    for (const float c : chances) expected.any += c;
  }
  return expected;
}

// The odds of missing are in proportion to `rest`, nearly.
void hit_model::fit_rest(const counted& pairs) {
  const auto odds = [&](double any) {
    const double missed = static_cast<double>(pairs.modules.size()) - any;
    return (missed + 1) / (any + 1);
  };
  for (int i = 0; i < steps_of_rest; ++i)
    rest_ *= odds(pairs.any) / odds(expect(pairs.modules).any);
  rest_ = std::clamp(rest_, 1e-3, 1e30);
}

// The steeper, the more of the chance of all rivals is the strongest one's.
void hit_model::fit(const counted& pairs) {
  double low = 1, high = 1.5;
  for (int i = 0; i < steps_of_steepness; ++i) {
    const double middle = (low + high) / 2;
    set_steepness(middle);
    fit_rest(pairs);
    (expect(pairs.modules).first < pairs.first ? low : high) = middle;
  }
}

void hit_model::of(const std::vector<hadamard_encoder::rival>& rivals, float scale,
                   std::vector<float>& chances) const {
  chances.resize(rivals.size());
  for (std::size_t m = 0; m < rivals.size(); m += ranks) {
    magnitudes seen;
    for (std::size_t k = 0; k < ranks; ++k) seen[k] = bin_of(rivals[m + k].magnitude * scale);
    chances_of(seen, chances.data() + m);
  }
}

}  // namespace kenyon
