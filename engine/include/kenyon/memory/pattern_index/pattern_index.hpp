// Exemplars found through conjunctions of their units, instead of by looking at each: patterns are
// kept as compact codes (one byte a module of up to 256 units) and listed under the conjunctions of
// an index_plan. A cue looks into the lists of the conjunctions it has, and every pattern found
// there is compared with it exactly; recall does not depend on how many others are stored. This is
// the dendritic reading of dyadic memory: a branch fires on a conjunction, not on a single synapse.
//
// The answer is exact among the patterns that share a whole conjunction with the cue (those met
// before lists too long to be walked are given up), and the best of all where the search scanned,
// or where a modular cue, or a flat one of K units, has a whole conjunction and is contained in it.
// Equal overlaps go to the lower id.
//
// Inserted patterns are found at once, and nothing is ever rebuilt: patterns beyond the planned
// number go to further tables, each for as many patterns as there are then; a search looks into
// every table. Erased patterns are skipped. Once half of a full table is erased, every insert() and
// erase() moves four of its patterns to the newest table, until it is empty and given back. So no
// call does more than five insertions' work, apart from asking the system for a table.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <kenyon/memory/pattern_index/plan.hpp>
#include <kenyon/pattern/pattern.hpp>

namespace kenyon {

struct match {
  std::uint64_t id;
  std::uint32_t overlap;  // units active in both
  friend bool operator==(const match&, const match&) = default;
};

// When to look at every code. Automatic: where the plan has no index; for a cue that has fewer
// units than was declared and no whole conjunction; and when the best match is no better than
// chance, if the plan says so or lists were too long to be walked (a unit that is in every
// pattern).
enum class scanning { never, automatic, always };

struct search_options {
  std::size_t top = 1;  // matches wanted, at least 1
  scanning scan = scanning::automatic;
  double alpha = 0.01;  // no better than chance: chance() > alpha
};

// What a search did.
struct search_work {
  std::uint64_t candidates = 0;  // patterns compared through the index
  bool scanned = false;          // all were
};

class pattern_index {
 public:
  // Throws error{usage} for patterns of more than 4,096 units.
  pattern_index(const layout& in, const index_plan& plan);
  pattern_index(pattern_index&&) noexcept;
  pattern_index& operator=(pattern_index&&) noexcept;
  ~pattern_index();

  const layout& in() const;
  const index_plan& plan() const;
  std::uint64_t size() const;  // patterns inserted and not erased
  std::uint64_t ids() const;   // given out so far: every id is below

  // Keeps the pattern under the next id (0, 1, 2, ... never used again) and returns it. Throws
  // error{bad_input} for a pattern that check_pattern refuses, error{resources} when there is no
  // room, also for more than 2^32 - 2 ids; nothing is changed then.
  std::uint64_t insert(pattern_view p);
  // All of them or none, ids in a row; returns the first.
  std::uint64_t insert(const pattern_batch& patterns);
  // False when there is no such id.
  bool erase(std::uint64_t id);
  bool contains(std::uint64_t id) const;
  pattern get(std::uint64_t id) const;  // throws error{bad_input} when there is no such id

  // The matches, best first, at least one unit shared; fewer than `top` when fewer were found. The
  // cue is any sorted list of units. Throws error{bad_input} for units outside the layout.
  std::vector<match> search(pattern_view cue, const search_options& options,
                            search_work* work = nullptr) const;
  // Of every cue, on the workers of the calling thread's arena; the same answers.
  std::vector<std::vector<match>> search(const pattern_batch& cues, const search_options& options,
                                         std::vector<search_work>* work = nullptr) const;

  // Upper bound on the probability that a random cue of `cue_units` units (one a module at most, or
  // any of a flat layout) shares `overlap` or more with some stored pattern: the union bound of
  // exemplar.hpp.
  double chance(std::uint32_t cue_units, std::uint32_t overlap) const;

  std::uint64_t code_bytes() const;   // of the compact codes
  std::uint64_t index_bytes() const;  // of all the rest

 private:
  class state;
  class searcher;
  class borrowed_searcher;
  void check_search(pattern_view cue, const search_options& options) const;
  std::unique_ptr<state> state_;
};

}  // namespace kenyon
