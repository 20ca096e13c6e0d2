#include "experiment/assemblies.hpp"

#include <algorithm>
#include <numeric>

#include <kenyon/base/error.hpp>

#include "base/active_kernels.hpp"

namespace kenyon {
namespace {

std::uint64_t path_number(const assembly_brain::path& along) {
  return std::uint64_t{along.from} << 32 | along.to;
}

}  // namespace

assembly_brain::assembly_brain(const assembly_rule& rule, place areas)
    : rule_(rule), stimulus_(rule.area.active()), areas_(areas) {
  if (rule.area.is_modular())
    throw error(fault::usage, "layout " + rule.area.text() + ": areas have a flat one");
  std::iota(stimulus_.begin(), stimulus_.end(), 0u);
  for (area& each : areas_) each.ever_won.resize(rule.area.units());
}

const pattern& assembly_brain::firing(place from) const {
  return from < areas_.size() ? areas_[from].winners : stimulus_;
}

random_synapses& assembly_brain::synapses(const path& along) {
  const auto found = synapses_.find(path_number(along));
  if (found != synapses_.end()) return found->second;
  // Every path its own graph: seeds of one brain are apart in the upper bits.
  const synapse_rule rule{
      rule_.p, rule_.beta,
      rule_.seed + (std::uint64_t{along.from + 1} << 48) + (std::uint64_t{along.to} << 32)};
  const layout from = along.from < areas_.size()
                          ? rule_.area
                          : layout::flat(rule_.area.active(), rule_.area.active());
  return synapses_
      .emplace(path_number(along), along.from == along.to ? random_synapses(rule_.area, rule)
                                                          : random_synapses(from, rule_.area, rule))
      .first->second;
}

pattern assembly_brain::choose(place to, const std::vector<path>& along) {
  if (areas_[to].held) return areas_[to].winners;
  std::vector<std::int32_t> supports(rule_.area.units());
  for (const path& each : along)
    if (each.to == to) synapses(each).add_supports(firing(each.from), supports);
  pattern winners(rule_.area.active());
  active_kernels().winners.top_k_sums(supports.data(), supports.size(), winners.size(),
                                      winners.data());
  return winners;
}

void assembly_brain::fire(const std::vector<path>& along) {
  std::map<place, pattern> next;
  for (const path& each : along)
    if (next.find(each.to) == next.end()) next.emplace(each.to, choose(each.to, along));
  for (const path& each : along) synapses(each).strengthen(firing(each.from), next.at(each.to));
  for (auto& [to, winners] : next) {
    area& changed = areas_[to];
    for (const unit u : winners) {
      changed.n_ever_won += !changed.ever_won[u];
      changed.ever_won[u] = true;
    }
    changed.winners = std::move(winners);
  }
}

double share_of(pattern_view whole, pattern_view part) {
  return static_cast<double>(overlap(whole, part)) / static_cast<double>(whole.size());
}

}  // namespace kenyon
