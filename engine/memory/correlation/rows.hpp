// Private: fixed-point weights of a correlation memory, made row by row when a recall needs them.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "memory/correlation/formula.hpp"

namespace kenyon {

// Readers call prepare() once a recall, before any work is shared out, then need() for the rows of
// each cue; both are safe from many threads. changed() and prune() belong to the one writer.
class correlation_rows {
 public:
  correlation_rows(correlation_rule which, const cue_noise& expected,
                   const correlation_counters& counters);

  void changed() { ++version_; }
  void prune(double share, std::uint64_t seed);
  double lost_share() const { return lost_share_; }
  std::uint64_t lost_seed() const { return lost_seed_; }

  void prepare();                // scale and biases of the present counters
  void need(pattern_view rows);  // makes those rows unless they are there
  void need_all();               // in parallel
  const std::int16_t* data() const { return reinterpret_cast<const std::int16_t*>(data_.get()); }
  const std::int16_t* row(std::size_t i) const { return data() + i * stride_; }
  std::size_t rows() const { return counters_.rows(); }
  std::size_t columns() const { return counters_.columns(); }
  std::size_t padded_columns() const { return biases_.size(); }  // what lies behind is 0
  std::size_t stride() const { return stride_; }
  const std::vector<std::int32_t>& biases() const { return biases_; }
  double scale() const { return scale_; }
  std::uint64_t version() const { return version_; }

  static std::uint64_t footprint_of(const layout& cues, const layout& answers);

 private:
  void make(std::size_t i);
  void need_row(std::size_t i);

  correlation_rule rule_;
  cue_noise expected_;
  const correlation_counters& counters_;
  double lost_share_ = 0;
  std::uint64_t lost_seed_ = 0;

  std::uint64_t version_ = 1;  // of the counters and the pruning
  std::size_t stride_;
  pages data_;
  std::vector<std::int32_t> biases_;
  double scale_ = 1;

  std::mutex preparing_;
  std::atomic<std::uint64_t> prepared_ = 0;       // version of scale, biases and formula
  std::unique_ptr<correlation_formula> formula_;  // none while nothing is stored
  std::array<std::mutex, 64> making_;             // row i by number i modulo 64
  std::vector<std::atomic<std::uint64_t>> made_;  // version of each row
};

}  // namespace kenyon
