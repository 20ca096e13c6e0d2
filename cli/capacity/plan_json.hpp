// A capacity experiment and its outcomes as JSON, and back.
#pragma once
#include <string>

#include <kenyon/experiment/plan.hpp>

#include "cli/terminal/provenance.hpp"

namespace kenyon::cli {

json plan_to_json(const plan& p);
// Throws error{bad_input}, its sentence beginning with `where`.
plan plan_from_json(const json& j, const std::string& where);

json outcome_to_json(const outcome& o);
outcome outcome_from_json(const json& j, const std::string& where);

// "natural", "all-cue", "fixed=7", "k-winners", "module-winners".
std::string activation_text(const recall_options& options);
// Sets how and threshold; throws error{usage}.
void read_activation(const std::string& text, recall_options& options);

std::string ensemble_text(ensemble how);
ensemble read_ensemble(const std::string& text);  // throws error{usage}

}  // namespace kenyon::cli
