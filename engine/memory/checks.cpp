#include "memory/checks.hpp"

#include <string>

#include <kenyon/base/error.hpp>

namespace kenyon {
namespace {

// Runs check(shape, batch[i]) for all i and names the one that fails.
void check_each(const char* noun, const layout& shape, const pattern_batch& batch,
                std::size_t most_units, void (*check)(const layout&, pattern_view)) {
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto refuse = [&](const std::string& why) {
      throw error(fault::bad_input, std::string(noun) + " " + std::to_string(i) + why);
    };
    try {
      check(shape, batch[i]);
    } catch (const error& e) {
      refuse(std::string(": ") + e.what());
    }
    if (batch[i].size() > most_units)
      refuse(" has " + std::to_string(batch[i].size()) + " units, at most " +
             std::to_string(most_units) + " are possible");
  }
}

}  // namespace

void check_cues(const layout& shape, const pattern_batch& cues, std::size_t most_units) {
  check_each("cue", shape, cues, most_units, check_cue);
}

void check_pairs(const memory_shape& shape, const pattern_batch& cues,
                 const pattern_batch& answers) {
  if (cues.size() != answers.size())
    throw error(fault::bad_input, std::to_string(cues.size()) + " cues for " +
                                      std::to_string(answers.size()) + " answers");
  if (shape.is_auto && &cues != &answers && cues != answers)
    throw error(fault::usage, "an auto-associative memory stores patterns, not pairs");
  check_each("pattern", shape.cues, cues, max_cue_units, check_pattern);
  if (&cues != &answers)
    check_each("pattern", shape.answers, answers, max_cue_units, check_pattern);
}

}  // namespace kenyon
