// Private: one table of an index: the codes of up to `capacity` patterns, and for every list and
// bucket of hashes a chain of the patterns there, newest first. A chain is a link a pattern and
// list: inserting touches one bucket a list and nothing else, and never moves what is there.
#pragma once
#include <cstdint>
#include <vector>

#include "base/pages.hpp"
#include "memory/pattern_index/compact_code.hpp"
#include "memory/pattern_index/conjunctions.hpp"

namespace kenyon {

class index_table {
 public:
  static constexpr std::uint32_t end = 0;   // of a chain; slots count from 1
  static constexpr std::uint64_t load = 4;  // patterns a bucket
  static constexpr double bytes_a_list =
      4.0 + 4.0 / load;                  // and pattern: its link, its share of buckets
  static constexpr double id_bytes = 8;  // a pattern's id here, and its place by id

  // Patterns met in one list: those of the same conjunction, one of `kinds`, and those that share
  // the bucket by chance.
  static double met(double patterns, double kinds) { return patterns / kinds + load; }

  static std::uint64_t buckets_for(std::uint64_t patterns) { return (patterns + load - 1) / load; }

  // `kinds`: different conjunctions a list may have. Throws error{resources} when it does not fit
  // into memory.
  index_table(const code_shape& shape, std::uint32_t lists, std::uint64_t capacity, double kinds);

  std::uint64_t capacity() const { return capacity_; }
  std::uint32_t size() const { return size_; }  // slots in use, dead ones included
  std::uint32_t dead() const { return dead_; }
  bool full() const { return size_ == capacity_; }

  // In the next slot, which is returned; not when full.
  std::uint32_t insert(pattern_view p, const std::vector<conjunctions::key>& keys,
                       std::uint32_t id);
  // Chains that begin with dead patterns now begin behind them.
  void kill(std::uint32_t slot, const std::vector<conjunctions::key>& keys);
  bool is_dead(std::uint32_t slot) const { return dead_bits_.get()[slot / 64] >> (slot % 64) & 1; }

  std::uint32_t id(std::uint32_t slot) const { return ids()[slot - 1]; }
  const std::byte* code(std::uint32_t slot) const { return codes() + (slot - 1) * code_bytes_; }
  const std::byte* codes() const { return reinterpret_cast<const std::byte*>(codes_.get()); }

  const std::uint32_t* head(conjunctions::key key) const {
    const std::uint64_t bucket = std::uint64_t{key.hash} * buckets_ >> 32;
    return heads() + key.list * buckets_ + bucket;
  }
  const std::uint32_t* link(std::uint32_t slot, std::uint32_t list) const {
    return links() + std::uint64_t{slot - 1} * lists_ + list;
  }
  // Links of a chain that are walked before it is given up: far more than chance makes.
  std::uint32_t reach() const { return reach_; }

  std::uint64_t code_bytes() const { return std::uint64_t{size_} * code_bytes_; }
  std::uint64_t index_bytes() const;  // buckets; links and ids of the slots in use

 private:
  std::uint32_t* find_bucket(conjunctions::key key);
  const std::uint32_t* ids() const { return reinterpret_cast<const std::uint32_t*>(ids_.get()); }
  const std::uint32_t* heads() const {
    return reinterpret_cast<const std::uint32_t*>(heads_.get());
  }
  const std::uint32_t* links() const {
    return reinterpret_cast<const std::uint32_t*>(links_.get());
  }

  const code_shape* shape_;
  std::size_t code_bytes_;
  std::uint32_t lists_;
  std::uint64_t capacity_;
  std::uint64_t buckets_;
  std::uint32_t reach_;
  std::uint32_t size_ = 0;
  std::uint32_t dead_ = 0;
  pages codes_;
  pages links_;
  pages heads_;
  pages ids_;
  pages dead_bits_;
};

}  // namespace kenyon
