#include "memory/exemplar/weights.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include <kenyon/base/error.hpp>
#include <kenyon/pattern/random.hpp>

#include "base/active_kernels.hpp"
#include "base/block_arrays.hpp"
#include "memory/exemplar/match_chances.hpp"

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

separation separation_of(const memory_spec& spec) {
  using enum separation::function;
  if (spec.kind() == "dense")
    return {.what = polynomial, .degree = static_cast<std::uint32_t>(spec.get("n"))};
  if (spec.kind() == "sparsemax") return {.what = sparsemax, .beta = spec.get("beta")};
  if (spec.kind() == "entmax") return {.what = entmax, .beta = spec.get("beta")};
  if (spec.kind() == "topk")
    return {.what = softmax,
            .beta = spec.get("beta"),
            .best = static_cast<std::uint64_t>(spec.get("k"))};
  return {.what = softmax, .beta = spec.get("beta")};
}

}  // namespace

exemplar_weights::exemplar_weights(const memory_spec& spec, const memory_shape& shape)
    : exemplar_weights(separation_of(spec), shape) {}

exemplar_weights::exemplar_weights(const separation& how, const memory_shape& shape)
    : weights(shape), how_(how), cue_rows_(shape.cues.units()) {
  check(how);
  if (!shape.is_auto) answer_rows_.emplace(shape.answers.units());
}

// A row is whole cache lines.
memory_size exemplar_weights::size_of(const memory_spec&, const memory_shape& shape) {
  const auto row = [](const layout& l) { return bit_matrix::bytes_of(1, l.units()); };
  return {0, 0, row(shape.cues) + (shape.is_auto ? 0 : row(shape.answers))};
}

void exemplar_weights::store(const pattern_batch& cues, const pattern_batch& answers) {
  cue_rows_.reserve(cues.size());
  if (answer_rows_) answer_rows_->reserve(cues.size());
  for (std::size_t i = 0; i < cues.size(); ++i) {
    cue_rows_.push_back(cues[i]);
    if (answer_rows_) answer_rows_->push_back(answers[i]);
    ++sizes_[static_cast<std::uint32_t>(cues[i].size())];
  }
  chances_.clear();
}

// The latest exemplar of exactly these units that is not in `taken`; size() when there is none.
std::size_t exemplar_weights::find(pattern_view cue, pattern_view answer,
                                   const std::vector<std::size_t>& taken) const {
  const auto& kernel = active_kernels().bits;
  const std::size_t words = cue_rows_.words();
  const std::vector<std::uint64_t> wanted = bits_of(cue, words);
  const std::vector<std::uint64_t> paired =
      answer_rows_ ? bits_of(answer, answer_rows_->words()) : std::vector<std::uint64_t>();
  std::vector<std::uint32_t> distance;
  for (std::size_t b = cue_rows_.blocks(); b-- > 0;) {
    const bit_matrix& block = cue_rows_.block(b);
    distance.resize(cue_rows_.rows_of(b));
    kernel.hamming_many(wanted.data(), block.data(), block.stride(), words, distance.size(),
                        distance.data());
    for (std::size_t r = distance.size(); r-- > 0;) {
      const std::size_t i = cue_rows_.first_of(b) + r;
      const bool same = distance[r] == 0 &&
                        (!answer_rows_ ||
                         kernel.hamming(paired.data(), answer_rows_->row(i), paired.size()) == 0);
      if (same && std::find(taken.begin(), taken.end(), i) == taken.end()) return i;
    }
  }
  return cue_rows_.size();
}

void exemplar_weights::forget(const pattern_batch& cues, const pattern_batch& answers) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < cues.size(); ++i) {
    found.push_back(find(cues[i], answers[i], found));
    if (found.back() == cue_rows_.size())
      throw error(fault::bad_input, "pattern " + std::to_string(i) + " is not among the exemplars");
  }
  std::sort(found.rbegin(), found.rend());  // from the back, so that the others keep their places
  for (const std::size_t i : found) remove(i);
}

void exemplar_weights::remove(std::size_t i) {
  count_size(i, -1);
  cue_rows_.remove(i);
  if (answer_rows_) answer_rows_->remove(i);
}

void exemplar_weights::count_size(std::size_t i, int change) {
  chances_.clear();
  const auto at = sizes_.try_emplace(cue_rows_.count(i)).first;
  at->second += static_cast<std::uint64_t>(static_cast<std::int64_t>(change));
  if (at->second == 0) sizes_.erase(at);
}

std::uint64_t exemplar_weights::decay(double share, std::uint64_t seed) {
  std::uint64_t lost = 0;
  const std::uint64_t cut = cut_of(share);
  random_sequence numbers(seed, stream::exemplars, 0);
  for (std::size_t i = cue_rows_.size(); i-- > 0;)
    if (numbers.next() < cut) {
      remove(i);
      ++lost;
    }
  return lost;
}

void exemplar_weights::prune(double share, std::uint64_t seed) {
  const std::uint64_t cut = cut_of(share);
  for (std::size_t i = 0; i < cue_rows_.size(); ++i) {
    random_sequence numbers(seed, stream::synapses, i);
    count_size(i, -1);
    erase_units(cue_rows_, i, numbers, cut);
    count_size(i, 1);
    if (answer_rows_) erase_units(*answer_rows_, i, numbers, cut);
  }
}

std::uint64_t exemplar_weights::footprint_bytes() const {
  return cue_rows_.bytes() + (answer_rows_ ? answer_rows_->bytes() : 0);
}

double exemplar_weights::free_weights() const {
  const double units = double(cues().units()) + (is_auto() ? 0.0 : double(answers().units()));
  return units * static_cast<double>(cue_rows_.size());
}

// For m = 0..c: the bound of the first comment on some exemplar sharing m or more units with a
// random cue of c.
std::vector<double> exemplar_weights::chances_of(std::uint32_t c) const {
  std::vector<double> sum(c + 1, 0.0);
  for (const auto& [units, exemplars] : sizes_) {
    const std::vector<double> one = match_chances(cues(), units, c);
    for (std::uint32_t m = 0; m <= std::min(c, units); ++m)
      sum[m] += static_cast<double>(exemplars) * one[m];
  }
  return sum;
}

double exemplar_weights::expected(std::size_t cue_units, std::int32_t evidence, std::size_t) const {
  const std::scoped_lock lock(guard_);
  std::vector<double>& chances = chances_[static_cast<std::uint32_t>(cue_units)];
  if (chances.empty()) chances = chances_of(static_cast<std::uint32_t>(cue_units));
  return chances[static_cast<std::size_t>(evidence)];
}

void exemplar_weights::save(block_sink& to) const {
  write_number(to, "exemplars", std::uint64_t{cue_rows_.size()});
  cue_rows_.save(to, "exemplars/cues");
  if (answer_rows_) answer_rows_->save(to, "exemplars/answers");
}

void exemplar_weights::load(const block_source& from) {
  const auto count = read_number<std::uint64_t>(from, "exemplars");
  cue_rows_.load(from, "exemplars/cues", count);
  if (answer_rows_) answer_rows_->load(from, "exemplars/answers", count);
  for (std::size_t i = 0; i < cue_rows_.size(); ++i) count_size(i, 1);
}

}  // namespace kenyon
