#include <kenyon/encoder/brightest.hpp>

#include <kenyon/base/error.hpp>

#include "encoder/mean.hpp"
#include "encoder/strongest.hpp"

namespace kenyon {

brightest_encoder::brightest_encoder(const encoder_spec& spec, std::size_t inputs,
                                     const layout& out)
    : spec_(spec), output_(out), above_(spec.kind() == "threshold" ? spec.get("above") : 0) {
  if (out.is_modular() || out.units() != inputs)
    throw error(fault::usage, "encoder " + spec.text() + ": " + std::to_string(inputs) +
                                  " inputs need a layout " + std::to_string(inputs) + "/K, found " +
                                  out.text());
}

void brightest_encoder::encode(std::span<const float> input, pattern& out) const {
  check_inputs(input.size());
  check_finite(input);
  std::vector<std::uint32_t> keys(input.size());
  for (std::size_t i = 0; i < input.size(); ++i)
    keys[i] = static_cast<double>(input[i]) > above_ ? order_key(input[i]) : 0;
  strongest winners;
  winners.pick(keys, output_.active(), 1, out);
}

}  // namespace kenyon
