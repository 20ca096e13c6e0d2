#include "cli/bench/truth.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/base/error.hpp>

#include "cli/bench/over_threads.hpp"
#include "kernels/level.hpp"

namespace kenyon::cli {
namespace {

constexpr std::size_t depth = query_set::depth;
constexpr std::size_t rows_at_once = 1024;  // of a block that stays in the cache for all queries...
constexpr std::size_t queries_at_once = 64;  // ...of a part of a thread
// Rows kept by their float32 scores, to be compared again in double. Where rounding could have kept
// out a better one (vectors far from the origin, many that are equal) all are compared in double.
constexpr std::size_t kept_vectors = 4 * depth;

// The largest of what it was shown, descending.
template <class Value>
class largest {
 public:
  explicit largest(std::size_t size) : kept_(size, std::numeric_limits<Value>::lowest()) {}
  Value least() const { return kept_.back(); }
  void show(Value v) {
    if (!(v > least())) return;
    const auto at = std::upper_bound(kept_.begin(), kept_.end(), v, std::greater<>());
    std::move_backward(at, kept_.end() - 1, kept_.end());
    *at = v;
  }
  const std::vector<Value>& values() const { return kept_; }

 private:
  std::vector<Value> kept_;
};

// A cue as kernels/codes wants it, with the 16-bit units of bench_rows.
struct cue_for_codes {
  std::vector<std::uint16_t> units;  // 2 ways
  std::vector<std::uint16_t> mask;
  std::vector<std::uint64_t> bits;  // of flat layouts

