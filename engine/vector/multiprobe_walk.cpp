#include "vector/multiprobe_walk.hpp"

#include <algorithm>
#include <cmath>

#include "base/active_kernels.hpp"
#include "vector/slot_table.hpp"

namespace kenyon {
namespace {

// Keys are found in bands: those of at least so much of the chance of the band before.
constexpr float band = 0.5F;
constexpr float least_chance = 0x1p-40F;  // where no key is left
constexpr float least_open = 0x1p-20F;    // sums of chances are rounded
constexpr std::size_t filter_size = 2048;
constexpr std::size_t compared_at_once = 1024;

std::size_t filter_place(slot s) {
  return s * 0x9e3779b1U >> 21;
}
static_assert(filter_size == std::size_t{1} << (32 - 21));

}  // namespace

multiprobe_walk::multiprobe_walk(const multiprobe& of)
    : index_(of),
      winners_(of.encoder().output().modules()),
      all_ones_(winners_.size(), 0xff),
      filter_(filter_size) {}

void multiprobe_walk::begin(std::span<const float> query, double missing, std::uint64_t most,
                            std::size_t least) {
  index_.encoder().find_rivals(query, room_, rivals_);
  const float* const self = query.data();
  float square = 0;
  active_kernels().dots.dot_at(self, &self, 1, query.size(), &square);
  index_.hits().of(rivals_, square > 0 ? 1 / std::sqrt(square) : 0, chances_);
  for (std::size_t m = 0; m < winners_.size(); ++m)
    winners_[m] = static_cast<std::uint8_t>(rivals_[m * ranks].unit);
  missing_ = missing;
  most_ = most;
  least_ = least;
  part_ = 0;
  tables_ = nullptr;
  std::fill(filter_.begin(), filter_.end(), no_slot);
  seen_.clear();
  codes_.clear();
  probes_ = 0;
  met_ = 0;
}

double multiprobe_walk::predicted() const {
  if (index_.size() == 0) return 1;
  double met = met_;
  if (tables_ != nullptr) met += (1 - missed_) * static_cast<double>(index_.parts()[part_]->used);
  return met / static_cast<double>(index_.size());
}

bool multiprobe_walk::next() {
  while (part_ < index_.parts().size()) {
    if (tables_ == nullptr) begin_part();
    if (done_ == to_do_.size() && !is_done()) find_keys();
    if (!is_done()) {
      look_up(take_probes());
      return true;
    }
    end_part();
  }
  return false;
}

void multiprobe_walk::begin_part() {
  tables_ = &index_.parts()[part_]->tables;
  to_do_.clear();
  done_ = 0;
  open_.assign(tables_->hashes().count, 1.0F);
  missed_ = 1;
  part_probes_ = 0;
  down_to_ = 0;
  for (std::uint32_t t = 0; t < tables_->hashes().count; ++t)
    down_to_ = std::max(down_to_, best_chance(t));
  below_ = 2 * down_to_;  // of all keys
  down_to_ *= band;
  if (tables_->unlisted() != 0) look_at_unlisted();
}

void multiprobe_walk::end_part() {
  compare();
  met_ += (1 - missed_) * static_cast<double>(index_.parts()[part_]->used);
  tables_ = nullptr;
  ++part_;
}

bool multiprobe_walk::is_done() const {
  return (has_probed_enough() && seen_.size() >= least_) || index_.parts()[part_]->used == 0 ||
         (done_ == to_do_.size() && below_ < least_chance);
}

float multiprobe_walk::best_chance(std::uint32_t table) const {
  const hash_functions& hashes = tables_->hashes();
  float chance = 1;
  for (std::uint32_t i = 0; i < hashes.units_per_key; ++i)
    chance *= chances_[hashes.modules[table * hashes.units_per_key + i] * ranks];
  return chance;
}

// The keys of the next band that has any.
void multiprobe_walk::find_keys() {
  const hash_functions& hashes = tables_->hashes();
  to_do_.clear();
  done_ = 0;
  for (; to_do_.empty() && below_ >= least_chance; below_ = down_to_, down_to_ *= band)
    for (std::uint32_t t = 0; t < hashes.count; ++t) {
      if (best_chance(t) < down_to_) continue;
      const std::uint16_t* const modules = hashes.modules.data() + t * hashes.units_per_key;
      if (hashes.units_per_key == 2) find_keys_of<2>(t, modules, 1, 0);
      if (hashes.units_per_key == 3) find_keys_of<3>(t, modules, 1, 0);
      if (hashes.units_per_key == 4) find_keys_of<4>(t, modules, 1, 0);
    }
}

// Rivals come strongest first: once a chance is too small, so are those behind it.
template <std::uint32_t left>
void multiprobe_walk::find_keys_of(std::uint32_t table, const std::uint16_t* modules, float chance,
                                   std::uint64_t key) {
  const std::size_t first = std::size_t{*modules} * ranks;
  const std::uint32_t units = index_.encoder().output().module_units();
  for (std::size_t k = first; k < first + ranks; ++k) {
    const float with = chance * chances_[k];
    if (with < down_to_) return;
    const std::uint64_t longer = key * units + rivals_[k].unit;
    if constexpr (left > 1) {
      find_keys_of<left - 1>(table, modules + 1, with, longer);
    } else if (with < below_) {
      to_do_.push_back({table, with, tables_->find(table, longer)});
      if (to_do_.size() <= at_once) __builtin_prefetch(to_do_.back().at.entries);
    }
  }
}

// The next lines to look at, as many as are fetched together; fewer where they are enough.
std::size_t multiprobe_walk::take_probes() {
  const std::size_t end = std::min(done_ + at_once, to_do_.size());
  for (std::size_t i = end; i < std::min(end + at_once, to_do_.size()); ++i)
    __builtin_prefetch(to_do_[i].at.entries);
  std::size_t n = 0;
  for (; done_ < end && (missed_ > missing_ || seen_.size() < least_); ++done_, ++n) {
    const probe& p = to_do_[done_];
    lines_[n] = p.at.entries;
    firsts_[n] = p.at.first;
    float& open = open_[p.table];
    const float rest = std::max(open - p.chance, least_open);
    missed_ *= static_cast<double>(rest / open);
    open = rest;
  }
  part_probes_ += n;
  probes_ += n;
  return n;
}

void multiprobe_walk::look_up(std::size_t n) {
  const slot first = index_.parts()[part_]->first;
  for (std::uint32_t turn = 0; n != 0 && turn < multiprobe_tables::reach; ++turn) {
    const std::size_t found = active_kernels().lines.in_range(
        lines_.data(), firsts_.data(), tables_->last(), n, places_.data(), used_up_.data());
    if (turn == 0) compare();  // those of the last time have arrived
    for (std::size_t i = 0; i < found; ++i) meet(first + places_[i], places_[i]);
    std::size_t more = 0;
    for (std::size_t i = 0; i < n; ++i)
      if (used_up_[i]) {
        lines_[more] = lines_[i] + kernels::line_entries;
        firsts_[more++] = firsts_[i];
      }
    n = more;
  }
}

void multiprobe_walk::meet(slot which, std::uint32_t place) {
  slot& same = filter_[filter_place(which)];
  if (same == which) return;
  same = which;
  const std::uint8_t* const code = tables_->code(place);
  __builtin_prefetch(code);
  __builtin_prefetch(code + winners_.size() - 1);
  codes_.push_back(code);
  seen_.push_back({which, 0});
}

void multiprobe_walk::look_at_unlisted() {
  const slot first = index_.parts()[part_]->first;
  for (std::uint64_t w = 0; w * 64 < tables_->capacity(); ++w)
    for (std::uint64_t bits = tables_->unlisted_in(w); bits != 0; bits &= bits - 1) {
      const auto place =
          static_cast<std::uint32_t>(w * 64 + static_cast<unsigned>(__builtin_ctzll(bits)));
      meet(first + place, place);
      if (codes_.size() == compared_at_once) compare();
    }
}

void multiprobe_walk::meet_all() {
  seen_.clear();
  std::fill(filter_.begin(), filter_.end(), no_slot);
  for (const auto& part : index_.parts()) {
    tables_ = &part->tables;
    for (std::uint64_t w = 0; w * 64 < tables_->capacity(); ++w)
      for (std::uint64_t bits = tables_->used_in(w); bits != 0; bits &= bits - 1) {
        const auto place =
            static_cast<std::uint32_t>(w * 64 + static_cast<unsigned>(__builtin_ctzll(bits)));
        meet(part->first + place, place);
        if (codes_.size() == compared_at_once) compare();
      }
    compare();
  }
  tables_ = nullptr;
  met_ = static_cast<double>(index_.size());
}

void multiprobe_walk::compare() {
  const std::size_t n = codes_.size();
  if (n == 0) return;
  overlaps_.resize(n);
  const kernels::code_cue<std::uint8_t> cue = {winners_.data(), all_ones_.data(), 1,
                                               winners_.size()};
  active_kernels().codes.equal8_at(cue, codes_.data(), n, overlaps_.data());
  const std::size_t compared = seen_.size() - n;
  for (std::size_t i = 0; i < n; ++i) seen_[compared + i].overlap = overlaps_[i];
  codes_.clear();
}

}  // namespace kenyon
