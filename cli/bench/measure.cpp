#include "cli/bench/measure.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <numeric>
#include <vector>

#include "cli/terminal/interrupt.hpp"

namespace kenyon::cli {
namespace {

using clock = std::chrono::steady_clock;
constexpr std::size_t least_queries = 10;
constexpr std::size_t depth = query_set::depth;

double microseconds(clock::duration d) {
  return std::chrono::duration<double, std::micro>(d).count();
}

// Right ids among the first n, each counted once, over n; where fewer rows are stored, over these.
class recall_count {
 public:
  recall_count(const bench_rows& rows, const query_set& queries, std::size_t n)
      : rows_(rows), queries_(queries), n_(std::min<std::uint64_t>(n, rows.count)) {}
  void add(std::size_t i, const std::uint32_t* ids) {
    if (n_ == 0) return;
    wanted_ += n_;
    const double least = queries_.best[i * depth + n_ - 1];
    for (std::size_t k = 0; k < n_; ++k)
      right_ += ids[k] < rows_.count && std::find(ids, ids + k, ids[k]) == ids + k &&
                likeness_of(rows_, queries_, i, ids[k]) >= least;
  }
  double share() const {
    return wanted_ == 0 ? std::numeric_limits<double>::quiet_NaN()
                        : static_cast<double>(right_) / static_cast<double>(wanted_);
  }

 private:
  const bench_rows& rows_;
  const query_set& queries_;
  std::size_t n_;
  std::uint64_t right_ = 0;
  std::uint64_t wanted_ = 0;
};

class time_budget {
 public:
  explicit time_budget(double seconds) : seconds_(seconds) {}
  bool over() const {
    stop_if_asked();
    return std::chrono::duration<double>(clock::now() - begin_).count() > seconds_;
  }

 private:
  clock::time_point begin_ = clock::now();
  double seconds_;
};

// Of queries 0 .. count.
std::vector<double> time_singles(competitor& of, std::size_t count, const measure_options& how,
                                 std::vector<std::uint32_t>& ids) {
  std::vector<double> times;
  times.reserve(count);
  const time_budget budget(how.seconds);
  for (std::size_t i = 0; i < count; ++i) {
    if (i >= least_queries && budget.over()) break;
    std::uint32_t* answer = ids.data() + i * how.top;
    const auto begin = clock::now();
    of.query(i, how.top, answer);
    times.push_back(microseconds(clock::now() - begin));
  }
  return times;
}

// Microseconds a query; recall is counted outside the clock.
double time_batches(competitor& of, const query_set& queries, const measure_options& how,
                    std::size_t counted, recall_count& right) {
  std::vector<std::uint32_t> ids(how.batch * how.top);
  double spent = 0;
  std::size_t asked = 0;
  const time_budget budget(how.seconds);
  // From the end: what the single queries had brought into the caches is another part.
  for (std::size_t end = queries.count; end > 0;) {
    const std::size_t first = end > how.batch ? end - how.batch : 0;
    if (asked > 0 && budget.over()) break;
    const auto begin = clock::now();
    of.query_batch(first, end - first, how.top, ids.data());
    spent += microseconds(clock::now() - begin);
    asked += end - first;
    for (std::size_t i = std::max(first, counted); i < end; ++i)
      right.add(i, ids.data() + (i - first) * how.top);
    end = first;
  }
  return spent / static_cast<double>(asked);
}

// The median of the means of groups: seldom slow queries count, another program's turn on this core
// hardly.
double steady_mean(const std::vector<double>& times) {
  const std::size_t groups = std::min<std::size_t>(15, times.size());
  std::vector<double> means;
  for (std::size_t g = 0; g < groups; ++g) {
    const std::size_t begin = g * times.size() / groups;
    const std::size_t end = (g + 1) * times.size() / groups;
    const double sum = std::accumulate(times.data() + begin, times.data() + end, 0.0);
    means.push_back(sum / static_cast<double>(end - begin));
  }
  std::nth_element(means.begin(), means.begin() + static_cast<std::ptrdiff_t>(groups / 2),
                   means.end());
  return means[groups / 2];
}

double deeper_recall(competitor& of, const bench_rows& rows, const query_set& queries,
                     double seconds) {
  recall_count right(rows, queries, depth);
  std::vector<std::uint32_t> ids(depth);
  const time_budget budget(seconds);
  for (std::size_t i = 0; i < queries.count; ++i) {
    if (i >= least_queries && budget.over()) break;
    of.query(i, depth, ids.data());
    right.add(i, ids.data());
  }
  return right.share();
}

}  // namespace

double clock_cost_us() {
  std::vector<double> costs(1001);
  for (double& cost : costs) {
    const auto begin = clock::now();
    cost = microseconds(clock::now() - begin);
  }
  std::nth_element(costs.begin(), costs.begin() + 500, costs.end());
  return costs[500];
}

measured measure(competitor& of, const bench_rows& rows, const query_set& queries,
                 const measure_options& how) {
  std::vector<std::uint32_t> ids(queries.count * how.top);
  // The last tenth warms up, and is not timed on its own.
  const std::size_t timed = queries.count - queries.count / 10;
  const time_budget warming(how.seconds / 10);
  for (std::size_t i = queries.count; i > timed && !warming.over(); --i)
    of.query(i - 1, how.top, ids.data());

  std::vector<double> times = time_singles(of, timed, how, ids);
  measured found;
  found.queries = times.size();
  recall_count right(rows, queries, 1);
  recall_count right10(rows, queries, std::min(how.top, depth));
  for (std::size_t i = 0; i < times.size(); ++i) {
    right.add(i, ids.data() + i * how.top);
    right10.add(i, ids.data() + i * how.top);
  }
  found.batch_us = time_batches(of, queries, how, times.size(), right);
  found.recall1 = right.share();
  found.recall10 =
      how.top >= depth ? right10.share() : deeper_recall(of, rows, queries, how.seconds / 3);
  found.mean_us = steady_mean(times);
  std::sort(times.begin(), times.end());
  found.median_us = times[times.size() / 2];
  found.p99_us = times[times.size() * 99 / 100];
  return found;
}

}  // namespace kenyon::cli
