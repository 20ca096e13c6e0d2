#include <kenyon/encoder/edges.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

#include <kenyon/base/error.hpp>

#include "encoder/mean.hpp"
#include "encoder/strongest.hpp"

namespace kenyon {
namespace {

std::size_t root_of(std::size_t inputs) {
  return static_cast<std::size_t>(std::llround(std::sqrt(static_cast<double>(inputs))));
}

}  // namespace

edges_encoder::edges_encoder(const encoder_spec& spec, std::size_t inputs, const layout& out)
    : spec_(spec),
      output_(out),
      width_(static_cast<std::size_t>(spec.get("width"))),
      height_(0),
      cell_(static_cast<std::size_t>(spec.get("cell"))) {
  const std::string who = "encoder " + spec.text() + ": ";
  const bool square = width_ == 0;
  if (square) width_ = root_of(inputs);
  height_ = inputs / width_;
  if (width_ * height_ != inputs || (square && width_ != height_))
    throw error(fault::usage, who + std::to_string(inputs) + " inputs are no " +
                                  (square ? "square picture; give width=W"
                                          : "picture " + std::to_string(width_) + " wide"));
  const std::size_t columns = (width_ + cell_ - 1) / cell_;
  cells_ = columns * ((height_ + cell_ - 1) / cell_);
  const bool fits = out.is_modular() ? out.modules() == cells_ : out.units() % cells_ == 0;
  if (!fits)
    throw error(fault::usage, who + "a picture of " + std::to_string(width_) + " x " +
                                  std::to_string(height_) + " needs a layout " +
                                  std::to_string(cells_) + "xM or N/K with N a multiple of " +
                                  std::to_string(cells_) + ", found " + out.text());
}

std::size_t edges_encoder::directions() const {
  return output_.is_modular() ? output_.module_units() - 1 : output_.units() / cells_;
}

std::vector<float> edges_encoder::sums_of(std::span<const float> input) const {
  const std::size_t ranges = directions();
  const std::size_t columns = (width_ + cell_ - 1) / cell_;
  const double turn = spec_.get("sign") == 1 ? 2 * std::numbers::pi : std::numbers::pi;
  const auto at = [&](std::size_t x, std::size_t y) { return double{input[y * width_ + x]}; };
  std::vector<double> sums(cells_ * ranges);
  for (std::size_t y = 0; y < height_; ++y)
    for (std::size_t x = 0; x < width_; ++x) {
      const double dx = at(std::min(x + 1, width_ - 1), y) - at(x > 0 ? x - 1 : 0, y);
      const double dy = at(x, std::min(y + 1, height_ - 1)) - at(x, y > 0 ? y - 1 : 0);
      const double length = std::sqrt(dx * dx + dy * dy);
      if (length == 0) continue;
      double share = std::atan2(dy, dx) / turn * static_cast<double>(ranges) + 0.5;
      share -= std::floor(share / static_cast<double>(ranges)) * static_cast<double>(ranges);
      const std::size_t range = std::min(ranges - 1, static_cast<std::size_t>(share));
      sums[((y / cell_) * columns + x / cell_) * ranges + range] += length;
    }
  return {sums.begin(), sums.end()};
}

void edges_encoder::encode(std::span<const float> input, pattern& out) const {
  check_inputs(input.size());
  check_finite(input);
  const std::vector<float> sums = sums_of(input);
  out.clear();
  if (output_.is_modular()) {
    const auto ranges = static_cast<std::ptrdiff_t>(directions());
    for (std::size_t c = 0; c < cells_; ++c) {
      const auto begin = sums.begin() + static_cast<std::ptrdiff_t>(c) * ranges;
      const auto best = std::max_element(begin, begin + ranges);
      out.push_back(static_cast<unit>(c * output_.module_units()) +
                    (*best > 0 ? static_cast<unit>(best - begin) + 1 : 0));
    }
    return;
  }
  std::vector<std::uint32_t> keys(sums.size());
  for (std::size_t i = 0; i < sums.size(); ++i) keys[i] = sums[i] > 0 ? order_key(sums[i]) : 0;
  strongest winners;
  winners.pick(keys, output_.active(), 1, out);
}

}  // namespace kenyon
