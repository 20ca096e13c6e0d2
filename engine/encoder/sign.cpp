#include <kenyon/encoder/sign.hpp>

#include <kenyon/base/error.hpp>

#include "encoder/mean.hpp"

namespace kenyon {

sign_encoder::sign_encoder(const encoder_spec& spec, std::size_t inputs, const layout& out)
    : spec_(spec), output_(out) {
  if (out.modules() != inputs || out.module_units() != 2)
    throw error(fault::usage, "encoder " + spec.text() + ": " + std::to_string(inputs) +
                                  " inputs need a layout " + std::to_string(inputs) + "x2, found " +
                                  out.text() + " (hadamard makes any number of signs)");
}

void sign_encoder::encode(std::span<const float> input, pattern& out) const {
  check_inputs(input.size());
  check_finite(input);
  out.resize(input.size());
  for (std::size_t i = 0; i < input.size(); ++i) {
    const float threshold = mean_.empty() ? 0 : mean_[i];
    out[i] = static_cast<unit>(2 * i + (input[i] < threshold));
  }
}

void sign_encoder::fit(const array& rows, std::size_t first, std::size_t count) {
  check_inputs(rows.row_size());
  if (count == 0) return;
  check_variety(rows, first, count, "encoder " + spec_.text());
  mean_ = mean_of(rows, first, count);
}

std::vector<std::byte> sign_encoder::state() const {
  return mean_bytes(mean_);
}

void sign_encoder::load_state(std::span<const std::byte> bytes) {
  mean_ = mean_from(bytes, inputs());
}

}  // namespace kenyon
