// The results of an experiment as text for programs. `rows` are those of summarise().
#pragma once
#include <span>
#include <string>
#include <string_view>

#include <kenyon/experiment/plan.hpp>

namespace kenyon {

// One JSON object, indented: experiment, results (one object a row), fits and, as given, host.
std::string results_json(const plan& p, std::span<const result> rows, std::string_view host);

// A line of names, then one a row. Intervals are three fields: NAME, NAME_low, NAME_high; what is
// absent is empty.
std::string results_csv(const plan& p, std::span<const result> rows);

}  // namespace kenyon
