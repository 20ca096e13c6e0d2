#include "memory/clique/weights.hpp"

#include <algorithm>
#include <string>

#include <kenyon/base/error.hpp>

#include "memory/clique/step.hpp"

namespace kenyon {
namespace {

layout flat_of(const memory_shape& shape) {
  if (!shape.is_auto)
    throw error(fault::usage, "a clique memory completes patterns; it does not store pairs");
  const layout& in = shape.cues;
  if (!in.is_modular())
    throw error(fault::usage, "a clique memory needs a modular layout, not " + in.text());
  if (in.modules() > max_cue_units)
    throw error(fault::usage, "a clique memory has at most " + std::to_string(max_cue_units) +
                                  " modules, not " + std::to_string(in.modules()));
  return layout::flat(in.units(), in.modules());
}

auto in_same_module(const layout& shape) {
  return [m = shape.module_units()](unit a, unit b) { return a / m == b / m; };
}

class clique_reader final : public reader {
 public:
  clique_reader(const clique_weights& weights, const recall_plan& plan)
      : shape_(weights.cues()),
        assess_(plan.assess),
        step_(weights, clique_rule::each_module, {}) {}

  void answer(std::span<const pattern_view> cues, std::span<update> updates) override {
    for (std::size_t i = 0; i < cues.size(); ++i) {
      update& u = updates[i];
      step_(cues[i], u.units);
      if (!assess_) continue;
      lowest_ = u.units;
      keep_lowest(shape_, lowest_);
      u.margin = step_.margin(lowest_);
      u.evidence = weakest(lowest_);
    }
  }

  void weigh(std::span<const pattern_view> cues, std::span<const pattern_view> answers,
             std::span<std::int32_t> evidence) override {
    for (std::size_t i = 0; i < cues.size(); ++i) {
      step_.count(cues[i]);
      evidence[i] = weakest(answers[i]);
    }
  }

  void finish(pattern& units) const override { keep_lowest(shape_, units); }

  std::span<const std::int32_t> supports(pattern_view cue) override {
    sums_.resize(shape_.units());
    step_.count(cue);
    for (unit u = 0; u < shape_.units(); ++u) sums_[u] = static_cast<std::int32_t>(step_.score(u));
    return sums_;
  }

 private:
  // Nothing is claimed of an answer that leaves modules out.
  std::int32_t weakest(pattern_view units) const {
    if (units.size() != shape_.modules()) return -1;
    std::uint32_t least = shape_.modules();
    for (const unit u : units) least = std::min(least, step_.score(u));
    return static_cast<std::int32_t>(least);
  }

  const layout& shape_;
  bool assess_;
  clique_step step_;
  pattern lowest_;
  std::vector<std::int32_t> sums_;
};

}  // namespace

void keep_lowest(const layout& shape, pattern& units) {
  units.erase(std::unique(units.begin(), units.end(), in_same_module(shape)), units.end());
}

bool is_one_per_module(const layout& shape, pattern_view units) {
  return std::adjacent_find(units.begin(), units.end(), in_same_module(shape)) == units.end();
}

clique_weights::clique_weights(const memory_shape& shape)
    : weights(shape), bits_(memory_shape::of_patterns(flat_of(shape))) {}

memory_size clique_weights::size_of(const memory_spec& spec, const memory_shape& shape) {
  const memory_size bits =
      willshaw_weights::size_of(spec, memory_shape::of_patterns(flat_of(shape)));
  return {bits.footprint_bytes, free_synapses(shape), 0};
}

void clique_weights::store(const pattern_batch& cues, const pattern_batch& answers) {
  bits_.store(cues, answers);
}

std::unique_ptr<reader> clique_weights::make_reader(const recall_plan& plan) const {
  return std::make_unique<clique_reader>(*this, plan);
}

double clique_weights::expected(std::size_t cue_units, std::int32_t evidence,
                                std::size_t answer_units) const {
  return evidence < 0 ? 1 : bits_.expected(cue_units, evidence, answer_units);
}

std::optional<double> clique_weights::density() const {
  const double n = cues().units();
  double own = 0;
  for (unit u = 0; u < cues().units(); ++u) own += matrix().test(u, u);
  return (*bits_.density() * n * n - own) / (n * (n - cues().module_units()));
}

}  // namespace kenyon
