#include <kenyon/memory/clique/network.hpp>

#include <string>

#include <kenyon/base/error.hpp>

#include "memory/clique/step.hpp"

namespace kenyon {
namespace {

void check_modules(const layout& shape, const std::vector<std::uint32_t>& modules) {
  for (std::size_t i = 0; i < modules.size(); ++i) {
    if (modules[i] >= shape.modules())
      throw error(fault::usage, "there is no module " + std::to_string(modules[i]) + " in layout " +
                                    shape.text());
    if (i > 0 && modules[i] <= modules[i - 1])
      throw error(fault::usage, "modules must be named in ascending order");
  }
}

}  // namespace

clique_network::clique_network(const layout& in)
    : weights_(std::make_unique<clique_weights>(memory_shape::of_patterns(in))) {}
clique_network::clique_network(clique_network&&) noexcept = default;
clique_network& clique_network::operator=(clique_network&&) noexcept = default;
clique_network::~clique_network() = default;

void clique_network::store(const pattern_batch& messages) {
  const layout& shape = weights_->cues();
  for (std::size_t i = 0; i < messages.size(); ++i) {
    check_cue(shape, messages[i]);
    if (messages[i].empty() || !is_one_per_module(shape, messages[i]))
      throw error(fault::bad_input, "message " + std::to_string(i) +
                                        " must have units, and at most one in each module");
  }
  weights_->store(messages, messages);
  stored_ += messages.size();
}

clique_recalled clique_network::recall(pattern_view cue, const clique_options& options) const {
  const layout& shape = weights_->cues();
  check_cue(shape, cue);
  if (cue.size() > max_cue_units)
    throw error(fault::bad_input, "a cue has " + std::to_string(cue.size()) + " units, at most " +
                                      std::to_string(max_cue_units) + " are possible");
  check_modules(shape, options.modules);
  if (options.steps < 1) throw error(fault::usage, "recall takes at least one step");
  clique_step step(*weights_, options.rule, options.modules);
  clique_recalled answer;
  pattern asked(cue.begin(), cue.end());
  do {
    step(asked, answer.units);
    ++answer.steps;
    answer.converged = options.steps == 1 || answer.units == asked;
    asked = answer.units;
  } while (!answer.converged && answer.steps < options.steps && asked.size() <= max_cue_units);
  answer.ambiguous = !is_one_per_module(shape, answer.units);
  return answer;
}

double clique_network::density() const {
  return *weights_->density();
}

}  // namespace kenyon
