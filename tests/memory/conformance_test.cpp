// What every memory promises, asked of each. A new memory joins by one line in the table.
#include <catch2/catch.hpp>

#include <kenyon/kenyon.hpp>

#include "tests/level_guard.hpp"
#include "tests/memory/fault_of.hpp"
#include "tests/memory/kept_blocks.hpp"

using namespace kenyon;

namespace {

struct candidate {
  const char* spec;
  const char* shape;
  bool pairs;        // random cue -> random answer; else patterns complete themselves
  std::size_t load;  // patterns, well within capacity
  const char* cue;   // noise that it takes away from nearly every cue at that load
};

const candidate candidates[] = {
    {"hebb", "20x20", false, 60, "flip=1"},
    {"hebb", "400/10", true, 60, "keep=0.7"},
    {"covariance", "400/20", false, 60, "flip=1"},
    {"covariance", "20x20", true, 100, "flip=2"},
    {"presynaptic", "20x20", false, 120, "flip=2"},
    {"presynaptic", "400/10", true, 80, "keep=0.7"},
    {"hopfield", "300x2", false, 5, "flip=30"},
    {"hopfield", "300x2", true, 5, "flip=30"},
    {"bcpnn", "20x20", false, 200, "flip=2"},
    {"bcpnn", "400/20", true, 150, "flip=1"},
    {"bayes", "20x20", false, 200, "flip=2"},
    {"bayes:p10=0.3", "400/20", true, 100, "keep=0.7"},
    {"willshaw", "400/10", false, 80, "keep=0.5"},
    {"willshaw", "20x20", false, 100, "flip=2"},
    {"clique", "20x20", false, 60, "flip=2"},
    {"dyadic", "400/10", false, 300, "keep=0.5"},
    {"dyadic:bits=8", "400/10", true, 300, "flip=3"},

    {"willshaw", "400/10", true, 80, "erase=3"},
    {"dense:n=4", "400/10", false, 200, "keep=0.7"},
    {"dense:n=5", "20x20", true, 200, "flip=3"},
    {"softmax", "400/10", false, 500, "keep=0.7"},
    {"softmax", "20x20", true, 500, "flip=6"},
    {"sparsemax", "20x20", false, 500, "flip=6"},
    {"sparsemax", "400/10", true, 500, "keep=0.7"},
    {"entmax", "400/10", false, 500, "keep=0.7"},
    {"topk", "20x20", false, 500, "flip=6"},
    {"topk:k=3", "20x20", true, 500, "flip=3"},
    {"indexed", "400/10", false, 500, "keep=0.7"},
    {"indexed", "20x20", true, 500, "flip=6"},
    {"indexed:t=2,lists=20", "40x40", false, 500, "flip=16"},
    {"indexed:t=1,patterns=50", "400/10", true, 500, "keep=0.7"},
    {"sdm", "400/10", false, 60, "flip=2"},
    {"sdm", "20x20", true, 60, "flip=3"},
    {"sdm:locations=8000,radius=14,bits=16,z=2", "400/10", true, 40, "keep=0.9"},
    {"jaeckel", "400/10", false, 60, "keep=0.7"},
    {"jaeckel:q=2,z=0.5", "20x20", true, 60, "flip=3"},
    {"random:p=1,beta=1,seed=3", "400/10", false, 30, "keep=0.7"},
    {"random:p=1,beta=1,seed=3", "400/10", true, 30, "keep=0.7"},
};

std::string title(const candidate& c) {
  return std::string(c.spec) + " " + c.shape + (c.pairs ? " pairs" : "");
}

memory_shape shape_of(const candidate& c) {
  const layout in = layout::parse(c.shape);
  return {in, in, !c.pairs};
}

std::unique_ptr<memory> make(const candidate& c) {
  return std::make_unique<memory>(memory_spec(c.spec), shape_of(c));
}

struct pairs {
  pattern_batch cues;
  pattern_batch answers;
};

// Pairs [first, first + count) of the candidate.
pairs patterns_of(const candidate& c, std::size_t first, std::size_t count) {
  const layout in = layout::parse(c.shape);
  const auto of = [&](stream which) {
    return pattern_source(in, ensemble::random, 11, which).batch(first, count);
  };
  return {of(stream::patterns), of(c.pairs ? stream::outputs : stream::patterns)};
}

pattern_batch spoil(const candidate& c, const char* spoiled, const pattern_batch& patterns) {
  pattern_batch cues;
  for (std::size_t i = 0; i < patterns.size(); ++i)
    cues.push_back(noise::parse(spoiled).apply(layout::parse(c.shape), patterns[i], 5, i));
  return cues;
}

std::size_t exact(const recalled_batch& answers, const pattern_batch& right) {
  std::size_t same = 0;
  for (std::size_t i = 0; i < right.size(); ++i)
    same += std::equal(right[i].begin(), right[i].end(), answers.patterns[i].begin(),
                       answers.patterns[i].end());
  return same;
}

bool equal(const recalled_batch& a, const recalled_batch& b) {
  return a == b;
}

recall_options steps_of(const candidate& c) {
  return {.steps = c.pairs ? 1U : 5U};
}

// Everything a memory answers about some patterns: complete and noisy cues.
struct answers_about {
  recalled_batch complete;
  recalled_batch noisy;
};
answers_about ask(const memory& m, const candidate& c, const pairs& about) {
  return {m.recall(about.cues, steps_of(c)), m.recall(spoil(c, c.cue, about.cues), steps_of(c))};
}
bool equal(const answers_about& a, const answers_about& b) {
  return equal(a.complete, b.complete) && equal(a.noisy, b.noisy);
}

template <class Test>
void for_each_memory(const Test& test) {
  for (const candidate& c : candidates) {
    DYNAMIC_SECTION(title(c)) {
      test(c);
    }
  }
}

}  // namespace

