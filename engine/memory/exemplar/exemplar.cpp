#include <kenyon/memory/exemplar/exemplar.hpp>

#include <algorithm>
#include <cmath>
#include <string>

#include <kenyon/base/error.hpp>
#include <kenyon/pattern/random.hpp>

#include "base/active_kernels.hpp"
#include "base/lost_synapses.hpp"
#include "memory/exemplar/rows.hpp"
#include "memory/recall_each.hpp"

namespace kenyon {
namespace {

// Numbers below this are taken out of 2^32.
std::uint64_t cut_of(double share) {
  return static_cast<std::uint64_t>(std::llround(share * 4294967296.0));
}

std::vector<std::uint64_t> bits_of(pattern_view p, std::size_t words) {
  std::vector<std::uint64_t> bits(words);
  active_kernels().winners.indices_to_bits(p.data(), p.size(), bits.data(), words);
  return bits;
}

void erase_units(exemplar_rows& rows, std::size_t i, random_sequence& numbers, std::uint64_t cut) {
  std::uint64_t* row = rows.row(i);
  each_unit(row, rows.words(), [&](unit u) {
    if (numbers.next() < cut) row[u / 64] &= ~(std::uint64_t{1} << (u % 64));
  });
}

}  // namespace

exemplar::exemplar(std::string_view kind, const layout& cues, const layout& answers, bool is_auto,
                   const separation& how)
    : kind_(kind),
      cue_layout_(cues),
      answer_layout_(answers),
      how_(how),
      cues_(std::make_unique<exemplar_rows>(cues.units())),
      answers_(is_auto ? nullptr : std::make_unique<exemplar_rows>(answers.units())) {
  check(how);
}

exemplar::exemplar(std::string_view kind, const layout& both, const separation& how)
    : exemplar(kind, both, both, true, how) {}
exemplar::exemplar(std::string_view kind, const layout& cues, const layout& answers,
                   const separation& how)
    : exemplar(kind, cues, answers, false, how) {}
exemplar::exemplar(exemplar&&) noexcept = default;
exemplar& exemplar::operator=(exemplar&&) noexcept = default;
exemplar::~exemplar() = default;

void exemplar::store(const pattern_batch& cues, const pattern_batch& answers) {
  check_pairs(*this, cues, answers);
  cues_->reserve(cues.size());
  if (answers_) answers_->reserve(cues.size());
  for (std::size_t i = 0; i < cues.size(); ++i) {
    cues_->push_back(cues[i]);
    if (answers_) answers_->push_back(answers[i]);
    ++sizes_[static_cast<std::uint32_t>(cues[i].size())];
  }
}

// The latest exemplar of exactly these units that is not in `taken`; size() when there is none.
std::size_t exemplar::find(pattern_view cue, pattern_view answer,
                           const std::vector<std::size_t>& taken) const {
  const auto& kernel = active_kernels().bits;
  const std::size_t words = cues_->words();
  const std::vector<std::uint64_t> wanted = bits_of(cue, words);
  const std::vector<std::uint64_t> paired =
      answers_ ? bits_of(answer, answers_->words()) : std::vector<std::uint64_t>();
  std::vector<std::uint32_t> distance;
  for (std::size_t b = cues_->blocks(); b-- > 0;) {
    const bit_matrix& block = cues_->block(b);
    distance.resize(cues_->rows_of(b));
    kernel.hamming_many(wanted.data(), block.data(), block.stride(), words, distance.size(),
                        distance.data());
    for (std::size_t r = distance.size(); r-- > 0;) {
      const std::size_t i = cues_->first_of(b) + r;
      const bool same =
          distance[r] == 0 &&
          (!answers_ || kernel.hamming(paired.data(), answers_->row(i), paired.size()) == 0);
      if (same && std::find(taken.begin(), taken.end(), i) == taken.end()) return i;
    }
  }
  return cues_->size();
}

void exemplar::forget(const pattern_batch& cues, const pattern_batch& answers) {
  check_pairs(*this, cues, answers);
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < cues.size(); ++i) {
    found.push_back(find(cues[i], answers[i], found));
    if (found.back() == cues_->size())
      throw error(fault::bad_input, "pattern " + std::to_string(i) + " is not among the exemplars");
  }
  std::sort(found.rbegin(), found.rend());  // from the back, so that the others keep their places
  for (const std::size_t i : found) remove(i);
}

void exemplar::remove(std::size_t i) {
  count_size(i, -1);
  cues_->remove(i);
  if (answers_) answers_->remove(i);
}

void exemplar::count_size(std::size_t i, int change) {
  const auto at = sizes_.try_emplace(cues_->count(i)).first;
  at->second += static_cast<std::uint64_t>(static_cast<std::int64_t>(change));
  if (at->second == 0) sizes_.erase(at);
}

void exemplar::decay(double share, std::uint64_t seed) {
  check_share(share);
  const std::uint64_t cut = cut_of(share);
  random_sequence numbers(seed, stream::exemplars, 0);
  for (std::size_t i = cues_->size(); i-- > 0;)
    if (numbers.next() < cut) remove(i);
}

void exemplar::prune(double share, std::uint64_t seed) {
  check_share(share);
  const std::uint64_t cut = cut_of(share);
  for (std::size_t i = 0; i < cues_->size(); ++i) {
    random_sequence numbers(seed, stream::synapses, i);
    count_size(i, -1);
    erase_units(*cues_, i, numbers, cut);
    count_size(i, 1);
    if (answers_) erase_units(*answers_, i, numbers, cut);
  }
}

std::uint64_t exemplar::stored() const {
  return cues_->size();
}

std::uint64_t exemplar::footprint_bytes() const {
  return cues_->bytes() + (answers_ ? answers_->bytes() : 0);
}

double exemplar::free_weights() const {
  const double units = cue_layout_.units() + (answers_ ? double{1} * answer_layout_.units() : 0.0);
  return units * static_cast<double>(stored());
}

}  // namespace kenyon
