// The promise "same bits everywhere": whole memories at every level and thread count.
#include <catch2/catch.hpp>

#include <kenyon/kenyon.hpp>

#include "tests/level_guard.hpp"
#include "tests/memory/learned.hpp"

using namespace kenyon;

namespace {

struct everything {
  std::vector<std::uint64_t> weights;
  std::vector<recalled_batch> answers;
};

everything run(const char* text) {
  const layout in = layout::parse(text);
  kenyon::memory memory("willshaw", in);
  const bit_matrix& matrix = matrix_of(memory);
  const pattern_batch patterns =
      pattern_source(in, ensemble::random, 8, stream::patterns).batch(0, 320);
  memory.store(patterns);
  everything all;
  for (std::size_t r = 0; r < matrix.rows(); ++r)
    all.weights.insert(all.weights.end(), matrix.row(r), matrix.row(r) + matrix.words());
  for (const char* spoiled : {"keep=0.5", "flip=2", "add=5"}) {
    pattern_batch cues;
    for (std::size_t i = 0; i < patterns.size(); ++i)
      cues.push_back(noise::parse(spoiled).apply(in, patterns[i], 3, i));
    for (const auto how :
         {activation::all_cue, activation::natural, activation::fixed, activation::k_winners})
      all.answers.push_back(memory.recall(cues, {.how = how, .threshold = 6, .steps = 4}));
    all.answers.push_back(memory.recall(cues, {.how = activation::all_cue}));
  }
  return all;
}

void check_equal(const everything& a, const everything& b) {
  CHECK(a.weights == b.weights);
  REQUIRE(a.answers.size() == b.answers.size());
  for (std::size_t i = 0; i < a.answers.size(); ++i) {
    CHECK(a.answers[i].patterns == b.answers[i].patterns);
    for (std::size_t k = 0; k < a.answers[i].facts.size(); ++k) {
      const recall_facts& x = a.answers[i].facts[k];
      const recall_facts& y = b.answers[i].facts[k];
      REQUIRE((x.steps == y.steps && x.converged == y.converged && x.margin == y.margin &&
               x.chance == y.chance && x.known == y.known));
    }
  }
}

}  // namespace

TEST_CASE("same bits at every level and thread count") {
  const char* shape = GENERATE("500/11", "24x25", "6000/40");
  const level_guard guard;
  force_level("scalar");
  everything reference;
  {
    const thread_limit one(1);
    reference = run(shape);
  }
  for (const std::string_view level : available_levels()) {
    force_level(level);
    REQUIRE(active_level() == level);
    for (const unsigned threads : {1u, 3u}) {
      INFO(shape << " " << level << " " << threads << " threads");
      const thread_limit limit(threads);
      check_equal(reference, run(shape));
    }
  }
}

// Hidden: only right when KENYON_LEVEL holds a wrong name.
TEST_CASE("a wrong KENYON_LEVEL is a usage error of the first work, which changes nothing",
          "[.][env-unknown]") {
  for (const memory_kind& kind : memory_kinds()) {
    INFO(kind.name);
    const layout in = layout::parse(kind.name == "clique" ? "20x20" : "400/20");
    const pattern_batch patterns =
        pattern_source(in, ensemble::random, 8, stream::patterns).batch(0, 40);
    memory m(kind.name, in);
    const auto refused = [](const auto& work) {
      try {
        work();
      } catch (const error& e) {
        CHECK(e.which() == fault::usage);
        CHECK_THAT(e.what(), Catch::StartsWith("KENYON_LEVEL: unknown level"));
        return true;
      }
      return false;
    };
    const bool no_store = refused([&] { m.store(patterns); });
    CHECK(m.stored() == (no_store ? 0 : patterns.size()));
    const bool no_recall = refused([&] { m.recall(patterns); });
    CHECK((no_store || no_recall));
  }
}
