// Counters in blocks: "counters/total", "counters/one", "counters/cues", "counters/answers" (of
// pairs), and the C_ij as "counters/pairs/0", ...: whole rows, up to 64 MiB a block.
#include <algorithm>
#include <cstring>

#include "base/block_arrays.hpp"
#include "memory/correlation/counters.hpp"

namespace kenyon {
namespace {

constexpr std::size_t block_counts = std::size_t{16} << 20;

std::string pairs_block(std::size_t number) {
  return "counters/pairs/" + std::to_string(number);
}

void check_counts(std::span<const std::uint32_t> counts, std::uint32_t most, const char* name) {
  for (const std::uint32_t c : counts)
    if (c > most)
      throw error(fault::bad_input, std::string("block ") + name + ": a count of " +
                                        std::to_string(c) + " where " + std::to_string(most) +
                                        " is the most there can be");
}

}  // namespace

void correlation_counters::save(block_sink& to) const {
  write_number(to, "counters/total", total_);
  write_number(to, "counters/one", one_);
  write_array(to, "counters/cues", cue_counts_);
  if (!auto_) write_array(to, "counters/answers", answer_counts_);
  const std::size_t rows_per_block = std::max<std::size_t>(1, block_counts / columns());
  std::vector<std::uint32_t> block;
  for (std::size_t first = 0; first < rows(); first += rows_per_block) {
    block.clear();
    for (std::size_t r = first; r < std::min(rows(), first + rows_per_block); ++r)
      block.insert(block.end(), row(r), row(r) + columns());
    write_array(to, pairs_block(first / rows_per_block), block);
  }
}

void correlation_counters::load(const block_source& from) {
  total_ = read_number<std::uint32_t>(from, "counters/total");
  one_ = read_number<double>(from, "counters/one");
  if (total_ > limit || !(one_ >= 1 && one_ <= limit))
    throw error(fault::bad_input, "block counters/total or counters/one: out of range");
  cue_counts_ = read_array<std::uint32_t>(from, "counters/cues", cue_counts_.size());
  check_counts(cue_counts_, total_, "counters/cues");
  if (!auto_) {
    answer_counts_ = read_array<std::uint32_t>(from, "counters/answers", answer_counts_.size());
    check_counts(answer_counts_, total_, "counters/answers");
  }
  const std::size_t rows_per_block = std::max<std::size_t>(1, block_counts / columns());
  for (std::size_t first = 0; first < rows(); first += rows_per_block) {
    const std::size_t last = std::min(rows(), first + rows_per_block);
    const std::string name = pairs_block(first / rows_per_block);
    const auto block =
        read_array<std::uint32_t>(from, name, std::uint64_t{last - first} * columns());
    check_counts(block, total_, name.c_str());
    for (std::size_t r = first; r < last; ++r)
      std::memcpy(edit(r), block.data() + (r - first) * columns(), columns() * sizeof(unit));
  }
  find_most();
}

}  // namespace kenyon
