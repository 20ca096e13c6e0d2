// Dimension expansion learned by competition: BioHash's rule (Ryali, Hopfield, Grinberg & Krotov,
// ICML 2020). Of all units the one with the strongest sum wins an input, and its synapses move
// towards the input by `rate` and are brought back to length 1:
//   w <- (w + rate*x) / |w + rate*x|
// The code of an input: the K strongest units of a flat layout, the strongest of each module of a
// modular one. From an input the mean of the training rows is taken away, and its length is made 1.
//
// One unit wins while learning, whatever the layout: K winners that move together become copies of
// each other, and modules that learn apart all find the same few clusters (docs/encoders.md has the
// figures). So the modules are parts of one set of units, and each unit learns what no other does.
//
// Homeostasis: a unit's handicap is taken off its sum. After every batch it grows where the unit
// won more often than its share and shrinks where it won less; one more pass, in which nothing else
// moves, sets it for the winners of the layout. Without it a tenth of the inputs share some units.
//
// fit() starts from random directions, each with a training row of its own added, and uses
// max_training_rows rows, evenly spaced, in random order; the rate falls to 0 over the passes.
// passes=0 leaves the units at their rows. Sums are made in a fixed order: codes are the same on
// every level and for any number of threads.
#pragma once
#include <kenyon/encoder/encoder.hpp>

namespace kenyon {

class learned_encoder final : public encoder {
 public:
  static constexpr std::size_t max_training_rows = 20'000;
  static constexpr std::uint64_t max_synapses = std::uint64_t{1} << 27;

  static std::uint64_t bytes(const encoder_spec& spec, std::size_t inputs, const layout& out);
  // Throws error{usage} above max_synapses, error{resources}.
  learned_encoder(const encoder_spec& spec, std::size_t inputs, const layout& out,
                  std::uint64_t seed);

  const encoder_spec& spec() const override { return spec_; }
  std::size_t inputs() const override { return inputs_; }
  const layout& output() const override { return output_; }
  std::uint64_t seed() const override { return seed_; }

  using encoder::encode;
  void encode(std::span<const float> input, pattern& out) const override;
  void encode(const array& rows, std::size_t first, std::span<pattern> out) const override;

  void fit(const array& rows, std::size_t first, std::size_t count) override;
  std::vector<std::byte> state() const override;
  void load_state(std::span<const std::byte> bytes) override;

  std::span<const float> synapses(unit u) const { return {&synapses_[u * inputs_], inputs_}; }

 private:
  struct training;
  struct competition {  // parts of the units, and how many win in each
    std::size_t parts, units, winners;
  };
  competition of_codes() const;
  void draw_directions();
  void prepare(std::span<const float> input, float* out) const;
  void pick_winners(const float* prepared, std::size_t count, const competition& among,
                    pattern* out) const;

  encoder_spec spec_;
  std::size_t inputs_;
  layout output_;
  std::uint64_t seed_;
  std::vector<float> means_;      // one an input
  std::vector<float> handicaps_;  // one a unit
  std::vector<float> synapses_;   // inputs() a unit, of length 1
};

}  // namespace kenyon
