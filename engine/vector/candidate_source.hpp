// Private: where the candidates of a vector_index come from. A source knows slots and codes; ids,
// the vectors themselves and the last ranking are the index's.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <kenyon/vector/vector_index.hpp>

#include "base/spares.hpp"
#include "vector/rows.hpp"

namespace kenyon {

// What a search wants of its source.
struct candidate_demand {
  const vector_search& search;
  std::size_t effort;       // candidates at most; `search.top` or more
  const vector_rows* rows;  // none: the source estimates the scores
};

// One per worker, for one query after the other; keeps its scratch space.
class candidate_search {
 public:
  virtual ~candidate_search() = default;
  // Of a prepared query: fills `slots` and, where no vectors are kept, `scores`. At least
  // `search.top` slots, or all there are; each once, in a fixed order.
  virtual void find(const float* query, const candidate_demand& demand, vector_work& work) = 0;

  std::vector<slot> slots;
  std::vector<float> scores;  // larger is nearer; distances are negated
};

class candidate_source {
 public:
  virtual ~candidate_source() = default;

  // Vectors are added in two steps. prepare() does all that may fail, and answers stay as they
  // were; commit() adds what was prepared last. Slots are none that are in use.
  virtual void prepare(const float* vectors, std::span<const slot> slots) = 0;
  virtual void commit() noexcept = 0;
  virtual void remove(slot which) noexcept = 0;

  // Of fewer vectors all are compared, where they are kept.
  virtual std::size_t pays_from() const = 0;
  virtual std::uint64_t bytes() const = 0;                 // of codes and all the rest
  virtual std::uint64_t table_bytes() const { return 0; }  // of these, hash tables

  auto borrow_search() const {
    return idle_.borrow([this] { return make_search(); });
  }

 protected:
  virtual std::unique_ptr<candidate_search> make_search() const = 0;

 private:
  mutable spares<candidate_search> idle_;
};

}  // namespace kenyon
