#include <kenyon/memory/willshaw/willshaw.hpp>

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <string>

#include <kenyon/base/error.hpp>

#include "base/active_kernels.hpp"
#include "memory/recall_each.hpp"
#include "memory/willshaw/knowledge.hpp"
#include "pattern/users_of_units.hpp"

namespace kenyon {
namespace {

// Pairs transposed at a time: bounds the scratch memory of a large batch.
constexpr std::size_t chunk_patterns = std::size_t{1} << 16;

void set_bits(std::uint64_t* row, pattern_view units) {
  for (unit u : units) row[u / 64] |= std::uint64_t{1} << (u % 64);
}

// Row by row, so that a row stays in the L1 cache while all its patterns are written, and rows
// belong to one worker each: no locks, the same bits for any number of workers.
void store_by_row(bit_matrix& matrix, const pattern_batch& cues, const pattern_batch& answers,
                  std::size_t first, std::size_t last) {
  const users_of_units users(cues, first, last, matrix.rows());
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, matrix.rows(), 64), [&](const auto& range) {
    for (std::size_t r = range.begin(); r != range.end(); ++r)
      for (std::size_t i = users.begin[r]; i < users.begin[r + 1]; ++i)
        set_bits(matrix.row(r), answers[first + users.pattern[i]]);
  });
}

}  // namespace

willshaw::willshaw(const layout& cues, const layout& answers, bool is_auto, bit_matrix matrix)
    : cues_(cues),
      answers_(answers),
      auto_(is_auto),
      matrix_(std::move(matrix)),
      knowledge_(std::make_unique<knowledge>()) {}

willshaw::willshaw(const layout& both)
    : willshaw(both, both, true, bit_matrix(both.units(), both.units())) {}

willshaw::willshaw(const layout& cues, const layout& answers)
    : willshaw(cues, answers, false, bit_matrix(cues.units(), answers.units())) {}

willshaw willshaw::restore(const layout& cues, const layout& answers, bool is_auto,
                           std::uint64_t stored, bit_matrix matrix) {
  if (matrix.rows() != cues.units() || matrix.columns() != answers.units() ||
      (is_auto && cues != answers))
    throw error(fault::bad_input, "a matrix of " + std::to_string(matrix.rows()) + " x " +
                                      std::to_string(matrix.columns()) + " does not fit layouts " +
                                      cues.text() + " -> " + answers.text());
  willshaw made(cues, answers, is_auto, std::move(matrix));
  made.changed(stored);
  return made;
}

willshaw::willshaw(willshaw&&) noexcept = default;
willshaw& willshaw::operator=(willshaw&&) noexcept = default;
willshaw::~willshaw() = default;

void willshaw::changed(std::uint64_t added) {
  stored_ += added;
  knowledge_->forget();
}

void willshaw::store(pattern_view p) {
  store(p, p);
}

void willshaw::store(pattern_view cue, pattern_view answer) {
  pattern_batch one_cue;
  pattern_batch one_answer;
  one_cue.push_back(cue);
  one_answer.push_back(answer);
  store(one_cue, one_answer);
}

void willshaw::store(const pattern_batch& cues, const pattern_batch& answers) {
  check_pairs(*this, cues, answers);
  if (cues.size() < 64) {  // too few to be worth sorting by row
    for (std::size_t i = 0; i < cues.size(); ++i)
      for (unit u : cues[i]) set_bits(matrix_.row(u), answers[i]);
  } else {
    for (std::size_t first = 0; first < cues.size(); first += chunk_patterns)
      store_by_row(matrix_, cues, answers, first, std::min(cues.size(), first + chunk_patterns));
  }
  changed(cues.size());
}

std::uint64_t willshaw::footprint_of(const layout& cues, const layout& answers) {
  return bit_matrix::bytes_of(cues.units(), answers.units());
}

double willshaw::free_weights_of(const layout& cues, const layout& answers, bool is_auto) {
  const double n = cues.units();
  if (!is_auto) return n * answers.units();
  const double own = cues.is_modular() ? cues.module_units() : 1;
  return n * (n - own) / 2;
}

double willshaw::density() const {
  const auto& bits = active_kernels().bits;
  std::uint64_t set = 0;
  for (std::size_t r = 0; r < matrix_.rows(); ++r)
    set += bits.count(matrix_.row(r), matrix_.words());
  return static_cast<double>(set) /
         (static_cast<double>(matrix_.rows()) * static_cast<double>(matrix_.columns()));
}

}  // namespace kenyon
