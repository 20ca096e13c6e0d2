// Family `rows`, scalar: the specification of the family.
#include "kernels/rows/rows.hpp"

#include "kernels/lanes/scalar.hpp"
#include "kernels/winners/winners.hpp"

namespace kenyon::kernels::scalar {
namespace {

using words_in = const std::uint64_t*;

// Every row is added to the counters of all columns by rippling its carry up the planes.
void count(words_in matrix, std::size_t stride, const std::uint32_t* rows, std::size_t n,
           std::size_t words, std::uint64_t* planes) {
  const unsigned n_planes = planes_for(n);
  for (std::size_t i = 0; i < n_planes * words; ++i) planes[i] = 0;
  for (std::size_t r = 0; r < n; ++r) {
    const words_in row = matrix + rows[r] * stride;
    for (std::size_t w = 0; w < words; ++w) {
      std::uint64_t carry = row[w];
      for (std::uint64_t* plane = planes + w; carry != 0; plane += words) {
        const std::uint64_t sum = *plane ^ carry;
        carry &= *plane;
        *plane = sum;
      }
    }
  }
}

std::size_t best_ahead(words_in matrix, std::size_t stride, const std::uint32_t* rows,
                       std::size_t n, std::size_t words, const std::uint32_t*, std::size_t,
                       std::size_t k, std::uint64_t* planes, std::uint64_t* best) {
  const unsigned n_planes = planes_for(n);
  count(matrix, stride, rows, n, words, planes);
  winners.top_k_planes(planes, n_planes, words, k, best);
  std::size_t found = 0;
  for (std::size_t w = 0; w < words; ++w) {
    std::uint64_t any = 0;
    for (unsigned p = 0; p < n_planes; ++p) any |= planes[p * words + w];
    best[w] &= any;
    found += ones(best[w]);
  }
  return found;
}

void set_ahead(std::uint64_t* matrix, std::size_t stride, const std::uint32_t* rows, std::size_t n,
               std::size_t words, const std::uint32_t*, std::size_t, words_in bits) {
  for (std::size_t r = 0; r < n; ++r)
    for (std::size_t w = 0; w < words; ++w) matrix[rows[r] * stride + w] |= bits[w];
}

std::size_t intersect(words_in matrix, std::size_t stride, const std::uint32_t* rows, std::size_t n,
                      std::size_t words, std::size_t enough, std::uint64_t* out,
                      std::size_t* used) {
  for (std::size_t w = 0; w < words; ++w) out[w] = ~std::uint64_t{0};
  std::size_t survivors = words * word_bits;
  std::size_t r = 0;
  while (r < n) {
    const words_in row = matrix + rows[r] * stride;
    for (std::size_t w = 0; w < words; ++w) out[w] &= row[w];
    ++r;
    if (r % intersect_group == 0 || r == n) {
      survivors = 0;
      for (std::size_t w = 0; w < words; ++w) survivors += ones(out[w]);
      if (survivors <= enough) break;
    }
  }
  *used = r;
  return survivors;
}

void intersect_many(words_in matrix, std::size_t stride, const std::uint32_t* rows,
                    const std::size_t* begin, std::size_t selections, std::size_t words,
                    std::uint64_t* out, std::size_t out_stride) {
  for (std::size_t c = 0; c < selections; ++c) {
    for (std::size_t w = 0; w < words; ++w) {
      std::uint64_t all = ~std::uint64_t{0};
      for (std::size_t i = begin[c]; i < begin[c + 1]; ++i) all &= matrix[rows[i] * stride + w];
      out[c * out_stride + w] = all;
    }
  }
}

void unite(words_in matrix, std::size_t stride, const std::uint32_t* rows, std::size_t n,
           std::size_t words, std::uint64_t* out) {
  for (std::size_t w = 0; w < words; ++w) out[w] = 0;
  for (std::size_t r = 0; r < n; ++r) {
    const words_in row = matrix + rows[r] * stride;
    for (std::size_t w = 0; w < words; ++w) out[w] |= row[w];
  }
}

// From the lowest plane up: a higher bit decides, an equal one leaves the decision as it was.
std::size_t at_least(words_in planes, unsigned n_planes, std::size_t words, std::uint32_t threshold,
                     std::uint64_t* out) {
  const bool reachable = threshold >> n_planes == 0;
  std::size_t total = 0;
  for (std::size_t w = 0; w < words; ++w) {
    std::uint64_t enough = reachable ? ~std::uint64_t{0} : 0;
    for (unsigned p = 0; reachable && p < n_planes; ++p) {
      const std::uint64_t plane = planes[p * words + w];
      enough = (threshold >> p & 1) ? plane & enough : plane | enough;
    }
    out[w] = enough;
    total += ones(enough);
  }
  return total;
}

void unpack(words_in planes, unsigned n_planes, std::size_t words, std::uint16_t* counts) {
  for (std::size_t u = 0; u < words * word_bits; ++u) {
    unsigned sum = 0;
    for (unsigned p = 0; p < n_planes; ++p) {
      const std::uint64_t word = planes[p * words + u / word_bits];
      sum |= static_cast<unsigned>(word >> (u % word_bits) & 1) << p;
    }
    counts[u] = static_cast<std::uint16_t>(sum);
  }
}

}  // namespace

const rows_kernels rows = {
    .count = count,
    .best_ahead = best_ahead,
    .set_ahead = set_ahead,
    .intersect = intersect,
    .intersect_many = intersect_many,
    .unite = unite,
    .at_least = at_least,
    .unpack = unpack,
};

}  // namespace kenyon::kernels::scalar
