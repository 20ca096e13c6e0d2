// Private: classes learned as a fly associates odours with good and bad (Shen, Dasgupta & Navlakha,
// Reducing catastrophic forgetting with associative learning: a lesson from fruit flies, Neural
// Computation 2023; the FlyModel of Bricken et al. 2023).
//
// Encoding: every unit sums a few random inputs; the K largest of N sums are kept (ties go to the
// lower unit; what is nothing is not kept) and divided by the largest. Learning: one weight a class
// and unit, w = min(1, w + rate * code) for the class of the image, all other classes untouched.
// The answer is the class with the largest sum of weight times code; ties go to the first.
//
// Everything is integers: inputs are bytes, codes count in 1/code_one and weights in rate/code_one,
// so that the order of the images does not matter and the rate only says where weights end.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include <kenyon/experiment/labelled_images.hpp>
#include <kenyon/experiment/trial.hpp>
#include <kenyon/pattern/layout.hpp>

namespace kenyon {

// A sparse code whose units are active to a degree, 1 .. code_one.
struct graded_code {
  std::vector<unit> units;
  std::vector<std::uint16_t> values;
};
inline constexpr std::uint32_t code_one = 1u << 15;

class fly_encoder {
 public:
  static constexpr std::uint32_t max_fan_in = 4096;
  // Throws error{usage} for modular layouts and a fan-in that is not 1 .. min(inputs, max_fan_in),
  // error{resources} when the connections do not fit into memory.
  fly_encoder(std::size_t inputs, const layout& out, std::uint32_t fan_in, std::uint64_t seed);

  std::size_t units() const { return out_.units(); }
  // The codes of the images chosen, on all threads.
  void encode(const labelled_images& from, std::span<const std::uint32_t> chosen,
              std::span<graded_code> out) const;

 private:
  layout out_;
  std::size_t inputs_;
  std::uint32_t fan_in_;
  std::vector<std::uint32_t> sources_;  // fan_in_ a unit
};

class fly_classes {
 public:
  // `rate` above 0; everything learned so far loses `decay` (0 <= decay < 1) after each image.
  // Throws error{usage} for other values, error{resources} when the weights do not fit.
  fly_classes(std::size_t units, std::size_t classes, double rate, double decay = 0);
  static std::uint64_t bytes(std::size_t units, std::size_t classes, double decay);

  void learn(const graded_code& code, std::uint32_t of_class);
  // Sums of weight times code, one a class.
  void score(const graded_code& code, std::span<std::uint64_t> out) const;
  std::size_t classes() const { return classes_; }

 private:
  std::uint32_t weight(std::size_t place) const;  // as it stands now

  std::size_t classes_;
  std::uint32_t most_;                  // a weight of 1
  std::uint64_t kept_ = 0;              // of a weight, an image, in 1/2^32; 0: no decay
  std::vector<std::uint32_t> weights_;  // by unit, then class
  // Decay is put off until a weight is looked at: when each was learned last, and what is left
  // after so many images.
  std::vector<std::uint32_t> learned_at_;
  std::vector<std::uint64_t> left_;
  std::uint32_t now_ = 0;
};

// The first of the largest scores.
std::uint32_t best_class(std::span<const std::uint64_t> scores);

// Encodes the images chosen, some thousand at a time; `use` gets each chunk of codes and where it
// begins in `chosen`, in order. Throws interrupted.
void for_chunks(const fly_encoder& with, const labelled_images& from,
                std::span<const std::uint32_t> chosen, const run_control& control,
                const std::function<void(std::size_t begin, std::span<const graded_code>)>& use);

}  // namespace kenyon