TEST_CASE("every kind of memory is a candidate") {
  for (const memory_kind& kind : memory_kinds()) {
    const auto is = [&](const candidate& c) { return memory_spec(c.spec).kind() == kind.name; };
    INFO(kind.name);
    CHECK(std::any_of(std::begin(candidates), std::end(candidates), is));
  }
}

TEST_CASE("memories recall what they stored, and nothing before") {
  for_each_memory([](const candidate& c) {
    const auto m = make(c);
    const pairs all = patterns_of(c, 0, c.load);
    CHECK(exact(ask(*m, c, all).complete, all.answers) == 0);
    m->store(all.cues, all.answers);
    CHECK(m->stored() == c.load);
    CHECK(m->kind() == memory_spec(c.spec).kind());
    const answers_about told = ask(*m, c, all);
    CHECK(exact(told.complete, all.answers) == c.load);
    CHECK(exact(told.noisy, all.answers) * 20 >= c.load * 19);
    for (const recall_facts& facts : told.complete.facts) {
      REQUIRE(facts.steps >= 1);
      REQUIRE(facts.converged);
    }
  });
}

TEST_CASE("a batch is recalled like its cues one by one, and stored in any portions") {
  for_each_memory([](const candidate& c) {
    const auto m = make(c);
    const auto portions = make(c);
    const pairs all = patterns_of(c, 0, c.load);
    m->store(all.cues, all.answers);
    for (std::size_t i = 0, n = 1; i < c.load; i += n, n = n % 7 + 1) {
      const pairs some = patterns_of(c, i, std::min(n, c.load - i));
      portions->store(some.cues, some.answers);
      if (i % 3 == 0) ask(*portions, c, some);  // recall between two stores leaves no trace
    }
    const pattern_batch cues = spoil(c, c.cue, all.cues);
    const recalled_batch together = m->recall(cues, steps_of(c));
    recalled_batch singly;
    for (std::size_t i = 0; i < cues.size(); ++i) {
      pattern_batch one;
      one.push_back(cues[i]);
      const recalled_batch told = m->recall(one, steps_of(c));
      singly.patterns.push_back(told.patterns[0]);
      singly.facts.push_back(told.facts[0]);
    }
    CHECK(equal(together, singly));
    CHECK(equal(together, portions->recall(cues, steps_of(c))));
  });
}

