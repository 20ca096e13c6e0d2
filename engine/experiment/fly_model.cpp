#include "experiment/fly_model.hpp"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/base/error.hpp>
#include <kenyon/base/threads.hpp>

#include "base/active_kernels.hpp"
#include "encoder/fan_in.hpp"

namespace kenyon {
namespace {

// Images encoded side by side: number i of image l stands at lanes[i * lane_count + l].
constexpr std::size_t lane_count = 32;
constexpr std::size_t chunk_images = 2048;

// The sums of the winners, as shares of the largest; what is nothing is not kept.
void grade(std::span<const std::int32_t> sums, std::span<const unit> winners, graded_code& out) {
  out.units.clear();
  out.values.clear();
  std::int32_t most = 0;
  for (const unit u : winners) most = std::max(most, sums[u]);
  for (const unit u : winners) {
    if (sums[u] == 0) continue;
    out.units.push_back(u);
    const auto sum = static_cast<std::uint32_t>(sums[u]);
    const auto all = static_cast<std::uint32_t>(most);
    out.values.push_back(
        static_cast<std::uint16_t>((std::uint64_t{sum} * code_one + all / 2) / all));
  }
}

}  // namespace

fly_encoder::fly_encoder(std::size_t inputs, const layout& out, std::uint32_t fan_in,
                         std::uint64_t seed)
    : out_(out), inputs_(inputs), fan_in_(fan_in) {
  if (out.is_modular())
    throw error(fault::usage,
                "layout " + out.text() + ": graded codes have a flat one, as 10000/100");
  if (fan_in < 1 || fan_in > std::min<std::size_t>(inputs, max_fan_in))
    throw error(fault::usage, "fan-in: a unit sums 1 to " +
                                  std::to_string(std::min<std::size_t>(inputs, max_fan_in)) +
                                  " of " + std::to_string(inputs) + " inputs");
  // Sums of a group of images on each thread; codes of a chunk, of units and values.
  const std::uint64_t sums = std::uint64_t{out.units()} * lane_count * 4 * thread_count();
  const std::uint64_t codes = std::uint64_t{out.active()} * chunk_images * 6;
  require_memory(std::uint64_t{out.units()} * fan_in * 4 + sums + codes, "the encoder");
  sources_ = draw_fan_in(seed, inputs, out.units(), fan_in);
}

void fly_encoder::encode(const labelled_images& from, std::span<const std::uint32_t> chosen,
                         std::span<graded_code> out) const {
  const std::size_t groups = (chosen.size() + lane_count - 1) / lane_count;
  tbb::parallel_for(std::size_t{0}, groups, [&](std::size_t group) {
    const std::size_t begin = group * lane_count;
    const std::size_t used = std::min(lane_count, chosen.size() - begin);
    std::vector<std::int16_t> lanes(inputs_ * lane_count);
    for (std::size_t l = 0; l < used; ++l) {
      const auto image = from.image(chosen[begin + l]);
      for (std::size_t i = 0; i < inputs_; ++i) lanes[i * lane_count + l] = image[i];
    }
    const kernels::kernel_table& with = active_kernels();
    constexpr std::array<std::int32_t, lane_count> none{};
    std::array<std::int32_t, lane_count> of_unit;
    std::vector<std::int32_t> sums(units() * lane_count);
    for (std::size_t u = 0; u < units(); ++u) {
      with.sums.add_rows(lanes.data(), lane_count, sources_.data() + u * fan_in_, fan_in_,
                         lane_count, none.data(), of_unit.data());
      for (std::size_t l = 0; l < lane_count; ++l) sums[l * units() + u] = of_unit[l];
    }
    pattern winners(out_.active());
    for (std::size_t l = 0; l < used; ++l) {
      const auto of_image = std::span<const std::int32_t>(sums).subspan(l * units(), units());
      with.winners.top_k_sums(of_image.data(), units(), winners.size(), winners.data());
      grade(of_image, winners, out[begin + l]);
    }
  });
}

std::uint64_t fly_classes::bytes(std::size_t units, std::size_t classes, double decay) {
  return std::uint64_t{units} * classes * (decay > 0 ? 8 : 4);
}

fly_classes::fly_classes(std::size_t units, std::size_t classes, double rate, double decay)
    : classes_(classes) {
  if (!(rate >= 1e-6 && rate <= 1)) throw error(fault::usage, "rate: is a number from 1e-6 to 1");
  if (!(decay >= 0 && decay < 1)) throw error(fault::usage, "decay: is a share from 0 to below 1");
  require_memory(bytes(units, classes, decay), "the weights");
  const double most = std::round(code_one / rate);
  constexpr double fits = std::numeric_limits<std::uint32_t>::max() - code_one;
  most_ = static_cast<std::uint32_t>(std::min(most, fits));
  weights_.resize(units * classes);
  if (decay == 0) return;
  kept_ = static_cast<std::uint64_t>(std::ldexp(1 - decay, 32));
  learned_at_.resize(weights_.size());
  left_.push_back(std::uint64_t{1} << 32);
}

std::uint32_t fly_classes::weight(std::size_t place) const {
  if (left_.empty()) return weights_[place];
  return static_cast<std::uint32_t>(weights_[place] * left_[now_ - learned_at_[place]] >> 32);
}

void fly_classes::learn(const graded_code& code, std::uint32_t of_class) {
  for (std::size_t i = 0; i < code.units.size(); ++i) {
    const std::size_t place = code.units[i] * classes_ + of_class;
    weights_[place] = std::min(most_, weight(place) + code.values[i]);
    if (!left_.empty()) learned_at_[place] = now_;
  }
  ++now_;
  if (!left_.empty()) left_.push_back(left_.back() * kept_ >> 32);
}

void fly_classes::score(const graded_code& code, std::span<std::uint64_t> out) const {
  std::fill(out.begin(), out.end(), 0);
  for (std::size_t i = 0; i < code.units.size(); ++i)
    for (std::size_t c = 0; c < classes_; ++c)
      out[c] += std::uint64_t{weight(code.units[i] * classes_ + c)} * code.values[i];
}

std::uint32_t best_class(std::span<const std::uint64_t> scores) {
  return static_cast<std::uint32_t>(std::max_element(scores.begin(), scores.end()) -
                                    scores.begin());
}

void for_chunks(const fly_encoder& with, const labelled_images& from,
                std::span<const std::uint32_t> chosen, const run_control& control,
                const std::function<void(std::size_t begin, std::span<const graded_code>)>& use) {
  std::vector<graded_code> codes(std::min(chunk_images, chosen.size()));
  for (std::size_t begin = 0; begin < chosen.size(); begin += chunk_images) {
    stop_if_asked(control.stop);
    const std::size_t count = std::min(chunk_images, chosen.size() - begin);
    const auto chunk = std::span(codes).first(count);
    with.encode(from, chosen.subspan(begin, count), chunk);
    use(begin, chunk);
    if (control.stored) control.stored(count);
  }
}

}  // namespace kenyon
