#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <cmath>
#include <thread>

#include <kenyon/memory/synapses/random_synapses.hpp>
#include <kenyon/pattern/random.hpp>

#include "tests/memory/fault_of.hpp"

using namespace kenyon;

namespace {

// The published rule in doubles on a full matrix, written to be read.
class naive_synapses {
 public:
  naive_synapses(const random_synapses& like, double beta) : beta_(beta) {
    for (unit i = 0; i < like.cue_layout().units(); ++i) {
      weights_.emplace_back(like.answer_layout().units(), 0.0);
      for (const unit j : like.targets(i)) weights_[i][j] = 1;
    }
  }

  std::vector<double> supports(pattern_view active) const {
    std::vector<double> sums(weights_[0].size());
    for (std::size_t j = 0; j < sums.size(); ++j)
      for (const unit i : active) sums[j] += weights_[i][j];
    return sums;
  }

  void strengthen(pattern_view active, pattern_view winners) {
    for (const unit i : active)
      for (const unit j : winners) weights_[i][j] *= 1 + beta_;
  }

 private:
  double beta_;
  std::vector<std::vector<double>> weights_;
};

std::vector<std::int32_t> supports_of(const random_synapses& synapses, pattern_view active) {
  std::vector<std::int32_t> sums(synapses.answer_layout().units());
  synapses.add_supports(active, sums);
  return sums;
}

pattern drawn_pattern(const layout& in, std::uint64_t index) {
  pattern drawn(in.active());
  random_pattern(in, 77, stream::patterns, index, drawn);
  return drawn;
}

// Units that fired and won, many times over.
void live(random_synapses& synapses, std::uint64_t rounds) {
  for (std::uint64_t t = 0; t < rounds; ++t)
    synapses.strengthen(drawn_pattern(synapses.cue_layout(), t % 7),
                        drawn_pattern(synapses.answer_layout(), 100 + t % 5));
}

}  // namespace

TEST_CASE("random synapses: supports are those of the published rule in doubles") {
  const double p = GENERATE(0.02, 0.3, 1.0);
  const double beta = GENERATE(0.0, 0.05, 1.0);
  const bool is_auto = GENERATE(true, false);
  const layout cues = layout::flat(120, 9);
  const layout answers = is_auto ? cues : layout::modular(10, 15);
  random_synapses synapses =
      is_auto ? random_synapses(cues, {p, beta, 3}) : random_synapses(cues, answers, {p, beta, 3});
  naive_synapses naive(synapses, beta);
  for (std::uint64_t t = 0; t < 20; ++t) {
    const pattern active = drawn_pattern(cues, t % 4);
    const pattern winners = drawn_pattern(answers, 50 + t % 3);
    synapses.strengthen(active, winners);
    naive.strengthen(active, winners);
    const auto found = supports_of(synapses, active);
    const auto wanted = naive.supports(active);
    for (std::size_t j = 0; j < found.size(); ++j) {
      // Half a step a synapse; and a weight stays at its bound.
      const double sum = found[j] / double(random_synapses::weight_one);
      INFO("round " << t << " unit " << j);
      if (wanted[j] < 128)
        CHECK(std::abs(sum - wanted[j]) <= 9 * 0.5 / random_synapses::weight_one);
    }
  }
}

TEST_CASE(
    "random synapses: each there with probability p on its own, a function of seed and unit") {
  const layout all = layout::flat(2000, 20);
  const double p = GENERATE(0.001, 0.01, 0.2);
  const random_synapses synapses(all, {p, 0.05, 11});
  const random_synapses others(all, {p, 0.05, 12});
  double count = 0, squares = 0, shared = 0;
  std::vector<double> into(all.units());
  for (unit i = 0; i < all.units(); ++i) {
    const pattern to = synapses.targets(i);
    CHECK(std::is_sorted(to.begin(), to.end()));
    CHECK(std::find(to.begin(), to.end(), i) == to.end());
    count += double(to.size());
    for (const unit j : to) ++into[j];
    shared += double(overlap(to, others.targets(i)));
  }
  // The mean of binomial counts, five standard deviations either way: 6e-7 to fail by chance.
  const double pairs = 2000.0 * 1999.0;
  CHECK(std::abs(count - p * pairs) < 5 * std::sqrt(pairs * p * (1 - p)));
  CHECK(std::abs(shared - p * p * pairs) < 5 * std::sqrt(pairs * p * p) + 1);
  // The variance of the synapses into a unit is the binomial one (standard error sqrt(2/2000)).
  for (const double n : into) squares += (n - count / 2000) * (n - count / 2000);
  CHECK(squares / 2000 == Approx(1999 * p * (1 - p)).epsilon(5 * std::sqrt(2.0 / 2000)));
}

