// Searches of a vector_index: candidates by its route, the best of them ranked by their vectors.
#include <algorithm>
#include <cmath>

#include "vector/state.hpp"

namespace kenyon {
namespace {

constexpr std::uint32_t usual_effort = 64;
constexpr std::uint32_t efforts_a_location = 5;
constexpr std::uint32_t usual_probes = 4096;
// So few vectors are compared sooner than looked up.
constexpr std::size_t scanned_slots = 1024;
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

}  // namespace

bool vector_index::state::is_scanned() const {
  if (located) return !located->learned() || (rows && slot_of.size() < located->learns_from());
  return !probed || id_of.size() < scanned_slots;
}

void vector_index::state::answer(const float* query, const vector_search& how, scratch& s,
                                 std::vector<vector_match>& matches, vector_work& work) const {
  const std::size_t effort =
      std::max<std::size_t>(how.effort == 0 ? usual_effort : how.effort, how.top);
  s.slots.clear();
  s.scores.clear();
  if (is_scanned() && rows) {
    s.slots = used();
  } else if (located) {
    find_by_locations(query, how, effort, s, work);
  } else {
    find_by_conjunctions(query, how, effort, s, work);
  }
  if (rows) {
    s.scores.resize(s.slots.size());
    rows->score(query, s.slots, s.scores);
    work.ranked += s.slots.size();
  }
  rank(how.top, s, matches);
}

void vector_index::state::find_by_locations(const float* query, const vector_search& how,
                                            std::size_t effort, scratch& s,
                                            vector_work& work) const {
  std::size_t open =
      how.open != 0 ? how.open : (effort + efforts_a_location - 1) / efforts_a_location;
  // So few that most locations are empty, and no vectors are there to be compared.
  if (slot_of.size() < located->learns_from()) open = o.locations;
  for (const graded_candidate& c : located->find(query, open, effort, s.graded, work)) {
    s.slots.push_back(c.which);
    if (!rows) s.scores.push_back(located->estimate(c, s.graded));
  }
}

void vector_index::state::find_by_conjunctions(const float* query, const vector_search& how,
                                               std::size_t effort, scratch& s,
                                               vector_work& work) const {
  const double missing = 1 - (how.recall > 0 ? how.recall : o.recall);
  const std::size_t least =
      least_overlap(o.codes.modules(), probed->chances().share(), unranked_misses * missing);
  if (!s.probing) s.probing.emplace(*probed);
  probing_searcher& probing = *s.probing;
  probing.begin({query, o.dimensions}, missing, how.probes != 0 ? how.probes : usual_probes);
  std::size_t looked_at = 0;
  for (bool more = true; more;) {
    more = probing.next();
    if (!how.enough) continue;
    const auto met = probing.candidates();
    s.slots.clear();
    for (; looked_at < met.size(); ++looked_at)
      if (met[looked_at].overlap >= least) s.slots.push_back(met[looked_at].which);
    if (is_enough(query, *how.enough, s.slots, s, work)) break;
  }
  work.coded += probing.candidates().size();
  work.probed += probing.probes();
  work.predicted = probing.predicted();
  s.met.assign(probing.candidates().begin(), probing.candidates().end());
  choose_met(least, how.top, effort, s);
}

bool vector_index::state::is_enough(const float* query, float enough, std::span<const slot> slots,
                                    scratch& s, vector_work& work) const {
  if (slots.empty() || !rows) return false;
  s.first_scores.resize(slots.size());
  rows->score(query, slots, s.first_scores);
  work.ranked += slots.size();
  const float wanted = o.by == metric::euclidean ? -enough * enough : enough;
  return *std::max_element(s.first_scores.begin(), s.first_scores.end()) >= wanted;
}

// Of those met the ones with `least` shared modules or more, at most `effort`; where they are fewer
// than `top`, those that share most.
void vector_index::state::choose_met(std::size_t least, std::size_t top, std::size_t effort,
                                     scratch& s) const {
  using candidate = probing_searcher::candidate;
  auto& met = s.met;
  const auto is_better = [](const candidate& a, const candidate& b) {
    return a.overlap != b.overlap ? a.overlap > b.overlap : a.which < b.which;
  };
  auto end = std::partition(met.begin(), met.end(),
                            [&](const candidate& c) { return c.overlap >= least; });
  const auto sort_to = [&](auto from, auto to) {
    std::sort(from, to, is_better);
    return std::unique(from, to,
                       [](const candidate& a, const candidate& b) { return a.which == b.which; });
  };
  auto chosen = sort_to(met.begin(), end);
  if (static_cast<std::size_t>(chosen - met.begin()) < top)
    chosen = sort_to(met.begin(), met.end());
  const std::size_t n = std::min(static_cast<std::size_t>(chosen - met.begin()),
                                 std::max(top, static_cast<std::size_t>(effort)));
  s.slots.clear();
  for (std::size_t i = 0; i < n; ++i) {
    s.slots.push_back(met[i].which);
    if (!rows)
      s.scores.push_back(static_cast<float>(met[i].overlap) /
                         static_cast<float>(o.codes.modules()));
  }
}

void vector_index::state::rank(std::size_t top, const scratch& s,
                               std::vector<vector_match>& matches) const {
  matches.clear();
  matches.reserve(s.slots.size());
  for (std::size_t i = 0; i < s.slots.size(); ++i)
    matches.push_back({id_of[s.slots[i]], s.scores[i]});
  const auto end = matches.begin() + static_cast<std::ptrdiff_t>(std::min(top, matches.size()));
  std::partial_sort(matches.begin(), end, matches.end(),
                    [](const vector_match& a, const vector_match& b) {
                      return a.score != b.score ? a.score > b.score : a.id < b.id;
                    });
  matches.erase(end, matches.end());
  if (o.by == metric::euclidean && (rows || located))
    for (vector_match& m : matches) m.score = std::sqrt(std::max(-m.score, 0.0F));
}

}  // namespace kenyon
