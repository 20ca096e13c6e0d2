// Private: walks of a multi-probe hash, one query after the other; scratch space is kept.
//
// A probe is a table and a key in it; its chance is the product of the chances of the key's units
// (hit_model.hpp). In every part of the index the keys of greatest chance are looked up first,
// of whatever table (query-directed probing: Lv et al. 2007), until the chance that none was right
// is as small as wanted. Keys of one table exclude each other, and tables are independent: that
// chance is the product over the tables of 1 - (sum of the chances of what was looked up there).
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "vector/multiprobe.hpp"

namespace kenyon {

class multiprobe_walk {
 public:
  struct candidate {
    slot which;
    std::uint16_t overlap;  // modules shared with the query
  };

  explicit multiprobe_walk(const multiprobe& of);

  // The query that the rest is about, prepared; in each part until the chance of having missed what
  // is there is at most `missing`, but not by more probes than `most`; then on until `least`
  // vectors were met, as long as there are keys.
  void begin(std::span<const float> query, double missing, std::uint64_t most, std::size_t least);
  // Looks up some more; false when there is nothing more to do.
  bool next();
  // Compares all vectors there are, after the last next().
  void meet_all();
  // Those compared so far, in the order they were met; a few may be there twice. All of them, once
  // there is nothing more to do.
  std::span<const candidate> candidates() const {
    return std::span(seen_).first(seen_.size() - codes_.size());
  }

  std::uint64_t probes() const { return probes_; }
  // The chance that what the query is looking for was met, if it is as similar as declared.
  double predicted() const;

 private:
  static constexpr std::size_t ranks = hit_model::ranks;
  static constexpr std::size_t at_once = 32;  // lines that are fetched together
  struct probe {
    std::uint32_t table;
    float chance;
    multiprobe_tables::line at;
  };

  void begin_part();
  void end_part();
  bool is_done() const;
  bool has_probed_enough() const { return missed_ <= missing_ || part_probes_ >= most_; }
  void find_keys();
  template <std::uint32_t left>
  void find_keys_of(std::uint32_t table, const std::uint16_t* modules, float chance,
                    std::uint64_t key);
  float best_chance(std::uint32_t table) const;
  std::size_t take_probes();
  void look_up(std::size_t n);
  void look_at_unlisted();
  void meet(slot which, std::uint32_t place);
  void compare();

  const multiprobe& index_;
  hadamard_encoder::workspace room_;
  std::vector<hadamard_encoder::rival> rivals_;
  std::vector<float> chances_;         // of rivals_
  std::vector<std::uint8_t> winners_;  // the query's code
  std::vector<std::uint8_t> all_ones_;
  double missing_ = 0;
  std::uint64_t most_ = 0;
  std::size_t least_ = 0;

  std::size_t part_ = 0;
  const multiprobe_tables* tables_ = nullptr;  // of the part; null: not begun
  float below_ = 0, down_to_ = 0;              // chances of the keys that are being found
  std::vector<probe> to_do_;
  std::size_t done_ = 0;     // of these
  std::vector<float> open_;  // of each table, the chance of all keys not looked up
  double missed_ = 1;        // product of these
  std::uint64_t part_probes_ = 0;

  std::array<const std::uint32_t*, at_once> lines_;
  std::array<std::uint32_t, at_once> firsts_;
  std::array<std::uint8_t, at_once> used_up_;
  std::array<std::uint32_t, at_once * kernels::line_entries + kernels::line_entries> places_;
  std::vector<slot> filter_;  // slots met, where their hash leads; no_slot: none
  std::vector<candidate> seen_;
  std::vector<const std::uint8_t*> codes_;  // of those not compared yet
  std::vector<std::uint16_t> overlaps_;
  std::uint64_t probes_ = 0;
  double met_ = 0;  // chance to have met what was looked for, times vectors, over the parts done
};

}  // namespace kenyon
