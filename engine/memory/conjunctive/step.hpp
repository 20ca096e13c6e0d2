// Private: conjunctions of a cue -> counts -> the best-supported units, with scratch space that is
// reused, and the rows of the next cue fetched while those of this one are counted.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include <kenyon/pattern/pattern.hpp>

#include "base/planes.hpp"
#include "memory/conjunctive/rows.hpp"

namespace kenyon {

class conjunction_step {
 public:
  // For cues of up to `most` conjunctions, max_conjunctions at most.
  conjunction_step(const conjunction_rows& rows, const layout& out, std::size_t most);

  // The cue that the rest is about: each(use) calls use(address) for its conjunctions.
  template <class Each>
  void begin(const Each& each) {
    prepare(each);
    advance();
    for (std::size_t i = 0; i < selected_[now_].n; ++i) rows_.prefetch(selected_[now_].rows[i]);
  }
  // The cue after it, whose rows are fetched by answer().
  template <class Each>
  void prepare(const Each& each) {
    selected& next = selected_[1 - now_];
    std::uint32_t* out = next.rows.data();
    each([&](std::uint32_t address) { *out++ = address; });
    next.all = static_cast<std::size_t>(out - next.rows.data());
    next.n = rows_.to_rows(next.rows.data(), next.all);
  }
  void advance() {  // to the prepared cue
    now_ = 1 - now_;
    selected_[1 - now_].n = 0;
  }

  // The K best-supported units, fewer when fewer have any support; ties go to the lower unit. Valid
  // until the next call.
  pattern_view answer();
  // Of the answer made last.
  std::uint32_t conjunctions() const { return static_cast<std::uint32_t>(selected_[now_].all); }
  std::uint32_t weakest(pattern_view units);      // smallest support among these
  void counts(std::span<std::int32_t> supports);  // of every unit
  std::int32_t margin();  // that of the answer less the largest of the others

 private:
  struct selected {
    std::vector<std::uint32_t> rows;
    std::size_t all = 0;  // conjunctions of the cue
    std::size_t n = 0;    // that have a row
  };
  plane_view planes() const { return {planes_.data(), n_planes_, words_, words_}; }

  const conjunction_rows& rows_;
  const layout& out_;
  std::size_t words_;
  std::array<selected, 2> selected_;
  unsigned now_ = 0;
  unsigned n_planes_ = 0;
  std::vector<std::uint64_t> planes_;
  std::vector<std::uint64_t> winners_;
  std::vector<std::uint64_t> marked_;
  std::vector<std::uint16_t> unpacked_;
  pattern units_;
};

}  // namespace kenyon
