#include <kenyon/memory/pattern_index/pattern_index.hpp>

#include <algorithm>
#include <string>

#include <kenyon/base/error.hpp>

#include "memory/pattern_index/missed_cues.hpp"
#include "memory/pattern_index/state.hpp"

namespace kenyon {

pattern_index::pattern_index(const layout& in, const index_plan& plan) {
  if (plan.groups != groups_of(in) || plan.degree > std::min(plan.groups, max_degree) ||
      plan.lists > distinct_lists(plan.groups, plan.degree) || plan.lists > max_lists ||
      (plan.degree == 0) != (plan.lists == 0) || plan.patterns == 0)
    throw error(fault::usage, "this index plan was not made for patterns in " + in.text());
  state_ = std::make_unique<state>(in, plan);
}

pattern_index::pattern_index(pattern_index&&) noexcept = default;
pattern_index& pattern_index::operator=(pattern_index&&) noexcept = default;
pattern_index::~pattern_index() = default;

const layout& pattern_index::in() const {
  return state_->in;
}

const index_plan& pattern_index::plan() const {
  return state_->plan;
}

std::uint64_t pattern_index::size() const {
  return state_->size;
}

std::uint64_t pattern_index::ids() const {
  return state_->ids();
}

std::uint64_t pattern_index::insert(pattern_view p) {
  pattern_batch one;
  one.push_back(p);
  return insert(one);
}

std::uint64_t pattern_index::insert(const pattern_batch& patterns) {
  return state_->insert(patterns);
}

bool pattern_index::erase(std::uint64_t id) {
  return state_->erase(id);
}

bool pattern_index::contains(std::uint64_t id) const {
  return state_->find(id) != nullptr;
}

pattern pattern_index::get(std::uint64_t id) const {
  const std::byte* const code = state_->find(id);
  if (code == nullptr)
    throw error(fault::bad_input, "there is no pattern " + std::to_string(id) + " in the index");
  return state_->shape.read(code);
}

double pattern_index::chance(std::uint32_t cue_units, std::uint32_t overlap) const {
  return state_->chance(cue_units, overlap);
}

std::uint64_t pattern_index::code_bytes() const {
  std::uint64_t sum = 0;
  for (const auto& t : state_->tables) sum += t->entries.code_bytes();
  return sum;
}

std::uint64_t pattern_index::index_bytes() const {
  std::uint64_t sum = state_->places_bytes();
  for (const auto& t : state_->tables) sum += t->entries.index_bytes();
  return sum;
}

}  // namespace kenyon
