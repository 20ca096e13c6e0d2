// Nets of +-1: couplings and dynamics by their definitions, loads, dreaming.
#include <catch2/catch.hpp>
#include <cmath>

#include <kenyon/base/error.hpp>
#include <kenyon/kenyon.hpp>

#include "tests/level_guard.hpp"
#include "tests/memory/fault_of.hpp"

using namespace kenyon;

namespace {

using signs = std::vector<int>;

signs signs_of(std::uint32_t units, pattern_view up) {
  signs s(units, -1);
  for (const unit u : up) s[u] = 1;
  return s;
}

pattern up_of(const signs& s) {
  pattern up;
  for (unit u = 0; u < s.size(); ++u)
    if (s[u] > 0) up.push_back(u);
  return up;
}

pattern_batch states(std::uint32_t units, std::size_t count, std::uint64_t seed = 1) {
  pattern_batch drawn;
  for (std::uint64_t i = 0; i < count; ++i)
    drawn.push_back(random_state(units, seed, stream::patterns, i));
  return drawn;
}

// `flips` units of the state turned round.
pattern turned(std::uint32_t units, pattern_view state, std::uint32_t flips, std::uint64_t index) {
  pattern which(flips);
  random_sequence numbers(5, stream::noise, index);
  draw_distinct(numbers, units, which);
  signs s = signs_of(units, state);
  for (const unit u : which) s[u] = -s[u];
  return up_of(s);
}

pattern_batch turned(std::uint32_t units, const pattern_batch& of, std::uint32_t flips) {
  pattern_batch cues;
  for (std::size_t i = 0; i < of.size(); ++i) cues.push_back(turned(units, of[i], flips, i));
  return cues;
}

double mean_overlap(std::uint32_t units, const pattern_batch& right,
                    const std::vector<settled>& answers) {
  double sum = 0;
  for (std::size_t i = 0; i < right.size(); ++i)
    sum += state_overlap(units, right[i], answers[i].units);
  return sum / static_cast<double>(right.size());
}

long naive_field(const hopfield_net& net, const signs& s, unit i) {
  long h = 0;
  for (unit j = 0; j < s.size(); ++j) h += net.coupling(i, j) * s[j];
  return h;
}

// The dynamics as a textbook has them.
settled naive_recall(const hopfield_net& net, pattern_view cue, update_order order,
                     std::uint32_t steps) {
  signs s = signs_of(net.units(), cue);
  settled told;
  while (!told.converged && told.steps < steps) {
    ++told.steps;
    const signs before = s;
    for (unit i = 0; i < s.size(); ++i) {
      const long h = naive_field(net, order == update_order::synchronous ? before : s, i);
      if (h != 0) s[i] = h > 0 ? 1 : -1;
    }
    told.converged = s == before;
  }
  told.units = up_of(s);
  return told;
}

}  // namespace

TEST_CASE("couplings are sums of products, stored in any portions") {
  const auto n = GENERATE(2U, 31U, 64U, 100U);
  const pattern_batch patterns = states(n, 70);
  hopfield_net net(n);
  hopfield_net parts(n);
  net.store(patterns);
  for (std::size_t i = 0; i < 70; i += 10) {
    pattern_batch part;
    for (std::size_t k = i; k < i + 10; ++k) part.push_back(patterns[k]);
    parts.store(part);
  }
  CHECK(parts.stored() == 70);
  for (unit i = 0; i < n; ++i)
    for (unit j = 0; j < n; ++j) {
      int sum = 0;
      for (std::size_t p = 0; p < 70 && i != j; ++p)
        sum += signs_of(n, patterns[p])[i] * signs_of(n, patterns[p])[j];
      REQUIRE(net.coupling(i, j) == sum);
      REQUIRE(parts.coupling(i, j) == sum);
    }
}

TEST_CASE("a net settles as the definition says, at every level and thread count") {
  const auto order = GENERATE(update_order::synchronous, update_order::sequential);
  const std::uint32_t n = 90;
  const pattern_batch patterns = states(n, 12);  // an even number: fields of 0 happen
  const pattern_batch cues = turned(n, patterns, 20);
  const level_guard guard;
  for (const std::string_view level : available_levels()) {
    force_level(level);
    hopfield_net net(n);
    net.store(patterns);
    for (const unsigned threads : {1U, 3U}) {
      const thread_limit limit(threads);
      for (const std::uint32_t steps : {1U, 3U, 50U}) {
        const auto answers = net.recall(cues, {order, steps});
        for (std::size_t i = 0; i < cues.size(); ++i) {
          const settled right = naive_recall(net, cues[i], order, steps);
          INFO(level << " cue " << i << " steps " << steps);
          REQUIRE(answers[i].units == right.units);
          REQUIRE(answers[i].steps == right.steps);
          REQUIRE(answers[i].converged == right.converged);
        }
      }
    }
  }
}

