#include "memory/correlation/formula.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace kenyon {
namespace {

// Smallest and largest count above zero; zeros when there is none.
std::pair<double, double> range_of(const std::vector<std::uint32_t>& counts) {
  std::uint32_t least = 0;
  std::uint32_t most = 0;
  for (const std::uint32_t c : counts) {
    if (c != 0 && (least == 0 || c < least)) least = c;
    most = std::max(most, c);
  }
  return {least, most};
}

}  // namespace

correlation_shares::correlation_shares(const correlation_counters& of)
    : counters(of),
      total(of.total()),
      one(of.one()),
      eps(one / (total + one)),
      least(of.least()),
      most(std::max(1U, of.most())) {
  std::tie(least_cue, most_cue) = range_of(of.cue_counts());
  std::tie(least_answer, most_answer) = range_of(of.answer_counts());
}

std::unique_ptr<correlation_formula> make_formula(correlation_rule which, const cue_noise& expected,
                                                  const correlation_counters& of) {
  const correlation_shares shares(of);
  if (which == correlation_rule::bcpnn) return make_bcpnn(shares);
  if (which == correlation_rule::bayes) return make_bayes(expected, shares);
  return make_linear(which, shares);
}

}  // namespace kenyon
