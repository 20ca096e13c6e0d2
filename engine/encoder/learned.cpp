#include <kenyon/encoder/learned.hpp>

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/base/error.hpp>
#include <kenyon/pattern/random.hpp>

#include "base/active_kernels.hpp"
#include "encoder/mean.hpp"
#include "encoder/strongest.hpp"

namespace kenyon {
namespace {

constexpr std::size_t group_rows = 16;  // scored at a time by one thread

void make_unit_length(float* values, std::size_t n) {
  double squares = 0;
  for (std::size_t i = 0; i < n; ++i) squares += double{values[i]} * double{values[i]};
  if (squares == 0) return;
  const double scale = 1 / std::sqrt(squares);
  for (std::size_t i = 0; i < n; ++i) values[i] = static_cast<float>(double{values[i]} * scale);
}

}  // namespace

std::uint64_t learned_encoder::bytes(const encoder_spec&, std::size_t inputs, const layout& out) {
  return 4 * (std::uint64_t{out.units()} * (inputs + 1) + inputs);
}

learned_encoder::learned_encoder(const encoder_spec& spec, std::size_t inputs, const layout& out,
                                 std::uint64_t seed)
    : spec_(spec), inputs_(inputs), output_(out), seed_(seed) {
  if (std::uint64_t{out.units()} * inputs > max_synapses)
    throw error(fault::usage, "encoder " + spec.text() + ": " + std::to_string(inputs) +
                                  " inputs to " + std::to_string(out.units()) + " units are " +
                                  "more than " + std::to_string(max_synapses) + " synapses");
  require_memory(bytes(spec, inputs, out), "the learned encoder");
  means_.resize(inputs);
  handicaps_.resize(out.units());
  synapses_.resize(out.units() * inputs);
  draw_directions();
}

// Random signs, of length 1.
void learned_encoder::draw_directions() {
  const auto one = static_cast<float>(1 / std::sqrt(static_cast<double>(inputs_)));
  tbb::parallel_for(std::size_t{0}, std::size_t{output_.units()}, [&](std::size_t u) {
    random_sequence numbers(seed_, stream::learning, u);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < inputs_; ++i) {
      bits = i % 32 == 0 ? numbers.next() : bits >> 1;
      synapses_[u * inputs_ + i] = bits & 1 ? one : -one;
    }
  });
}

learned_encoder::competition learned_encoder::of_codes() const {
  if (output_.is_modular()) return {output_.modules(), output_.module_units(), 1};
  return {1, output_.units(), output_.active()};
}

void learned_encoder::prepare(std::span<const float> input, float* out) const {
  double squares = 0;
  for (std::size_t i = 0; i < inputs_; ++i) {
    const double d = double{input[i]} - double{means_[i]};
    squares += d * d;
  }
  const double scale = squares > 0 ? 1 / std::sqrt(squares) : 0;
  for (std::size_t i = 0; i < inputs_; ++i)
    out[i] = static_cast<float>((double{input[i]} - double{means_[i]}) * scale);
}

void learned_encoder::pick_winners(const float* prepared, std::size_t count,
                                   const competition& among, pattern* out) const {
  const std::size_t at_once = std::clamp<std::size_t>((1u << 20) / among.units, 1, count);
  std::vector<float> sums(at_once * among.units);
  std::vector<std::uint32_t> keys(among.units);
  strongest best;
  pattern winners;
  for (std::size_t i = 0; i < count; ++i) out[i].clear();
  for (std::size_t part = 0; part < among.parts; ++part)
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t base = part * among.units;
      if (i % at_once == 0)
        active_kernels().dots.dot_matrix(prepared + i * inputs_, inputs_,
                                         std::min(at_once, count - i), &synapses_[base * inputs_],
                                         inputs_, inputs_, among.units, sums.data());
      float* const sum = sums.data() + i % at_once * among.units;
      for (std::size_t u = 0; u < among.units; ++u) sum[u] -= handicaps_[base + u];
      if (among.winners == 1) {
        const auto first = std::max_element(sum, sum + among.units) - sum;
        out[i].push_back(static_cast<unit>(base + static_cast<std::size_t>(first)));
        continue;
      }
      std::transform(sum, sum + among.units, keys.begin(), order_key);
      best.pick(keys, among.winners, 0, winners);
      for (unit u : winners) out[i].push_back(static_cast<unit>(base + u));
    }
}