TEST_CASE("memories answer with the same bits at every level and thread count") {
  for_each_memory([](const candidate& c) {
    const auto run = [&] {
      const auto m = make(c);
      const pairs all = patterns_of(c, 0, 2 * c.load);
      m->store(all.cues, all.answers);
      if (m->can(ability::decay)) m->decay(0.1, 4);
      if (m->can(ability::prune)) m->prune(0.1, 4);
      return ask(*m, c, all);
    };
    const level_guard guard;
    force_level("scalar");
    std::optional<answers_about> reference;
    {
      const thread_limit one(1);
      reference = run();
    }
    for (const std::string_view level : available_levels()) {
      force_level(level);
      for (const unsigned threads : {1U, 2U, 5U}) {
        INFO(level << ", " << threads << " threads");
        const thread_limit limit(threads);
        CHECK(equal(*reference, run()));
      }
    }
  });
}

TEST_CASE("what is forgotten was never there") {
  for_each_memory([](const candidate& c) {
    const auto m = make(c);
    const pairs kept = patterns_of(c, 0, c.load);
    const pairs gone = patterns_of(c, c.load, c.load / 2);
    m->store(kept.cues, kept.answers);
    const answers_about kept_before = ask(*m, c, kept);
    const answers_about gone_before = ask(*m, c, gone);
    if (!m->can(ability::forget)) {
      CHECK(fault_of([&] { m->forget(kept.cues, kept.answers); }) == fault::usage);
      CHECK(m->stored() == c.load);
      CHECK(equal(kept_before, ask(*m, c, kept)));
      return;
    }
    m->store(gone.cues, gone.answers);
    CHECK_FALSE(equal(gone_before, ask(*m, c, gone)));
    m->forget(gone.cues, gone.answers);
    CHECK(m->stored() == c.load);
    CHECK(equal(kept_before, ask(*m, c, kept)));
    CHECK(equal(gone_before, ask(*m, c, gone)));

    const pairs many = patterns_of(c, 0, c.load + 1);
    CHECK(fault_of([&] { m->forget(many.cues, many.answers); }) == fault::bad_input);
    CHECK(m->stored() == c.load);
    CHECK(equal(kept_before, ask(*m, c, kept)));
  });
}

TEST_CASE("decay and sleep weaken, and leave room for what comes") {
  for_each_memory([](const candidate& c) {
    for (const ability what : {ability::decay, ability::sleep}) {
      INFO(name(what));
      const auto m = make(c);
      const auto weaken = [&](double amount) {
        if (what == ability::decay)
          m->decay(amount, 9);
        else
          m->sleep(amount);
      };
      const pairs old = patterns_of(c, 0, c.load);
      m->store(old.cues, old.answers);
      const answers_about before = ask(*m, c, old);
      if (!m->can(what)) {
        CHECK(fault_of([&] { weaken(0.5); }) == fault::usage);
        CHECK(equal(before, ask(*m, c, old)));
        continue;
      }
      weaken(0);
      CHECK(equal(before, ask(*m, c, old)));
      CHECK(fault_of([&] { weaken(-0.1); }) == fault::usage);
      if (what == ability::decay) CHECK(fault_of([&] { weaken(1); }) == fault::usage);
      weaken(what == ability::decay ? 0.9 : 1.0);
      const pairs fresh = patterns_of(c, c.load, c.load);
      m->store(fresh.cues, fresh.answers);
      CHECK(exact(ask(*m, c, fresh).complete, fresh.answers) * 20 >= c.load * 19);
    }
  });
}

