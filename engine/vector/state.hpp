// Private: what a vector_index holds: ids and the slots of their vectors, and one of the routes.
#pragma once
#include <optional>
#include <unordered_map>
#include <vector>

#include <kenyon/vector/vector_index.hpp>

#include "base/spares.hpp"
#include "vector/graded_locations.hpp"
#include "vector/probing_search.hpp"
#include "vector/rows.hpp"

namespace kenyon {

class vector_index::state {
 public:
  // What one search needs.
  struct scratch {
    graded_scratch graded;
    std::optional<probing_searcher> probing;
    std::vector<probing_searcher::candidate> met;
    std::vector<slot> slots;
    std::vector<float> scores;
    std::vector<float> first_scores;
  };

  explicit state(const vector_index_options& options);

  std::vector<slot> used() const;
  std::vector<float> vectors_of(const std::vector<slot>& slots) const;
  // Evenly spaced vectors, as many as are learned from.
  std::vector<float> sample_of(std::span<const float> vectors) const;
  // Learns from n prepared vectors, then lists prepared ones; where that fails nothing has changed.
  void learn(const float* sample, std::size_t n, const float* vectors,
             const std::vector<slot>& all);
  void learn_from_all(std::span<const float> vectors, const std::vector<slot>& all);

  // Of a prepared query.
  void answer(const float* query, const vector_search& how, scratch& s,
              std::vector<vector_match>& matches, vector_work& work) const;
  auto borrow_scratch() const {
    return idle.borrow([] { return std::make_unique<scratch>(); });
  }

  vector_index_options o;
  std::optional<vector_rows> rows;  // none: released when the locations have learned
  std::optional<graded_locations> located;
  std::optional<probing_index> probed;
  std::unordered_map<std::uint64_t, slot> slot_of;  // an id
  std::vector<std::uint64_t> id_of;                 // a slot
  std::vector<bool> in_use;
  std::vector<slot> free;
  mutable spares<scratch> idle;

 private:
  bool is_scanned() const;
  void find_by_locations(const float* query, const vector_search& how, std::size_t effort,
                         scratch& s, vector_work& work) const;
  void find_by_conjunctions(const float* query, const vector_search& how, std::size_t effort,
                            scratch& s, vector_work& work) const;
  bool is_enough(const float* query, float enough, std::span<const slot> slots, scratch& s,
                 vector_work& work) const;
  void choose_met(std::size_t least, std::size_t top, std::size_t effort, scratch& s) const;
  void rank(std::size_t top, const scratch& s, std::vector<vector_match>& matches) const;
};

}  // namespace kenyon
