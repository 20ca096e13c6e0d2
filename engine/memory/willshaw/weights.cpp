#include "memory/willshaw/weights.hpp"

#include <algorithm>
#include <string>

#include <kenyon/base/error.hpp>

#include "base/active_kernels.hpp"
#include "base/bit_blocks.hpp"
#include "base/parallel.hpp"
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
  parallel_each(
      matrix.rows(),
      [&](std::size_t r) {
        for (std::size_t i = users.begin[r]; i < users.begin[r + 1]; ++i)
          set_bits(matrix.row(r), answers[first + users.pattern[i]]);
      },
      64);
}

}  // namespace

willshaw_weights::willshaw_weights(const memory_shape& shape)
    : weights(shape), matrix_(shape.cues.units(), shape.answers.units()) {}

memory_size willshaw_weights::size_of(const memory_spec&, const memory_shape& shape) {
  return {bit_matrix::bytes_of(shape.cues.units(), shape.answers.units()), free_synapses(shape), 0};
}

void willshaw_weights::store(const pattern_batch& cues, const pattern_batch& answers) {
  if (cues.size() < 64) {  // too few to be worth sorting by row
    for (std::size_t i = 0; i < cues.size(); ++i)
      for (unit u : cues[i]) set_bits(matrix_.row(u), answers[i]);
  } else {
    for (std::size_t first = 0; first < cues.size(); first += chunk_patterns)
      store_by_row(matrix_, cues, answers, first, std::min(cues.size(), first + chunk_patterns));
  }
  knowledge_.forget();
}

double willshaw_weights::expected(std::size_t cue_units, std::int32_t evidence,
                                  std::size_t answer_units) const {
  return knowledge_.expected_units(matrix_, static_cast<std::uint32_t>(cue_units),
                                   static_cast<std::uint32_t>(evidence)) /
         static_cast<double>(answer_units);
}

std::optional<double> willshaw_weights::density() const {
  const auto& bits = active_kernels().bits;
  std::uint64_t set = 0;
  for (std::size_t r = 0; r < matrix_.rows(); ++r)
    set += bits.count(matrix_.row(r), matrix_.words());
  return static_cast<double>(set) /
         (static_cast<double>(matrix_.rows()) * static_cast<double>(matrix_.columns()));
}

void willshaw_weights::save(block_sink& to) const {
  write_bits(to, "matrix", matrix_);
}

void willshaw_weights::load(const block_source& from) {
  read_bits(from, "matrix", matrix_);
  knowledge_.forget();
}

}  // namespace kenyon
