// The signs of the inputs: a module of two units an input, the first active where the input is at
// least its mean over what was fitted (zero before), the second where it is less. `hadamard` makes
// the signs of as many random projections as wanted (layout Hx2).
#pragma once
#include <kenyon/encoder/encoder.hpp>

namespace kenyon {

class sign_encoder final : public encoder {
 public:
  // Throws error{usage} unless the layout has a module of two units an input.
  sign_encoder(const encoder_spec& spec, std::size_t inputs, const layout& out);

  const encoder_spec& spec() const override { return spec_; }
  std::size_t inputs() const override { return output_.modules(); }
  const layout& output() const override { return output_; }

  using encoder::encode;
  void encode(std::span<const float> input, pattern& out) const override;

  void fit(const array& rows, std::size_t first, std::size_t count) override;
  std::vector<std::byte> state() const override;
  void load_state(std::span<const std::byte> bytes) override;

 private:
  encoder_spec spec_;
  layout output_;
  std::vector<float> mean_;  // of each input; empty before fit()
};

}  // namespace kenyon
