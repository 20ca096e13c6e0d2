#include "memory/synapses/weights.hpp"

#include "base/block_arrays.hpp"
#include "memory/winners.hpp"

namespace kenyon {
namespace {

// Whole weights of up to 4,096 units would leave no room for a gain.
constexpr std::int32_t steps = random_synapses::weight_one / 64;

synapse_rule rule_of(const memory_spec& spec) {
  return {spec.get("p"), spec.get("beta"), static_cast<std::uint64_t>(spec.get("seed"))};
}

double synapses_of(double p, const memory_shape& shape) {
  return p * shape.cues.units() * shape.answers.units();
}

class random_reader final : public reader {
 public:
  random_reader(const random_synapses& synapses, const recall_plan& plan)
      : synapses_(synapses), plan_(plan) {}

  void answer(std::span<const pattern_view> cues, std::span<update> updates) override {
    const layout& out = synapses_.answer_layout();
    for (std::size_t i = 0; i < cues.size(); ++i) {
      const auto sums = supports(cues[i]);
      choose_winners(out, plan_.how, sums, updates[i].units);
      if (plan_.assess) updates[i].margin = margin_of(out, plan_.how, sums, updates[i].units);
    }
  }

  void weigh(std::span<const pattern_view>, std::span<const pattern_view>,
             std::span<std::int32_t>) override {}

  std::span<const std::int32_t> supports(pattern_view cue) override {
    sums_.assign(synapses_.answer_layout().units(), 0);
    synapses_.add_supports(cue, sums_);
    for (std::int32_t& s : sums_) s /= steps;
    return sums_;
  }

 private:
  const random_synapses& synapses_;
  recall_plan plan_;
  std::vector<std::int32_t> sums_;
};

}  // namespace

random_weights::random_weights(const memory_spec& spec, const memory_shape& shape)
    : random_weights(rule_of(spec), shape) {}

random_weights::random_weights(const synapse_rule& rule, const memory_shape& shape)
    : weights(shape),
      synapses_(shape.is_auto ? random_synapses(shape.cues, rule)
                              : random_synapses(shape.cues, shape.answers, rule)) {}

memory_size random_weights::size_of(const memory_spec& spec, const memory_shape& shape) {
  const double p = spec.get("p");
  const std::uint64_t full = random_synapses::footprint_of(shape.cues, shape.answers, p);
  const std::uint64_t empty = std::uint64_t{shape.cues.units()} * 8;  // a pointer a cue unit
  return {empty, synapses_of(p, shape), (full - empty) / shape.cues.units() * shape.cues.active()};
}

double random_weights::free_weights() const {
  return synapses_of(synapses_.rule().p, shape());
}

void random_weights::store(const pattern_batch& cues, const pattern_batch& answers) {
  for (std::size_t i = 0; i < cues.size(); ++i) synapses_.strengthen(cues[i], answers[i]);
}

std::int64_t random_weights::most_support() const {
  return std::int64_t{random_synapses::max_weight} * max_cue_units / steps;
}

std::unique_ptr<reader> random_weights::make_reader(const recall_plan& plan) const {
  return std::make_unique<random_reader>(synapses_, plan);
}

void random_weights::save(block_sink& to) const {
  write_array(to, "synapses", synapses_.state());
}

void random_weights::load(const block_source& from) {
  synapses_.load_state(read_all<std::byte>(from, "synapses"));
}

}  // namespace kenyon
