// Kenyon's memories of patterns: the conjunctive index, and the flat scan of the same codes.
#include <algorithm>

#include <kenyon/memory/pattern_index/pattern_index.hpp>

#include "cli/bench/own.hpp"
#include "cli/terminal/provenance.hpp"

namespace kenyon::cli {
namespace {

constexpr std::size_t inserted_at_once = 4096;
constexpr std::size_t told_queries = 2000;
constexpr double alpha = 0.01;  // claims to know where chance() is not above it

void give(const std::vector<match>& found, std::size_t top, std::uint32_t* ids) {
  for (std::size_t k = 0; k < top; ++k)
    ids[k] = k < found.size() ? static_cast<std::uint32_t>(found[k].id) : no_row;
}

class indexed_patterns : public competitor {
 public:
  indexed_patterns(const bench_demand& demand, bool scans) : demand_(demand), scans_(scans) {}

  std::string name() const override { return scans_ ? "scan" : "kenyon"; }
  std::string given() const override { return "patterns"; }
  std::uint64_t bytes_needed(const bench_rows& rows) const override {
    return rows.count * rows.shape.active() * (scans_ ? 1 : 4);
  }
  bool built_for_queries() const override { return !scans_; }

  double build(const bench_rows& rows, const query_set& declared) override {
    rows_ = &rows;
    index_demand wanted;
    wanted.patterns = std::max<std::uint64_t>(1, rows.count);
    wanted.share = declared.share;
    wanted.recall = demand_.recall;
    wanted.degree = static_cast<std::uint32_t>(demand_.degree);
    wanted.lists = static_cast<std::uint32_t>(demand_.lists);
    index_plan plan = plan_index(rows.shape, wanted);
    if (scans_) plan.degree = plan.lists = 0;
    index_.reset();
    stopwatch making;
    index_ = std::make_unique<pattern_index>(rows.shape, plan);
    double seconds = making.seconds();
    for (std::uint64_t first = 0; first < rows.count; first += inserted_at_once) {
      const auto some =
          rows.patterns(first, std::min<std::uint64_t>(inserted_at_once, rows.count - first));
      const stopwatch inserting;
      index_->insert(some);
      seconds += inserting.seconds();
    }
    return seconds;
  }

  row_bytes bytes() const override {
    return {index_->code_bytes() + index_->index_bytes(), index_->index_bytes()};
  }

  std::vector<std::string> settings() const override {
    if (scans_ || index_->plan().degree == 0) return {""};
    return {"scan=automatic", "scan=never"};
  }
  void use(std::size_t setting) override { never_ = setting == 1; }

  void prepare(const query_set& queries) override { queries_ = &queries; }
  void query(std::size_t i, std::size_t top, std::uint32_t* ids) override {
    give(index_->search(queries_->cues[i], options(top)), top, ids);
  }
  void query_batch(std::size_t first, std::size_t n, std::size_t top, std::uint32_t* ids) override {
    pattern_batch some;
    for (std::size_t i = first; i < first + n; ++i) some.push_back(queries_->cues[i]);
    const auto found = index_->search(some, options(top));
    for (std::size_t i = 0; i < n; ++i) give(found[i], top, ids + i * top);
  }

  told tell(const query_set& queries, const query_set& strangers) override {
    told facts;
    const index_plan& plan = index_->plan();
    if (!scans_) {
      facts.predicted = predicted(queries);
      facts.plan = "degree " + std::to_string(plan.degree) + ", " + std::to_string(plan.lists) +
                   " lists" + (plan.scan_unknown ? ", a scan where these find nothing" : "");
      if (plan.degree == 0) facts.plan = "no index: a flat scan is less work";
    }
    std::uint64_t scanned = 0;
    std::uint64_t candidates = 0;
    const std::size_t asked = std::min(scans_ ? told_queries / 20 : told_queries, queries.count);
    facts.known = known_share(queries, asked, &scanned, &candidates);
    facts.null_known = known_share(strangers, std::min(asked, strangers.count), nullptr, nullptr);
    facts.scanned = static_cast<double>(scanned) / static_cast<double>(asked);
    facts.candidates = static_cast<double>(candidates) / static_cast<double>(asked);
    return facts;
  }

 private:
  search_options options(std::size_t top) const {
    search_options how;
    how.top = top;
    how.scan = scans_ ? scanning::always : never_ ? scanning::never : scanning::automatic;
    how.alpha = alpha;
    return how;
  }

  // None where flat cues have wrong units: these cost recall that theory does not count.
  std::optional<double> predicted(const query_set& queries) const {
    if (index_->plan().scan_unknown && !never_) return 1;
    const double right = queries.share * static_cast<double>(queries.count * rows_->shape.active());
    const bool wrong_units = static_cast<double>(queries.cues.total_units()) > right + 0.5;
    if (wrong_units && !rows_->shape.is_modular()) return std::nullopt;
    return predicted_recall(rows_->shape, index_->plan(), queries.share);
  }

  double known_share(const query_set& queries, std::size_t asked, std::uint64_t* scanned,
                     std::uint64_t* candidates) const {
    std::uint64_t known = 0;
    for (std::size_t i = 0; i < asked; ++i) {
      const pattern_view cue = queries.cues[i];
      search_work work;
      const auto found = index_->search(cue, options(1), &work);
      known += !found.empty() &&
               index_->chance(static_cast<std::uint32_t>(cue.size()), found[0].overlap) <= alpha;
      if (scanned) *scanned += work.scanned;
      if (candidates) *candidates += work.candidates;
    }
    return static_cast<double>(known) / static_cast<double>(asked);
  }

  bench_demand demand_;
  bool scans_;
  bool never_ = false;
  const bench_rows* rows_ = nullptr;
  const query_set* queries_ = nullptr;
  std::unique_ptr<pattern_index> index_;
};

}  // namespace

std::unique_ptr<competitor> own_pattern_index(const bench_demand& demand, likeness) {
  return std::make_unique<indexed_patterns>(demand, false);
}
std::unique_ptr<competitor> own_pattern_scan(const bench_demand& demand, likeness) {
  return std::make_unique<indexed_patterns>(demand, true);
}

}  // namespace kenyon::cli
