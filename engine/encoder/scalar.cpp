#include <kenyon/encoder/scalar.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

#include "encoder/mean.hpp"
#include "encoder/run_code.hpp"

namespace kenyon {

scalar_encoder::scalar_encoder(const encoder_spec& spec, std::size_t inputs, const layout& out)
    : spec_(spec),
      inputs_(inputs),
      output_(out),
      min_(spec.get("min")),
      max_(spec.get("max")),
      periodic_(spec.get("periodic") == 1) {
  const std::string who = "encoder " + spec.text();
  if (!(min_ < max_) || !std::isfinite(max_ - min_))
    throw error(fault::usage, who + ": min must be below max");
  const field_parts part = field_parts::of(out, inputs, who);
  buckets_ = periodic_ ? part.units : part.units - part.active + 1;
  if (buckets_ < 2)
    throw error(fault::usage, who + ": the layout " + out.text() + " leaves one bucket");
}

std::uint32_t scalar_encoder::bucket_of(double value) const {
  const double range = max_ - min_;
  double share = (value - min_) / range;
  if (periodic_) {
    share = std::fmod(value - min_, range) / range;  // a huge number of turns is exact, too
    if (share < 0) share += 1;
  }
  const double bucket = std::floor(std::clamp(share, 0.0, 1.0) * buckets_);
  return std::min(buckets_ - 1, static_cast<std::uint32_t>(bucket));
}

void scalar_encoder::encode(std::span<const float> input, pattern& out) const {
  check_finite(input);
  encode(std::span<const double>(std::vector<double>(input.begin(), input.end())), out);
}

void scalar_encoder::encode(const array& rows, std::size_t first, std::span<pattern> out) const {
  check_inputs(rows.row_size());
  std::vector<double> input(inputs_);
  for (std::size_t i = 0; i < out.size(); ++i) {
    rows.row(first + i, input);
    encode(std::span<const double>(input), out[i]);
  }
}

void scalar_encoder::encode(std::span<const double> input, pattern& out) const {
  check_inputs(input.size());
  for (std::size_t i = 0; i < input.size(); ++i)
    if (!std::isfinite(input[i]))
      throw error(fault::bad_input, "input " + std::to_string(i) + " is not a finite number");
  const field_parts part = field_parts::of(output_, inputs_, "");
  out.clear();
  for (std::uint32_t i = 0; i < part.fields; ++i) {
    part.add_run(i, bucket_of(input[i]), out);
  }
  std::sort(out.begin(), out.end());
}

void scalar_encoder::decode(pattern_view code, std::span<float> out) const {
  check_cue(output_, code);
  check_inputs(out.size());
  const field_parts part = field_parts::of(output_, inputs_, "");
  for (std::uint32_t i = 0; i < part.fields; ++i) {
    std::uint32_t shared = 0;  // by the code and the run of bucket b
    const auto is_active = [&](std::uint32_t v) {
      return std::binary_search(code.begin(), code.end(), part.place(i, v % part.units));
    };
    for (std::uint32_t v = 0; v < part.active; ++v) shared += is_active(v);
    std::uint32_t most = shared;
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    for (std::uint32_t b = 1; b < buckets_; ++b) {
      shared += is_active(b + part.active - 1);
      shared -= is_active(b - 1);
      if (shared > most) most = shared, first = last = b;
      if (shared == most && !periodic_) last = b;
    }
    const double middle = (first + last + 1.0) / 2 / buckets_;
    out[i] = most == 0 ? std::numeric_limits<float>::quiet_NaN()
                       : static_cast<float>(min_ + middle * (max_ - min_));
  }
}

}  // namespace kenyon
