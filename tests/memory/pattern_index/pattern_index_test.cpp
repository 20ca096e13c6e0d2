// The index against a plain list of patterns.
#include <catch2/catch.hpp>

#include <kenyon/kenyon.hpp>

#include <map>

#include "tests/level_guard.hpp"
#include "tests/memory/fault_of.hpp"

using namespace kenyon;

namespace {

// The definition: every pattern compared with the cue.
class plain_list {
 public:
  void insert(std::uint64_t id, pattern_view p) { patterns_[id] = {p.begin(), p.end()}; }
  void erase(std::uint64_t id) { patterns_.erase(id); }
  std::vector<match> search(pattern_view cue, std::size_t top) const {
    std::vector<match> all;
    for (const auto& [id, p] : patterns_)
      if (const std::size_t shared = overlap(cue, p); shared > 0)
        all.push_back({id, static_cast<std::uint32_t>(shared)});
    std::stable_sort(all.begin(), all.end(),
                     [](const match& a, const match& b) { return a.overlap > b.overlap; });
    all.resize(std::min(all.size(), top));
    return all;
  }

 private:
  std::map<std::uint64_t, pattern> patterns_;
};

pattern_batch random_patterns(const layout& in, std::uint64_t first, std::size_t count) {
  return pattern_source(in, ensemble::random, 3, stream::patterns).batch(first, count);
}

pattern spoiled(const layout& in, pattern_view p, const char* by, std::uint64_t index) {
  return noise::parse(by).apply(in, p, 8, index);
}

pattern_index make(const char* shape, const index_demand& demand) {
  const layout in = layout::parse(shape);
  return {in, plan_index(in, demand)};
}

constexpr const char* shapes[] = {"20x20", "64x256", "30x300", "400/20", "100000/12", "3x70000"};

}  // namespace

TEST_CASE("a scan finds what a plain list finds, for codes of every width") {
  for (const char* shape : shapes) {
    INFO(shape);
    const layout in = layout::parse(shape);
    pattern_index index = make(shape, {.patterns = 100});
    plain_list list;
    const pattern_batch stored = random_patterns(in, 0, 700);
    CHECK(index.insert(stored) == 0);
    for (std::size_t i = 0; i < stored.size(); ++i) list.insert(i, stored[i]);
    for (std::size_t i = 0; i < 40; ++i) {
      const pattern cue = spoiled(in, stored[i * 17], "keep=0.5", i);
      CHECK(index.search(cue, {.top = 10, .scan = scanning::always}) == list.search(cue, 10));
    }
    for (std::size_t i = 0; i < stored.size(); i += 99) {
      const pattern back = index.get(i);
      CHECK(std::equal(back.begin(), back.end(), stored[i].begin(), stored[i].end()));
    }
  }
}

TEST_CASE("cues with several units in a module share each that a pattern has") {
  for (const char* shape : {"20x20", "30x300"}) {
    const layout in = layout::parse(shape);
    pattern_index index = make(shape, {.patterns = 300, .degree = 2, .lists = 20});
    plain_list list;
    const pattern_batch stored = random_patterns(in, 0, 300);
    index.insert(stored);
    for (std::size_t i = 0; i < stored.size(); ++i) list.insert(i, stored[i]);
    for (std::size_t both = 2; both <= 4; ++both) {  // ways
      pattern cue;
      for (std::size_t j = 0; j < both; ++j)
        cue.insert(cue.end(), stored[10 * j].begin(), stored[10 * j].end());
      std::sort(cue.begin(), cue.end());
      cue.erase(std::unique(cue.begin(), cue.end()), cue.end());
      INFO(shape << ", " << both << " patterns in one cue");
      CHECK(index.search(cue, {.top = 9, .scan = scanning::always}) == list.search(cue, 9));
    }
  }
}

TEST_CASE("a cue with two units in each module looks under every choice of them") {
  const layout in = layout::parse("20x20");
  pattern_index index = make("20x20", {.patterns = 100, .degree = 2, .lists = 1});
  const pattern_batch stored = random_patterns(in, 0, 2);
  index.insert(stored);
  pattern both(stored[0].begin(), stored[0].end());
  both.insert(both.end(), stored[1].begin(), stored[1].end());
  std::sort(both.begin(), both.end());
  both.erase(std::unique(both.begin(), both.end()), both.end());
  CHECK(index.search(both, {.top = 2, .scan = scanning::never}) ==
        std::vector<match>{{0, 20}, {1, 20}});
}

