// kenyon bench recall: every entrant over every number of rows and every query set.
#include <algorithm>
#include <array>
#include <iostream>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/base/error.hpp>
#include <kenyon/base/interrupt.hpp>
#include <kenyon/base/threads.hpp>

#include "cli/bench/data.hpp"
#include "cli/bench/report.hpp"
#include "cli/bench/request.hpp"
#include "cli/bench/truth.hpp"
#include "cli/command.hpp"
#include "cli/terminal/progress.hpp"

namespace kenyon::cli {
namespace {

bench_data make_data(const bench_request& asked, std::uint64_t count) {
  if (asked.of_patterns())
    return random_patterns(asked.shape, count, asked.cues, asked.queries, asked.seed);
  if (!asked.stored_file.empty())
    return vectors_of_files(asked.stored_file, asked.asked_file, asked.how, asked.queries,
                            asked.seed);
  return random_vectors(asked.dimensions, count, asked.cosines, asked.queries, asked.seed);
}

void find_all_truth(bench_data& data, const std::string& mode) {
  std::uint64_t pairs = 0;
  for (const query_set& set : data.queries) pairs += truth_pairs(data.rows, set);
  progress shown(mode, "exact answers", "pairs", pairs);
  for (query_set& set : data.queries)
    find_truth(data.rows, set, [&](std::uint64_t n) { shown.advance(n); });
}

// Seconds; where the first build is short, the median of three, because the first to use memory
// that a (virtual) machine never handed out waits for it several times longer than whoever comes
// next.
double build(competitor& of, const bench_rows& rows, const query_set& declared) {
  constexpr double is_short = 2;
  const double first = of.build(rows, declared);
  if (first > is_short) return first;
  std::array<double, 3> seconds{first, of.build(rows, declared), of.build(rows, declared)};
  std::sort(seconds.begin(), seconds.end());
  return seconds[1];
}

class run_of_recall {
 public:
  run_of_recall(const bench_request& asked, const std::string& progress_mode,
                std::vector<bench_result>& results)
      : asked_(asked), mode_(progress_mode), results_(results) {}

  void all_with(const bench_data& data) {
    for (const entrant& e : asked_.against) {
      const auto competitor = e.make(asked_.demand, data.rows.how);
      bool built = false;
      double seconds = 0;
      for (const query_set& set : data.queries) {
        bench_result row;
        row.competitor = competitor->name();
        row.given = competitor->given();
        row.ours = e.ours;
        row.rows = data.rows.count;
        row.queries = set.name;
        row.top = asked_.measuring.top;
        try {
          if (!built || competitor->built_for_queries()) {
            say(row, "building");
            require_memory(competitor->bytes_needed(data.rows), row.competitor.c_str());
            seconds = build(*competitor, data.rows, set);
            built = true;
          }
        } catch (const error& e) {
          if (e.which() != fault::resources) throw;
          row.skipped = e.what();
          results_.push_back(row);
          continue;
        }
        row.build_seconds = seconds;
        row.bytes = competitor->bytes();
        at_every_setting(*competitor, data, set, row);
      }
    }
  }

 private:
  void at_every_setting(competitor& of, const bench_data& data, const query_set& set,
                        bench_result row) {
    of.prepare(set);
    const std::vector<std::string> settings = of.settings();
    for (std::size_t s = 0; s < settings.size(); ++s) {
      row.setting = settings[s];
      say(row, "asking");
      of.use(s);
      row.times = measure(of, data.rows, set, asked_.measuring);
      row.facts = of.tell(set, data.strangers);
      results_.push_back(row);
    }
  }

  void say(const bench_result& row, const char* what) {
    if (mode_ == "never") return;
    shown_.note(std::string(what) + " " + row.competitor + " " + row.setting + ", " +
                std::to_string(row.rows) + " rows, " + row.queries);
    shown_.advance(1);
  }

  const bench_request& asked_;
  const std::string& mode_;
  std::vector<bench_result>& results_;
  progress shown_{mode_, "bench recall", "steps", 0};
};

exit_code run_bench_recall(const bench_request& asked, run_context& context) {
  json host = context.host();
  host["clock_us"] = clock_cost_us();

  std::vector<bench_result> results;
  std::vector<std::uint64_t> counts = asked.counts;
  if (counts.empty()) counts = {0};  // a file's
  bool stopped = false;
  try {
    for (const std::uint64_t count : counts) {
      bench_data data = make_data(asked, count);
      find_all_truth(data, context.progress);
      const thread_limit limit(asked.demand.threads);
      run_of_recall(asked, context.progress, results).all_with(data);
    }
  } catch (const kenyon::interrupted&) {
    if (results.empty()) throw;
    stopped = true;  // what was measured is told
  }
  host["seconds"] = context.seconds();
  report_bench(asked, results, context.outputs, host);
  if (stopped) throw kenyon::interrupted{};
  return exit_code::done;
}

}  // namespace

command bench_recall_command() {
  return {"bench recall",
          "nearest stored rows: Kenyon's index, flat scans and peers",
          bench_page,
          read_then<read_bench_options, run_bench_recall>,
          {},
          false};
}

}  // namespace kenyon::cli
