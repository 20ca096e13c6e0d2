#include <kenyon/encoder/hadamard.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <memory>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/base/error.hpp>
#include <kenyon/pattern/random.hpp>

#include "base/active_kernels.hpp"
#include "encoder/mean.hpp"

namespace kenyon {
namespace {

constexpr std::size_t stages = 2;
constexpr std::size_t lanes = kernels::transform_lanes;
constexpr std::size_t rows_at_once = 64;
constexpr std::size_t cache_line = 64;

// Sums of `stages` transforms stay finite below max_size^stages = 2^32 times this.
constexpr float large = 0x1p60F;
constexpr float shrink = 0x1p-68F;

std::size_t size_for(std::size_t inputs, const layout& out) {
  return std::bit_ceil(std::max<std::size_t>({inputs, out.module_units() / 2, lanes}));
}

std::size_t rounds_for(std::size_t size, const layout& out) {
  const std::size_t blocks_a_round = size / (out.module_units() / 2);
  return (out.modules() + blocks_a_round - 1) / blocks_a_round;
}

// Words of signs: one for each stage and element of `lanes` rounds.
std::size_t flips_for(std::size_t size, const layout& out) {
  return (rounds_for(size, out) + lanes - 1) / lanes * stages * size;
}

// Work space of the kernel, at the start of a cache line.
class scratch {
 public:
  explicit scratch(std::size_t size)
      : room_(std::make_unique_for_overwrite<float[]>(lanes * size + cache_line / sizeof(float))) {}
  float* get() const {
    const auto address = reinterpret_cast<std::uintptr_t>(room_.get());
    return room_.get() + (cache_line - address % cache_line) % cache_line / sizeof(float);
  }

 private:
  std::unique_ptr<float[]> room_;
};

}  // namespace

std::uint64_t hadamard_encoder::bytes(const encoder_spec&, std::size_t inputs, const layout& out) {
  if (!out.is_modular() || inputs > max_size) return 0;  // refused
  return std::uint64_t{flips_for(size_for(inputs, out), out)} * sizeof(std::uint16_t);
}

hadamard_encoder::hadamard_encoder(const encoder_spec& spec, std::size_t inputs, const layout& out,
                                   std::uint64_t seed)
    : spec_(spec), inputs_(inputs), output_(out), seed_(seed) {
  const auto refuse = [&](const std::string& why) {
    throw error(fault::usage, "encoder " + spec.text() + ": " + why);
  };
  if (!out.is_modular() || out.module_units() % 2 != 0)
    refuse("needs a layout HxM with an even M, found " + out.text());
  if (inputs > max_size || out.module_units() / 2 > max_size)
    refuse("takes up to " + std::to_string(max_size) + " inputs and modules of up to " +
           std::to_string(2 * max_size) + " units, found " + std::to_string(inputs) +
           " inputs and " + out.text());
  size_ = size_for(inputs, out);
  span_ = std::min(std::bit_ceil(rounds_for(size_, out)), lanes);
  require_memory(bytes(spec, inputs, out), "the signs");
  flips_.resize(flips_for(size_, out));
  random_sequence numbers(seed, stream::signs, 0);
  for (std::uint16_t& word : flips_) {
    std::uint32_t bits = numbers.next() & ((1U << span_) - 1);
    for (std::size_t filled = span_; filled < lanes; filled *= 2) bits |= bits << filled;
    word = static_cast<std::uint16_t>(bits);
  }
}

// Takes the mean away; numbers so large that sums could overflow are all made smaller, by a power
// of two, which changes no code.
void hadamard_encoder::prepare(std::span<float> padded) const {
  float greatest = 0;
  for (std::size_t i = 0; i < mean_.size(); ++i) {
    // Halves: the difference of two large numbers need not be a float.
    padded[i] = 0.5F * padded[i] - 0.5F * mean_[i];
  }
  for (const float x : padded) greatest = std::max(greatest, std::abs(x));
  if (greatest > large)
    for (float& x : padded) x *= shrink;
}

kernels::transform_plan hadamard_encoder::plan() const {
  return {size_, stages, output_.module_units() / 2, output_.modules(), span_, flips_.data()};
}

void hadamard_encoder::block_codes(const float* vectors, std::size_t n, unit* out) const {
  const scratch work(size_);
  active_kernels().transform.block_codes(plan(), vectors, n, work.get(), out);
}

void hadamard_encoder::find_rivals(std::span<const float> input, workspace& room,
                                   std::vector<rival>& out) const {
  static_assert(rivals == kernels::transform_rivals);
  if (output_.module_units() > 2 * kernels::rivals_block)
    throw error(fault::usage, "rivals are known of modules of up to " +
                                  std::to_string(2 * kernels::rivals_block) + " units, not of " +
                                  output_.text());
  check_inputs(input.size());
  check_finite(input);
  constexpr std::size_t a_line = cache_line / sizeof(float);
  room.numbers.resize((lanes + 1) * size_ + a_line);
  room.outputs.resize(output_.modules() * rivals);
  const auto address = reinterpret_cast<std::uintptr_t>(room.numbers.data());
  float* const work =
      room.numbers.data() + (cache_line - address % cache_line) % cache_line / sizeof(float);
  const std::span padded(work + lanes * size_, size_);
  std::fill(std::copy(input.begin(), input.end(), padded.begin()), padded.end(), 0.0F);
  prepare(padded);
  active_kernels().transform.block_rivals(plan(), padded.data(), 1, work, room.outputs.data());
  const float scale = 1 / std::sqrt(static_cast<float>(size_));
  out.resize(room.outputs.size());
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = {kernels::rival_unit(room.outputs[i]),
              scale * std::bit_cast<float>(kernels::rival_magnitude_bits(room.outputs[i]))};
}

void hadamard_encoder::encode(std::span<const float> input, pattern& out) const {
  check_inputs(input.size());
  check_finite(input);
  std::vector<float> padded(size_);
  std::copy(input.begin(), input.end(), padded.begin());
  prepare(padded);
  out.resize(output_.modules());
  block_codes(padded.data(), 1, out.data());
}

void hadamard_encoder::encode(const array& rows, std::size_t first, std::span<pattern> out) const {
  check_inputs(rows.row_size());
  const std::size_t group = std::min(rows_at_once, out.size());
  std::vector<float> padded(group * size_);  // zeros behind each input stay zeros
  std::vector<unit> codes(group * output_.modules());
  for (std::size_t begin = 0; begin < out.size(); begin += group) {
    const std::size_t used = std::min(group, out.size() - begin);
    for (std::size_t r = 0; r < used; ++r) {
      const auto input = std::span(padded).subspan(r * size_, size_);
      rows.row(first + begin + r, input.first(inputs_));
      prepare(input);
    }
    block_codes(padded.data(), used, codes.data());
    for (std::size_t r = 0; r < used; ++r) {
      const auto code = std::span(codes).subspan(r * output_.modules(), output_.modules());
      out[begin + r].assign(code.begin(), code.end());
    }
  }
}

void hadamard_encoder::fit(const array& rows, std::size_t first, std::size_t count) {
  check_inputs(rows.row_size());
  if (spec_.get("centre") == 0 || count == 0) return;
  check_variety(rows, first, count, "encoder " + spec_.text());
  mean_ = mean_of(rows, first, count);
}

std::vector<std::byte> hadamard_encoder::state() const {
  return mean_bytes(mean_);
}

void hadamard_encoder::load_state(std::span<const std::byte> bytes) {
  mean_ = mean_from(bytes, inputs_);
}

}  // namespace kenyon