TEST_CASE("the index finds the share of cues that the theory predicts") {
  struct cell {
    const char* shape;
    std::uint32_t degree, lists;
    const char* noise;
    double share;
  };
  for (const cell& c :
       {cell{"64x256", 2, 12, "keep=0.5", 0.5}, cell{"64x256", 3, 20, "flip=32", 0.5},
        cell{"64x256", 2, 20, "keep=0.25", 0.25}, cell{"4096/40", 2, 8, "keep=0.5", 0.5},
        cell{"2048/32", 2, 30, "keep=0.5", 0.5}, cell{"2048/32", 1, 4, "keep=0.25", 0.25},
        cell{"5000/24", 3, 36, "keep=0.75", 0.75}}) {
    const layout in = layout::parse(c.shape);
    pattern_index index = make(c.shape, {.patterns = 2000, .degree = c.degree, .lists = c.lists});
    const pattern_batch stored = random_patterns(in, 0, 2000);
    index.insert(stored);
    std::size_t right = 0;
    for (std::size_t i = 0; i < 2000; ++i) {
      const auto found =
          index.search(spoiled(in, stored[i], c.noise, i), {.scan = scanning::never});
      right += !found.empty() && found[0].id == i;
    }
    const double predicted = predicted_recall(in, index.plan(), c.share);
    const double error = std::sqrt(predicted * (1 - predicted) / 2000);
    INFO(c.shape << " " << c.noise << ": predicted " << predicted);
    CHECK(static_cast<double>(right) / 2000 == Approx(predicted).margin(4 * error));
  }
}

// Groups have the lowest unit of a pattern: a smaller cue's may be another one, and of two patterns
// that contain the cue only the later may be where the search looks first.
TEST_CASE("equal matches of small flat cues go to the lower id") {
  const layout in = layout::parse("40/12");
  pattern_index index = make("40/12", {.patterns = 3000, .degree = 2, .lists = 12});
  const pattern_batch stored = random_patterns(in, 0, 3000);
  index.insert(stored);
  const auto first_of_all = [&](pattern_view cue, std::uint32_t shared) {
    for (std::uint64_t id = 0;; ++id)
      if (overlap(cue, stored[id]) == shared) return id;
  };
  std::size_t later = 0;
  for (std::size_t i = 0; i < 300; ++i) {
    const pattern cue = spoiled(in, stored[2999 - i], "keep=0.5", i);
    const auto all = index.search(cue, {.top = 3000, .scan = scanning::never});
    const auto one = index.search(cue, {.scan = scanning::never});
    if (all.empty()) continue;
    REQUIRE(one == std::vector<match>{all[0]});
    later += first_of_all(cue, one[0].overlap) != one[0].id;
    REQUIRE(index.search(cue, {.scan = scanning::always})[0].id == first_of_all(cue, 6));
  }
  CHECK(later > 0);  // the index alone does not find every pattern that contains the cue
}

TEST_CASE("inserting and erasing, far beyond the plan: as a plain list, whatever the order") {
  const layout in = layout::parse("20x20");
  pattern_index index = make("20x20", {.patterns = 1500, .degree = 2, .lists = 30});
  plain_list list;
  std::vector<std::uint64_t> alive;
  random_sequence numbers(5, stream::trial, 0);
  for (std::uint64_t next = 0; next < 12000;) {
    if (numbers.below(5) < 3 || alive.empty()) {
      const std::size_t count = 1 + numbers.below(9);
      const pattern_batch more = random_patterns(in, next, count);
      CHECK(index.insert(more) == next);
      for (std::size_t i = 0; i < count; ++i, ++next) {
        list.insert(next, more[i]);
        alive.push_back(next);
      }
    } else {
      for (std::size_t n = 0; n < 6 && !alive.empty(); ++n) {
        const std::size_t pick = numbers.below(static_cast<std::uint32_t>(alive.size()));
        CHECK(index.erase(alive[pick]));
        CHECK_FALSE(index.erase(alive[pick]));
        list.erase(alive[pick]);
        alive[pick] = alive.back();
        alive.pop_back();
      }
    }
    REQUIRE(index.size() == alive.size());
    if (next % 10 != 0 || alive.empty()) continue;
    const std::uint64_t id = alive[alive.size() / 2];
    REQUIRE(index.contains(id));
    const pattern cue = spoiled(in, index.get(id), "flip=4", id);
    REQUIRE(index.search(cue, {.top = 3, .scan = scanning::always}) == list.search(cue, 3));
    REQUIRE(index.search(cue, {.scan = scanning::never}) == list.search(cue, 1));
  }
  const std::uint64_t bytes_before = index.index_bytes();
  while (!alive.empty()) {
    REQUIRE(index.erase(alive.back()));
    alive.pop_back();
  }
  CHECK(index.size() == 0);
  CHECK(index.search(random_patterns(in, 0, 1)[0], {.scan = scanning::always}).empty());
  CHECK(index.code_bytes() == 0);
  CHECK(index.index_bytes() < bytes_before);
  const std::uint64_t id = index.insert(random_patterns(in, 0, 1)[0]);
  CHECK(index.search(random_patterns(in, 0, 1)[0], {.scan = scanning::never}) ==
        std::vector<match>{{id, 20}});
}

