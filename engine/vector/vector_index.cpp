// What an embedding program calls: arguments are checked here, the rest is the state's.
#include <kenyon/vector/vector_index.hpp>

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>

#include <string>

#include <kenyon/base/error.hpp>

#include "vector/state.hpp"

namespace kenyon {
namespace {

void check(const vector_search& how) {
  if (!(how.wanted_recall >= 0 && how.wanted_recall < 1))
    throw error(fault::usage, "the wanted recall of a search is above 0 and below 1, or 0");
}

}  // namespace

vector_index::vector_index(const vector_index_options& options)
    : state_(std::make_unique<state>(options)) {}
vector_index::vector_index(vector_index&&) noexcept = default;
vector_index& vector_index::operator=(vector_index&&) noexcept = default;
vector_index::~vector_index() = default;

const vector_index_options& vector_index::options() const {
  return state_->o;
}

std::uint64_t vector_index::size() const {
  return state_->slots.size();
}

bool vector_index::contains(std::uint64_t id) const {
  return state_->slots.find(id) != no_slot;
}

void vector_index::add(std::span<const std::uint64_t> ids, std::span<const float> vectors) {
  const prepared ready(vectors, ids.size(), state_->o.dimensions, state_->o.by, "vectors:");
  state_->add(ids, ready.data());
}

std::size_t vector_index::remove(std::span<const std::uint64_t> ids) {
  std::size_t removed = 0;
  for (const std::uint64_t id : ids) removed += state_->remove(id);
  return removed;
}

std::vector<float> vector_index::get(std::uint64_t id) const {
  if (state_->o.kept == kept_vectors::none) throw error(fault::usage, "the index keeps no vectors");
  const slot found = state_->slots.find(id);
  if (found == no_slot) throw error(fault::bad_input, "the index has no id " + std::to_string(id));
  std::vector<float> out(state_->o.dimensions);
  state_->rows->get(found, out.data());
  return out;
}

void vector_index::learn() {
  if (state_->o.route != vector_route::ivf) throw error(fault::usage, "only the route ivf learns");
  if (state_->o.kept == kept_vectors::none)
    throw error(fault::usage, "the index keeps no vectors to learn from");
  if (size() == 0) throw error(fault::usage, "the index has nothing to learn from");
  state_->learn();
}

void vector_index::learn(std::span<const float> sample) {
  const std::size_t d = state_->o.dimensions, lists = state_->o.lists;
  if (state_->o.route != vector_route::ivf) throw error(fault::usage, "only the route ivf learns");
  if (size() > 0 && !state_->rows)
    throw error(fault::usage, "the index keeps no vectors to list anew");
  const prepared finite(sample, sample.size() / d, d, metric::dot, "sample:");
  if (sample.size() < lists * d)
    throw error(fault::usage, "a sample of " + std::to_string(sample.size() / d) +
                                  " vectors is too small for " + std::to_string(lists) + " lists");
  state_->learn(sample);
}

std::vector<vector_match> vector_index::search(std::span<const float> query,
                                               const vector_search& how, vector_work* work) const {
  const prepared ready(query, 1, state_->o.dimensions, state_->o.by, "queries:");
  check(how);
  std::vector<vector_match> matches;
  vector_work done;
  state_->answer(ready.data(), how, *state_->serving().borrow_search(), matches, done);
  if (work) *work = done;
  return matches;
}

std::vector<std::vector<vector_match>> vector_index::search_all(
    std::span<const float> queries, const vector_search& how,
    std::vector<vector_work>* work) const {
  const std::size_t d = state_->o.dimensions, n = queries.size() / d;
  const prepared ready(queries, n, d, state_->o.by, "queries:");
  check(how);
  std::vector<std::vector<vector_match>> matches(n);
  std::vector<vector_work> done(n);
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, n, 16), [&](const auto& range) {
    const auto search = state_->serving().borrow_search();
    for (std::size_t i = range.begin(); i != range.end(); ++i)
      state_->answer(ready.data() + i * d, how, *search, matches[i], done[i]);
  });
  if (work) *work = std::move(done);
  return matches;
}

std::uint64_t vector_index::vector_bytes() const {
  return state_->rows ? size() * state_->rows->bytes_per_row() : 0;
}

std::uint64_t vector_index::code_bytes() const {
  return state_->source ? state_->source->bytes() : 0;
}

std::uint64_t vector_index::table_bytes() const {
  return state_->source ? state_->source->table_bytes() : 0;
}

}  // namespace kenyon
