// What `kenyon graph` was asked for.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <kenyon/graph/session.hpp>

#include "cli/command.hpp"

namespace kenyon::cli {

// --sweep KEY[,KEY...]=VALUE,VALUE,...
struct graph_sweep {
  std::vector<std::string> keys;
  std::vector<std::string> values;
};

// --search KEY[*FACTOR][,...]=LOW..HIGH: the largest whole number n, with which the keys become n
// times their factor, that the runs still meet what they require.
struct graph_search {
  struct key {
    std::string name;
    std::uint64_t factor;
  };
  std::vector<key> keys;
  std::uint64_t low, high;
};

struct graph_request {
  std::string verb;  // check, draw, run, trace
  std::string file;
  std::vector<std::string> set;  // KEY=VALUE
  // run, trace
  null_arm arm = null_arm::none;
  std::uint64_t seeds = 1;
  std::optional<graph_sweep> sweep;
  std::optional<graph_search> search;
  std::uint64_t lines = 24;
  std::string save, resume, out;
  std::uint64_t stop_after = 0;  // steps; 0: none
  std::string area;              // trace: NAME or NAME[COPY]
  std::uint64_t from = 0, count = 20;
};

// The file of a request; `sweep_value` < values replaces the swept keys, `seed` is added to the
// file's.
graph_description read_graph_of(const graph_request& asked, std::size_t sweep_value,
                                std::uint64_t seed, const std::vector<std::string>& also = {});

const char* arm_name(null_arm arm);

exit_code check_graph(const graph_request& asked);
exit_code draw_graph_file(const graph_request& asked);
exit_code run_graph_file(const graph_request& asked, const run_context& context);
exit_code search_graph(const graph_request& asked, const run_context& context);
exit_code trace_graph(const graph_request& asked, const run_context& context);

}  // namespace kenyon::cli