  cue_for_codes(const layout& in, pattern_view cue) {
    const std::size_t width = in.active();
    if (!in.is_modular()) {
      bits.resize(65536 / 64);
      for (const unit u : cue) bits[u / 64] |= std::uint64_t{1} << (u % 64);
      return;
    }
    units.resize(2 * width);
    mask.resize(2 * width);
    for (const unit u : cue) {
      std::size_t at = u / in.module_units();
      if (mask[at]) at += width;
      if (mask[at]) throw error(fault::usage, "--cue: more than two units in a module");
      units[at] = static_cast<std::uint16_t>(u);
      mask[at] = 0xFFFF;
    }
  }
  void count(const bench_rows& rows, std::uint64_t first, std::size_t n, std::uint16_t* out) const {
    const std::size_t width = rows.shape.active();
    const std::uint16_t* begin = rows.units.data() + first * width;
    const auto& codes = kernels::active().codes;
    if (bits.empty())
      codes.equal16({units.data(), mask.data(), 2, width}, begin, width, n, out);
    else
      codes.members16(bits.data(), width, begin, width, n, out);
  }
};

void keep_best(const std::vector<double>& found, double* best) {
  for (std::size_t n = 0; n < depth; ++n)
    best[n] = n < found.size() ? found[n] : -std::numeric_limits<double>::infinity();
}

void truth_of_patterns(const bench_rows& rows, query_set& queries, std::size_t begin,
                       std::size_t end, const std::function<void(std::uint64_t)>& done) {
  std::vector<cue_for_codes> cues;
  for (std::size_t i = begin; i < end; ++i) cues.emplace_back(rows.shape, queries.cues[i]);
  std::vector<largest<int>> best(end - begin,
                                 largest<int>(std::min<std::size_t>(depth, rows.count)));
  std::vector<std::uint16_t> overlaps(rows_at_once);
  for (std::uint64_t first = 0; first < rows.count; first += rows_at_once) {
    const std::size_t n = std::min<std::uint64_t>(rows_at_once, rows.count - first);
    for (std::size_t c = 0; c < cues.size(); ++c) {
      cues[c].count(rows, first, n, overlaps.data());
      for (std::size_t r = 0; r < n; ++r) best[c].show(overlaps[r]);
    }
    done(n * cues.size());
  }
  for (std::size_t c = 0; c < cues.size(); ++c)
    keep_best({best[c].values().begin(), best[c].values().end()},
              &queries.best[(begin + c) * depth]);
}

struct scored {
  float score;
  std::uint32_t row;
  // The less like is the larger, so that a heap has the least like on top.
  friend bool operator<(const scored& a, const scored& b) { return a.score > b.score; }
};

void keep(std::vector<scored>& heap, scored s) {
  if (heap.size() == kept_vectors) {
    if (!(s.score > heap.front().score)) return;
    std::pop_heap(heap.begin(), heap.end());
    heap.pop_back();
  }
  heap.push_back(s);
  std::push_heap(heap.begin(), heap.end());
}

double squared_length(std::span<const float> v) {
  double sum = 0;
  for (const float x : v) sum += static_cast<double>(x) * static_cast<double>(x);
  return sum;
}

// What scores stand for: the dot product, or half of what it is more than the distance squared.
double score_of(const bench_rows& rows, double likeness, double query_squared) {
  return rows.how == likeness::euclidean ? (likeness + query_squared) / 2 : likeness;
}

// More than a float32 score of `d` products can be wrong by: d roundings of the sum of products,
// which is at most the product of the lengths, two of the half squared length.
double error_bound(std::size_t d, double query_squared, double longest_squared) {
  const double roundings = static_cast<double>(d) + 4;
  return roundings * 0x1p-23 * (std::sqrt(query_squared * longest_squared) + longest_squared);
}

std::vector<double> likeness_of_all(const bench_rows& rows, const query_set& queries,
                                    std::size_t i) {
  largest<double> best(std::min<std::size_t>(depth, rows.count));
  for (std::uint64_t r = 0; r < rows.count; ++r) best.show(likeness_of(rows, queries, i, r));
  return best.values();
}

void truth_of_vectors(const bench_rows& rows, query_set& queries, std::size_t begin,
                      std::size_t end, const std::function<void(std::uint64_t)>& done) {
  const std::size_t d = rows.dimensions;
  const std::size_t asked = end - begin;
  std::vector<std::vector<scored>> best(asked);
  std::vector<float> dots(asked * rows_at_once);
  std::vector<float> halves(rows_at_once);  // of the squared lengths, where distances are asked
  double longest = 0;                       // squared
  for (std::uint64_t first = 0; first < rows.count; first += rows_at_once) {
    const std::size_t n = std::min<std::uint64_t>(rows_at_once, rows.count - first);
    kernels::active().dots.dot_matrix(queries.values.data() + begin * d, d, asked,
                                      rows.values.data() + first * d, d, d, n, dots.data());
    for (std::size_t r = 0; r < n; ++r) {
      const double square = squared_length(rows.vector(first + r));
      longest = std::max(longest, square);
      if (rows.how == likeness::euclidean) halves[r] = static_cast<float>(square / 2);
    }
    for (std::size_t c = 0; c < asked; ++c)
      for (std::size_t r = 0; r < n; ++r)
        keep(best[c], {dots[c * n + r] - halves[r], static_cast<std::uint32_t>(first + r)});
    done(n * asked);
  }
  for (std::size_t c = 0; c < asked; ++c) {
    std::vector<double> exact;
    for (const scored& s : best[c]) exact.push_back(likeness_of(rows, queries, begin + c, s.row));
    std::sort(exact.begin(), exact.end(), std::greater<>());
    if (best[c].size() == kept_vectors) {
      const double square = squared_length(queries.vector(begin + c, d));
      const double needed =
          static_cast<double>(best[c].front().score) + error_bound(d, square, longest);
      if (!(score_of(rows, exact[depth - 1], square) > needed))
        exact = likeness_of_all(rows, queries, begin + c);
    }
    keep_best(exact, &queries.best[(begin + c) * depth]);
  }
}

}  // namespace

std::uint64_t truth_pairs(const bench_rows& rows, const query_set& queries) {
  return rows.count * queries.count;
}

void find_truth(const bench_rows& rows, query_set& queries,
                const std::function<void(std::uint64_t)>& done) {
  require_memory(queries.count * depth * sizeof(double), "the exact answers");
  queries.best.assign(queries.count * depth, 0);
  over_threads(queries.count, queries_at_once, [&](std::size_t begin, std::size_t end) {
    if (rows.are_patterns())
      truth_of_patterns(rows, queries, begin, end, done);
    else
      truth_of_vectors(rows, queries, begin, end, done);
  });
}

}  // namespace kenyon::cli
