#include "memory/pattern_index/conjunctions.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include <kenyon/pattern/random.hpp>

namespace kenyon {
namespace {

constexpr std::uint32_t none = ~std::uint32_t{0};

// Below 2^32 groups; any order is as good as another, so the seed is fixed.
std::vector<std::uint32_t> shuffled(std::uint32_t n, random_sequence& numbers) {
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0u);
  for (std::uint32_t i = n; i > 1; --i) std::swap(order[i - 1], order[numbers.below(i)]);
  return order;
}

std::uint64_t mix(std::uint64_t hash, std::uint32_t u) {
  hash = (hash ^ u) * 0x9e3779b97f4a7c15u;
  return hash ^ hash >> 32;
}

}  // namespace

std::uint32_t groups_of(const layout& in) {
  return in.is_modular() ? in.modules() : std::max(1u, in.active() / 2);
}

conjunctions::conjunctions(const layout& in, const index_plan& plan)
    : in_(in), degree_(plan.degree), lists_(plan.lists), groups_(plan.groups), module_(in) {
  random_sequence numbers(0, stream::conjunctions, 0);
  std::set<std::vector<std::uint32_t>> seen;
  while (seen.size() < lists_) {
    const std::vector<std::uint32_t> order = shuffled(groups_, numbers);
    for (std::size_t i = 0; i + degree_ <= groups_ && seen.size() < lists_; i += degree_) {
      std::vector<std::uint32_t> list(order.begin() + static_cast<std::ptrdiff_t>(i),
                                      order.begin() + static_cast<std::ptrdiff_t>(i + degree_));
      std::sort(list.begin(), list.end());
      if (!seen.insert(list).second) continue;
      members_.insert(members_.end(), list.begin(), list.end());
    }
  }
  if (in.is_modular()) return;
  group_of_.resize(in.units());
  const std::vector<std::uint32_t> order = shuffled(in.units(), numbers);
  for (std::uint32_t u = 0; u < in.units(); ++u)
    group_of_[order[u]] = static_cast<std::uint16_t>(u % groups_);
}

void conjunctions::fill(pattern_view p, spread& units) const {
  units.first.assign(groups_, none);
  units.several = false;
  if (!in_.is_modular()) {
    for (std::size_t i = p.size(); i-- > 0;) units.first[group_of_[p[i]]] = p[i];
    return;
  }
  units.second.assign(groups_, none);
  units.count.assign(groups_, 0);
  std::uint8_t most = 0;
  for (const unit u : p) {
    const std::uint32_t module = module_(u);
    std::uint8_t& here = units.count[module];
    (here == 0 ? units.first : units.second)[module] = u;
    most = std::max(most, here = static_cast<std::uint8_t>(here + (here < 2)));
  }
  units.several = most == 2;
}

// Nearly every choice in here is one that a processor cannot predict, so there are no branches.
void conjunctions::keys_of(pattern_view p, spread& units, std::vector<key>& out) const {
  fill(p, units);
  if (units.several) return keys_of_several(units, out);
  out.resize(lists_);
  std::size_t n = 0;
  for (std::uint32_t l = 0; l < lists_; ++l) {
    const std::uint32_t* const groups = groups_of(l);
    bool whole = true;
    std::uint64_t hash = 0;
    for (std::uint32_t i = 0; i < degree_; ++i) {
      const unit u = units.first[groups[i]];
      whole &= u != none;
      hash = mix(hash, u);
    }
    out[n] = {l, static_cast<std::uint32_t>(hash >> 16)};
    n += whole;
  }
  out.resize(n);
}

// Every choice of one of the two units in each group.
void conjunctions::keys_of_several(const spread& units, std::vector<key>& out) const {
  out.clear();
  for (std::uint32_t l = 0; l < lists_; ++l)
    for (std::uint32_t choice = 0; choice < 1u << degree_; ++choice) {
      std::uint64_t hash = 0;
      bool whole = true;
      for (std::uint32_t i = 0; i < degree_; ++i) {
        const unit u = (choice >> i & 1 ? units.second : units.first)[groups_of(l)[i]];
        whole &= u != none;
        hash = mix(hash, u);
      }
      if (whole) out.push_back({l, static_cast<std::uint32_t>(hash >> 16)});
    }
}

}  // namespace kenyon
