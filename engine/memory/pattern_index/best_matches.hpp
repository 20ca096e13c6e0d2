// Private: the best matches of a search, the same one offered several times.
#pragma once
#include <algorithm>
#include <cstddef>
#include <vector>

#include <kenyon/memory/pattern_index/pattern_index.hpp>

namespace kenyon {

// Larger overlaps first, equal ones by id.
inline bool is_better(const match& a, const match& b) {
  return a.overlap != b.overlap ? a.overlap > b.overlap : a.id < b.id;
}

class best_matches {
 public:
  void begin(std::size_t top) {
    top_ = top;
    found_.clear();
  }

  bool empty() const { return found_.empty(); }
  bool full() const { return found_.size() >= top_; }
  std::uint32_t least() const { return found_.back().overlap; }
  std::uint32_t greatest() const { return found_.front().overlap; }
  // Whether a match of so much overlap may still be among them.
  bool takes(std::uint32_t overlap) const { return !full() || overlap >= least(); }

  void offer(const match& m) {
    const auto at = std::lower_bound(found_.begin(), found_.end(), m, is_better);
    if (at != found_.end() && *at == m) return;
    if (full()) {
      if (at == found_.end()) return;
      found_.pop_back();
    }
    found_.insert(at, m);
  }

  void take(std::vector<match>& out) { out.assign(found_.begin(), found_.end()); }

 private:
  std::size_t top_ = 1;
  std::vector<match> found_;  // best first
};

}  // namespace kenyon