TEST_CASE("a state of more units than a kernel takes at once") {
  const std::uint32_t n = 9000;
  hopfield_net net(n);
  const pattern_batch patterns = states(n, 3);
  net.store(patterns);
  pattern_batch complements;  // the complement of a pattern is a fixed point too
  for (std::size_t i = 0; i < 3; ++i) {
    signs s = signs_of(n, patterns[i]);
    for (int& x : s) x = -x;
    complements.push_back(up_of(s));
  }
  CHECK(mean_overlap(n, patterns, net.recall(turned(n, patterns, 900))) == 1);
  CHECK(mean_overlap(n, complements, net.recall(turned(n, complements, 900))) == 1);
}

TEST_CASE("patterns are kept well below 0.138 N and lost well above") {
  const std::uint32_t n = 600;
  const auto kept_at = [&](double load) {
    const pattern_batch patterns = states(n, static_cast<std::size_t>(load * n));
    hopfield_net net(n);
    net.store(patterns);
    return mean_overlap(n, patterns, net.recall(patterns));
  };
  CHECK(kept_at(0.05) > 0.999);
  CHECK(kept_at(0.10) > 0.97);
  CHECK(kept_at(0.25) < 0.6);
}

TEST_CASE("dreaming not at all is the plain rule, but for the scale") {
  const std::uint32_t n = 80;
  const pattern_batch patterns = states(n, 9);
  hopfield_net plain(n);
  plain.store(patterns);
  const hopfield_net net = hopfield_net::dreamt(n, patterns, 0);
  int largest = 0;
  for (unit j = 1; j < n; ++j)
    for (unit i = 0; i < j; ++i) largest = std::max(largest, std::abs(int{plain.coupling(i, j)}));
  for (unit i = 0; i < n; ++i)
    for (unit j = 0; j < n; ++j)
      REQUIRE(net.coupling(i, j) ==
              static_cast<int>(std::lround(4095.0 * plain.coupling(i, j) / largest)));
}

TEST_CASE("dreaming of two patterns equals a calculation by hand") {
  // C = [1 c; c 1]: the sum of the patterns has eigenvalue 1+c, the difference 1-c.
  const std::uint32_t n = 20;
  const pattern_batch patterns = states(n, 2, 3);
  const signs a = signs_of(n, patterns[0]);
  const signs b = signs_of(n, patterns[1]);
  const double c = state_overlap(n, patterns[0], patterns[1]);
  REQUIRE(c != 0);
  const double t = 2.5;
  const double together = 1 / (1 + t * (1 + c));
  const double apart = 1 / (1 + t * (1 - c));
  const auto j = [&](unit x, unit y) {
    return (a[x] + b[x]) * (a[y] + b[y]) * together / 2 + (a[x] - b[x]) * (a[y] - b[y]) * apart / 2;
  };
  double largest = 0;
  for (unit x = 0; x < n; ++x)
    for (unit y = 0; y < x; ++y) largest = std::max(largest, std::abs(j(x, y)));
  const hopfield_net net = hopfield_net::dreamt(n, patterns, t);
  for (unit x = 0; x < n; ++x)
    for (unit y = 0; y < n; ++y) {
      const double right = x == y ? 0 : 4095 * j(x, y) / largest;
      REQUIRE(std::abs(net.coupling(x, y) - right) <= 0.5 + 1e-6);
    }
}

TEST_CASE("at half a pattern a unit the plain rule fails and the dreamt one completes") {
  const std::uint32_t n = 400;
  const pattern_batch patterns = states(n, n / 2);
  const pattern_batch cues = turned(n, patterns, n / 20);  // overlap .9
  hopfield_net plain(n);
  plain.store(patterns);
  CHECK(mean_overlap(n, patterns, plain.recall(cues)) < 0.6);
  const hopfield_net net = hopfield_net::dreamt(n, patterns, 1000);
  CHECK(mean_overlap(n, patterns, net.recall(cues)) > 0.99);
  CHECK(net.stored() == n / 2);
}

