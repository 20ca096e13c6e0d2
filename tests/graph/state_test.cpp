// Saved states of graphs; those of sessions are in resume_test.cpp.
#include <kenyon/base/error.hpp>
#include <kenyon/graph/file.hpp>
#include <kenyon/graph/graph.hpp>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/graph/small_graphs.hpp"

using namespace kenyon;

TEST_CASE("graph: a state goes on with the same bits, and damaged ones are refused") {
  const graph_description what = parse_graph(everything, "g");
  const auto prepared = [&] {
    graph g(what);
    for (const learned_pair& p : pairs_to_learn(g, what)) g.store(p);
    return g;
  };
  const auto steps = [&](graph& g, int first, int last) {
    for (int s = first; s < last; ++s) {
      if (s % 3 == 0) g.clamp(g.area("in"), 0, random_units(layout::parse("128/8"), 1));
      g.clamp(g.area("ring"), 2, random_units(layout::parse("96/6"), 5));
      g.step();
    }
  };
  graph whole = prepared(), first = prepared(), second = prepared();
  steps(whole, 0, 20);
  steps(first, 0, 11);
  const std::vector<std::byte> state = first.save();
  steps(second, 0, 5);  // whatever it did before is forgotten
  second.clamp(0, 0, pattern{1});
  second.load(state);
  CHECK(second.save() == state);
  CHECK(second.steps() == 11);
  steps(second, 11, 20);
  CHECK(second.save() == whole.save());
  CHECK(whole.save() != state);

  const std::vector<std::byte> good = second.save();
  const auto refused = [&](const std::vector<std::byte>& bytes) {
    try {
      second.load(bytes);
    } catch (const error& e) {
      CHECK(e.which() == fault::bad_input);
      CHECK(std::string(e.what()) == "the saved state is not one of this graph");
      return second.save() == good;
    }
    return false;
  };
  for (std::size_t n = 0; n < state.size(); n += 7)
    CHECK(refused({state.begin(), state.begin() + static_cast<std::ptrdiff_t>(n)}));
  std::vector<std::byte> longer = state;
  longer.push_back(std::byte{0});
  CHECK(refused(longer));
  // A flipped byte is refused, or is a state too, and then that very state.
  std::size_t refusals = 0;
  for (std::size_t i = 0; i < state.size(); ++i) {
    std::vector<std::byte> bad = state;
    bad[i] ^= std::byte{0x81};
    try {
      second.load(bad);
      CHECK(second.save() == bad);
      second.load(good);
    } catch (const error&) {
      ++refusals;
      CHECK(second.save() == good);
    }
  }
  CHECK(refusals > state.size() / 2);

  graph other(parse_graph("[area.a]\nlayout = \"64/4\"\n", "g"));
  CHECK_THROWS_AS(other.load(state), error);
  // Its own states: episode, steps, 2 units, of which these.
  other.clamp(0, 0, pattern{1, 2});
  other.step();
  std::vector<std::byte> small = other.save();
  REQUIRE(small[24] == std::byte{1});
  REQUIRE(small[32] == std::byte{2});
  for (const int unit_given : {2, 3, 64}) {
    small[24] = std::byte(unit_given);
    CHECK_THROWS_AS(other.load(small), error);
  }
  small[24] = std::byte{0};
  CHECK_NOTHROW(other.load(small));
  CHECK(held(other, "a") == pattern{0, 2});
}