TEST_CASE("pruning takes out a share, the same for the same seed") {
  for_each_memory([](const candidate& c) {
    const pairs all = patterns_of(c, 0, c.load);
    const auto pruned = [&](double share, std::uint64_t seed) {
      auto m = make(c);
      m->store(all.cues, all.answers);
      m->prune(share, seed);
      return ask(*m, c, all);
    };
    const auto whole = make(c);
    whole->store(all.cues, all.answers);
    const answers_about before = ask(*whole, c, all);
    if (!whole->can(ability::prune)) {
      CHECK(fault_of([&] { whole->prune(0.5, 1); }) == fault::usage);
      return;
    }
    CHECK(equal(before, pruned(0, 1)));
    CHECK(fault_of([&] { whole->prune(1, 1); }) == fault::usage);
    const answers_about little = pruned(0.1, 1);
    CHECK_FALSE(equal(before, little));
    CHECK(equal(little, pruned(0.1, 1)));
    CHECK(exact(pruned(0.95, 1).noisy, all.answers) < exact(little.noisy, all.answers));
  });
}

TEST_CASE("memories take what was announced") {
  for_each_memory([](const candidate& c) {
    const memory_size told = size_of_memory(memory_spec(c.spec), shape_of(c));
    const auto m = make(c);
    CHECK(m->footprint_bytes() == told.footprint_bytes);
    CHECK(m->free_weights() == told.free_weights);
    CHECK(m->cue_layout() == layout::parse(c.shape));
    CHECK(m->answer_layout() == layout::parse(c.shape));
    CHECK(m->is_auto() == !c.pairs);

    const pairs all = patterns_of(c, 0, c.load);
    m->store(all.cues, all.answers);
    constexpr std::uint64_t room = std::uint64_t{1} << 22;  // cues and answers come in blocks
    if (told.bytes_per_pattern == 0)
      CHECK(m->footprint_bytes() == told.footprint_bytes);
    else
      CHECK(m->footprint_bytes() < told.footprint_bytes + told.bytes_per_pattern * c.load + room);
  });
}

TEST_CASE("what does not fit is refused, and nothing changes") {
  for_each_memory([](const candidate& c) {
    const layout in = layout::parse(c.shape);
    const auto m = make(c);
    const pairs all = patterns_of(c, 0, c.load);
    m->store(all.cues, all.answers);
    const answers_about before = ask(*m, c, all);
    const auto stored_too = [&](pattern wrong) {  // behind a good one
      pattern_batch batch;
      batch.push_back(all.cues[0]);
      batch.push_back(wrong);
      return fault_of([&] { m->store(batch, batch); });
    };
    pattern beyond(all.cues[0].begin(), all.cues[0].end());
    beyond.back() = in.units();
    CHECK(stored_too(beyond) == fault::bad_input);
    CHECK(stored_too({}) == fault::bad_input);
    pattern full;
    for (unit u = 0; u <= in.active(); ++u) full.push_back(u);
    CHECK(stored_too(full) == fault::bad_input);
    CHECK(fault_of([&] { m->store(all.cues, patterns_of(c, 0, c.load - 1).answers); }) ==
          fault::bad_input);
    if (!c.pairs)
      CHECK(fault_of([&] { m->store(all.cues, patterns_of(c, 1, c.load).answers); }) ==
            fault::usage);
    pattern_batch wrong_cue;
    wrong_cue.push_back(beyond);
    CHECK(fault_of([&] { (void)m->recall(wrong_cue, {}); }) == fault::bad_input);
    CHECK(fault_of([&] { (void)m->recall(all.cues, {.steps = 0}); }) == fault::usage);
    if (c.pairs) CHECK(fault_of([&] { (void)m->recall(all.cues, {.steps = 2}); }) == fault::usage);
    if (!in.is_modular())
      CHECK(fault_of([&] { (void)m->recall(all.cues, {.how = activation::module_winners}); }) ==
            fault::usage);
    CHECK(m->stored() == c.load);
    CHECK(equal(before, ask(*m, c, all)));
  });
}

TEST_CASE("random cues are not known") {
  for_each_memory([](const candidate& c) {
    const auto m = make(c);
    const pairs all = patterns_of(c, 0, c.load);
    m->store(all.cues, all.answers);
    pattern_batch nothing;
    nothing.push_back(pattern());
    const recalled_batch silent = m->recall(nothing, {});
    CHECK(silent.patterns[0].empty());
    CHECK_FALSE(silent.facts[0].known);

    // At most 1 % are expected; 30 or more of 1,000 would come by chance once in 10^7.
    const pattern_batch strangers = patterns_of(c, 10 * c.load, 1000).cues;
    std::size_t known = 0;
    for (const recall_facts& facts : m->recall(strangers, {}).facts) known += facts.known;
    CHECK(known < 30);
  });
}

