// Counter-based random numbers: Philox4x32-10 (Salmon et al. 2011, Random123). A value is a
// function of (seed, stream, index, position) and of nothing else, so experiments shard, resume and
// run on any number of threads alike.
#pragma once
#include <array>
#include <cstdint>
#include <span>

namespace kenyon {

// Streams of one seed that must not share numbers.
enum class stream : std::uint32_t {
  patterns = 1,
  outputs = 2,
  noise = 3,
  projection = 4,
  trial = 5,
  synapses = 6,       // which are lost
  exemplars = 7,      // likewise
  parents = 8,        // of correlated patterns
  locations = 9,      // of a location memory: their addresses
  counters = 10,      // which of them are rounded up
  conjunctions = 11,  // of an index: which groups each list joins
  vectors = 12,
  queries = 13,      // of a benchmark: which rows are asked for, and what differs
  axes = 14,         // that vectors are told apart along, and where their locations start
  signs = 15,        // of the hadamard encoder
  learning = 16,     // of a learned encoder: where units start, the order of rows
  features = 17,     // of an encoder of text: the units of each feature
  priorities = 18,   // of these units
  connections = 19,  // of random synapses: which there are
  chances = 20,      // of a vector_index: pairs of vectors over which its chances are counted
  disturbance = 21,  // of a graph's areas, as it runs
  symbols = 22,      // of a graph's alphabets
  draws = 23,        // of a graph's tables and phases
  memories = 24      // of a graph: their seeds
};

// The sequence of numbers of one (seed, stream, index).
class random_sequence {
 public:
  random_sequence(std::uint64_t seed, stream which, std::uint64_t index);

  std::uint32_t next();
  // Uniform in [0, bound), without bias (Lemire 2019); bound >= 1.
  std::uint32_t below(std::uint32_t bound);

 private:
  std::uint64_t seed_;
  std::uint64_t index_;
  std::uint32_t stream_;
  std::uint32_t block_ = 0;
  unsigned left_ = 0;
  std::array<std::uint32_t, 4> numbers_{};
};

// Draws out.size() distinct numbers below `bound`, ascending; out.size() <= bound.
void draw_distinct(random_sequence& numbers, std::uint32_t bound, std::span<std::uint32_t> out);

}  // namespace kenyon