TEST_CASE("random synapses: units to themselves only between different layouts") {
  const layout all = layout::flat(50, 5);
  const random_synapses within(all, {1.0, 0.05, 1});
  const random_synapses across(all, all, {1.0, 0.05, 1});
  CHECK(within.targets(7).size() == 49);
  CHECK(within.weight(7, 7) == 0);
  CHECK(within.weight(7, 8) == random_synapses::weight_one);
  CHECK(across.targets(7).size() == 50);
  CHECK(across.weight(7, 7) == random_synapses::weight_one);
}

TEST_CASE("random synapses: weights double up to their bound and stay there") {
  const layout all = layout::flat(10, 2);
  random_synapses synapses(all, {1.0, 1.0, 1});
  for (int c = 1; c <= 9; ++c) {
    synapses.strengthen(pattern{2}, pattern{3});
    const std::int32_t doubled = random_synapses::weight_one << c;
    CHECK(synapses.weight(2, 3) == std::min(doubled, random_synapses::max_weight));
    CHECK(synapses.weight(3, 2) == random_synapses::weight_one);
    CHECK(synapses.weight(2, 4) == random_synapses::weight_one);
  }
  // As many units as may fire, all at the bound: the largest support there is fits.
  const layout many = layout::flat(max_cue_units, max_cue_units);
  random_synapses full(many, layout::flat(1, 1), {1.0, 1.0, 1});
  const pattern everyone = drawn_pattern(many, 0);
  for (int c = 0; c < 7; ++c) full.strengthen(everyone, pattern{0});
  CHECK(supports_of(full, everyone)[0] ==
        std::int64_t{max_cue_units} * random_synapses::max_weight);
}

TEST_CASE("random synapses: the order changes no bit, and units that never fired cost nothing") {
  const layout cues = layout::flat(3000, 30);
  const layout answers = layout::flat(2000, 25);
  const synapse_rule rule{0.05, 0.1, 5};
  random_synapses one(cues, answers, rule), other(cues, answers, rule);
  const std::uint64_t empty = one.footprint_bytes();
  live(one, 30);
  for (std::uint64_t t = 30; t-- > 0;)
    other.strengthen(drawn_pattern(cues, t % 7), drawn_pattern(answers, 100 + t % 5));
  CHECK(one.state() == other.state());
  CHECK(one.state() != random_synapses(cues, answers, rule).state());
  // At most 7 patterns of 30 units fired, of 100 synapses of 6 bytes each.
  CHECK(one.footprint_bytes() > empty + 150 * 80 * 6);
  CHECK(one.footprint_bytes() < empty + 210 * 120 * 6);
}

TEST_CASE("random synapses: readers that need the same rows at once draw each once") {
  const layout cues = layout::flat(40, 30);
  const layout answers = layout::flat(20000, 5);  // rows that take some time
  const random_synapses shared(cues, answers, {0.5, 0.1, 5}), alone(cues, answers, {0.5, 0.1, 5});
  const pattern active = drawn_pattern(cues, 0);
  std::atomic<int> waiting = 8;
  std::vector<std::vector<std::int32_t>> sums(8);
  std::vector<std::thread> readers;
  for (auto& sum : sums)
    readers.emplace_back([&] {
      sum.assign(answers.units(), 0);
      for (--waiting; waiting > 0;) std::this_thread::yield();
      shared.add_supports(active, sum);
    });
  for (std::thread& reader : readers) reader.join();
  for (const auto& sum : sums) CHECK(sum == supports_of(alone, active));
  CHECK(shared.footprint_bytes() == alone.footprint_bytes());
}

TEST_CASE("random synapses: what was learned is saved, loaded and left out of an untrained one") {
  const layout cues = layout::flat(200, 10);
  random_synapses learned(cues, {0.1, 0.05, 9});
  live(learned, 40);
  const pattern asked = drawn_pattern(cues, 3);
  random_synapses copy = learned.untrained();
  CHECK(supports_of(copy, asked) != supports_of(learned, asked));
  CHECK(copy.state() == learned.untrained().state());  // to fire is not to learn
  CHECK(copy.targets(3) == learned.targets(3));
  live(copy, 3);
  copy.load_state(learned.state());
  CHECK(supports_of(copy, asked) == supports_of(learned, asked));
  CHECK(copy.state() == learned.state());
  live(copy, 5);
  live(learned, 5);
  CHECK(copy.state() == learned.state());
  copy.load_state(copy.untrained().state());
  CHECK(supports_of(copy, asked) == supports_of(learned.untrained(), asked));
}

