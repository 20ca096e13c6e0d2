#include <kenyon/memory/clique/clique.hpp>

#include <algorithm>
#include <string>

#include <kenyon/base/error.hpp>

#include "kernels/level.hpp"
#include "memory/clique/step.hpp"
#include "memory/recall_each.hpp"
#include "memory/willshaw/knowledge.hpp"

namespace kenyon {
namespace {

void check_layout(const layout& in) {
  if (!in.is_modular())
    throw error(fault::usage, "a clique memory needs a modular layout, not " + in.text());
  if (in.modules() > max_cue_units)
    throw error(fault::usage, "a clique memory has at most " + std::to_string(max_cue_units) +
                                  " modules, not " + std::to_string(in.modules()));
}

layout flat_of(const layout& in) {
  check_layout(in);
  return layout::flat(in.units(), in.modules());
}

bool one_a_module(const layout& in, pattern_view units) {
  const auto same_module = [&](unit a, unit b) {
    return a / in.module_units() == b / in.module_units();
  };
  return std::adjacent_find(units.begin(), units.end(), same_module) == units.end();
}

void check_modules(const layout& in, const std::vector<std::uint32_t>& modules) {
  for (std::size_t i = 0; i < modules.size(); ++i) {
    if (modules[i] >= in.modules())
      throw error(fault::usage,
                  "there is no module " + std::to_string(modules[i]) + " in layout " + in.text());
    if (i > 0 && modules[i] <= modules[i - 1])
      throw error(fault::usage, "modules must be named in ascending order");
  }
}

void need_module_winners(const clique& m, const recall_options& options) {
  if (resolve(m, options) != activation::module_winners)
    throw error(fault::usage, "a clique memory answers with the winners of its modules only");
}

// The lowest of several winners of a module.
void keep_lowest(const layout& in, pattern& units) {
  const auto same_module = [&](unit a, unit b) {
    return a / in.module_units() == b / in.module_units();
  };
  units.erase(std::unique(units.begin(), units.end(), same_module), units.end());
}

}  // namespace

class clique::knowledge : public bit_knowledge {};

clique::clique(const layout& in)
    : layout_(in), bits_(flat_of(in)), knowledge_(std::make_unique<knowledge>()) {}

clique::clique(clique&&) noexcept = default;
clique& clique::operator=(clique&&) noexcept = default;
clique::~clique() = default;

void clique::store(const pattern_batch& cues, const pattern_batch& answers) {
  check_pairs(*this, cues, answers);
  bits_.store(cues, cues);
  knowledge_->forget();
}

void clique::store(const pattern_batch& messages) {
  for (std::size_t i = 0; i < messages.size(); ++i) {
    check_cue(layout_, messages[i]);
    if (messages[i].empty() || !one_a_module(layout_, messages[i]))
      throw error(fault::bad_input, "message " + std::to_string(i) +
                                        " must have units, and at most one in each module");
  }
  bits_.store(messages, messages);
  knowledge_->forget();
}

void clique::answer_with(clique_step& step, pattern_view cue, const recall_options& options,
                         recalled& answer) const {
  const pattern last = settle(step, options.steps, cue, answer);
  keep_lowest(layout_, answer.units);
  if (!options.assess || answer.units.empty()) return;
  if (answer.facts.steps > 1) step.count(last);
  answer.facts.margin = step.margin(answer.units);
  if (answer.units.size() != layout_.modules()) return;
  if (answer.facts.steps > 1) step.count(cue);
  std::uint32_t weakest = layout_.modules();
  for (unit u : answer.units) weakest = std::min(weakest, step.score(u));
  const double expected =
      knowledge_->expected_units(bits_.matrix(), static_cast<std::uint32_t>(cue.size()), weakest);
  answer.facts.chance = std::min(1.0, expected / layout_.modules());
  answer.facts.known = answer.facts.chance <= options.alpha;
}

recalled_batch clique::recall(const pattern_batch& cues, const recall_options& options) const {
  check_cues(layout_, cues);
  need_module_winners(*this, options);
  return recall_each(cues, [&] {
    return [&, step = clique_step(*this, clique_rule::each_module, {})](pattern_view cue,
                                                                        recalled& answer) mutable {
      answer_with(step, cue, options, answer);
    };
  });
}

recalled clique::recall(pattern_view cue, const recall_options& options) const {
  pattern_batch one;
  one.push_back(cue);
  check_cues(layout_, one);
  need_module_winners(*this, options);
  recalled answer;
  clique_step step(*this, clique_rule::each_module, {});
  answer_with(step, cue, options, answer);
  return answer;
}

clique_recalled clique::recall(pattern_view cue, const clique_options& options) const {
  pattern_batch one;
  one.push_back(cue);
  check_cues(layout_, one);
  check_modules(layout_, options.modules);
  if (options.steps < 1) throw error(fault::usage, "recall takes at least one step");
  clique_step step(*this, options.rule, options.modules);
  recalled answer;
  settle(step, options.steps, cue, answer);
  const bool ambiguous = !one_a_module(layout_, answer.units);
  return {std::move(answer.units), answer.facts.steps, answer.facts.converged, ambiguous};
}

std::uint64_t clique::footprint_of(const layout& in) {
  return willshaw::footprint_of(flat_of(in), flat_of(in));
}

double clique::free_weights_of(const layout& in) {
  check_layout(in);
  const double n = in.units();
  return n * (n - in.module_units()) / 2;
}

double clique::density() const {
  const double n = layout_.units();
  double own = 0;
  for (unit u = 0; u < layout_.units(); ++u) own += matrix().test(u, u);
  return (bits_.density() * n * n - own) / (n * (n - layout_.module_units()));
}

}  // namespace kenyon
