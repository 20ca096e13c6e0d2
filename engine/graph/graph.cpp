#include <kenyon/graph/graph.hpp>

#include <algorithm>
#include <string>
#include <utility>

#include <kenyon/base/error.hpp>
#include <kenyon/base/suggest.hpp>
#include <kenyon/memory/memory.hpp>

#include "graph/activity.hpp"
#include "graph/why.hpp"

namespace kenyon {
namespace {

template <class Thing>
std::vector<std::string> names_of(const std::vector<Thing>& things) {
  std::vector<std::string> names;
  for (const Thing& t : things) names.push_back(t.name);
  return names;
}

std::size_t find(const std::vector<std::string>& names, std::string_view name, const char* noun) {
  const auto at = std::find(names.begin(), names.end(), name);
  if (at == names.end())
    throw error(fault::usage,
                "unknown " + std::string(noun) + " \"" + std::string(name) + "\"" +
                    suggest_name(name, std::vector<std::string_view>(names.begin(), names.end())));
  return static_cast<std::size_t>(at - names.begin());
}

}  // namespace

class graph::state {
 public:
  explicit state(const graph_description& description)
      : net(make_network(description)),
        now(net),
        area_names(names_of(description.areas)),
        projection_names(names_of(description.projections)) {}

  void check_copy(std::size_t area, std::uint32_t copy) const {
    if (area >= net.areas.size() || copy >= net.areas[area].copies)
      throw error(fault::usage, "there is no such copy of an area");
  }

  bool settled(std::size_t area, std::uint32_t copy) const {
    const pattern_view here = now.active(area, copy, 0), before = now.active(area, copy, 1);
    return std::equal(here.begin(), here.end(), before.begin(), before.end());
  }

  // What a projection's memory would store after the last step.
  void gather(std::size_t which, bool only_settled, std::vector<learned_pair>& pairs) const {
    const ready_projection& p = net.projections[which];
    const bool only_given = now.any_given(p.to);
    for (std::uint32_t c = 0; c < net.areas[p.to].copies; ++c) {
      const pattern_view answer = now.active(p.to, c, 0);
      const pattern_view cue = p.completes ? answer : now.source(p, c);
      if (cue.empty() || answer.empty() || !now.open(p, c)) continue;
      if (only_settled && !settled(p.to, c)) continue;
      if (only_given && !now.given(p.to, c)) continue;
      pairs.push_back({which, {cue.begin(), cue.end()}, {answer.begin(), answer.end()}});
    }
  }

  // Pairs of one projection.
  void store(std::span<const learned_pair> pairs) {
    pattern_batch cues, answers;
    for (const learned_pair& p : pairs) {
      cues.push_back(p.cue);
      answers.push_back(p.answer);
    }
    if (!pairs.empty()) net.projections[pairs[0].projection].memory->store(cues, answers);
  }

  network net;
  activity now;
  std::vector<std::string> area_names;
  std::vector<std::string> projection_names;
};

graph::graph(const graph_description& description) : state_(std::make_unique<state>(description)) {}
graph::graph(graph&&) noexcept = default;
graph& graph::operator=(graph&&) noexcept = default;
graph::~graph() = default;

std::size_t graph::area(std::string_view name) const {
  return find(state_->area_names, name, "area");
}
std::size_t graph::projection(std::string_view name) const {
  return find(state_->projection_names, name, "projection");
}
std::size_t graph::areas() const {
  return state_->net.areas.size();
}
std::uint32_t graph::copies(std::size_t area) const {
  return state_->net.areas.at(area).copies;
}
const layout& graph::shape(std::size_t area) const {
  return state_->net.areas.at(area).shape;
}

void graph::silence(std::uint64_t index) {
  state_->now.silence(index);
}

void graph::clamp(std::size_t area, std::uint32_t copy, pattern_view units) {
  state_->check_copy(area, copy);
  const ready_area& a = state_->net.areas[area];
  if (!a.joins.empty())
    throw error(fault::usage, "area \"" + state_->area_names[area] +
                                  "\" joins others: what it holds cannot be given");
  check_cue(a.shape, units);
  if (units.size() > max_cue_units)
    throw error(fault::bad_input, "more than " + std::to_string(max_cue_units) +
                                      " units given to area \"" + state_->area_names[area] + "\"");
  state_->now.clamp(area, copy, units);
}

void graph::step(const step_options& options) {
  for (const std::size_t p : options.learns)
    if (p >= state_->net.projections.size())
      throw error(fault::usage, "there is no such projection");
  state_->now.step(options.noise);
  const auto learn = [&](std::size_t p, bool only_settled) {
    std::vector<learned_pair> pairs;
    state_->gather(p, only_settled, options.instead ? *options.instead : pairs);
    state_->store(pairs);
  };
  const auto& projections = state_->net.projections;
  for (std::size_t p = 0; options.plastic && p < projections.size(); ++p)
    if (projections[p].learns != plasticity::fixed)
      learn(p, projections[p].learns == plasticity::settled);
  for (const std::size_t p : options.learns) learn(p, false);
}

std::uint64_t graph::steps() const {
  return state_->now.steps();
}

pattern_view graph::active(std::size_t area, std::uint32_t copy, std::uint32_t ago) const {
  state_->check_copy(area, copy);
  if (ago >= state_->net.depth)
    throw error(fault::usage, "areas remember as many steps as the longest delay");
  return state_->now.active(area, copy, ago);
}

bool graph::settled(std::size_t area, std::uint32_t copy) const {
  state_->check_copy(area, copy);
  return state_->settled(area, copy);
}

std::uint64_t graph::driven(std::size_t area) const {
  return state_->now.driven(area);
}

graph::reason graph::why(std::size_t area, std::uint32_t copy) const {
  state_->check_copy(area, copy);
  return explain(state_->net, state_->now, area, copy);
}

void graph::store(const learned_pair& pair) {
  if (pair.projection >= state_->net.projections.size())
    throw error(fault::bad_input, "there is no such projection");
  const ready_projection& p = state_->net.projections[pair.projection];
  check_cue(state_->net.areas[p.from].shape, pair.cue);
  check_cue(state_->net.areas[p.to].shape, pair.answer);
  if (p.completes && pair.cue != pair.answer)
    throw error(fault::bad_input, "a memory that completes stores patterns with themselves");
  state_->store({&pair, 1});
}

std::vector<std::byte> graph::save() const {
  return state_->now.save();
}
void graph::load(std::span<const std::byte> bytes) {
  state_->now.load(bytes);
}

std::uint64_t graph::footprint_bytes() const {
  std::uint64_t sum = state_->now.bytes();
  for (const auto& m : state_->net.memories) sum += m->bytes();
  return sum;
}

}  // namespace kenyon
