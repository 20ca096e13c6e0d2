// Private: what a pattern_index holds, and how it grows and shrinks.
#pragma once
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include <kenyon/memory/pattern_index/pattern_index.hpp>

#include "memory/pattern_index/table.hpp"

namespace kenyon {

class pattern_index::state {
 public:
  state(const layout& in, const index_plan& plan);

  std::uint64_t insert(const pattern_batch& patterns);
  bool erase(std::uint64_t id);
  double chance(std::uint32_t cue_units, std::uint32_t overlap) const;
  std::uint64_t ids() const { return places_.size(); }
  std::uint64_t places_bytes() const { return places_.size() * sizeof(std::uint32_t); }
  // The code of an id; null when there is no such id.
  const std::byte* find(std::uint64_t id) const;

  const layout in;
  const index_plan plan;
  const code_shape shape;
  const conjunctions lists;
  std::uint64_t size = 0;

  struct table {
    index_table entries;
    std::uint64_t before;           // number of the slot before its first, of all that ever were
    std::uint32_t moved_up_to = 0;  // slots that have been moved on or are dead
  };
  std::vector<std::unique_ptr<table>> tables;  // oldest first

  mutable std::mutex guard;                     // of the two below
  std::vector<std::shared_ptr<searcher>> idle;  // with their scratch space
  mutable std::map<std::uint32_t, std::vector<double>>
      chances;  // by units of the cue, of one pattern

 private:
  using keys = std::vector<conjunctions::key>;
  void make_room(std::uint64_t patterns);
  table& filling() const;
  void insert(pattern_view p, const keys& of, std::uint32_t id);
  table* table_of(std::uint32_t place) const;
  void move(std::uint64_t patterns);
  void drop_empty();

  std::deque<std::uint32_t>
      places_;               // of every id there ever was: number of its slot, 0 when erased
  std::uint64_t slots_ = 0;  // of all tables that ever were
  conjunctions::spread spread_;
};

}  // namespace kenyon
