// Every kind of memory carries patterns through a projection.
#include "graph/synapses.hpp"

#include <catch2/catch.hpp>

#include <kenyon/pattern/random.hpp>

using namespace kenyon;

TEST_CASE("a projection supports what its memory stored, whatever its kind") {
  for (const memory_kind& kind : memory_kinds()) {
    INFO(kind.name);
    const bool modular = kind.name == "clique" || kind.name == "hopfield";
    const layout shape = layout::parse(kind.name == "hopfield" ? "100x2"
                                       : modular               ? "10x20"
                                                               : "200/8");
    const std::string spec = kind.name == "random" ? "random:p=1,beta=1" : std::string(kind.name);
    memory_description description;
    description.kind = spec;
    description.completes = kind.name == "clique";
    synapses tested(description, shape, shape, 5, 0);
    const pattern_batch stored =
        pattern_source(shape, ensemble::random, 3, stream::patterns).batch(0, 6);
    tested.store(stored, stored);
    tested.ready();
    synapse_scratch scratch;
    std::vector<std::int32_t> sums(shape.units(), 7);
    tested.add_supports(stored[2], 3, sums.data(), scratch);
    std::vector<std::int32_t> less(shape.units(), 7);
    tested.add_supports(stored[2], -3, less.data(), scratch);
    std::int64_t right = 0, all = 0;
    for (std::size_t u = 0; u < sums.size(); ++u) {
      CHECK(sums[u] - 7 == 7 - less[u]);
      CHECK(std::abs(std::int64_t{sums[u]} - 7) <= 3 * tested.most());
      all += sums[u] - 7;
    }
    for (const unit u : stored[2]) right += sums[u] - 7;
    // The mean of the units that were stored together, against the mean of all.
    CHECK(right * static_cast<std::int64_t>(shape.units()) >
          all * static_cast<std::int64_t>(stored[2].size()));
  }
}
