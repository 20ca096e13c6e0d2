#include <kenyon/base/available_memory.hpp>
#include <kenyon/vector/vector_index.hpp>

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <string>

#include <kenyon/base/error.hpp>

#include "vector/state.hpp"

namespace kenyon {
namespace {

constexpr slot no_slot = ~slot{0};

vector_index_options checked(vector_index_options o) {
  if (o.dimensions < 1 || o.dimensions > 65536)
    throw error(fault::usage, "an index takes vectors of 1 to 65536 dimensions");
  if (o.vectors < 1) throw error(fault::usage, "an index expects at least one vector");
  if (o.locations > 65536) throw error(fault::usage, "an index has at most 65536 locations");
  if (o.route == vector_route::automatic) o.route = vector_route::locations;
  if (o.route == vector_route::scan && o.kept == kept_vectors::none)
    throw error(fault::usage, "a scan needs the vectors kept");
  if (!(o.similarity >= 0.1 && o.similarity <= 0.99))
    throw error(fault::usage, "the similarity of an index is from 0.1 to 0.99");
  if (!(o.recall > 0 && o.recall < 1))
    throw error(fault::usage, "the recall of an index is above 0 and below 1");
  if (o.locations == 0) {
    const double root = std::sqrt(static_cast<double>(o.vectors));
    o.locations = static_cast<std::uint32_t>(std::clamp(std::round(root), 16.0, 4096.0));
  }
  return o;
}

void check(const vector_search& how) {
  if (!(how.recall >= 0 && how.recall < 1))
    throw error(fault::usage, "the recall of a search is above 0 and below 1, or 0");
}

}  // namespace

vector_index::state::state(const vector_index_options& options)
    : o(checked(options)), rows(std::in_place, o.dimensions, o.by, o.kept == kept_vectors::int8) {
  if (o.route == vector_route::locations) located.emplace(o.dimensions, o.by, o.locations);
  if (o.route == vector_route::conjunctions) probed.emplace(o);
}

std::vector<slot> vector_index::state::used() const {
  std::vector<slot> all;
  all.reserve(slot_of.size());
  for (slot s = 0; s < id_of.size(); ++s)
    if (in_use[s]) all.push_back(s);
  return all;
}

// Their vectors, one after another.
std::vector<float> vector_index::state::vectors_of(const std::vector<slot>& slots) const {
  require_memory(slots.size() * o.dimensions * sizeof(float), "the vectors to learn from");
  std::vector<float> vectors(slots.size() * o.dimensions);
  for (std::size_t i = 0; i < slots.size(); ++i)
    rows->get(slots[i], vectors.data() + i * o.dimensions);
  return vectors;
}

std::vector<float> vector_index::state::sample_of(std::span<const float> vectors) const {
  const std::size_t n = vectors.size() / o.dimensions;
  const std::size_t used = std::min(n, located->most_to_learn_from());
  std::vector<float> sample;
  sample.reserve(used * o.dimensions);
  for (std::size_t i = 0; i < used; ++i) {
    const float* const from = vectors.data() + i * n / used * o.dimensions;
    sample.insert(sample.end(), from, from + o.dimensions);
  }
  return sample;
}

void vector_index::state::learn(const float* sample, std::size_t n, const float* vectors,
                                const std::vector<slot>& all) {
  graded_locations made(o.dimensions, o.by, o.locations);
  made.learn(sample, n, o.seed);
  made.place(vectors, all);
  located = std::move(made);
  if (o.kept == kept_vectors::none) rows.reset();
}

void vector_index::state::learn_from_all(std::span<const float> vectors,
                                         const std::vector<slot>& all) {
  const std::vector<float> sample = sample_of(vectors);
  learn(sample.data(), sample.size() / o.dimensions, vectors.data(), all);
}

vector_index::vector_index(const vector_index_options& options)
    : state_(std::make_unique<state>(options)) {
  if (state_->o.kept == kept_vectors::none && state_->probed) state_->rows.reset();
}
vector_index::vector_index(vector_index&&) noexcept = default;
vector_index& vector_index::operator=(vector_index&&) noexcept = default;
vector_index::~vector_index() = default;

const vector_index_options& vector_index::options() const {
  return state_->o;
}

std::uint64_t vector_index::size() const {
  return state_->slot_of.size();
}

bool vector_index::contains(std::uint64_t id) const {
  return state_->slot_of.count(id) != 0;
}

void vector_index::add(std::span<const std::uint64_t> ids, std::span<const float> vectors) {
  state& s = *state_;
  const std::size_t d = s.o.dimensions, n = ids.size();
  const prepared ready(vectors, n, d, s.o.by, "vectors:");
  if (s.slot_of.size() + n >= no_slot)
    throw error(fault::resources, "an index takes at most 2^32 - 2 vectors");
  std::vector<slot> slots(n);
  for (std::size_t i = 0; i < n; ++i)
    slots[i] = i < s.free.size() ? s.free[s.free.size() - 1 - i]
                                 : static_cast<slot>(s.id_of.size() + i - s.free.size());
  const std::size_t fresh = n > s.free.size() ? n - s.free.size() : 0;
  if (s.rows) s.rows->reserve(s.id_of.size() + fresh);
  s.slot_of.reserve(s.slot_of.size() + n);
  std::size_t named = 0;
  try {
    for (; named < n; ++named)
      if (!s.slot_of.emplace(ids[named], slots[named]).second)
        throw error(fault::bad_input, "vectors: row " + std::to_string(named) + " has the id " +
                                          std::to_string(ids[named]) + ", which is there already");
    if (s.probed) s.probed->insert(ready.data(), slots);
  } catch (...) {
    for (std::size_t i = 0; i < named; ++i) s.slot_of.erase(ids[i]);
    throw;
  }
  s.free.resize(s.free.size() - std::min(n, s.free.size()));
  s.id_of.resize(s.id_of.size() + fresh);
  s.in_use.resize(s.id_of.size());
  for (std::size_t i = 0; i < n; ++i) {
    s.id_of[slots[i]] = ids[i];
    s.in_use[slots[i]] = true;
    if (s.rows) s.rows->put(slots[i], ready.data() + i * d);
  }
  if (!s.located) return;
  if (s.located->learned()) {
    s.located->place(ready.data(), slots);
  } else if (s.slot_of.size() >= s.located->learns_from()) {
    if (s.slot_of.size() == n) {
      s.learn_from_all({ready.data(), n * d}, slots);
    } else {
      const std::vector<slot> all = s.used();
      s.learn_from_all(s.vectors_of(all), all);
    }
  }
}

std::size_t vector_index::remove(std::span<const std::uint64_t> ids) {
  state& s = *state_;
  std::size_t removed = 0;
  for (const std::uint64_t id : ids) {
    const auto found = s.slot_of.find(id);
    if (found == s.slot_of.end()) continue;
    const slot which = found->second;
    s.free.push_back(which);
    if (s.probed) s.probed->erase(which);
    if (s.located && s.located->learned()) s.located->take_out(which);
    s.in_use[which] = false;
    s.slot_of.erase(found);
    ++removed;
  }
  return removed;
}

std::vector<float> vector_index::get(std::uint64_t id) const {
  if (state_->o.kept == kept_vectors::none) throw error(fault::usage, "the index keeps no vectors");
  const auto found = state_->slot_of.find(id);
  if (found == state_->slot_of.end())
    throw error(fault::bad_input, "the index has no id " + std::to_string(id));
  std::vector<float> out(state_->o.dimensions);
  state_->rows->get(found->second, out.data());
  return out;
}

void vector_index::learn() {
  if (!state_->located) throw error(fault::usage, "only the route of locations learns");
  if (state_->o.kept == kept_vectors::none)
    throw error(fault::usage, "the index keeps no vectors to learn from");
  if (size() == 0) throw error(fault::usage, "the index has nothing to learn from");
  const std::vector<slot> all = state_->used();
  state_->learn_from_all(state_->vectors_of(all), all);
}

void vector_index::learn(std::span<const float> sample) {
  state& s = *state_;
  const std::size_t d = s.o.dimensions;
  if (!s.located) throw error(fault::usage, "only the route of locations learns");
  if (size() > 0 && !s.rows) throw error(fault::usage, "the index keeps no vectors to list anew");
  const prepared checked(sample, sample.size() / d, d, metric::dot, "sample:");
  if (sample.size() < s.o.locations * d)
    throw error(fault::usage, "a sample of " + std::to_string(sample.size() / d) +
                                  " vectors is too small for " + std::to_string(s.o.locations) +
                                  " locations");
  const std::vector<float> used = s.sample_of(sample);
  const prepared ready(used, used.size() / d, d, s.o.by, "sample:");
  const std::vector<slot> all = s.used();
  const std::vector<float> vectors = all.empty() ? std::vector<float>{} : s.vectors_of(all);
  s.learn(ready.data(), used.size() / d, vectors.data(), all);
}

std::vector<vector_match> vector_index::search(std::span<const float> query,
                                               const vector_search& how, vector_work* work) const {
  const prepared ready(query, 1, state_->o.dimensions, state_->o.by, "queries:");
  check(how);
  std::vector<vector_match> matches;
  vector_work done;
  state_->answer(ready.data(), how, *state_->borrow_scratch(), matches, done);
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
    const auto scratch = state_->borrow_scratch();
    for (std::size_t i = range.begin(); i != range.end(); ++i)
      state_->answer(ready.data() + i * d, how, *scratch, matches[i], done[i]);
  });
  if (work) *work = std::move(done);
  return matches;
}

std::uint64_t vector_index::vector_bytes() const {
  return state_->rows ? size() * state_->rows->bytes_a_row() : 0;
}

std::uint64_t vector_index::code_bytes() const {
  const state& s = *state_;
  if (s.probed) return s.probed->code_bytes() + s.probed->index_bytes();
  return s.located ? s.located->bytes() : 0;
}

std::uint64_t vector_index::index_bytes() const {
  return state_->probed ? state_->probed->index_bytes() : 0;
}

}  // namespace kenyon
