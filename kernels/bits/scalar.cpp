// Family `bits`, scalar: the specification of the family.
#include "kernels/lanes/scalar.hpp"
#include "kernels/bits/bits.hpp"

namespace kenyon::kernels::scalar {
namespace {

using words_in = const std::uint64_t*;

std::uint64_t count(words_in a, std::size_t words) {
  std::uint64_t total = 0;
  for (std::size_t w = 0; w < words; ++w) total += ones(a[w]);
  return total;
}

std::uint64_t overlap(words_in a, words_in b, std::size_t words) {
  std::uint64_t total = 0;
  for (std::size_t w = 0; w < words; ++w) total += ones(a[w] & b[w]);
  return total;
}

std::uint64_t hamming(words_in a, words_in b, std::size_t words) {
  std::uint64_t total = 0;
  for (std::size_t w = 0; w < words; ++w) total += ones(a[w] ^ b[w]);
  return total;
}

void overlap_many(words_in cue, words_in matrix, std::size_t stride, std::size_t words,
                  std::size_t rows, std::uint32_t* out) {
  for (std::size_t r = 0; r < rows; ++r) {
    out[r] = static_cast<std::uint32_t>(overlap(cue, matrix + r * stride, words));
  }
}

void hamming_many(words_in cue, words_in matrix, std::size_t stride, std::size_t words,
                  std::size_t rows, std::uint32_t* out) {
  for (std::size_t r = 0; r < rows; ++r) {
    out[r] = static_cast<std::uint32_t>(hamming(cue, matrix + r * stride, words));
  }
}

void overlap_matrix(words_in cue_matrix, std::size_t cue_stride, std::size_t cues, words_in matrix,
                    std::size_t stride, std::size_t words, std::size_t rows, std::uint32_t* out) {
  for (std::size_t c = 0; c < cues; ++c) {
    overlap_many(cue_matrix + c * cue_stride, matrix, stride, words, rows, out + c * rows);
  }
}

void hamming_matrix(words_in cue_matrix, std::size_t cue_stride, std::size_t cues, words_in matrix,
                    std::size_t stride, std::size_t words, std::size_t rows, std::uint32_t* out) {
  for (std::size_t c = 0; c < cues; ++c) {
    hamming_many(cue_matrix + c * cue_stride, matrix, stride, words, rows, out + c * rows);
  }
}

std::size_t hamming_at_most(words_in cue, words_in matrix, std::size_t stride, std::size_t words,
                            std::size_t rows, std::uint32_t most, std::uint32_t* out) {
  std::size_t n = 0;
  for (std::size_t r = 0; r < rows; ++r) {
    if (hamming(cue, matrix + r * stride, words) <= most) out[n++] = static_cast<std::uint32_t>(r);
  }
  return n;
}

std::size_t overlap_at_least(words_in cue, words_in matrix, std::size_t stride, std::size_t words,
                             std::size_t rows, std::uint32_t least, std::uint32_t* out) {
  std::size_t n = 0;
  for (std::size_t r = 0; r < rows; ++r) {
    if (overlap(cue, matrix + r * stride, words) >= least) out[n++] = static_cast<std::uint32_t>(r);
  }
  return n;
}

}  // namespace

const bits_kernels bits = {
    .count = count,
    .overlap = overlap,
    .hamming = hamming,
    .overlap_many = overlap_many,
    .hamming_many = hamming_many,
    .overlap_matrix = overlap_matrix,
    .hamming_matrix = hamming_matrix,
    .hamming_at_most = hamming_at_most,
    .overlap_at_least = overlap_at_least,
};

}  // namespace kenyon::kernels::scalar
