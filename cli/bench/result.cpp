#include "cli/bench/result.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

namespace kenyon::cli {
namespace {

constexpr std::array<double, 5> levels{0.99, 0.95, 0.9, 0.8, 0.5};

void keep_faster(const bench_result*& best, const bench_result& r) {
  if (!best || r.times.mean_us < best->times.mean_us) best = &r;
}

// Results of one number of rows and one query set.
std::optional<comparison> compare_at(double level, const std::vector<const bench_result*>& group) {
  comparison found;
  found.level = level;
  for (const bench_result* r : group)
    if (r->ours && r->recall() >= level) keep_faster(found.ours, *r);
  if (!found.ours) return std::nullopt;
  std::map<std::string, const bench_result*> best;
  for (const bench_result* r : group)
    if (r->competitor != found.ours->competitor && r->recall() >= found.ours->recall())
      keep_faster(best[r->competitor], *r);
  for (const auto& [name, r] : best) found.others.push_back(r);
  std::sort(found.others.begin(), found.others.end(),
            [](const auto* a, const auto* b) { return a->times.mean_us < b->times.mean_us; });
  return found;
}

}  // namespace

std::vector<comparison> compare(const std::vector<bench_result>& results) {
  std::vector<comparison> all;
  std::set<std::tuple<std::uint64_t, std::string>> seen;
  for (const bench_result& first : results) {
    if (!seen.emplace(first.rows, first.queries).second) continue;
    std::vector<const bench_result*> group;
    for (const bench_result& r : results)
      if (r.rows == first.rows && r.queries == first.queries && r.skipped.empty())
        group.push_back(&r);
    const bench_result* before = nullptr;
    for (const double level : levels) {
      const auto found = compare_at(level, group);
      if (!found || found->ours == before) continue;  // the same setting serves a lower level
      before = found->ours;
      all.push_back(*found);
    }
  }
  return all;
}

std::vector<growth> fit_growth(const std::vector<bench_result>& results) {
  std::vector<growth> fits;
  std::set<std::tuple<std::string, std::string, std::string>> seen;
  for (const bench_result& first : results) {
    if (!seen.emplace(first.competitor, first.setting, first.queries).second) continue;
    std::vector<double> rows;
    std::vector<double> times;
    for (const bench_result& r : results)
      if (r.competitor == first.competitor && r.setting == first.setting &&
          r.queries == first.queries && r.skipped.empty()) {
        rows.push_back(static_cast<double>(r.rows));
        times.push_back(r.times.mean_us);
      }
    if (const auto law = fit_power_law(rows, times))
      fits.push_back({first.competitor, first.setting, first.queries, *law});
  }
  return fits;
}

}  // namespace kenyon::cli
