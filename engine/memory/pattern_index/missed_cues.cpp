#include "memory/pattern_index/missed_cues.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace kenyon {
namespace {

constexpr std::size_t most_kinds = 24;  // of cues told apart; neighbours are taken together above
constexpr double too_rare = 1e-12;

double log_choices(double n, double k) {
  return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
}

// Chance that so many of the groups have one unit or more of a flat pattern: its units are drawn
// one after another, without repeats.
std::vector<double> occupied_groups(const layout& in, std::uint32_t groups) {
  const double room = static_cast<double>(in.units()) / groups;
  std::vector<double> chance(groups + 1, 0.0);
  chance[0] = 1;
  for (std::uint32_t drawn = 0; drawn < in.active(); ++drawn)
    for (std::uint32_t m = std::min(drawn + 1, groups) + 1; m-- > 0;) {
      const auto to_empty = [&](std::uint32_t occupied) {
        return std::min(1.0, (groups - occupied) * room / (in.units() - drawn));
      };
      chance[m] *= 1 - to_empty(m);
      if (m > 0) chance[m] += chance[m - 1] * to_empty(m - 1);
    }
  return chance;
}

// Chance that the lowest units of r groups are among those that a cue has kept.
std::vector<double> right_groups(const layout& in, std::uint32_t groups, double share) {
  const double active = in.active();
  const double kept = std::round(share * active);
  const std::vector<double> occupied = occupied_groups(in, groups);
  std::vector<double> chance(groups + 1, 0.0);
  for (std::uint32_t m = 0; m <= groups; ++m) {
    if (occupied[m] < too_rare) continue;
    for (std::uint32_t r = 0; r <= m; ++r) {
      if (r > kept || m - r > active - kept) continue;
      chance[r] += occupied[m] * std::exp(log_choices(kept, r) + log_choices(active - kept, m - r) -
                                          log_choices(active, m));
    }
  }
  return chance;
}

}  // namespace

double distinct_lists(std::uint32_t groups, std::uint32_t degree) {
  double ways = 1;
  for (std::uint32_t i = 0; i < degree; ++i) ways *= static_cast<double>(groups - i) / (i + 1);
  return std::round(ways);
}

missed_cues::missed_cues(const layout& in, std::uint32_t groups, std::uint32_t degree, double share)
    : groups_(groups), degree_(degree) {
  if (in.is_modular()) {
    kinds_.push_back({1, std::round(share * groups)});
    return;
  }
  const std::vector<double> chance = right_groups(in, groups, share);
  const auto common = [](double c) { return c > too_rare; };
  const auto first = std::find_if(chance.begin(), chance.end(), common);
  const auto last = std::find_if(chance.rbegin(), chance.rend(), common).base();
  const auto all = static_cast<std::size_t>(last - first);
  const std::size_t together = (all + most_kinds - 1) / most_kinds;
  for (std::size_t begin = 0; begin < all; begin += together) {
    double share_of_cues = 0, sum = 0;
    for (std::size_t i = begin; i < std::min(begin + together, all); ++i) {
      const double c = first[static_cast<std::ptrdiff_t>(i)];
      share_of_cues += c;
      sum += c * static_cast<double>(first - chance.begin() + static_cast<std::ptrdiff_t>(i));
    }
    if (share_of_cues > 0) kinds_.push_back({share_of_cues, sum / share_of_cues});
  }
}

void missed_cues::add_list() {
  const bool next_shuffle = seen_ + degree_ > groups_;
  if (next_shuffle) seen_ = 0;
  for (kind& k : kinds_) {
    if (next_shuffle) {
      k.before *= std::accumulate(k.seen.begin(), k.seen.end(), 0.0);
      k.seen.assign(1, 1.0);
    }
    std::vector<double> next(k.seen.size() + degree_ - 1, 0.0);
    for (std::uint32_t j = 0; j < degree_; ++j)
      for (std::size_t seen = 0; seen < k.seen.size(); ++seen)
        next[seen + j] += k.seen[seen] * draws(k.right - static_cast<double>(seen), j);
    k.seen = std::move(next);
  }
  seen_ += degree_;
}

double missed_cues::chance() const {
  double sum = 0;
  for (const kind& k : kinds_)
    sum += k.share * k.before * std::accumulate(k.seen.begin(), k.seen.end(), 0.0);
  return sum;
}

// Chance that j of the next list's groups are right, `right` of those not seen yet being so.
double missed_cues::draws(double right, std::uint32_t j) const {
  const double left = groups_ - seen_;
  double product = 1;
  for (std::uint32_t i = 0; i < degree_; ++i) {
    const double of = i < j ? right - i : left - right - (i - j);
    product *= std::max(0.0, of) / (left - i);
    if (i < j) product *= static_cast<double>(degree_ - i) / (i + 1);
  }
  return product;
}

}  // namespace kenyon
