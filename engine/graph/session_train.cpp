// Training, and what its null arms do instead.
#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include <kenyon/pattern/random.hpp>

#include "graph/session_state.hpp"

namespace kenyon {

void graph_session::state::train(const progress& episode_done) {
  std::uint64_t all = 0, done = 0;
  for (const ready_phase& p : training) all += p.rows;
  for (ready_phase& p : training) {
    std::vector<learned_pair> instead = train_phase(p, done, [&] {
      if (episode_done) episode_done(done, all);
    });
    if (arm == null_arm::shuffled) store_shuffled(std::move(instead));
    capture(*p.description);
  }
  net.silence();
  trained = true;
}

// Returns what a null arm kept from the memories.
std::vector<learned_pair> graph_session::state::train_phase(
    ready_phase& p, std::uint64_t& episodes, const std::function<void()>& episode_done) {
  std::vector<learned_pair> instead;
  for (std::uint64_t row = 0; row < p.rows; ++row) {
    begin_episode(p, ++episodes);
    for (std::uint32_t s = 0; s < p.description->steps; ++s) {
      give(p, row, episodes, s);
      net.step({p.description->noise, false, p.learns, arm == null_arm::none ? nullptr : &instead});
      if (arm == null_arm::untrained) instead.clear();
    }
    episode_done();
  }
  return instead;
}

namespace {

// Answers of pairs [first, end) go to other pairs, at random, so that as few pairs as can be keep
// an answer like their own: in random order, equal answers side by side, all move on by the size of
// the largest group of equals.
void exchange_answers(std::vector<learned_pair>& pairs, std::size_t first, std::size_t end,
                      random_sequence& numbers) {
  std::vector<std::size_t> order(end - first);
  std::iota(order.begin(), order.end(), first);
  for (std::size_t i = order.size() - 1; i > 0; --i)
    std::swap(order[i], order[numbers.below(static_cast<std::uint32_t>(i + 1))]);
  std::map<pattern, std::size_t> groups;  // a place in `order` for each answer
  std::vector<std::size_t> sizes(order.size()), group_of(pairs.size());
  std::size_t largest = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::size_t group = groups.emplace(pairs[order[i]].answer, i).first->second;
    group_of[order[i]] = group;
    largest = std::max(largest, ++sizes[group]);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return group_of[a] < group_of[b]; });
  std::vector<pattern> moved;
  for (std::size_t i = 0; i < order.size(); ++i)
    moved.push_back(pairs[order[(i + largest) % order.size()]].answer);
  for (std::size_t i = 0; i < order.size(); ++i) pairs[order[i]].answer = std::move(moved[i]);
}

}  // namespace

// Pairs of a projection get each other's answers; a pair that is alone, and patterns that complete
// themselves, get random units.
void graph_session::state::store_shuffled(std::vector<learned_pair> pairs) {
  std::stable_sort(pairs.begin(), pairs.end(), [](const learned_pair& a, const learned_pair& b) {
    return a.projection < b.projection;
  });
  for (std::size_t first = 0; first < pairs.size();) {
    std::size_t end = first;
    bool completes = true;
    while (end < pairs.size() && pairs[end].projection == pairs[first].projection) {
      completes = completes && pairs[end].cue == pairs[end].answer;
      ++end;
    }
    random_sequence numbers(description.seed, stream::synapses, pairs[first].projection);
    if (completes || end - first == 1) {
      for (std::size_t i = first; i < end; ++i) {
        const auto& to = description.projections[pairs[i].projection].to;
        draw_distinct(numbers, net.shape(net.area(to)).units(), pairs[i].answer);
        if (completes) pairs[i].cue = pairs[i].answer;
      }
    } else {
      exchange_answers(pairs, first, end, numbers);
    }
    first = end;
  }
  for (const learned_pair& p : pairs) net.store(p);
}

void graph_session::state::capture(const phase_description& phase) {
  for (const auto& c : phase.captures) {
    const std::size_t a = net.area(c.area);
    const auto copies = std::int64_t{net.copies(a)};
    const auto copy = static_cast<std::uint32_t>(c.copy < 0 ? c.copy + copies : c.copy);
    symbol_book& book = *books.of(a);
    book.define(book.find(c.symbol), net.active(a, copy));
  }
}

}  // namespace kenyon