TEST_CASE("one unit in every pattern does not make searches long, nor wrong") {
  const layout in = layout::parse("40x100");
  pattern_index index = make("40x100", {.patterns = 40000, .degree = 2, .lists = 30});
  pattern_batch stored;
  for (std::uint64_t i = 0; i < 40000; ++i) {
    const pattern_batch one = random_patterns(in, i, 1);
    pattern p(one[0].begin(), one[0].end());
    for (unit m = 0; m < 20; ++m) p[m] = m * 100;  // twenty such units
    stored.push_back(p);
  }
  index.insert(stored);
  std::size_t right = 0;
  std::uint64_t candidates = 0;
  for (std::size_t i = 0; i < 200; ++i) {
    search_work work;
    const auto found = index.search(spoiled(in, stored[i], "flip=10", i), {}, &work);
    right += !found.empty() && found[0].id == i;
    candidates += work.scanned ? 40000 : work.candidates;
  }
  CHECK(right >= 199);
  CHECK(candidates / 200 < 8000);
}

TEST_CASE("equal patterns: the earliest is found, and all of them can be erased") {
  const layout in = layout::parse("40x100");
  pattern_index index = make("40x100", {.patterns = 5000, .degree = 2, .lists = 30});
  const pattern_batch one = random_patterns(in, 0, 1);
  pattern_batch same;
  for (int i = 0; i < 5000; ++i) same.push_back(one[0]);
  index.insert(same);
  const auto found = index.search(one[0], {.top = 3, .scan = scanning::always});
  CHECK(found == std::vector<match>{{0, 40}, {1, 40}, {2, 40}});
  const auto near = index.search(one[0], {});
  REQUIRE(near.size() == 1);
  CHECK(near[0].overlap == 40);
  for (std::uint64_t id = 0; id < 5000; ++id) {
    REQUIRE(index.erase(id));
    if (id % 500 == 0 && id < 4999) REQUIRE(index.search(one[0], {})[0].overlap == 40);
  }
  CHECK(index.search(one[0], {}).empty());
}

TEST_CASE("a search ends early only when no better and no earlier pattern can come") {
  const layout in = layout::parse("40x100");
  pattern_index index = make("40x100", {.patterns = 150, .degree = 2, .lists = 30});
  const pattern_batch one = random_patterns(in, 0, 1);
  for (int i = 0; i < 200; ++i) index.insert(one[0]);  // in two tables
  CHECK(index.search(one[0], {}) == std::vector<match>{{0, 40}});
  CHECK(index.search(one[0].first(20), {.top = 2}) == std::vector<match>{{0, 20}, {1, 20}});
}

TEST_CASE("chains do not stay long when their newest patterns are erased") {
  const layout in = layout::parse("40x100");
  pattern_index index = make("40x100", {.patterns = 3000, .degree = 2, .lists = 30});
  const pattern_batch one = random_patterns(in, 0, 1);
  for (int i = 0; i < 2000; ++i) index.insert(one[0]);
  for (std::uint64_t id = 2000; id-- > 1;) REQUIRE(index.erase(id));
  search_work work;
  CHECK(index.search(one[0], {}, &work) == std::vector<match>{{0, 40}});
  CHECK(work.candidates <= 30);
  CHECK_FALSE(work.scanned);
}

TEST_CASE(
    "a cue without a whole conjunction is scanned for when it has fewer units than declared") {
  const layout in = layout::parse("40x100");
  pattern_index index =
      make("40x100", {.patterns = 300, .share = 0.5, .recall = 0.4, .degree = 2, .lists = 2});
  const pattern_batch stored = random_patterns(in, 0, 300);
  index.insert(stored);
  REQUIRE_FALSE(index.plan().scan_unknown);
  const auto scanned = [&](const char* by) {
    std::size_t times = 0;
    for (std::size_t i = 0; i < 300; ++i) {
      search_work work;
      const auto found = index.search(spoiled(in, stored[i], by, i), {}, &work);
      times += work.scanned;
      if (work.scanned) CHECK(found[0].id == i);
      CHECK((work.candidates != 0 || work.scanned || found.empty()));
    }
    return times;
  };
  CHECK(scanned("keep=0.5") == 0);
  CHECK(scanned("keep=0.4") > 100);
}

