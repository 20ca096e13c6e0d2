// Messages on 12 of 100 modules of 64 units, three symbols unknown: guided recall (the message's
// modules are known, 4 steps) and blind recall (all modules, 1 step); and whole messages of 8
// modules of 256 units, four unknown. A point ends by errors, not by trials.
#include <kenyon/memory/clique/network.hpp>
#include <kenyon/memory/clique/theory.hpp>

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <atomic>
#include <cmath>

#include "experiment/reproduce/entries.hpp"

namespace kenyon::reproduce {
namespace {

struct protocol {
  layout in;
  std::uint32_t active;  // modules of a message
  std::uint32_t erased;
  clique_rule rule;
  bool guided;
  std::uint32_t steps;
};

struct point {
  std::uint64_t messages;
  double guided, blind;  // published error rates
};
constexpr point printed[] = {{103342, 2.54e-4, .0794}, {116675, 6.82e-4, .1820},
                             {143341, 4.10e-3, .5794}, {170007, .0178, .9352},
                             {250005, .2750, 1},       {303337, .7236, 1}};
constexpr point whole_messages[] = {{12000, .006, 0}, {18000, .074, 0}, {20000, .172, 0}};

constexpr std::uint64_t networks = 8;
constexpr std::uint64_t round_trials = 4096;
constexpr std::uint64_t most_trials = std::uint64_t{1} << 26;  // of a rate that is not there

pattern drawn(const protocol& how, std::uint64_t seed, std::uint64_t index) {
  random_sequence numbers(seed, stream::patterns, index);
  pattern message(how.active);
  draw_distinct(numbers, how.in.modules(), message);
  for (unit& u : message) u = u * how.in.module_units() + numbers.below(how.in.module_units());
  return message;
}

// A network that grows along one seed's sequence of messages.
struct network {
  const protocol& how;
  std::uint64_t seed;
  clique_network memory;

  network(const protocol& told, std::uint64_t which) : how(told), seed(which), memory(told.in) {}

  void grow_to(std::uint64_t messages) {
    while (memory.stored() < messages) {
      pattern_batch batch;
      const std::uint64_t end = std::min(messages, memory.stored() + 20000);
      for (std::uint64_t i = memory.stored(); i < end; ++i) batch.push_back(drawn(how, seed, i));
      memory.store(batch);
    }
  }

