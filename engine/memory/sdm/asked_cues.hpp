// Private: cues as addresses, packed into bits.
#pragma once
#include <deque>
#include <vector>

#include "memory/sdm/addressing.hpp"

namespace kenyon {

constexpr std::size_t cues_packed_at_once = 4096;

// The units are those of the caller's patterns, which must live as long.
class asked_cues {
 public:
  explicit asked_cues(std::uint32_t units) : words_((units + 63) / 64) {}
  void push_back(pattern_view cue, std::uint32_t least) {
    std::vector<std::uint64_t>& bits = bits_.emplace_back(words_);
    for (const unit u : cue) bits[u / 64] |= std::uint64_t{1} << (u % 64);
    addresses_.push_back({bits.data(), cue, least});
  }
  std::span<const address> addresses() const { return addresses_; }

 private:
  std::size_t words_;
  std::deque<std::vector<std::uint64_t>> bits_;
  std::vector<address> addresses_;
};

}  // namespace kenyon