TEST_CASE("a single call answers like the batch") {
  for_each_memory([](const candidate& c) {
    const auto m = make(c);
    const pairs all = patterns_of(c, 0, c.load);
    m->store(all.cues, all.answers);
    pattern_batch cues = spoil(c, c.cue, all.cues);
    cues.push_back(pattern());
    for (const recall_options& options : {steps_of(c), recall_options{.assess = false}}) {
      const recalled_batch together = m->recall(cues, options);
      for (std::size_t i = 0; i < cues.size(); ++i) {
        const recalled single = m->recall(cues[i], options);
        REQUIRE(std::equal(single.units.begin(), single.units.end(), together.patterns[i].begin(),
                           together.patterns[i].end()));
        REQUIRE(single.facts == together.facts[i]);
      }
    }
  });
}

TEST_CASE("an explanation agrees with the answer: its units are the best supported") {
  for_each_memory([](const candidate& c) {
    const layout in = layout::parse(c.shape);
    const auto m = make(c);
    const pairs all = patterns_of(c, 0, 3 * c.load / 2);  // where answers get wrong, too
    m->store(all.cues, all.answers);
    const pattern_batch cues = spoil(c, c.cue, all.cues);
    const recalled_batch told = m->recall(cues, {});
    for (std::size_t i = 0; i < cues.size(); ++i) {
      const explanation why = m->explain(cues[i], told.patterns[i], in.units());
      REQUIRE(why.cue_units == cues[i].size());
      REQUIRE(why.answer.size() == told.patterns[i].size());
      REQUIRE(why.answer.size() + why.rivals.size() == in.units());
      // The weakest of the answer and the strongest rival, in every group that has winners.
      const bool modular = in.is_modular();
      const std::size_t size = modular ? in.module_units() : in.units();
      struct ends {
        std::optional<std::int32_t> weakest, strongest;
      };
      std::vector<ends> groups(in.units() / size);
      for (std::size_t k = 0; k < why.answer.size(); ++k) {
        REQUIRE(why.answer[k].which == told.patterns[i][k]);
        auto& weakest = groups[why.answer[k].which / size].weakest;
        weakest = std::min(why.answer[k].support, weakest.value_or(why.answer[k].support));
      }
      for (std::size_t k = 0; k < why.rivals.size(); ++k) {
        if (k > 0) REQUIRE(why.rivals[k - 1].support >= why.rivals[k].support);
        auto& strongest = groups[why.rivals[k].which / size].strongest;
        strongest = std::max(why.rivals[k].support, strongest.value_or(why.rivals[k].support));
      }
      std::optional<std::int32_t> margin;
      for (const ends& g : groups) {
        if (!g.weakest) continue;  // no unit of it has any support
        REQUIRE(*g.weakest >= *g.strongest);
        const std::int32_t lead = *g.weakest - *g.strongest;
        margin = std::min(lead, margin.value_or(lead));
      }
      if (margin) REQUIRE(told.facts[i].margin == *margin);
    }
  });
}

