// Correlation memories in double precision, read from the formulas of correlation.hpp. A pattern
// may count for less than one, as after decay.
#pragma once
#include <algorithm>
#include <cmath>
#include <vector>

#include <kenyon/kenyon.hpp>

#include "memory/correlation/rule.hpp"

namespace kenyon_tests {

using namespace kenyon;

struct naive_correlation {
  correlation_rule rule;
  layout in, out;
  bool is_auto;
  double p10, p01;
  double c = 0;
  std::vector<double> ci, cj;
  std::vector<std::vector<double>> cij, w;
  std::vector<double> bias;

  naive_correlation(correlation_rule which, const layout& cues, const layout& answers, bool both)
      : rule(which),
        in(cues),
        out(answers),
        is_auto(both),
        p10(1.0 / cues.active()),
        p01(1.0 / (cues.units() - cues.active())),
        ci(cues.units()),
        cj(answers.units()),
        cij(cues.units(), std::vector<double>(answers.units())) {}

  void store(pattern_view x, pattern_view y, double amount = 1) {
    c += amount;
    for (unit i : x) ci[i] += amount;
    for (unit j : y) cj[j] += amount;
    for (unit i : x)
      for (unit j : y) cij[i][j] += amount;
  }

  bool own(std::size_t i, std::size_t j) const {
    if (!is_auto) return false;
    return in.is_modular() ? i / in.module_units() == j / in.module_units() : i == j;
  }

  // P(cue shows i active | j in the answer, or not)
  double shown(std::size_t i, std::size_t j, bool with) const {
    const double on = with ? cij[i][j] : ci[i] - cij[i][j];
    const double all = with ? cj[j] : c - cj[j];
    return (on * (1 - p10) + (all - on) * p01) / all;
  }

  double weight(std::size_t i, std::size_t j) const {
    if (own(i, j)) return 0;
    const double eps = 1 / (c + 1);
    const double pij = cij[i][j] / c, pi = ci[i] / c, pj = cj[j] / c;
    switch (rule) {
      case correlation_rule::hebb:
        return pij;
      case correlation_rule::covariance:
        return pij - pi * pj;
      case correlation_rule::presynaptic:
        return pi == 0 ? 0 : pij / pi - pj;
      case correlation_rule::hopfield:
        return 4 * pij - 2 * pi - 2 * pj + 1;
      case correlation_rule::bcpnn:
        return std::log(std::max(pij, eps * eps) / (std::max(pi, eps) * std::max(pj, eps)));
      case correlation_rule::bayes:
        if (cj[j] == 0 || cj[j] == c) return 0;
        return std::log(shown(i, j, true) * (1 - shown(i, j, false)) /
                        (shown(i, j, false) * (1 - shown(i, j, true))));
    }
    return 0;
  }

  double bias_of(std::size_t j) const {
    if (rule == correlation_rule::bcpnn) return std::log(std::max(cj[j] / c, 1 / (c + 1)));
    if (rule != correlation_rule::bayes || cj[j] == 0 || cj[j] == c) return 0;
    double sum = std::log(cj[j] / (c - cj[j]));
    for (std::size_t i = 0; i < ci.size(); ++i)
      if (!own(i, j)) sum += std::log((1 - shown(i, j, true)) / (1 - shown(i, j, false)));
    return sum;
  }

  void make_weights() {
    w.assign(ci.size(), std::vector<double>(cj.size()));
    bias.resize(cj.size());
    for (std::size_t i = 0; i < ci.size(); ++i)
      for (std::size_t j = 0; j < cj.size(); ++j) w[i][j] = weight(i, j);
    for (std::size_t j = 0; j < cj.size(); ++j) bias[j] = bias_of(j);
  }

  // Module winners, until nothing changes.
  pattern recall(pattern_view cue, std::uint32_t steps) const {
    pattern state(cue.begin(), cue.end());
    for (; steps > 0; --steps) {
      std::vector<double> s = bias;
      for (unit i : state)
        for (std::size_t j = 0; j < s.size(); ++j) s[j] += w[i][j];
      pattern next;
      const std::size_t m = out.module_units();
      for (std::size_t h = 0; h < out.modules(); ++h) {
        const auto first = s.begin() + static_cast<std::ptrdiff_t>(h * m);
        next.push_back(static_cast<unit>(
            std::max_element(first, first + static_cast<std::ptrdiff_t>(m)) - s.begin()));
      }
      if (next == state) break;
      state = next;
    }
    return state;
  }
};

}  // namespace kenyon_tests