void learned_encoder::encode(std::span<const float> input, pattern& out) const {
  check_inputs(input.size());
  check_finite(input);
  std::vector<float> prepared(inputs_);
  prepare(input, prepared.data());
  pick_winners(prepared.data(), 1, of_codes(), &out);
}

void learned_encoder::encode(const array& rows, std::size_t first, std::span<pattern> out) const {
  check_inputs(rows.row_size());
  std::vector<float> input(inputs_);
  std::vector<float> prepared(inputs_ * group_rows);
  for (std::size_t begin = 0; begin < out.size(); begin += group_rows) {
    const std::size_t used = std::min(group_rows, out.size() - begin);
    for (std::size_t i = 0; i < used; ++i) {
      rows.row(first + begin + i, input);
      prepare(input, prepared.data() + i * inputs_);
    }
    pick_winners(prepared.data(), used, of_codes(), out.data() + begin);
  }
}

// The state of one fit(): what is learned is the encoder's own.
struct learned_encoder::training {
  static constexpr std::size_t batch_rows = 256;  // scored with the same synapses
  static constexpr double first_gain = 0.01;      // of handicaps, in sums
  static constexpr double last_gain = 0.002;
  static constexpr double most_surplus = 4;  // a unit that wins all at once is not put off for ever
  static constexpr double row_weight = 2;    // of a training row beside the random direction
  static constexpr std::uint64_t orders = std::uint64_t{1} << 32;  // indices behind all units'

  learned_encoder& own;
  const array& rows;
  std::size_t first, count;
  std::vector<std::size_t> order;  // of the rows that are used
  std::vector<float> prepared = std::vector<float>(batch_rows * own.inputs_);
  std::vector<pattern> codes = std::vector<pattern>(batch_rows);
  std::vector<std::vector<std::uint32_t>> won =  // rows of the batch, by unit
      std::vector<std::vector<std::uint32_t>>(own.output_.units());

  training(learned_encoder& of, const array& from, std::size_t begin, std::size_t size)
      : own(of), rows(from), first(begin), count(std::min(size, max_training_rows)), order(count) {
    for (std::size_t i = 0; i < count; ++i) order[i] = first + i * size / count;
  }

  // All that can throw for what the rows hold, before anything is learned.
  void check_rows() const {
    std::vector<float> input(own.inputs_);
    for (const std::size_t row : order) rows.row(row, input);
  }

  void shuffle(std::uint64_t number) {
    random_sequence numbers(own.seed_, stream::learning, orders + number);
    for (std::size_t i = count; i > 1; --i)
      std::swap(order[i - 1], order[numbers.below(static_cast<std::uint32_t>(i))]);
  }

  void start_at_rows() {
    std::vector<float> input(own.inputs_);
    for (std::size_t u = 0; u < own.output_.units(); ++u) {
      rows.row(order[u % count], input);
      own.prepare(input, prepared.data());
      float* const synapses = &own.synapses_[u * own.inputs_];
      for (std::size_t i = 0; i < own.inputs_; ++i)
        synapses[i] += static_cast<float>(row_weight) * prepared[i];
      make_unit_length(synapses, own.inputs_);
    }
  }

