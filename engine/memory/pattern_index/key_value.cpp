#include <kenyon/memory/pattern_index/key_value.hpp>

#include <cmath>

#include <kenyon/base/error.hpp>

namespace kenyon {
namespace {

void check_finite(std::span<const float> vector, const char* what) {
  for (std::size_t i = 0; i < vector.size(); ++i)
    if (!std::isfinite(vector[i]))
      throw error(fault::bad_input,
                  std::string(what) + ", column " + std::to_string(i) + ": not a finite number");
}

const layout& output_of(const std::unique_ptr<encoder>& e) {
  if (!e) throw error(fault::usage, "vectors as keys need an encoder");
  return e->output();
}

}  // namespace

key_value::key_value(const layout& keys, const index_demand& demand)
    : index_(keys, plan_index(keys, demand)) {}

key_value::key_value(std::unique_ptr<encoder> of_keys, const index_demand& demand)
    : encoder_(std::move(of_keys)),
      index_(output_of(encoder_), plan_index(output_of(encoder_), demand)) {}

pattern key_value::encoded(std::span<const float> vector) const {
  if (!encoder_) throw error(fault::usage, "vectors as keys need an encoder");
  if (vector.size() != encoder_->inputs())
    throw error(fault::bad_input, "a key of " + std::to_string(vector.size()) +
                                      " numbers, where the encoder takes " +
                                      std::to_string(encoder_->inputs()));
  check_finite(vector, "key");
  pattern p;
  encoder_->encode(vector, p);
  return p;
}

void key_value::put(std::uint64_t id, pattern_view key, stored_value value) {
  if (contains(id))
    throw error(fault::bad_input, "there is an association " + std::to_string(id) + " already");
  if (const auto* numbers = std::get_if<std::vector<float>>(&value))
    check_finite(*numbers, "value");
  // All that can fail for want of memory first: what was put is in all three or in none.
  const auto slot = slots_.emplace(id, entry{index_.ids(), std::move(value)}).first;
  try {
    id_of_.push_back(id);
    index_.insert(key);
  } catch (...) {
    id_of_.resize(index_.ids());
    slots_.erase(slot);
    throw;
  }
}

void key_value::put(std::uint64_t id, std::span<const float> key, stored_value value) {
  put(id, pattern_view(encoded(key)), std::move(value));
}

const stored_value& key_value::get(std::uint64_t id) const {
  const auto found = slots_.find(id);
  if (found == slots_.end())
    throw error(fault::bad_input, "there is no association " + std::to_string(id));
  return found->second.value;
}

pattern key_value::key(std::uint64_t id) const {
  get(id);
  return index_.get(slots_.at(id).pattern);
}

bool key_value::erase(std::uint64_t id) {
  const auto found = slots_.find(id);
  if (found == slots_.end()) return false;
  index_.erase(found->second.pattern);
  slots_.erase(found);
  return true;
}

std::vector<association> key_value::recall(pattern_view cue, std::size_t top, double alpha) const {
  std::vector<association> answer;
  for (const match& m : index_.search(cue, {.top = top, .alpha = alpha})) {
    const std::uint64_t id = id_of_[m.id];
    const double chance = index_.chance(static_cast<std::uint32_t>(cue.size()), m.overlap);
    answer.push_back({id, slots_.at(id).value, m.overlap, chance, chance <= alpha});
  }
  return answer;
}

std::vector<association> key_value::recall(std::span<const float> cue, std::size_t top,
                                           double alpha) const {
  return recall(pattern_view(encoded(cue)), top, alpha);
}

}  // namespace kenyon
