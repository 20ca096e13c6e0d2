#include "memory/recall_each.hpp"

#include <string>

#include <kenyon/base/error.hpp>

namespace kenyon {
namespace {

// Runs check(in, batch[i]) for all i and names the one that fails.
void check_each(const char* what, const layout& in, const pattern_batch& batch,
                void (*check)(const layout&, pattern_view)) {
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto refuse = [&](const std::string& why) {
      throw error(fault::bad_input, std::string(what) + " " + std::to_string(i) + why);
    };
    try {
      check(in, batch[i]);
    } catch (const error& e) {
      refuse(std::string(": ") + e.what());
    }
    if (batch[i].size() > max_cue_units)
      refuse(" has " + std::to_string(batch[i].size()) + " units, at most " +
             std::to_string(max_cue_units) + " are possible");
  }
}

}  // namespace

void check_cues(const layout& in, const pattern_batch& cues) {
  check_each("cue", in, cues, check_cue);
}

void check_pairs(const memory& m, const pattern_batch& cues, const pattern_batch& answers) {
  if (cues.size() != answers.size())
    throw error(fault::bad_input, std::to_string(cues.size()) + " cues for " +
                                      std::to_string(answers.size()) + " answers");
  if (m.is_auto() && &cues != &answers && cues != answers)
    throw error(fault::usage, "an auto-associative memory stores patterns, not pairs");
  check_each("pattern", m.cue_layout(), cues, check_pattern);
  if (&cues != &answers) check_each("pattern", m.answer_layout(), answers, check_pattern);
}

activation resolve(const memory& m, const recall_options& options) {
  const bool modular = m.answer_layout().is_modular();
  if (options.how == activation::module_winners && !modular)
    throw error(fault::usage,
                "module winners need a modular layout, not " + m.answer_layout().text());
  if (options.how == activation::fixed && options.threshold < 1)
    throw error(fault::usage, "a fixed threshold must be at least 1");
  if (options.steps < 1) throw error(fault::usage, "recall takes at least one step");
  if (options.steps > 1 && !m.is_auto())
    throw error(fault::usage, "only an auto-associative memory can take more than one step");
  if (options.how != activation::natural) return options.how;
  return modular ? activation::module_winners : activation::k_winners;
}

activation resolve_winners(const memory& m, const recall_options& options) {
  const activation how = resolve(m, options);
  if (how == activation::all_cue || how == activation::fixed)
    throw error(fault::usage, "a " + std::string(m.kind()) +
                                  " memory answers with winners: its supports do not count the "
                                  "units of a cue");
  return how;
}

}  // namespace kenyon
