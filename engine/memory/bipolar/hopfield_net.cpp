#include <kenyon/memory/bipolar/hopfield_net.hpp>

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <numeric>
#include <string>

#include <kenyon/base/error.hpp>

#include "base/active_kernels.hpp"
#include "base/pages.hpp"
#include "memory/bipolar/bipolar.hpp"

namespace kenyon {

hopfield_net::hopfield_net(std::uint32_t units)
    : units_(units), stride_((std::size_t{units} + 31) / 32 * 32), totals_() {
  if (units < 2 || units > max_net_units)
    throw error(fault::usage, "a Hopfield net has 2 to " + std::to_string(max_net_units) +
                                  " units, not " + std::to_string(units));
  couplings_ = zeroed_pages(std::uint64_t{2} * units * stride_, "the couplings");
  totals_.assign(units, 0);
}

std::int16_t* hopfield_net::row(std::size_t i) {
  return reinterpret_cast<std::int16_t*>(couplings_.get()) + i * stride_;
}

const std::int16_t* hopfield_net::row(std::size_t i) const {
  return reinterpret_cast<const std::int16_t*>(couplings_.get()) + i * stride_;
}

std::uint64_t hopfield_net::footprint_bytes() const {
  return std::uint64_t{2} * units_ * stride_ + 4 * totals_.size();
}

void hopfield_net::sum_rows() {
  for (std::size_t i = 0; i < units_; ++i)
    totals_[i] = std::accumulate(row(i), row(i) + units_, std::int32_t{0});
}

// Of n patterns two units agree in n - h and differ in h: J_ij grows by n - 2h, and h is a count of
// bits when every unit has its own row of signs.
void hopfield_net::store(const pattern_batch& patterns) {
  if (dreamt_) throw error(fault::usage, "a net that has dreamt takes no more patterns");
  if (stored_ + patterns.size() > kernels::max_weight)
    throw error(fault::usage, "a Hopfield net takes at most " +
                                  std::to_string(kernels::max_weight) + " patterns");
  const bit_matrix signs = signs_of_units(units_, patterns);
  const auto n = static_cast<std::int32_t>(patterns.size());
  tbb::parallel_for(std::size_t{0}, std::size_t{units_}, [&](std::size_t i) {
    std::vector<std::uint32_t> differ(units_);
    active_kernels().bits.hamming_many(signs.row(i), signs.data(), signs.stride(), signs.words(),
                                       units_, differ.data());
    std::int16_t* const couplings = row(i);
    for (std::size_t j = 0; j < units_; ++j)
      couplings[j] =
          static_cast<std::int16_t>(couplings[j] + n - 2 * static_cast<std::int32_t>(differ[j]));
    couplings[i] = 0;
  });
  stored_ += patterns.size();
  sum_rows();
}

// sum_j J_ij s_j = 2 * (sum over the units that are +1) - (sum over all).
void hopfield_net::fields(pattern_view state, std::vector<std::int32_t>& out) const {
  out.assign(units_, 0);
  for (std::size_t first = 0; first < state.size(); first += kernels::max_rows) {
    const pattern_view some =
        state.subspan(first, std::min(kernels::max_rows, state.size() - first));
    active_kernels().sums.add_rows(reinterpret_cast<const std::int16_t*>(couplings_.get()), stride_,
                                   some.data(), some.size(), units_, out.data(), out.data());
  }
  for (std::size_t i = 0; i < units_; ++i) out[i] = 2 * out[i] - totals_[i];
}

// Both return whether anything changed.
bool hopfield_net::update_together(settled& state, std::vector<std::int32_t>& field) const {
  fields(state.units, field);
  pattern next = units_up(field, state.units);
  state.units.swap(next);
  return state.units != next;
}

bool hopfield_net::update_in_turn(settled& state, std::vector<std::int32_t>& field) const {
  if (state.steps == 1) fields(state.units, field);  // kept up to date from then on
  std::vector<bool> up(units_);
  for (const unit u : state.units) up[u] = true;
  bool changed = false;
  for (unit u = 0; u < units_; ++u) {
    if (field[u] == 0 || up[u] == (field[u] > 0)) continue;
    up[u] = !up[u];
    changed = true;
    const std::int32_t twice = up[u] ? 2 : -2;
    const std::int16_t* const couplings = row(u);
    for (std::size_t j = 0; j < units_; ++j) field[j] += twice * couplings[j];
  }
  state.units.clear();
  for (unit u = 0; u < units_; ++u)
    if (up[u]) state.units.push_back(u);
  return changed;
}

std::vector<settled> hopfield_net::recall(const pattern_batch& cues,
                                          const net_options& options) const {
  check_states(units_, cues);
  if (options.steps < 1) throw error(fault::usage, "recall takes at least one step");
  std::vector<settled> answers(cues.size());
  tbb::parallel_for(std::size_t{0}, cues.size(), [&](std::size_t c) {
    settled& state = answers[c];
    state.units.assign(cues[c].begin(), cues[c].end());
    std::vector<std::int32_t> field;
    while (!state.converged && state.steps < options.steps) {
      ++state.steps;
      state.converged =
          !(options.order == update_order::synchronous ? update_together(state, field)
                                                       : update_in_turn(state, field));
    }
  });
  return answers;
}

}  // namespace kenyon
