#include <array>

#include "cli/command.hpp"

namespace kenyon::cli {

std::span<const command> commands() {
  static const std::array table{bench_command(), capacity_command(), encode_command(),
                                graph_command(), info_command(),     learn_command(),
                                merge_command(), recall_command(),   reproduce_command()};
  return table;
}

}  // namespace kenyon::cli
