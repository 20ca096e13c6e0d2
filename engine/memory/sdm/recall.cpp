// Recall from locations: cues go together, so that a block of locations is read once for many.
#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <map>

#include <kenyon/memory/sdm/location_memory.hpp>

#include "memory/choose.hpp"
#include "memory/recall_each.hpp"
#include "memory/sdm/activated.hpp"
#include "memory/sdm/asked_cues.hpp"
#include "memory/sdm/counters.hpp"

namespace kenyon {
namespace {

// Sums as 32-bit supports: halved, all alike, until they fit.
std::vector<std::int32_t> supports_of(std::span<const std::int64_t> sums) {
  std::int64_t most = 0;
  for (const std::int64_t s : sums) most = std::max(most, std::abs(s));
  int shift = 0;
  while (most >> shift > std::numeric_limits<std::int32_t>::max()) ++shift;
  std::vector<std::int32_t> supports(sums.size());
  for (std::size_t i = 0; i < sums.size(); ++i)
    supports[i] = static_cast<std::int32_t>(sums[i] >> shift);
  return supports;
}

}  // namespace

// Up to addresses_at_once cues, step by step, each until it settles.
class location_memory::recall_run {
 public:
  recall_run(const location_memory& memory, const recall_options& options, activation how)
      : memory_(memory), options_(options), how_(how) {}

  void answer(const pattern_batch& cues, std::size_t first, std::size_t last,
              recalled_batch& answers) {
    std::vector<recalled> told(last - first);
    std::vector<pattern> asked(told.size());
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < told.size(); ++i) {
      asked[i].assign(cues[first + i].begin(), cues[first + i].end());
      open.push_back(i);
    }
    while (!open.empty()) {
      const location_lists lists = activated(asked, open);
      std::vector<std::uint8_t> done(open.size());
      tbb::parallel_for(std::size_t{0}, open.size(), [&](std::size_t k) {
        done[k] = update(lists[k], asked[open[k]], told[open[k]]);
      });
      std::vector<std::size_t> still;
      for (std::size_t k = 0; k < open.size(); ++k)
        if (!done[k]) still.push_back(open[k]);
      open = std::move(still);
    }
    for (const recalled& t : told) {
      answers.patterns.push_back(t.units);
      answers.facts.push_back(t.facts);
    }
  }

 private:
  location_lists activated(const std::vector<pattern>& asked,
                           const std::vector<std::size_t>& open) {
    asked_cues packed(memory_.cues_.units());
    for (const std::size_t i : open) {
      const auto [found, added] = least_.try_emplace(asked[i].size());
      if (added) found->second = memory_.least_shared(asked[i].size());
      packed.push_back(asked[i], found->second);
    }
    return activated_by(*memory_.where_, packed.addresses(), memory_.dead_);
  }

  // One step of one cue; whether it was the last.
  bool update(std::span<const std::uint32_t> locations, pattern& asked, recalled& told) const {
    const layout& out = memory_.answers_;
    std::vector<std::int64_t> sums(out.units());
    memory_.counters_->sum(locations, sums);
    const std::vector<std::int32_t> supports = supports_of(sums);
    told.units.clear();
    if (!asked.empty() && *std::max_element(supports.begin(), supports.end()) > 0)
      choose_winners(out, how_, supports, told.units);
    ++told.facts.steps;
    told.facts.converged = options_.steps == 1 || told.units == asked;
    if (options_.assess && !told.units.empty())
      told.facts.margin = margin_of_winners(out, how_, supports, told.units);
    asked = told.units;
    return told.facts.converged || told.facts.steps == options_.steps ||
           told.units.size() > max_cue_units;
  }

  const location_memory& memory_;
  const recall_options& options_;
  activation how_;
  std::map<std::size_t, std::uint32_t> least_;  // shared units asked for, by the size of the cue
};

recalled_batch location_memory::recall(const pattern_batch& cues,
                                       const recall_options& options) const {
  check_cues(cues_, cues);
  recall_run run(*this, options, resolve_winners(*this, options));
  recalled_batch answers;
  for (std::size_t first = 0; first < cues.size(); first += addresses_at_once)
    run.answer(cues, first, std::min(cues.size(), first + addresses_at_once), answers);
  return answers;
}

}  // namespace kenyon
