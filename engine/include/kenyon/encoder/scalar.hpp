// Numbers by their place between min and max: a run of consecutive units, as in hierarchical
// temporal memory (Purdy, "Encoding data for HTM systems", 2016). Near numbers share units in
// proportion to their nearness, numbers a run apart share none.
//
// An input has n units, w of them active (N and K of the layout divided by the number of inputs,
// which must divide both; in modular layouts a run is one unit in each module). The buckets are
// half-open and equal:
//   clipped   (default)      n-w+1 buckets; below min the first, from max on the last
//   periodic  (periodic=on)  n buckets around a circle of max-min; max is min again
// Numbers d buckets apart share max(0, w-d) units, d around the circle the shorter way.
#pragma once
#include <kenyon/encoder/encoder.hpp>

namespace kenyon {

class scalar_encoder final : public encoder {
 public:
  // Throws error{usage} unless min < max, the inputs share the layout evenly and each has two
  // buckets.
  scalar_encoder(const encoder_spec& spec, std::size_t inputs, const layout& out);

  const encoder_spec& spec() const override { return spec_; }
  std::size_t inputs() const override { return inputs_; }
  const layout& output() const override { return output_; }

  using encoder::encode;
  void encode(std::span<const float> input, pattern& out) const override;
  // The same of numbers that a float would round: seconds since 1970, amounts of money.
  void encode(std::span<const double> input, pattern& out) const;
  // Of the array's numbers as double, whatever its type.
  void encode(const array& rows, std::size_t first, std::span<pattern> out) const override;

  std::uint32_t buckets() const { return buckets_; }
  // For each input the middle of the bucket that shares most units with the code, the mean of the
  // first and the last where several tie (on a circle: the lowest); NaN where none of its units is
  // active.
  void decode(pattern_view code, std::span<float> out) const;

 private:
  std::uint32_t bucket_of(double value) const;

  encoder_spec spec_;
  std::size_t inputs_;
  layout output_;
  double min_;
  double max_;
  bool periodic_;
  std::uint32_t buckets_;
};

}  // namespace kenyon