TEST_CASE("batches and single cues get the same answers at every level and thread count") {
  for (const char* shape : shapes) {
    const layout in = layout::parse(shape);
    const pattern_batch stored = random_patterns(in, 0, 500);
    pattern_batch cues;
    for (std::size_t i = 0; i < 100; ++i) cues.push_back(spoiled(in, stored[i], "keep=0.6", i));
    const auto run = [&] {
      pattern_index index = make(shape, {.patterns = 200, .share = 0.6});
      index.insert(stored);
      return index.search(cues, {.top = 4});
    };
    const level_guard guard;
    force_level("scalar");
    const auto reference = run();
    for (const std::string_view level : available_levels()) {
      force_level(level);
      for (const unsigned threads : {1U, 2U, 5U}) {
        const thread_limit limit(threads);
        INFO(shape << " " << level << " " << threads);
        CHECK(run() == reference);
      }
    }
    pattern_index index = make(shape, {.patterns = 200, .share = 0.6});
    index.insert(stored);
    for (std::size_t i = 0; i < cues.size(); ++i)
      CHECK(index.search(cues[i], {.top = 4}) == reference[i]);
  }
}

TEST_CASE("a plan reaches its recall, within three times the codes' bytes") {
  for (const double share : {0.5, 0.7, 0.9}) {
    const index_plan p = plan_index(layout::parse("64x256"), {.patterns = 1000000, .share = share});
    CHECK(p.degree >= 2);
    CHECK(p.recall >= 0.99);
    CHECK_FALSE(p.scan_unknown);
    CHECK(5 * p.lists + 8 <= 3 * 64);
  }
  // Half of the cues would be lost: the others are scanned for.
  const index_plan noisy = plan_index(layout::parse("64x256"), {.patterns = 1000000, .share = 0.2});
  CHECK((noisy.recall >= 0.99 || noisy.scan_unknown));
  // Where lists would be as long as everything.
  CHECK(plan_index(layout::parse("8x2"), {.patterns = 1000000}).degree == 0);
}

TEST_CASE("strangers are no better than chance, stored patterns are") {
  const layout in = layout::parse("64x256");
  pattern_index index = make("64x256", {.patterns = 3000});
  index.insert(random_patterns(in, 0, 3000));
  std::size_t known = 0;
  for (std::size_t i = 0; i < 1000; ++i) {
    const pattern_batch stranger = random_patterns(in, 10000 + i, 1);
    const auto found = index.search(stranger[0], {.scan = scanning::always});
    known += !found.empty() && index.chance(64, found[0].overlap) <= 0.01;
  }
  CHECK(known < 30);  // 10 expected at most
  CHECK(index.chance(32, 32) < 1e-60);
  CHECK(index.chance(64, 0) == 1);
}

TEST_CASE("what makes no sense is refused, and nothing changes") {
  const layout in = layout::parse("20x20");
  CHECK(fault_of([&] { plan_index(in, {.patterns = 0}); }) == fault::usage);
  CHECK(fault_of([&] { plan_index(in, {.share = 0}); }) == fault::usage);
  CHECK(fault_of([&] { plan_index(in, {.degree = 5}); }) == fault::usage);
  CHECK(fault_of([&] { plan_index(in, {.degree = 2, .lists = 191}); }) == fault::usage);
  CHECK(fault_of([&] { plan_index(layout::parse("2x20"), {.degree = 3}); }) == fault::usage);
  CHECK(fault_of([&] {
          pattern_index(in, plan_index(layout::parse("30x20"), {.degree = 2, .lists = 9}));
        }) == fault::usage);
  index_plan too_many = plan_index(in, {.degree = 2, .lists = 190});  // all there are
  CHECK_NOTHROW(pattern_index(in, too_many));
  ++too_many.lists;
  CHECK(fault_of([&] { pattern_index(in, too_many); }) == fault::usage);
  CHECK(fault_of([&] { make("8192/5000", {}); }) == fault::usage);
  CHECK(fault_of([&] {
          pattern_index index = make("64x256", {.patterns = 4000000000, .degree = 3, .lists = 30});
          index.insert(random_patterns(layout::parse("64x256"), 0, 1));
        }) == fault::resources);

  pattern_index index = make("20x20", {.patterns = 100, .degree = 2, .lists = 9});
  pattern_batch batch = random_patterns(in, 0, 2);
  index.insert(batch);
  batch.push_back(pattern{1, 2, 3});
  CHECK(fault_of([&] { index.insert(batch); }) == fault::bad_input);
  CHECK(index.size() == 2);
  CHECK(fault_of([&] { index.get(2); }) == fault::bad_input);
  CHECK(fault_of([&] { (void)index.search(pattern{400}, {}); }) == fault::bad_input);
  CHECK(fault_of([&] { (void)index.search(batch[0], {.top = 0}); }) == fault::usage);
  CHECK(index.search(pattern(), {}).empty());
  CHECK_FALSE(index.erase(2));
}
