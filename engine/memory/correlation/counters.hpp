// Private: what correlation memories count.
#pragma once
#include <cstdint>
#include <vector>

#include <kenyon/base/blocks.hpp>
#include <kenyon/pattern/pattern.hpp>

#include "base/pages.hpp"

namespace kenyon {

// A pattern adds one() to each of its counters: 1 until the first decay, which makes the counters
// fixed point (1 becomes 4096) and lets one() grow from then on. No counter exceeds `limit`: all
// are halved, one() too, before one would.
class correlation_counters {
 public:
  static constexpr std::uint32_t limit = std::uint32_t{1} << 30;  // fits into std::int32_t

  correlation_counters(const layout& cues, const layout& answers, bool is_auto);

  void add(const pattern_batch& cues, const pattern_batch& answers);
  // Returns false, having changed nothing, when a counter would fall below zero.
  bool take(const pattern_batch& cues, const pattern_batch& answers);
  void decay(double share);
  bool sleep(double patterns);  // false, nothing changed: less than the smallest step

  std::size_t rows() const { return cue_counts_.size(); }
  std::size_t columns() const { return answer_counts().size(); }
  const std::uint32_t* row(std::size_t i) const { return matrix() + i * stride_; }  // C_ij
  const std::vector<std::uint32_t>& cue_counts() const { return cue_counts_; }      // C_i
  const std::vector<std::uint32_t>& answer_counts() const {                         // C_j
    return auto_ ? cue_counts_ : answer_counts_;
  }
  std::uint32_t total() const { return total_; }  // C
  std::uint32_t one() const;                      // what one pattern adds now
  std::uint32_t most() const { return most_; }    // largest C_ij; in auto-association of i != j

  // Smallest C_ij of units that are not each other's own; looks no further than the first zero.
  std::uint32_t least() const;

  // Answer units whose weight from cue unit i is 0 by definition: [begin, end).
  struct span_of_units {
    std::size_t begin, end;
  };
  span_of_units own(std::size_t i) const;

  void save(block_sink& to) const;
  // Into counters of the same shape; throws error{bad_input} for counts that cannot be.
  void load(const block_source& from);

  static std::uint64_t footprint_of(const layout& cues, const layout& answers);

 private:
  const std::uint32_t* matrix() const {
    return reinterpret_cast<const std::uint32_t*>(data_.get());
  }
  std::uint32_t* edit(std::size_t i) {
    return reinterpret_cast<std::uint32_t*>(data_.get()) + i * stride_;
  }
  void add_some(const pattern_batch& cues, const pattern_batch& answers, std::size_t first,
                std::size_t last);
  bool take_one(pattern_view cue, pattern_view answer);
  void put_back(pattern_view cue, pattern_view answer);
  void make_fixed_point();
  void halve(unsigned times);
  void find_most();
  template <class Change>
  void each_counter_of_pairs(const Change& change);
  template <class Change>
  void each_counter(const Change& change);

  bool auto_;
  std::size_t module_units_;  // of an auto-associative modular memory, else 1
  std::size_t stride_;
  pages data_;
  std::vector<std::uint32_t> cue_counts_;
  std::vector<std::uint32_t> answer_counts_;  // empty in auto-association
  std::uint32_t total_ = 0;
  std::uint32_t most_ = 0;
  double one_ = 1;
};

}  // namespace kenyon
