// Searches of a multi-probe hash: of what its walk met, what shares enough modules with the query.
#include <algorithm>

#include "vector/multiprobe_walk.hpp"

namespace kenyon {
namespace {

constexpr std::uint32_t usual_probes = 4096;
// Of the misses that a search accepts, the part that may come from not ranking what was met.
constexpr double unranked_misses = 0.1;

// The most shared modules such that what is looked for shares fewer with a chance of `missing` at
// most, where it has each with chance `share`.
std::size_t least_overlap(std::size_t modules, double share, double missing) {
  double chance = 1;  // to share exactly k
  for (std::size_t m = 0; m < modules; ++m) chance *= 1 - share;
  double fewer = 0;  // than k
  for (std::size_t k = 0; k < modules; ++k) {
    fewer += chance;
    if (fewer > missing) return k;
    chance *= share / (1 - share) * static_cast<double>(modules - k) / static_cast<double>(k + 1);
  }
  return modules;
}

class multiprobe_search final : public candidate_search {
 public:
  explicit multiprobe_search(const multiprobe& of) : index_(of), walk_(of) {}
  void find(const float* query, const candidate_demand& demand, vector_work& work) override;

 private:
  using candidate = multiprobe_walk::candidate;
  bool meets_enough(const float* query, const candidate_demand& demand, std::size_t least,
                    vector_work& work);
  void choose(std::size_t least, const candidate_demand& demand);

  const multiprobe& index_;
  multiprobe_walk walk_;
  std::size_t looked_at_ = 0;  // of what was met, by meets_enough()
  std::vector<candidate> met_;
};

void multiprobe_search::find(const float* query, const candidate_demand& demand,
                             vector_work& work) {
  const vector_search& how = demand.search;
  const double missing = 1 - (how.wanted_recall > 0 ? how.wanted_recall : index_.wanted_recall());
  const std::size_t least = least_overlap(index_.encoder().output().modules(),
                                          index_.hits().share(), unranked_misses * missing);
  walk_.begin({query, index_.encoder().inputs()}, missing,
              how.probes != 0 ? how.probes : usual_probes, how.enough ? 0 : how.top);
  looked_at_ = 0;
  for (bool more = true; more;) {
    more = walk_.next();
    if (how.enough && meets_enough(query, demand, least, work)) break;
  }
  work.coded += walk_.candidates().size();
  work.probed += walk_.probes();
  choose(least, demand);
  if (!how.enough && slots.size() < std::min<std::uint64_t>(how.top, index_.size())) {
    walk_.meet_all();
    work.coded += walk_.candidates().size();
    choose(least, demand);
  }
  work.predicted = walk_.predicted();
}

// Among those met since the last call.
bool multiprobe_search::meets_enough(const float* query, const candidate_demand& demand,
                                     std::size_t least, vector_work& work) {
  const auto met = walk_.candidates();
  slots.clear();
  for (; looked_at_ < met.size(); ++looked_at_)
    if (met[looked_at_].overlap >= least) slots.push_back(met[looked_at_].which);
  if (slots.empty() || demand.rows == nullptr) return false;
  scores.resize(slots.size());
  demand.rows->score(query, slots, scores);
  work.ranked += slots.size();
  const float enough = *demand.search.enough;
  return *std::max_element(scores.begin(), scores.end()) >=
         (demand.rows->by() == metric::euclidean ? -enough : enough);
}

// Of those met the ones with `least` shared modules or more, at most `effort`; where they are fewer
// than `top`, those that share most.
void multiprobe_search::choose(std::size_t least, const candidate_demand& demand) {
  met_.assign(walk_.candidates().begin(), walk_.candidates().end());
  const auto is_better = [](const candidate& a, const candidate& b) {
    return a.overlap != b.overlap ? a.overlap > b.overlap : a.which < b.which;
  };
  const auto sort_to = [&](auto from, auto to) {
    std::sort(from, to, is_better);
    return std::unique(from, to,
                       [](const candidate& a, const candidate& b) { return a.which == b.which; });
  };
  const auto end = std::partition(met_.begin(), met_.end(),
                                  [&](const candidate& c) { return c.overlap >= least; });
  auto chosen = sort_to(met_.begin(), end);
  if (static_cast<std::size_t>(chosen - met_.begin()) < demand.search.top)
    chosen = sort_to(met_.begin(), met_.end());
  const std::size_t n = std::min(static_cast<std::size_t>(chosen - met_.begin()), demand.effort);
  slots.clear();
  scores.clear();
  for (std::size_t i = 0; i < n; ++i) {
    slots.push_back(met_[i].which);
    if (demand.rows == nullptr)
      scores.push_back(static_cast<float>(met_[i].overlap) /
                       static_cast<float>(index_.encoder().output().modules()));
  }
}

}  // namespace

std::unique_ptr<candidate_search> multiprobe::make_search() const {
  return std::make_unique<multiprobe_search>(*this);
}

}  // namespace kenyon
