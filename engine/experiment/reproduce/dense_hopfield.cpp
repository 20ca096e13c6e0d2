// Nets of +-1 units. Plain: every pattern is a cue of itself, units updated one after another until
// nothing changes; how much of it is left against the load. Degree n: units of stored patterns that
// one update turns round. Dreaming: patterns completed from cues of overlap .9.
#include <kenyon/memory/bipolar/hopfield_net.hpp>
#include <kenyon/memory/bipolar/polynomial_net.hpp>
#include <kenyon/memory/bipolar/theory.hpp>
#include <kenyon/memory/exemplar/theory.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "experiment/reproduce/entries.hpp"

namespace kenyon::reproduce {
namespace {

constexpr double loads[] = {0.10, 0.11, 0.12, 0.125, 0.13, 0.135, 0.14, 0.145, 0.15, 0.16};
constexpr std::size_t most_cues = 200;

void go_on(const reproduce_control& control, std::uint64_t stored) {
  stop_if_asked(control.run.stop);
  if (control.run.stored) control.run.stored(stored);
}

pattern_batch states(std::uint32_t units, std::size_t count, std::uint64_t seed) {
  pattern_batch drawn;
  for (std::uint64_t i = 0; i < count; ++i)
    drawn.push_back(random_state(units, seed, stream::patterns, i));
  return drawn;
}

std::vector<double> overlaps(std::uint32_t units, const pattern_batch& right,
                             const std::vector<settled>& answers) {
  std::vector<double> found;
  for (std::size_t i = 0; i < answers.size(); ++i)
    found.push_back(state_overlap(units, right[i], answers[i].units));
  return found;
}

double mean(const std::vector<double>& values) {
  return estimate_mean(values).mean;
}

double kept(std::uint32_t units, double load, std::uint64_t seed,
            const reproduce_control& control) {
  const auto patterns = static_cast<std::size_t>(std::lround(load * units));
  const pattern_batch all = states(units, patterns, seed);
  hopfield_net net(units);
  net.store(all);
  pattern_batch cues;
  for (std::size_t i = 0; i < std::min(patterns, most_cues); ++i) cues.push_back(all[i]);
  go_on(control, patterns);
  return mean(overlaps(units, cues, net.recall(cues, {update_order::sequential, 500})));
}

// Where the curve of one seed first falls below `level`, by a line between the two loads around it.
double crossing(const std::vector<double>& curve_of_seed, double level) {
  for (std::size_t i = 1; i < curve_of_seed.size(); ++i)
    if (curve_of_seed[i] < level) {
      const double above = curve_of_seed[i - 1] - level;
      const double share = above / (above + level - curve_of_seed[i]);
      return loads[i - 1] + share * (loads[i] - loads[i - 1]);
    }
  return std::nan("");  // it never falls: no figure
}

void plain(const reproduce_control& control, reproduction& made) {
  const std::uint32_t units = control.full ? 8000 : 2000;
  const std::uint64_t seeds = control.full ? 4 : 6;
  const std::string n = "N=" + std::to_string(units);
  const double least = retrieval_overlap(critical_load());
  std::vector<std::vector<double>> by_load(std::size(loads));
  std::vector<double> crossings;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    std::vector<double> of_seed;
    for (std::size_t i = 0; i < std::size(loads); ++i) {
      of_seed.push_back(kept(units, loads[i], seed, control));
      by_load[i].push_back(of_seed[i]);
    }
    crossings.push_back(crossing(of_seed, least));
  }
  made.figures.push_back({"critical load, mean-field equations", 0.138, figure_kind::printed,
                          critical_load(), std::nullopt, 0.0005});
  const estimate found = estimate_mean(crossings);
  made.figures.push_back({n + " load where the overlap falls below that of the critical load",
                          0.138, figure_kind::printed, found.mean, found.ci95, 0.008});
  const estimate below = estimate_mean(by_load[0]);
  made.figures.push_back({n + " overlap at load 0.10", retrieval_overlap(0.10),
                          figure_kind::derived, below.mean, below.ci95, 0.003});

