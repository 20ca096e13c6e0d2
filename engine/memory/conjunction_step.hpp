// Private: conjunctions of a cue -> counts -> the best-supported units, with scratch space that is
// reused, and the rows of the next cue fetched while those of this one are counted.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include <kenyon/memory/memory.hpp>

#include "memory/conjunction_rows.hpp"
#include "memory/planes.hpp"

namespace kenyon {

class conjunction_step {
 public:
  conjunction_step(const conjunction_rows& rows, const layout& out);

  // The next cue: each(use) calls use(address) for its conjunctions, max_conjunctions at most.
  template <class Each>
  void prepare(const Each& each) {
    selected& next = selected_[1 - now_];
    next.all = 0;
    next.n = 0;
    each([&](std::uint32_t address) {
      const std::uint32_t row = rows_.row_of(address);
      next.rows[next.n] = row;
      next.n += rows_.has(row);
      ++next.all;
      rows_.prefetch(row);
    });
  }
  void advance() { now_ = 1 - now_; }  // the prepared cue is the one that the rest is about

  // The K best-supported units, fewer when fewer have any support; ties go to the lower unit.
  void answer(pattern& units);
  // Of the answer made last.
  std::uint32_t conjunctions() const { return static_cast<std::uint32_t>(selected_[now_].all); }
  std::uint32_t weakest(pattern_view units);  // smallest support among these
  std::int32_t margin();                      // that of the answer less the largest of the others

 private:
  struct selected {
    std::vector<std::uint32_t> rows;
    std::size_t all = 0;  // conjunctions of the cue
    std::size_t n = 0;    // that have a row
  };
  plane_view counts() const { return {planes_.data(), n_planes_, words_, words_}; }

  const conjunction_rows& rows_;
  const layout& out_;
  std::size_t words_;
  std::array<selected, 2> selected_;
  unsigned now_ = 0;
  unsigned n_planes_ = 0;
  std::vector<std::uint64_t> planes_;
  std::vector<std::uint64_t> winners_;
  std::vector<std::uint64_t> marked_;
};

}  // namespace kenyon
