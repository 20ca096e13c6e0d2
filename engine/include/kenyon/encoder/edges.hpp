// Pictures by the directions of their edges, cell by cell (as in histograms of oriented gradients,
// Dalal & Triggs 2005): strokes and outlines rather than grey values.
//
// The picture is cut into cells of `cell` x `cell` pixels, narrower at the right and lower border.
// At each pixel the gradient is the difference of the neighbours to the right and to the left,
// below and above (at the border, of the pixel itself and its one neighbour). Its length is added
// to one of B equal ranges of directions of the pixel's cell, the first centred on the direction to
// the right, on by the turn towards below. With sign=off opposite directions are the same.
//   flat N/K      B = N / cells: unit c*B + b is range b of cell c; the K longest sums above 0 are
//                 active, fewer where fewer are above 0
//   modular HxM   H = cells, B = M-1: the longest sum of each cell, as unit b+1 of its module, or
//                 unit 0 where the cell has no edge at all
// Ties go to the lower unit. Brightness added to a whole picture changes nothing, contrast neither.
#pragma once
#include <kenyon/encoder/encoder.hpp>

namespace kenyon {

class edges_encoder final : public encoder {
 public:
  // width=0: a square picture. Throws error{usage} where width and height are not the inputs or the
  // layout does not fit the cells.
  edges_encoder(const encoder_spec& spec, std::size_t inputs, const layout& out);

  const encoder_spec& spec() const override { return spec_; }
  std::size_t inputs() const override { return width_ * height_; }
  const layout& output() const override { return output_; }

  using encoder::encode;
  void encode(std::span<const float> input, pattern& out) const override;

 private:
  std::size_t directions() const;
  std::vector<float> sums_of(std::span<const float> input) const;  // cell by cell

  encoder_spec spec_;
  layout output_;
  std::size_t width_;
  std::size_t height_;
  std::size_t cell_;
  std::size_t cells_;
};

}  // namespace kenyon
