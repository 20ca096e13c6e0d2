// Dimension expansion as in the fly's mushroom body (Dasgupta, Stevens & Navlakha, Science 2017):
// every unit sums a few random inputs, and the strongest units fire: K of N in flat layouts, one a
// module in modular ones. From every input its own mean is taken away first: codes tell shapes
// apart, not brightness.
//
// Homeostasis: fit() measures each unit's mean and deviation over the training inputs, and units
// compete by their standardised sums. Without it the same few units, those that happen to look at
// bright places, fire for every input; codes then overlap so much that a memory cannot tell them
// apart.
//
// Numbers above 1e30 in size are refused (error{bad_input}): sums of them would overflow.
#pragma once
#include <kenyon/encoder/encoder.hpp>

namespace kenyon {

class projection_encoder final : public encoder {
 public:
  // Most rows that fit() looks at, evenly spaced.
  static constexpr std::size_t max_training_rows = 10'000;

  static std::uint64_t bytes(const encoder_spec& spec, std::size_t inputs, const layout& out);
  projection_encoder(const encoder_spec& spec, std::size_t inputs, const layout& out,
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

  std::size_t fan_in() const { return fan_in_; }  // inputs a unit sums
  // Units whose sum never changed during fit(): they win only where nothing else is there.
  std::uint32_t dead_units() const;

 private:
  struct unit_scale {
    float mean = 0;
    float inverse_deviation = 1;  // 0 for a dead unit
  };
  std::span<const std::uint32_t> sources(std::size_t unit) const {
    return {sources_.data() + unit * fan_in_, fan_in_};
  }
  static unit_scale scale_of(double mean, double variance);
  template <std::size_t Lanes>
  void encode_lanes(const float* lanes, std::span<pattern> out) const;

  encoder_spec spec_;
  std::size_t inputs_;
  layout output_;
  std::uint64_t seed_;
  std::size_t fan_in_;
  std::vector<std::uint32_t> sources_;  // fan_in_ ascending inputs a unit
  std::vector<unit_scale> scales_;      // one a unit
};

}  // namespace kenyon