  // Two winners in a module, a wrong symbol and a wrong module are errors.
  bool fails(std::uint64_t trial, bool guided) const {
    random_sequence numbers(seed, stream::trial, trial);
    const auto stored = static_cast<std::uint32_t>(memory.stored());
    const pattern message = drawn(how, seed, numbers.below(stored));
    pattern gone(how.erased);
    draw_distinct(numbers, how.active, gone);
    pattern cue;
    clique_options options{.rule = how.rule, .steps = guided ? how.steps : 1};
    for (std::uint32_t i = 0; i < how.active; ++i) {
      if (guided) options.modules.push_back(message[i] / how.in.module_units());
      if (!std::binary_search(gone.begin(), gone.end(), i)) cue.push_back(message[i]);
    }
    return memory.recall(cue, options).units != message;
  }
};

struct counted {
  std::uint64_t errors = 0;
  std::uint64_t trials = 0;
};

counted count_errors(const network& net, bool guided, std::uint64_t enough,
                     const run_control& control) {
  counted sum;
  while (sum.errors < enough && sum.trials < most_trials) {
    stop_if_asked(control.stop);
    if (control.stored) control.stored(round_trials);
    const tbb::blocked_range<std::uint64_t> round(sum.trials, sum.trials + round_trials, 64);
    std::atomic<std::uint64_t> errors = 0;
    tbb::parallel_for(round, [&](const auto& part) {
      std::uint64_t here = 0;
      for (std::uint64_t t = part.begin(); t != part.end(); ++t) here += net.fails(t, guided);
      errors += here;
    });
    sum.errors += errors;
    sum.trials += round_trials;
  }
  return sum;
}

// Both rates are binomial, the published one from the 500 errors of the protocol. Fifteen cells
// should agree at once in 95 runs of 100: 2.94 standard deviations each (two-sided .05/15). And
// half of the last digit told.
double tolerance(double published, double last_digit, const counted& all) {
  const double spread = published * published * (1 - published);
  return 2.94 * std::sqrt(spread / 500 + spread / static_cast<double>(all.errors)) + last_digit / 2;
}

double last_digit_of(double published) {
  return published < 1e-3 ? 1e-6 : published < 1e-2 ? 1e-5 : published < 1 ? 1e-4 : 1e-3;
}

// Errors of a message repeat, so the interval is taken over networks.
figure measured_rate(const std::string& cell, double published, figure_kind kind, double last_digit,
                     std::vector<network>& nets, bool guided, std::uint64_t errors,
                     const run_control& control, curve& drawn_curve) {
  counted all;
  std::vector<double> rates;
  for (const network& net : nets) {
    const counted one = count_errors(net, guided, (errors + networks - 1) / networks, control);
    rates.push_back(static_cast<double>(one.errors) / static_cast<double>(one.trials));
    all.errors += one.errors;
    all.trials += one.trials;
  }
  const estimate found = estimate_share(rates, static_cast<double>(all.trials));
  const auto messages = static_cast<double>(nets[0].memory.stored());
  drawn_curve.measured.push_back({messages, found.mean, found.ci95});
  drawn_curve.published.push_back({messages, published, std::nullopt});
  return {cell, published, kind, found.mean, found.ci95, tolerance(published, last_digit, all)};
}

std::vector<network> fresh(const protocol& how) {
  std::vector<network> nets;
  for (std::uint64_t seed = 1; seed <= networks; ++seed) nets.emplace_back(how, seed);
  return nets;
}

figure density_row(const network& net) {
  const double told = clique_density({net.how.in, net.how.active, 1, false},
                                     static_cast<double>(net.memory.stored()));
  return {net.how.in.text() + " density after " + std::to_string(net.memory.stored()),
          told,
          figure_kind::derived,
          net.memory.density(),
          std::nullopt,
          0.005 * told};
}

}  // namespace

reproduction cliques(const reproduce_control& control) {
  const std::uint64_t errors = control.full ? 4000 : 500;
  reproduction made;
  made.plot = {"cliques: error rate", "messages stored", "error rate", false, true, {}};
  curve guided{"guided, 100x64", {}, {}};
  curve blind{"blind, 100x64", {}, {}};
  curve whole{"8x256", {}, {}};

  const protocol sparse{layout::modular(100, 64), 12, 3, clique_rule::overall, true, 4};
  std::vector<network> nets = fresh(sparse);
  for (const point& p : printed) {
    for (network& net : nets) net.grow_to(p.messages);
    const std::string at = " " + std::to_string(p.messages);
    made.figures.push_back(density_row(nets[0]));
    made.figures.push_back(measured_rate("guided" + at, p.guided, figure_kind::printed,
                                         last_digit_of(p.guided), nets, true, errors, control.run,
                                         guided));
    made.figures.push_back(measured_rate("blind" + at, p.blind, figure_kind::printed,
                                         last_digit_of(p.blind), nets, false, errors, control.run,
                                         blind));
  }
  const protocol classic{layout::modular(8, 256), 8, 4, clique_rule::each_module, true, 4};
  nets = fresh(classic);
  for (const point& p : whole_messages) {
    for (network& net : nets) net.grow_to(p.messages);
    made.figures.push_back(measured_rate("8x256 half erased " + std::to_string(p.messages),
                                         p.guided, figure_kind::replica, 1e-3, nets, true, errors,
                                         control.run, whole));
  }
  made.figures.push_back(density_row(nets[0]));
  made.plot.curves = {guided, blind, whole};
  made.note = "Each rate is over " + std::to_string(networks) + " networks and " +
              std::to_string(errors) +
              " errors or more, as many from each network. 8x256: the replica's rates are those of "
              "three updates (see docs/clique.md).";
  return made;
}

}  // namespace kenyon::reproduce