  curve measured{"kept from complete cues, " + n, {}, {}};
  for (std::size_t i = 0; i < std::size(loads); ++i) {
    const estimate point = estimate_mean(by_load[i]);
    measured.measured.push_back({loads[i], point.mean, point.ci95});
    measured.published.push_back({loads[i], retrieval_overlap(loads[i]), std::nullopt});
  }
  made.plot = {"Overlap with the pattern after recall",
               "patterns a unit",
               "overlap",
               false,
               false,
               {measured}};
}

void of_degree(std::uint32_t degree, double printed, std::uint64_t nets,
               const reproduce_control& control, reproduction& made) {
  constexpr std::uint32_t units = 100;
  const std::string title = "N=100 n=" + std::to_string(degree);
  const double capacity = krotov_capacity(units, degree);
  made.figures.push_back({title + " patterns without error, formula", printed, figure_kind::derived,
                          capacity, std::nullopt, 0.005 * printed});
  const auto patterns = static_cast<std::size_t>(capacity);
  std::vector<double> wrong;  // units a pattern, one value a net
  for (std::uint64_t seed = 1; seed <= nets; ++seed) {
    const pattern_batch all = states(units, patterns, seed);
    const double agree =
        mean(overlaps(units, all, polynomial_net(units, degree, all).recall(all, 1)));
    wrong.push_back(units * (1 - agree) / 2);
    go_on(control, patterns);
  }
  const estimate found = estimate_mean(wrong);
  // A Gaussian crosstalk is the limit of many units; at 100 it is some ten percent off.
  const double expected = units * krotov_unit_error(units, degree, static_cast<double>(patterns));
  made.figures.push_back({title + " wrong units a pattern at " + std::to_string(patterns), expected,
                          figure_kind::derived, found.mean, found.ci95, 0.15 * expected});
}

void dreaming(const reproduce_control& control, reproduction& made) {
  constexpr std::uint32_t units = 400;
  constexpr std::size_t patterns = units / 2;
  std::vector<double> before, after;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const pattern_batch all = states(units, patterns, seed);
    pattern_batch cues;
    for (std::size_t i = 0; i < patterns; ++i) {
      pattern turned(units / 20);  // 5 % of the units: overlap .9
      random_sequence numbers(seed, stream::noise, i);
      draw_distinct(numbers, units, turned);
      pattern cue;
      std::set_symmetric_difference(all[i].begin(), all[i].end(), turned.begin(), turned.end(),
                                    std::back_inserter(cue));
      cues.push_back(cue);
    }
    const auto exact = [&](const hopfield_net& net) {
      const std::vector<double> found = overlaps(units, all, net.recall(cues));
      return static_cast<double>(std::count(found.begin(), found.end(), 1.0)) / patterns;
    };
    hopfield_net net(units);
    net.store(all);
    before.push_back(exact(net));
    after.push_back(exact(hopfield_net::dreamt(units, all, 1000)));
    go_on(control, patterns);
  }
  const double cues = static_cast<double>(before.size()) * patterns;
  const estimate plain_rule = estimate_share(before, cues);
  const estimate dreamt_rule = estimate_share(after, cues);
  made.figures.push_back({"N=400 P=200 plain rule, share completed from overlap .9", 0,
                          figure_kind::printed, plain_rule.mean, plain_rule.ci95, 0.01});
  made.figures.push_back({"N=400 P=200 after dreaming (t=1000), share completed", 1,
                          figure_kind::printed, dreamt_rule.mean, dreamt_rule.ci95, 0.01});
}

}  // namespace

reproduction dense_hopfield(const reproduce_control& control) {
  reproduction made;
  plain(control, made);
  of_degree(2, 10.9, 2000, control, made);
  of_degree(3, 362, control.full ? 300 : 60, control, made);
  dreaming(control, made);
  made.note =
      "The theory is that of infinitely many units; in a finite net patterns are lost over a range "
      "of loads. \"Without error\" means in Krotov & Hopfield that a unit of a stored pattern is "
      "unstable with probability below 1/N: less than one wrong unit a pattern of 100; the value "
      "beside the measured one is their Gaussian estimate at that load. Of dreaming the paper "
      "states that the plain rule fails and the dreamt one succeeds: 0 and 1 stand for that.";
  return made;
}

}  // namespace kenyon::reproduce