namespace {

// Both answer alike, and learn, forget and lose alike from now on; b was restored from a.
void check_twins(memory& a, memory& b, const candidate& c) {
  const pairs old = patterns_of(c, 0, c.load);
  const pairs fresh = patterns_of(c, c.load, c.load / 2);
  const auto same = [&](const char* after) {
    INFO(after);
    CHECK(a.stored() == b.stored());
    // What can be made again when it is needed, as random synapses, is not saved.
    CHECK(b.footprint_bytes() <= a.footprint_bytes());
    CHECK(a.free_weights() == b.free_weights());
    CHECK(a.density() == b.density());
    CHECK(equal(ask(a, c, old), ask(b, c, old)));
    CHECK(equal(ask(a, c, fresh), ask(b, c, fresh)));
  };
  const auto both = [&](const char* what, const auto& change) {
    // A refusal, as where what was weakened is to be forgotten, is the same for both.
    const auto refused = [&](memory& m) -> std::optional<fault> {
      try {
        change(m);
        return std::nullopt;
      } catch (const error& e) {
        return e.which();
      }
    };
    CHECK(refused(a) == refused(b));
    same(what);
  };
  same("restored");
  both("stored", [&](memory& m) { m.store(fresh.cues, fresh.answers); });
  if (a.can(ability::forget))
    both("forgotten", [&](memory& m) { m.forget(fresh.cues, fresh.answers); });
  if (a.can(ability::sleep)) both("slept", [&](memory& m) { m.sleep(0.3); });
  if (a.can(ability::decay)) both("decayed", [&](memory& m) { m.decay(0.2, 8); });
  if (a.can(ability::prune)) both("pruned", [&](memory& m) { m.prune(0.2, 8); });
  both("stored again", [&](memory& m) { m.store(fresh.cues, fresh.answers); });
}

}  // namespace

TEST_CASE("what is saved and restored answers, learns and forgets with the same bits") {
  const auto check = [](const candidate& c) {
    for (const bool weakened : {false, true}) {
      INFO((weakened ? "decayed and pruned" : "as stored"));
      const auto m = make(c);
      const pairs all = patterns_of(c, 0, c.load);
      m->store(all.cues, all.answers);
      if (weakened && m->can(ability::decay)) m->decay(0.1, 4);
      if (weakened && m->can(ability::prune)) m->prune(0.1, 4);
      kept_blocks blocks;
      m->save(blocks);
      memory restored = memory::restore(m->spec(), m->shape(), blocks);
      CHECK(restored.spec() == m->spec());
      CHECK(restored.shape() == m->shape());
      kept_blocks again;
      restored.save(again);
      CHECK(again.all == blocks.all);
      check_twins(*m, restored, c);
    }
    const auto empty = make(c);
    kept_blocks blocks;
    empty->save(blocks);
    memory restored = memory::restore(empty->spec(), empty->shape(), blocks);
    check_twins(*empty, restored, c);
  };
  for_each_memory(check);
  // What they keep otherwise: a directory of rows, synapses that are drawn, counters of two bytes.
  for (const candidate& c :
       {candidate{"dyadic", "6000/6", false, 100, "flip=1"},
        candidate{"dyadic:bits=8", "6000/6", true, 100, "flip=1"},
        candidate{"random:p=0.3,beta=0.5,seed=3", "20x20", false, 40, "flip=2"},
        candidate{"random:p=0.02", "2000/20", true, 40, "flip=2"},
        candidate{"jaeckel:bits=16", "400/10", true, 60, "flip=2"}}) {
    DYNAMIC_SECTION(title(c) << ", no candidate above") {
      check(c);
    }
  }
}

TEST_CASE("blocks that are cut or missing are refused") {
  for_each_memory([](const candidate& c) {
    const auto m = make(c);
    const pairs all = patterns_of(c, 0, c.load);
    m->store(all.cues, all.answers);
    if (m->can(ability::decay)) m->decay(0.1, 4);
    if (m->can(ability::prune)) m->prune(0.1, 4);
    kept_blocks blocks;
    m->save(blocks);
    CHECK(blocks.all.size() >= 2);
    const auto refused = [&] {
      return fault_of([&] { memory::restore(m->spec(), m->shape(), blocks); });
    };
    for (const auto& [name, bytes] : std::map(blocks.all)) {
      INFO(name);
      blocks.all.erase(name);
      CHECK(refused() == fault::bad_input);
      if (!bytes.empty()) {
        blocks.all[name] = {bytes.begin(), bytes.end() - 1};
        CHECK(refused() == fault::bad_input);
      }
      blocks.all[name] = bytes;
    }
    CHECK(memory::restore(m->spec(), m->shape(), blocks).stored() == m->stored());
  });
}