TEST_CASE("random synapses: a damaged or foreign state is refused and changes nothing") {
  const layout cues = layout::flat(60, 5);
  random_synapses learned(cues, {0.2, 0.05, 9});
  live(learned, 20);
  const auto good = learned.state();
  const auto refused = [&](std::vector<std::byte> bad) {
    CHECK(fault_of([&] { learned.load_state(bad); }) == fault::bad_input);
    CHECK(learned.state() == good);
  };
  for (std::size_t length = 0; length < good.size(); ++length)
    refused({good.begin(), good.begin() + static_cast<std::ptrdiff_t>(length)});
  auto longer = good;
  longer.push_back(std::byte{});
  refused(longer);
  auto no_synapses = learned.untrained().state();
  no_synapses[no_synapses.size() - 4] = std::byte{1};  // one row: of unit 0, nothing
  no_synapses.insert(no_synapses.end(), 8, std::byte{0});
  refused(no_synapses);
  refused(random_synapses(cues, cues, {0.2, 0.05, 9}).state());
  refused(random_synapses(cues, {0.2, 0.05, 8}).state());
  refused(random_synapses(cues, {0.2, 0.06, 9}).state());
  refused(random_synapses(cues, {0.3, 0.05, 9}).state());
  refused(random_synapses(layout::flat(61, 5), {0.2, 0.05, 9}).state());
  // Whatever number is changed, everything is refused, but for another count that may be.
  constexpr std::size_t header = 40;
  std::size_t accepted = 0, numbers = 0;
  for (std::size_t at = 0; at < good.size(); at += 4) {
    for (const unsigned change : {0x01u, 0x80u}) {
      auto bad = good;
      bad[at + (change == 0x80 ? 3u : 0u)] ^= static_cast<std::byte>(change);
      random_synapses other = learned.untrained();
      try {
        other.load_state(bad);
        CHECK(at >= header + 4);
        CHECK(change == 0x01);
        CHECK(other.state() == bad);
        ++accepted;
      } catch (const error& e) {
        CHECK(e.which() == fault::bad_input);
        CHECK(other.state() == learned.untrained().state());
      }
      ++numbers;
    }
  }
  CHECK(accepted < numbers / 3);
}

TEST_CASE("random synapses: wrong requests are refused and change nothing") {
  const layout cues = layout::flat(100, 5);
  const layout answers = layout::flat(50, 5);
  const auto made = [&](double p, double beta) {
    return fault_of([&] { random_synapses(cues, {p, beta, 1}); });
  };
  CHECK(made(0, 0.05) == fault::usage);
  CHECK(made(1.01, 0.05) == fault::usage);
  CHECK(made(std::nan(""), 0.05) == fault::usage);
  CHECK(made(0.1, -0.1) == fault::usage);
  CHECK(made(0.1, 1.1) == fault::usage);
  random_synapses synapses(cues, answers, {0.2, 0.05, 1});
  std::vector<std::int32_t> sums(50, 7), few(49);
  const auto asked = [&](const pattern& active, std::span<std::int32_t> into) {
    return fault_of([&] { synapses.add_supports(active, into); });
  };
  CHECK(asked({100}, sums) == fault::bad_input);
  CHECK(asked({3, 3}, sums) == fault::bad_input);
  CHECK(asked({3}, few) == fault::usage);
  CHECK(sums == std::vector<std::int32_t>(50, 7));
  CHECK(fault_of([&] { synapses.strengthen(pattern{1}, pattern{50}); }) == fault::bad_input);
  CHECK(fault_of([&] { synapses.strengthen(pattern{100}, pattern{5}); }) == fault::bad_input);
  CHECK(fault_of([&] { synapses.weight(0, 50); }) == fault::bad_input);
  CHECK(fault_of([&] { synapses.targets(100); }) == fault::bad_input);
  CHECK(synapses.state() == synapses.untrained().state());
  const layout large = layout::flat(5000, 4097);
  random_synapses many(large, {0.001, 0.05, 1});
  pattern too_many(4097);
  for (unit u = 0; u < 4097; ++u) too_many[u] = u;
  CHECK(fault_of([&] { many.strengthen(too_many, pattern{1}); }) == fault::bad_input);
}
