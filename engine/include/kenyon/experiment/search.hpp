// The capacity of a memory: the most patterns at which a criterion still holds.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include <kenyon/experiment/trial.hpp>

namespace kenyon {

struct criterion {
  enum class kind { exact, unit_error } what = kind::exact;
  // exact: share of cues answered exactly, at least; unit_error: noise, at most.
  double level = 0.9;

  // Reads "exact", "exact=0.9", "unit-error" (0.01) or "unit-error=0.02"; throws error{usage}.
  static criterion parse(std::string_view text);
  std::string text() const;
  bool met(const tally& measured) const;
};

struct capacity_found {
  std::uint64_t capacity = 0;  // 0: the criterion was met nowhere
  tally at;                    // measured there: the level, give or take that noise
  bool limited = false;        // the criterion still held where the scan ended
};

// No search looks beyond 16 (N/K)^2 + 16 N patterns, nor beyond as many as differ.
std::uint64_t most_searched(const layout& shape);

// Curves need not be monotonic (bcpnn fails on few patterns where many succeed), so a whole
// geometric scan comes first (up to 512 cues a point); it ends beyond N patterns when the criterion
// failed at every point over a factor of two beyond the last success, or, where it was never met,
// at most_searched(). The crossing behind the last success is then bisected to 2 %, and
// the capacity read off the least-squares line through nine loads within 5 % of it. Loads of fewer
// than 1,024 patterns are measured on several memories (up to 16) of other random patterns: a seed
// stands for all of them.
capacity_found find_capacity(const recall_task& task, const criterion& wanted, std::uint64_t seed,
                             const run_control& control = {});

}  // namespace kenyon
