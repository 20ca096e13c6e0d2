#include <kenyon/pattern/pattern.hpp>

#include <algorithm>
#include <string>

#include <kenyon/base/error.hpp>

namespace kenyon {

void pattern_batch::push_back(pattern_view p) {
  units_.insert(units_.end(), p.begin(), p.end());
  offsets_.push_back(units_.size());
}

void pattern_batch::clear() {
  units_.clear();
  offsets_.assign(1, 0);
}

void pattern_batch::reserve(std::size_t patterns, std::size_t total_units) {
  units_.reserve(total_units);
  offsets_.reserve(patterns + 1);
}

pattern_batch pattern_batch::sized(std::size_t count, std::size_t active) {
  pattern_batch batch;
  batch.units_.resize(count * active);
  batch.offsets_.resize(count + 1);
  for (std::size_t i = 0; i <= count; ++i) batch.offsets_[i] = i * active;
  return batch;
}

void check_cue(const layout& in, pattern_view p) {
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (p[i] >= in.units())
      throw error(fault::bad_input,
                  "unit " + std::to_string(p[i]) + " does not exist in layout " + in.text());
    if (i > 0 && p[i] <= p[i - 1])
      throw error(fault::bad_input,
                  "units must be ascending and distinct: " + std::to_string(p[i]) + " follows " +
                      std::to_string(p[i - 1]));
  }
}

void check_pattern(const layout& in, pattern_view p) {
  check_cue(in, p);
  const std::string found = std::to_string(p.size()) + " active units";
  if (p.empty() || p.size() > in.active() || (in.is_modular() && p.size() != in.active()))
    throw error(fault::bad_input, "a pattern of layout " + in.text() + " cannot have " + found);
  if (!in.is_modular()) return;
  for (std::size_t h = 0; h < p.size(); ++h)
    if (p[h] / in.module_units() != h)
      throw error(fault::bad_input, "module " + std::to_string(h) + " of a " + in.text() +
                                        " pattern must have exactly one active unit");
}

std::size_t overlap(pattern_view a, pattern_view b) {
  std::size_t shared = 0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i] == b[j]) ++shared;
    const bool step_i = a[i] <= b[j];
    const bool step_j = b[j] <= a[i];
    i += step_i;
    j += step_j;
  }
  return shared;
}

}  // namespace kenyon
