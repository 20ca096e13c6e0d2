#include <kenyon/encoder/projection.hpp>

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/base/error.hpp>

#include "encoder/fan_in.hpp"
#include "encoder/mean.hpp"
#include "encoder/strongest.hpp"

namespace kenyon {
namespace {

// Inputs encoded side by side: input i of lane l stands at lanes[i * lane_count + l], so that one
// look-up serves all lanes. Each lane adds its numbers in the same order whatever stands in the
// others.
constexpr std::size_t lane_count = 16;
// From here on the scores of sixteen inputs at once would take too much memory a thread.
constexpr std::size_t wide_units = std::size_t{1} << 20;

constexpr std::size_t training_bytes = std::size_t{32} << 20;  // of rows held during fit()
constexpr std::size_t units_a_task = 128;

std::size_t fan_in_for(const encoder_spec& spec, std::size_t inputs) {
  const auto share = std::llround(spec.get("density") * static_cast<double>(inputs));
  return std::clamp<std::size_t>(static_cast<std::size_t>(share), 1, inputs);
}

template <std::size_t Lanes>
std::array<float, Lanes> add_sources(std::span<const std::uint32_t> sources, const float* lanes) {
  std::array<float, Lanes> sums{};
  for (std::uint32_t source : sources) {
    const float* from = lanes + source * Lanes;
    for (std::size_t l = 0; l < Lanes; ++l) sums[l] += from[l];
  }
  return sums;
}

// Sums of such inputs, and their squares in double, stay finite.
constexpr float largest_input = 1e30F;

void check_size(std::span<const float> input, const std::string& where) {
  for (const float x : input)
    if (std::abs(x) > largest_input)
      throw error(fault::bad_input, where + ": a number above 1e30 in size");
}

// The input less its own mean, as the insect's antennal lobe does it: otherwise a bright picture
// lifts all standardised sums, those of units with a small deviation most, and bright pictures
// share their codes.
template <std::size_t Lanes>
void fill_lane(std::span<const float> input, std::size_t lane, float* lanes) {
  double sum = 0;
  for (float value : input) sum += static_cast<double>(value);
  const auto mean = static_cast<float>(sum / static_cast<double>(input.size()));
  for (std::size_t i = 0; i < input.size(); ++i) lanes[i * Lanes + lane] = input[i] - mean;
}

// Sum and sum of squares of a unit's distances from its first value: a unit that never changes has
// exactly zero of both, and large offsets cost no digits.
struct moments {
  float origin = 0;
  double sum = 0;
  double squares = 0;

