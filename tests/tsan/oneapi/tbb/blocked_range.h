// See tests/tsan/README.md.
#pragma once
#include <algorithm>

namespace tbb {

template <class Index>
class blocked_range {
 public:
  blocked_range(Index begin, Index end, Index grain = 1)
      : begin_(begin), end_(end), grain_(grain) {}
  Index begin() const { return begin_; }
  Index end() const { return end_; }
  Index size() const { return end_ - begin_; }
  Index grainsize() const { return grain_; }
  bool empty() const { return !(begin_ < end_); }

 private:
  Index begin_, end_, grain_;
};

}  // namespace tbb
