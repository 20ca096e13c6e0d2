#include "vector/slot_table.hpp"

#include <algorithm>
#include <string>

#include <kenyon/base/error.hpp>

#include "vector/grow.hpp"

namespace kenyon {

slot slot_table::find(std::uint64_t id) const {
  const auto found = slot_of_.find(id);
  return found == slot_of_.end() ? no_slot : found->second;
}

void slot_table::list_used(std::vector<slot>& out) const {
  out.clear();
  out.reserve(size());
  for (slot s = 0; s < id_of_.size(); ++s)
    if (in_use_[s]) out.push_back(s);
}

slot slot_table::remove(std::uint64_t id) noexcept {
  const auto found = slot_of_.find(id);
  if (found == slot_of_.end()) return no_slot;
  const slot s = found->second;
  slot_of_.erase(found);
  in_use_[s] = false;
  free_.push_back(s);
  return s;
}

slot_table::reservation::reservation(slot_table& table, std::span<const std::uint64_t> ids)
    : table_(table), ids_(ids), slots_(ids.size()) {
  const std::size_t n = ids.size(), used_again = std::min(n, table.free_.size());
  if (table.size() + n >= no_slot)
    throw error(fault::resources, "an index takes at most 2^32 - 2 vectors");
  extent_ = table.extent() + (n - used_again);
  for (std::size_t i = 0; i < n; ++i)
    slots_[i] = i < used_again ? table.free_[table.free_.size() - 1 - i]
                               : static_cast<slot>(table.extent() + i - used_again);
  grow(table.id_of_, extent_);
  grow(table.in_use_, extent_);
  grow(table.free_, extent_);
  const auto room = static_cast<std::size_t>(static_cast<float>(table.slot_of_.bucket_count()) *
                                             table.slot_of_.max_load_factor());
  if (table.size() + n > room) table.slot_of_.reserve(std::max(table.size() + n, 2 * table.size()));
  try {
    for (; named_ < n; ++named_)
      if (!table.slot_of_.emplace(ids[named_], slots_[named_]).second)
        throw error(fault::bad_input, "vectors: row " + std::to_string(named_) + " has the id " +
                                          std::to_string(ids[named_]) + ", which is there already");
  } catch (...) {
    withdraw();
    throw;
  }
}

slot_table::reservation::~reservation() {
  withdraw();
}

void slot_table::reservation::withdraw() noexcept {
  while (named_ > 0) table_.slot_of_.erase(ids_[--named_]);
}

void slot_table::reservation::keep() noexcept {
  table_.free_.resize(table_.free_.size() - std::min(slots_.size(), table_.free_.size()));
  table_.id_of_.resize(extent_);
  table_.in_use_.resize(extent_);
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    table_.id_of_[slots_[i]] = ids_[i];
    table_.in_use_[slots_[i]] = true;
  }
  named_ = 0;
}

}  // namespace kenyon