  void add(float value) {
    const double d = static_cast<double>(value) - static_cast<double>(origin);
    sum += d;
    squares += d * d;
  }
};

// Sums beyond the range of a float make a unit dead, too.
bool is_float(double value) {
  return std::abs(value) <= static_cast<double>(std::numeric_limits<float>::max());
}

void winners_of_modules(const layout& in, std::span<const std::uint32_t> keys, pattern& out) {
  out.clear();
  for (std::size_t begin = 0; begin < keys.size(); begin += in.module_units()) {
    const auto module = keys.subspan(begin, in.module_units());
    const auto best = std::max_element(module.begin(), module.end()) - module.begin();
    out.push_back(static_cast<unit>(begin + static_cast<std::size_t>(best)));
  }
}

}  // namespace

std::uint64_t projection_encoder::bytes(const encoder_spec& spec, std::size_t inputs,
                                        const layout& out) {
  return std::uint64_t{out.units()} * (fan_in_for(spec, inputs) * 4 + 8);
}

projection_encoder::projection_encoder(const encoder_spec& spec, std::size_t inputs,
                                       const layout& out, std::uint64_t seed)
    : spec_(spec), inputs_(inputs), output_(out), seed_(seed), fan_in_(fan_in_for(spec, inputs)) {
  require_memory(bytes(spec, inputs, out), "the projection");
  sources_ = draw_fan_in(seed_, inputs_, out.units(), fan_in_);
  scales_.resize(out.units());
}

template <std::size_t Lanes>
void projection_encoder::encode_lanes(const float* lanes, std::span<pattern> out) const {
  const std::size_t units = output_.units();
  std::vector<std::uint32_t> keys(units * out.size());
  for (std::size_t u = 0; u < units; ++u) {
    const std::array<float, Lanes> sums = add_sources<Lanes>(sources(u), lanes);
    const unit_scale scale = scales_[u];
    const bool dead = scale.inverse_deviation == 0;
    for (std::size_t l = 0; l < out.size(); ++l)
      keys[l * units + u] = dead ? 0 : order_key((sums[l] - scale.mean) * scale.inverse_deviation);
  }
  strongest winners;
  for (std::size_t l = 0; l < out.size(); ++l) {
    const auto of_lane = std::span<const std::uint32_t>(keys).subspan(l * units, units);
    if (output_.is_modular())
      winners_of_modules(output_, of_lane, out[l]);
    else
      winners.pick(of_lane, output_.active(), 0, out[l]);
  }
}

void projection_encoder::encode(std::span<const float> input, pattern& out) const {
  check_inputs(input.size());
  check_finite(input);
  check_size(input, "input");
  std::vector<float> lanes(inputs_);
  fill_lane<1>(input, 0, lanes.data());
  encode_lanes<1>(lanes.data(), {&out, 1});
}

void projection_encoder::encode(const array& rows, std::size_t first,
                                std::span<pattern> out) const {
  if (output_.units() > wide_units) return encoder::encode(rows, first, out);
  check_inputs(rows.row_size());
  std::vector<float> input(inputs_);
  std::vector<float> lanes(inputs_ * lane_count);
  for (std::size_t begin = 0; begin < out.size(); begin += lane_count) {
    const std::size_t used = std::min(lane_count, out.size() - begin);
    for (std::size_t l = 0; l < used; ++l) {
      rows.row(first + begin + l, input);
      check_size(input, "row " + std::to_string(first + begin + l));
      fill_lane<lane_count>(input, l, lanes.data());
    }
    encode_lanes<lane_count>(lanes.data(), out.subspan(begin, used));
  }
}

projection_encoder::unit_scale projection_encoder::scale_of(double mean, double variance) {
  const double inverse = variance > 0 ? 1 / std::sqrt(variance) : 0;
  if (!is_float(mean) || !is_float(inverse)) return {0, 0};
  return {static_cast<float>(mean), static_cast<float>(inverse)};
}

// Every unit runs through the rows in their order on its own, so its sums do not depend on the
// threads.
void projection_encoder::fit(const array& rows, std::size_t first, std::size_t count) {
  check_inputs(rows.row_size());
  if (spec_.get("homeostasis") == 0 || count == 0) return;
  const std::size_t used = std::min(count, max_training_rows);
  const std::size_t group_floats = inputs_ * lane_count;
  const std::size_t groups =
      std::max<std::size_t>(1, training_bytes / (group_floats * sizeof(float)));
  std::vector<float> lanes;
  std::vector<float> input(inputs_);
  std::vector<moments> sums(output_.units());
  for (std::size_t begin = 0; begin < used; begin += groups * lane_count) {
    const std::size_t size = std::min(groups * lane_count, used - begin);
    lanes.resize((size + lane_count - 1) / lane_count * group_floats);
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t row = first + (begin + i) * count / used;
      rows.row(row, input);
      check_size(input, "row " + std::to_string(row));
      fill_lane<lane_count>(input, i % lane_count, lanes.data() + i / lane_count * group_floats);
    }
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, sums.size(), units_a_task),
                      [&](const auto& range) {
                        for (std::size_t i = 0; i < size; i += lane_count)
                          for (std::size_t u = range.begin(); u != range.end(); ++u) {
                            const float* group = lanes.data() + i / lane_count * group_floats;
                            const auto values = add_sources<lane_count>(sources(u), group);
                            if (begin + i == 0) sums[u].origin = values[0];
                            for (std::size_t l = 0; l < std::min(lane_count, size - i); ++l)
                              sums[u].add(values[l]);
                          }
                      });
  }
  const auto n = static_cast<double>(used);
  std::vector<unit_scale> scales;
  scales.reserve(sums.size());
  for (const moments& m : sums) {
    const double mean = m.sum / n;
    const double variance = m.squares / n - mean * mean;
    scales.push_back(scale_of(static_cast<double>(m.origin) + mean, variance));
  }
  const auto is_dead = [](unit_scale s) { return s.inverse_deviation == 0; };
  if (std::all_of(scales.begin(), scales.end(), is_dead))
    throw_alike(used, "encoder " + spec_.text());
  scales_ = std::move(scales);
}

std::uint32_t projection_encoder::dead_units() const {
  return static_cast<std::uint32_t>(std::count_if(
      scales_.begin(), scales_.end(), [](unit_scale s) { return s.inverse_deviation == 0; }));
}

std::vector<std::byte> projection_encoder::state() const {
  const auto bytes = std::as_bytes(std::span(scales_));
  return {bytes.begin(), bytes.end()};
}

void projection_encoder::load_state(std::span<const std::byte> bytes) {
  const std::vector<float> numbers = floats_from(bytes, 2 * scales_.size());
  std::vector<unit_scale> loaded;
  for (std::size_t i = 0; i < numbers.size(); i += 2) {
    loaded.push_back({numbers[i], numbers[i + 1]});
    if (loaded.back().inverse_deviation < 0)
      throw error(fault::bad_input,
                  "encoder state: expected a deviation of unit " + std::to_string(i / 2));
  }
  scales_ = std::move(loaded);
}

}  // namespace kenyon
