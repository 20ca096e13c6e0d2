#include <kenyon/graph/session.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <kenyon/base/error.hpp>
#include <kenyon/pattern/noise.hpp>

#include "graph/session_state.hpp"

namespace kenyon {

graph_session::state::state(const graph_description& given, null_arm null)
    : description(given), arm(null), net(description), books(description) {
  for (const phase_description& p : description.training)
    training.push_back(make_phase(description, p, net, books));
  for (const phase_description& p : description.runs) {
    runs.push_back(make_phase(description, p, net, books));
    scores.emplace_back();
    scores.back().name = p.name;
    scores.back().required = p.required;
  }
}

// Episodes have a number each, over all runs, so that none shares its noise with another.
std::uint64_t graph_session::state::index_of(std::size_t of, std::uint64_t row) const {
  std::uint64_t index = row + 1;
  for (const ready_phase& p : training) index += p.rows;
  for (std::size_t r = 0; r < of; ++r) index += runs[r].rows;
  return index;
}

void graph_session::state::begin_episode(const ready_phase& p, std::uint64_t index) {
  if (p.description->reset) net.silence(index);
}

// What is thinned out is so alike in all steps of an entry, and by numbers that no other entry,
// copy or episode draws.
void graph_session::state::give(const ready_phase& p, std::uint64_t row, std::uint64_t index,
                                std::uint32_t step) {
  std::uint64_t number = 0;
  for (const ready_entry& e : p.clamps) {
    ++number;
    if (step < e.first || step > e.last) continue;
    for (std::uint32_t c = e.first_copy; c < e.first_copy + e.copies; ++c) {
      pattern units = books.of(e.area)->parse(e.text(row, step, c));
      if (e.keep < 1) {
        std::array<char, 40> share{};  // as many digits as the number has
        const auto end = std::to_chars(share.data(), share.data() + share.size(), e.keep).ptr;
        const noise thin = noise::parse("keep=" + std::string(share.data(), end));
        units = thin.apply(net.shape(e.area), units, description.seed,
                           ((index << 12 | number) << 24) + c);
      }
      net.clamp(e.area, c, units);
    }
  }
}

bool graph_session::state::step() {
  if (run == runs.size()) return false;
  const ready_phase& p = runs[run];
  if (next_step == 0) {
    begin_episode(p, index_of(run, episode));
    machine.clear();
    visited.clear();
  }
  give(p, episode, index_of(run, episode), next_step);
  std::vector<learned_pair> pairs;
  net.step({p.description->noise, true, {}, &pairs});
  for (learned_pair& pair : pairs) {
    net.store(pair);
    learned.push_back(std::move(pair));
  }
  last = {run, episode, next_step};
  ++steps_done;
  ++scores[run].steps;
  score(p);
  ++next_step;
  const bool silent = p.stop_when_silent && is_silent(*p.stop_when_silent);
  if (next_step < p.description->steps && !silent) return true;
  score_visits(p);
  ++scores[run].episodes;
  next_step = 0;
  if (++episode == p.rows) {
    episode = 0;
    ++run;
  }
  return true;
}

bool graph_session::state::is_silent(std::size_t area) const {
  for (std::uint32_t c = 0; c < net.copies(area); ++c)
    if (!net.active(area, c).empty()) return false;
  return true;
}

holding graph_session::state::held(std::size_t area, std::uint32_t copy) const {
  const pattern_view units = net.active(area, copy);
  holding h{area, copy, "", 0, 0, units.size(), false};
  const symbol_book* const book = books.of(area);
  if (!book || units.empty()) return h;
  const symbol_book::match best = book->nearest(units);
  if (best.symbol == symbol_book::none) return h;
  h.symbol = book->name(best.symbol);
  h.value = best.value;
  h.overlap = best.overlap;
  h.exact = best.overlap == units.size() && best.overlap == book->units(best.symbol).size();
  return h;
}

graph_session::graph_session(const graph_description& description, null_arm arm)
    : state_(std::make_unique<state>(description, arm)) {}
graph_session::graph_session(graph_session&&) noexcept = default;
graph_session& graph_session::operator=(graph_session&&) noexcept = default;
graph_session::~graph_session() = default;

void graph_session::train(const progress& episode_done) {
  if (state_->trained) return;
  try {
    state_->train(episode_done);
  } catch (...) {
    state_ = std::make_unique<state>(state_->description, state_->arm);
    throw;
  }
}
bool graph_session::step() {
  train();
  return state_->step();
}
std::size_t graph_session::run() const {
  return state_->last.run;
}
std::uint64_t graph_session::episode() const {
  return state_->last.episode;
}
std::uint32_t graph_session::step_in_episode() const {
  return state_->last.step;
}
std::uint64_t graph_session::steps_done() const {
  return state_->steps_done;
}
std::uint64_t graph_session::steps_in_all() const {
  std::uint64_t sum = 0;
  for (const ready_phase& p : state_->runs) sum += p.rows * p.description->steps;
  return sum;
}
bool graph_session::over() const {
  return state_->run == state_->runs.size();
}
const graph& graph_session::network() const {
  return state_->net;
}
const graph_description& graph_session::description() const {
  return state_->description;
}
std::vector<holding> graph_session::probes() const {
  std::vector<holding> all;
  if (state_->runs.empty()) return all;
  for (const std::size_t a : state_->runs[state_->last.run].probes)
    for (std::uint32_t c = 0; c < state_->net.copies(a); ++c) all.push_back(state_->held(a, c));
  return all;
}
holding graph_session::held(std::size_t area, std::uint32_t copy) const {
  return state_->held(area, copy);
}
const std::vector<run_score>& graph_session::scores() const {
  return state_->scores;
}
std::vector<std::string> graph_session::undriven() const {
  std::vector<std::string> names;
  for (std::size_t a = 0; a < state_->net.areas(); ++a)
    if (state_->net.driven(a) == 0) names.push_back(state_->description.areas[a].name);
  return names;
}
void graph_session::save(const std::string& path) const {
  state_->save(path);
}
void graph_session::load(const std::string& path, const progress& episode_done) {
  auto fresh = std::make_unique<state>(state_->description, state_->arm);
  fresh->load(path, episode_done);
  state_ = std::move(fresh);
}

}  // namespace kenyon