  void compete(std::size_t begin, std::size_t size, const competition& among) {
    tbb::parallel_for(std::size_t{0}, (size + group_rows - 1) / group_rows, [&](std::size_t g) {
      std::vector<float> input(own.inputs_);
      const std::size_t from = g * group_rows;
      const std::size_t to = std::min(size, from + group_rows);
      for (std::size_t i = from; i < to; ++i) {
        rows.row(order[begin + i], input);
        own.prepare(input, &prepared[i * own.inputs_]);
      }
      own.pick_winners(&prepared[from * own.inputs_], to - from, among, &codes[from]);
    });
    for (auto& rows_of_unit : won) rows_of_unit.clear();
    for (std::size_t i = 0; i < size; ++i)
      for (unit u : codes[i]) won[u].push_back(static_cast<std::uint32_t>(i));
  }

  // Each unit on its own, its rows in their order.
  void move(float rate) {
    tbb::parallel_for(std::size_t{0}, won.size(), [&](std::size_t u) {
      if (won[u].empty()) return;
      float* const synapses = &own.synapses_[u * own.inputs_];
      for (std::uint32_t row : won[u])
        for (std::size_t i = 0; i < own.inputs_; ++i)
          synapses[i] += rate * prepared[row * own.inputs_ + i];
      make_unit_length(synapses, own.inputs_);
    });
  }

  void balance(double expected, double gain) {
    for (std::size_t u = 0; u < won.size(); ++u) {
      const double wins = static_cast<double>(won[u].size());
      const double surplus = (wins - expected) / std::max(1.0, expected);
      own.handicaps_[u] += static_cast<float>(gain * std::min(most_surplus, surplus));
    }
  }

  // `passes` times through the rows; the rate falls from `rate` to 0.
  void run(std::size_t passes, double rate, const competition& among, bool homeostasis,
           std::uint64_t first_order) {
    const std::size_t batches = (count + batch_rows - 1) / batch_rows;
    const double steps = static_cast<double>(passes * batches);
    std::size_t step = 0;
    for (std::size_t pass = 0; pass < passes; ++pass) {
      shuffle(first_order + pass);
      for (std::size_t begin = 0; begin < count; begin += batch_rows, ++step) {
        const std::size_t size = std::min(batch_rows, count - begin);
        compete(begin, size, among);
        const double left = 1 - static_cast<double>(step) / steps;
        if (homeostasis)
          balance(static_cast<double>(size * among.winners) / static_cast<double>(among.units),
                  last_gain + (first_gain - last_gain) * left);
        if (rate > 0) move(static_cast<float>(rate * left));
      }
    }
  }
};

void learned_encoder::fit(const array& rows, std::size_t first, std::size_t count) {
  check_inputs(rows.row_size());
  if (count == 0) return;
  training t(*this, rows, first, count);
  t.check_rows();
  check_variety(rows, first, count, "encoder " + spec_.text());
  means_ = mean_of(rows, first, count);
  std::fill(handicaps_.begin(), handicaps_.end(), 0.0f);
  draw_directions();
  t.shuffle(0);
  t.start_at_rows();
  const auto passes = static_cast<std::size_t>(spec_.get("passes"));
  const bool homeostasis = spec_.get("homeostasis") == 1;
  t.run(passes, spec_.get("rate"), {1, output_.units(), 1}, homeostasis, 1);
  if (homeostasis) t.run(1, 0, of_codes(), true, 1 + passes);
}

std::vector<std::byte> learned_encoder::state() const {
  std::vector<std::byte> bytes;
  for (const auto* part : {&means_, &handicaps_, &synapses_}) {
    const auto of_part = std::as_bytes(std::span(*part));
    bytes.insert(bytes.end(), of_part.begin(), of_part.end());
  }
  return bytes;
}

void learned_encoder::load_state(std::span<const std::byte> bytes) {
  const std::vector<float> loaded =
      floats_from(bytes, means_.size() + handicaps_.size() + synapses_.size());
  const float* from = loaded.data();
  for (auto* part : {&means_, &handicaps_, &synapses_}) {
    std::copy_n(from, part->size(), part->begin());
    from += part->size();
  }
}

}  // namespace kenyon
