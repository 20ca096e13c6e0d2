#include "vector/state.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/base/error.hpp>
#include <kenyon/base/level.hpp>

#include "vector/ivf.hpp"
#include "vector/multiprobe.hpp"

namespace kenyon {
namespace {

constexpr std::uint32_t usual_effort = 64;

vector_index_options checked(vector_index_options o) {
  if (o.dimensions < 1 || o.dimensions > 65536)
    throw error(fault::usage, "an index takes vectors of 1 to 65536 dimensions");
  if (o.vectors < 1) throw error(fault::usage, "an index expects at least one vector");
  if (o.lists > 65536) throw error(fault::usage, "an index has at most 65536 lists");
  if (o.route == vector_route::automatic) o.route = vector_route::ivf;
  if (o.route == vector_route::flat && o.kept == kept_vectors::none)
    throw error(fault::usage, "the flat route needs the vectors kept");
  if (!(o.similarity >= 0.1 && o.similarity <= 0.99))
    throw error(fault::usage, "the similarity of an index is from 0.1 to 0.99");
  if (!(o.wanted_recall > 0 && o.wanted_recall < 1))
    throw error(fault::usage, "the wanted recall of an index is above 0 and below 1");
  if (o.lists == 0) {
    const double root = std::sqrt(static_cast<double>(o.vectors));
    o.lists = static_cast<std::uint32_t>(std::clamp(std::round(root), 16.0, 4096.0));
  }
  active_level();  // a wrong KENYON_LEVEL is told here, as an error of the library
  return o;
}

}  // namespace

vector_index::state::state(const vector_index_options& options) : o(checked(options)) {
  if (o.route == vector_route::multiprobe) source = std::make_unique<multiprobe>(o);
  if (!source || o.kept != kept_vectors::none)
    rows.emplace(o.dimensions, o.by, o.kept == kept_vectors::int8);
}

void vector_index::state::add(std::span<const std::uint64_t> ids, const float* vectors) {
  slot_table::reservation reserved(slots, ids);
  const std::span<const slot> into = reserved.slots();
  if (rows) rows->prepare(vectors, ids.size(), reserved.extent());
  std::unique_ptr<candidate_source> first_trained;
  if (is_to_train()) first_trained = trained_with(vectors, into);
  if (source) source->prepare(vectors, into);
  // Nothing below can fail.
  reserved.keep();
  if (rows)
    for (std::size_t i = 0; i < into.size(); ++i) rows->put(into[i], vectors + i * o.dimensions);
  if (source) source->commit();
  if (first_trained) serve(std::move(first_trained));
}

bool vector_index::state::remove(std::uint64_t id) noexcept {
  const slot gone = slots.remove(id);
  if (gone == no_slot) return false;
  if (source) source->remove(gone);
  return true;
}

bool vector_index::state::is_to_train() const {
  return o.route == vector_route::ivf && !source && slots.size() >= ivf::trains_from(o.lists);
}

// Their vectors, one after another, with room for more.
std::vector<float> vector_index::state::vectors_of(const std::vector<slot>& of,
                                                   std::size_t room) const {
  require_memory((of.size() + room) * o.dimensions * sizeof(float), "the vectors to learn from");
  std::vector<float> vectors;
  vectors.reserve((of.size() + room) * o.dimensions);
  vectors.resize(of.size() * o.dimensions);
  for (std::size_t i = 0; i < of.size(); ++i) rows->get(of[i], vectors.data() + i * o.dimensions);
  return vectors;
}

// Evenly spaced vectors, as many as are trained from.
std::vector<float> vector_index::state::sample_of(std::span<const float> vectors) const {
  const std::size_t n = vectors.size() / o.dimensions;
  const std::size_t used = std::min(n, ivf::most_to_train_from(o.lists));
  std::vector<float> sample;
  sample.reserve(used * o.dimensions);
  for (std::size_t i = 0; i < used; ++i) {
    const float* const from = vectors.data() + i * n / used * o.dimensions;
    sample.insert(sample.end(), from, from + o.dimensions);
  }
  return sample;
}

// Trained from a prepared sample; has the prepared vectors of these slots.
std::unique_ptr<candidate_source> vector_index::state::trained(std::span<const float> sample,
                                                               const float* vectors,
                                                               std::span<const slot> of) const {
  auto lists = std::make_unique<ivf>(o.dimensions, o.by, o.lists, sample.data(),
                                     sample.size() / o.dimensions, o.seed);
  lists->prepare(vectors, of);
  lists->commit();
  return lists;
}

// From what is stored and what is being added.
std::unique_ptr<candidate_source> vector_index::state::trained_with(
    const float* added, std::span<const slot> of) const {
  const std::span<const float> added_vectors(added, of.size() * o.dimensions);
  if (slots.size() == of.size()) return trained(sample_of(added_vectors), added, of);
  std::vector<slot> every;
  slots.list_used(every);
  std::vector<float> vectors = vectors_of(every, of.size());
  every.insert(every.end(), of.begin(), of.end());
  vectors.insert(vectors.end(), added_vectors.begin(), added_vectors.end());
  return trained(sample_of(vectors), vectors.data(), every);
}

void vector_index::state::serve(std::unique_ptr<candidate_source> trained) noexcept {
  source = std::move(trained);
  if (o.kept == kept_vectors::none) rows.reset();
}

void vector_index::state::learn() {
  std::vector<slot> every;
  slots.list_used(every);
  const std::vector<float> vectors = vectors_of(every, 0);
  serve(trained(sample_of(vectors), vectors.data(), every));
}

void vector_index::state::learn(std::span<const float> sample) {
  const std::vector<float> chosen = sample_of(sample);
  const prepared ready(chosen, chosen.size() / o.dimensions, o.dimensions, o.by, "sample:");
  std::vector<slot> every;
  slots.list_used(every);
  const std::vector<float> vectors = every.empty() ? std::vector<float>{} : vectors_of(every, 0);
  serve(trained({ready.data(), chosen.size()}, vectors.data(), every));
}

const candidate_source& vector_index::state::serving() const {
  if (!source || (rows && slots.size() < source->pays_from())) return all;
  return *source;
}

void vector_index::state::answer(const float* query, const vector_search& how,
                                 candidate_search& search, std::vector<vector_match>& matches,
                                 vector_work& work) const {
  const std::size_t effort =
      std::max<std::size_t>(how.effort == 0 ? usual_effort : how.effort, how.top);
  search.find(query, {how, effort, rows ? &*rows : nullptr}, work);
  if (rows) {
    search.scores.resize(search.slots.size());
    rows->score(query, search.slots, search.scores);
    work.ranked += search.slots.size();
  }
  rank(how.top, search, matches);
}

void vector_index::state::rank(std::size_t top, const candidate_search& found,
                               std::vector<vector_match>& matches) const {
  matches.clear();
  matches.reserve(found.slots.size());
  for (std::size_t i = 0; i < found.slots.size(); ++i)
    matches.push_back({slots.id_of(found.slots[i]), found.scores[i]});
  const auto end = matches.begin() + static_cast<std::ptrdiff_t>(std::min(top, matches.size()));
  std::partial_sort(matches.begin(), end, matches.end(),
                    [](const vector_match& a, const vector_match& b) {
                      return a.score != b.score ? a.score > b.score : a.id < b.id;
                    });
  matches.erase(end, matches.end());
  if (o.by == metric::euclidean)
    for (vector_match& m : matches) m.score = std::abs(m.score);
}

}  // namespace kenyon
