// Two classes of noisy images that a learner can tell apart: two blobs that overlap.
#pragma once
#include <algorithm>
#include <cmath>

#include <kenyon/experiment/labelled_images.hpp>
#include <kenyon/pattern/random.hpp>

// `learned` and `held_out` images in all, of the two classes in turn.
inline kenyon::image_sets blobs(std::size_t inputs, std::size_t learned, std::size_t held_out) {
  const auto draw = [&](std::size_t count, std::uint64_t seed) {
    kenyon::labelled_images made;
    made.inputs = inputs;
    for (std::size_t n = 0; n < count; ++n) {
      made.labels.push_back(n % 2);
      kenyon::random_sequence numbers(seed, kenyon::stream::patterns, n);
      const double middle = static_cast<double>(inputs) * (n % 2 ? 0.6 : 0.4);
      for (std::size_t i = 0; i < inputs; ++i) {
        const double off = (static_cast<double>(i) - middle) / static_cast<double>(inputs) * 5;
        const double bright = 80 * std::exp(-off * off) + numbers.below(170);
        made.values.push_back(static_cast<std::uint8_t>(std::min(bright, 255.0)));
      }
    }
    return made;
  };
  return {{"left", "right"}, draw(learned, 1), draw(held_out, 2)};
}
