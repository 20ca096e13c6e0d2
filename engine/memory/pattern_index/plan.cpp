#include <kenyon/memory/pattern_index/plan.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include <kenyon/base/error.hpp>

#include "memory/pattern_index/compact_code.hpp"
#include "memory/pattern_index/conjunctions.hpp"
#include "memory/pattern_index/missed_cues.hpp"
#include "memory/pattern_index/table.hpp"

namespace kenyon {
namespace {

// What work costs, in nanoseconds on a 2.5 GHz server core: only their ratio to each other decides.
constexpr double look_up_ns = 10;     // a list, and each pattern met in it
constexpr double scan_bytes_ns = 30;  // bytes of codes scanned in a nanosecond

// Different conjunctions of one list.
double kinds_of(const layout& in, std::uint32_t groups, std::uint32_t degree) {
  return std::pow(in.units() / static_cast<double>(groups), degree);
}

void check(const layout& in, const index_demand& demand) {
  const auto refuse = [](const std::string& why) { throw error(fault::usage, "index: " + why); };
  if (demand.patterns < 1) refuse("patterns must be 1 or more");
  if (!(demand.share > 0 && demand.share <= 1)) refuse("share is above 0, at most 1");
  if (!(demand.recall > 0 && demand.recall < 1)) refuse("recall is above 0, below 1");
  if (demand.degree > max_degree)
    refuse("a conjunction has 1 to " + std::to_string(max_degree) + " units");
  if (demand.lists > max_lists)
    refuse("1 to " + std::to_string(max_lists) + " lists, not " + std::to_string(demand.lists));
  const std::uint32_t groups = groups_of(in);
  const std::uint32_t degree = std::max(1u, demand.degree);
  if (degree > groups || demand.lists > distinct_lists(groups, degree))
    refuse(in.text() + " has " +
           (degree > groups ? "no" : std::to_string(std::lround(distinct_lists(groups, degree)))) +
           " conjunctions of " + std::to_string(degree) + " units");
}

// Lists that take three times the codes' bytes, at least one.
std::uint32_t affordable(const layout& in) {
  const double spare = 3.0 * static_cast<double>(code_shape(in).bytes()) - index_table::id_bytes;
  return static_cast<std::uint32_t>(
      std::clamp(spare / index_table::bytes_a_list, 1.0, double{max_lists}));
}

// With as many lists as reach the recall, or as are affordable.
index_plan plan_of(const layout& in, const index_demand& demand, std::uint32_t degree) {
  const std::uint32_t groups = groups_of(in);
  const auto most = std::min<double>(affordable(in), distinct_lists(groups, degree));
  index_plan p{
      .patterns = demand.patterns, .degree = degree, .groups = groups, .share = demand.share};
  missed_cues missed(in, groups, degree, demand.share);
  const auto enough = [&] {
    return demand.lists ? p.lists == demand.lists : p.recall >= demand.recall || p.lists >= most;
  };
  while (!enough()) {
    missed.add_list();
    ++p.lists;
    p.recall = 1 - missed.chance();
  }
  p.candidates = p.lists * index_table::met(static_cast<double>(demand.patterns),
                                            kinds_of(in, groups, degree));
  p.scan_unknown = p.recall < demand.recall;
  return p;
}

}  // namespace

double predicted_recall(const layout& in, const index_plan& plan, double share) {
  if (plan.degree == 0) return 1;
  missed_cues missed(in, plan.groups, plan.degree, share);
  for (std::uint32_t l = 0; l < plan.lists; ++l) missed.add_list();
  return 1 - missed.chance();
}

index_plan plan_index(const layout& in, const index_demand& demand) {
  check(in, demand);
  const auto patterns = static_cast<double>(demand.patterns);
  const double scan = patterns * static_cast<double>(code_shape(in).bytes()) / scan_bytes_ns;
  const auto work = [&](const index_plan& p) {
    return look_up_ns * (p.lists + p.candidates) + (p.scan_unknown ? (1 - p.recall) * scan : 0);
  };
  index_plan best{.patterns = demand.patterns,
                  .groups = groups_of(in),
                  .recall = 1,
                  .share = demand.share,
                  .candidates = patterns};
  double least = demand.degree || demand.lists ? std::numeric_limits<double>::infinity() : scan;
  for (std::uint32_t degree = 1; degree <= std::min(max_degree, best.groups); ++degree) {
    if (demand.degree != 0 && degree != demand.degree) continue;
    if (demand.lists > distinct_lists(best.groups, degree)) continue;
    const index_plan p = plan_of(in, demand, degree);
    if (work(p) >= least) continue;
    least = work(p);
    best = p;
  }
  return best;
}

}  // namespace kenyon
