// Private: what a vector_index holds: ids and the slots of their vectors, the vectors, and the
// source of candidates.
#pragma once
#include <memory>
#include <optional>
#include <vector>

#include <kenyon/vector/vector_index.hpp>

#include "vector/candidate_source.hpp"
#include "vector/flat.hpp"
#include "vector/rows.hpp"
#include "vector/slot_table.hpp"

namespace kenyon {

class vector_index::state {
 public:
  explicit state(const vector_index_options& options);

  // Of prepared vectors. All or nothing.
  void add(std::span<const std::uint64_t> ids, const float* vectors);
  bool remove(std::uint64_t id) noexcept;

  // Trains from what is stored, or from a checked sample, and lists everything anew.
  void learn();
  void learn(std::span<const float> sample);

  // What searches ask: the source, or all vectors.
  const candidate_source& serving() const;
  // Of a prepared query.
  void answer(const float* query, const vector_search& how, candidate_search& search,
              std::vector<vector_match>& matches, vector_work& work) const;

  vector_index_options o;
  slot_table slots;
  std::optional<vector_rows> rows;  // none: codes alone are kept
  flat all{slots};
  std::unique_ptr<candidate_source> source;  // null: nothing is learned yet, or the route is flat

 private:
  bool is_to_train() const;
  std::vector<float> vectors_of(const std::vector<slot>& of, std::size_t room) const;
  std::vector<float> sample_of(std::span<const float> vectors) const;
  std::unique_ptr<candidate_source> trained(std::span<const float> sample, const float* vectors,
                                            std::span<const slot> of) const;
  std::unique_ptr<candidate_source> trained_with(const float* added,
                                                 std::span<const slot> of) const;
  void serve(std::unique_ptr<candidate_source> trained) noexcept;
  void rank(std::size_t top, const candidate_search& found,
            std::vector<vector_match>& matches) const;
};

}  // namespace kenyon
