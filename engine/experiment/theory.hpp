// Private: the closed form that says what a task should measure, where there is one.
#pragma once
#include <optional>

#include <kenyon/experiment/search.hpp>
#include <kenyon/experiment/trial.hpp>

namespace kenyon {

// What the criterion measures (exact share or unit error) at that many patterns.
std::optional<double> theory_at(const recall_task& task, const criterion& wanted, double patterns);
// The capacity under the criterion.
std::optional<double> theory_capacity(const recall_task& task, const criterion& wanted);

}  // namespace kenyon
