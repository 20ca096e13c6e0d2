// Private: ids and the slots of their vectors. Slots count from 0; those of removed ids are used
// again, the last one first.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "vector/rows.hpp"

namespace kenyon {

inline constexpr slot no_slot = ~slot{0};

class slot_table {
 public:
  std::size_t size() const { return slot_of_.size(); }  // ids, reserved ones among them
  std::size_t extent() const { return id_of_.size(); }  // slots in use and free
  slot find(std::uint64_t id) const;                    // no_slot: there is none
  std::uint64_t id_of(slot s) const { return id_of_[s]; }
  void list_used(std::vector<slot>& out) const;  // ascending

  // Returns the slot, or no_slot where there is no such id.
  slot remove(std::uint64_t id) noexcept;

  // Slots for new ids. They are in use once keep() was called, and free again when the reservation
  // goes without it.
  class reservation {
   public:
    // Throws error{bad_input} for an id that is there already or given twice, error{resources} for
    // 2^32 - 1 vectors or more.
    reservation(slot_table& table, std::span<const std::uint64_t> ids);
    ~reservation();
    reservation(const reservation&) = delete;
    reservation& operator=(const reservation&) = delete;

    std::span<const slot> slots() const { return slots_; }
    std::size_t extent() const { return extent_; }  // that the table will have
    void keep() noexcept;

   private:
    void withdraw() noexcept;

    slot_table& table_;
    std::span<const std::uint64_t> ids_;
    std::vector<slot> slots_;
    std::size_t extent_;
    std::size_t named_ = 0;  // ids that are in the table
  };

 private:
  std::unordered_map<std::uint64_t, slot> slot_of_;
  std::vector<std::uint64_t> id_of_;  // a slot
  std::vector<bool> in_use_;
  std::vector<slot> free_;  // with room for every slot, so that removing cannot fail
};

}  // namespace kenyon
