// The brightest inputs above a threshold: unit i is input i.
#pragma once
#include <kenyon/encoder/encoder.hpp>

namespace kenyon {

class brightest_encoder final : public encoder {
 public:
  // Throws error{usage} unless the layout is flat with as many units as inputs.
  brightest_encoder(const encoder_spec& spec, std::size_t inputs, const layout& out);

  const encoder_spec& spec() const override { return spec_; }
  std::size_t inputs() const override { return output_.units(); }
  const layout& output() const override { return output_; }

  using encoder::encode;
  void encode(std::span<const float> input, pattern& out) const override;

 private:
  encoder_spec spec_;
  layout output_;
  double above_;
};

}  // namespace kenyon