TEST_CASE("nets refuse what makes no sense and change nothing") {
  CHECK(fault_of([] { hopfield_net(1); }) == fault::usage);
  CHECK(fault_of([] { hopfield_net(max_net_units + 1); }) == fault::usage);
  const pattern_batch patterns = states(50, 5);
  CHECK(fault_of([&] { hopfield_net::dreamt(50, patterns, -1); }) == fault::usage);
  CHECK(fault_of([&] { hopfield_net::dreamt(50, {}, 1); }) == fault::bad_input);
  CHECK(fault_of([&] { hopfield_net::dreamt(20, patterns, 1); }) == fault::bad_input);
  hopfield_net net(50);
  net.store(patterns);
  CHECK(fault_of([&] { net.store(states(51, 40)); }) == fault::bad_input);
  CHECK(fault_of([&] { net.store(states(50, 4091)); }) == fault::usage);
  CHECK(fault_of([&] {
          (void)net.recall(patterns, {update_order::sequential, 0});
        }) == fault::usage);
  CHECK(fault_of([&] { (void)net.recall(states(60, 40)); }) == fault::bad_input);
  CHECK(net.stored() == 5);
  hopfield_net same(50);
  same.store(patterns);
  for (unit i = 0; i < 50; ++i)
    for (unit j = 0; j < 50; ++j) REQUIRE(net.coupling(i, j) == same.coupling(i, j));
  hopfield_net slept = hopfield_net::dreamt(50, patterns, 1);
  CHECK(fault_of([&] { slept.store(patterns); }) == fault::usage);
}

TEST_CASE("a polynomial net weighs the energies of both states of a unit") {
  const auto degree = GENERATE(2U, 3U, 4U, 5U);
  const std::uint32_t n = 33;
  const pattern_batch patterns = states(n, 20);
  const polynomial_net net(n, degree, patterns);
  const pattern state = random_state(n, 4, stream::trial, 0);
  const auto energy = [&](const signs& s) {
    long sum = 0;
    for (std::size_t p = 0; p < patterns.size(); ++p) {
      const signs x = signs_of(n, patterns[p]);
      long z = 0;
      for (unit u = 0; u < n; ++u) z += x[u] * s[u];
      long f = 1;
      for (std::uint32_t k = 0; k < degree; ++k) f *= z;
      sum += f;
    }
    return sum;
  };
  const std::vector<std::int64_t> drive = net.drives(state);
  for (unit u = 0; u < n; ++u) {
    signs up = signs_of(n, state);
    signs down = up;
    up[u] = 1;
    down[u] = -1;
    REQUIRE(drive[u] == energy(up) - energy(down));
  }
}

TEST_CASE("a polynomial net of degree 2 is the Hopfield net") {
  const std::uint32_t n = 120;
  const pattern_batch patterns = states(n, 30);
  const pattern_batch cues = turned(n, patterns, 12);
  hopfield_net net(n);
  net.store(patterns);
  const auto hopfield = net.recall(cues, {update_order::synchronous, 20});
  const auto polynomial = polynomial_net(n, 2, patterns).recall(cues, 20);
  for (std::size_t i = 0; i < cues.size(); ++i) {
    REQUIRE(hopfield[i].units == polynomial[i].units);
    REQUIRE(hopfield[i].steps == polynomial[i].steps);
    REQUIRE(hopfield[i].converged == polynomial[i].converged);
  }
}

TEST_CASE("a polynomial net of degree 3 keeps what degree 2 has lost") {
  const std::uint32_t n = 100;
  const pattern_batch patterns = states(n, 200);
  CHECK(mean_overlap(n, patterns, polynomial_net(n, 2, patterns).recall(patterns)) < 0.6);
  CHECK(mean_overlap(n, patterns, polynomial_net(n, 3, patterns).recall(patterns)) > 0.999);
  CHECK(fault_of([&] { polynomial_net(n, 9, patterns); }) == fault::usage);
  CHECK(fault_of([&] { polynomial_net(n, 1, patterns); }) == fault::usage);
  CHECK(fault_of([&] { polynomial_net(90, 3, patterns); }) == fault::bad_input);
}

TEST_CASE("mean-field theory: the critical load, and overlaps that solve its equations") {
  CHECK(critical_load() == Approx(0.1379).margin(5e-5));
  CHECK(retrieval_overlap(critical_load()) == Approx(0.967).margin(1e-3));
  CHECK(retrieval_overlap(0.139) == 0);
  CHECK_THROWS_AS(retrieval_overlap(0), error);
  for (const double load : {1e-6, 0.01, 0.05, 0.1, 0.137}) {
    // As published: m = erf(m / sqrt(2 a r)), C = sqrt(2 / (pi a r)) exp(-m^2 / (2 a r)),
    // r = 1 / (1 - C)^2, solved by iterating from m = 1.
    double m = 1;
    double r = 1;
    for (int i = 0; i < 2000; ++i) {
      const double spread = 2 * load * r;
      const double c = std::sqrt(4 / (std::acos(-1.0) * spread)) * std::exp(-m * m / spread);
      m = std::erf(m / std::sqrt(spread));
      r = 1 / ((1 - c) * (1 - c));
    }
    CHECK(retrieval_overlap(load) == Approx(m).epsilon(1e-9));
  }
}
