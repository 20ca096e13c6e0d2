// Block codes by random signs and the fast Hadamard transform: modules of M = 2B units, each the
// strongest of B random projections with its sign. This is the cross-polytope hash of Terasawa &
// Tanaka (2007) and Andoni, Indyk, Laarhoven, Razenshteyn & Schmidt (2015), one hash a module: two
// inputs share a module the more often the smaller the angle between them, whatever their lengths.
//
// A round multiplies the input by random signs, transforms, and does both again with other signs.
// Once is not enough. All outputs of an input with one number that is not zero are then of equal
// magnitude, and codes of such inputs share half of their units; outputs of an input padded to
// twice its size come in equal pairs. Twice, codes overlap as with independent Gaussian
// projections, within what 2,000 pairs can show, and a third time changes nothing (docs/encoders.md
// has the figures).
//
// The transform is of the next power of two that holds the inputs and B, at least 16. Ties go to
// the lower unit; an input of zeros has the first unit of each module. x and 2x have the same code
// and -x the partners of its units (2p and 2p + 1), before fit() has been called.
#pragma once
#include <kenyon/encoder/encoder.hpp>

namespace kenyon {
namespace kernels {
struct transform_plan;
}

class hadamard_encoder final : public encoder {
 public:
  static constexpr std::size_t max_size = 65'536;  // of the transform

  // Throws error{usage} unless the layout is modular with an even number of units a module, and
  // inputs and B are at most max_size.
  hadamard_encoder(const encoder_spec& spec, std::size_t inputs, const layout& out,
                   std::uint64_t seed);
  static std::uint64_t bytes(const encoder_spec& spec, std::size_t inputs, const layout& out);

  const encoder_spec& spec() const override { return spec_; }
  std::size_t inputs() const override { return inputs_; }
  const layout& output() const override { return output_; }
  std::uint64_t seed() const override { return seed_; }

  void encode(std::span<const float> input, pattern& out) const override;
  void encode(const array& rows, std::size_t first, std::span<pattern> out) const override;

  // The units that came nearest to being active: of each module the `rivals` with the outputs of
  // greatest magnitude, greatest first, the active one before all. Magnitudes as if every output of
  // an input of length 1 had variance 1; those that differ by less than 1/2^15 of their size may be
  // taken for equal. A module of two units has one output: what is missing has magnitude 0 and
  // unit 255. Throws error{usage} for modules of more than 256 units, and as encode() does.
  static constexpr std::size_t rivals = 4;
  struct rival {
    std::uint32_t unit;  // within its module
    float magnitude;
  };
  struct workspace {  // kept from call to call
    std::vector<float> numbers;
    std::vector<std::uint32_t> outputs;
  };
  void find_rivals(std::span<const float> input, workspace& room, std::vector<rival>& out) const;

  // Learns the mean of the inputs, which encode() takes away from then on ("centre=off": not). Real
  // inputs lie to one side of zero, and all their angles are small.
  void fit(const array& rows, std::size_t first, std::size_t count) override;
  std::vector<std::byte> state() const override;
  void load_state(std::span<const std::byte> bytes) override;

 private:
  void prepare(std::span<float> padded) const;
  kernels::transform_plan plan() const;
  void block_codes(const float* vectors, std::size_t n, unit* out) const;

  encoder_spec spec_;
  std::size_t inputs_;
  layout output_;
  std::uint64_t seed_;
  std::size_t size_;  // of the transform
  std::size_t span_;  // see kernels/transform/transform.hpp, here and below
  std::vector<std::uint16_t> flips_;
  std::vector<float> mean_;  // of each input; empty before fit()
};

}  // namespace kenyon
