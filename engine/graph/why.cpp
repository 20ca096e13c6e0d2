#include "graph/why.hpp"

#include <algorithm>
#include <limits>
#include <optional>

namespace kenyon {
namespace {

using supports = std::vector<std::int32_t>;

bool fires(pattern_view fired, unit u) {
  return std::binary_search(fired.begin(), fired.end(), u);
}

// The best supported of the units [begin, end) that do not fire.
std::optional<unit> best_rival(const supports& total, pattern_view fired, unit begin, unit end) {
  std::optional<unit> best;
  for (unit u = begin; u < end; ++u)
    if (!fires(fired, u) && (!best || total[u] > total[*best])) best = u;
  return best;
}

double mean(const supports& of, pattern_view fired) {
  double sum = 0;
  for (const unit u : fired) sum += of[u];
  return fired.empty() ? 0 : sum / static_cast<double>(fired.size());
}

// Units compete within their module, in flat layouts all with all.
std::int64_t margin(const ready_area& a, const supports& total, pattern_view fired) {
  const bool modular = a.shape.is_modular() && a.how == firing::winners;
  const unit m = modular ? a.shape.module_units() : a.shape.units();
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  for (unit begin = 0; begin < a.shape.units(); begin += m) {
    const std::optional<unit> rival = best_rival(total, fired, begin, begin + m);
    for (auto u = std::lower_bound(fired.begin(), fired.end(), begin);
         rival && u != fired.end() && *u < begin + m; ++u)
      least = std::min(least, std::int64_t{total[*u]} - total[*rival]);
  }
  return least == std::numeric_limits<std::int64_t>::max() ? 0 : least;
}

}  // namespace

graph::reason explain(const network& net, const activity& now, std::size_t area,
                      std::uint32_t copy) {
  const ready_area& a = net.areas[area];
  const pattern_view fired = now.active(area, copy, 0);
  std::vector<supports> given;
  supports total(a.shape.units(), 0);
  graph::reason found;
  synapse_scratch scratch;
  for (const std::size_t i : a.incoming) {
    const ready_projection& p = net.projections[i];
    const pattern_view from = now.source(p, copy);
    const bool open = !from.empty() && now.open(p, copy);
    supports mine(a.shape.units(), 0);
    p.memory->ready();  // the step may have taught it
    if (open) p.memory->add_supports(from, p.gain, mine.data(), scratch);
    for (std::size_t u = 0; u < mine.size(); ++u) total[u] += mine[u];
    found.pushes.push_back({i, open, mean(mine, fired), 0});
    given.push_back(std::move(mine));
  }
  if (const auto rival = best_rival(total, fired, 0, a.shape.units()))
    for (std::size_t k = 0; k < given.size(); ++k) found.pushes[k].rival = given[k][*rival];
  found.fired = mean(total, fired);
  found.margin = margin(a, total, fired);
  return found;
}

}  // namespace kenyon
