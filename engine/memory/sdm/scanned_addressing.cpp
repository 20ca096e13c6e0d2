// Locations found by a scan of all addresses, a block of 32 KiB at a time: it stays in the L1 cache
// while many addresses pass.
#include <oneapi/tbb/parallel_for.h>

#include <algorithm>

#include <kenyon/base/bit_matrix.hpp>
#include <kenyon/pattern/random.hpp>

#include "base/active_kernels.hpp"
#include "memory/sdm/addressing.hpp"

namespace kenyon {
namespace {

constexpr std::size_t block_bytes = std::size_t{32} << 10;

class scanned : public addressing {
 public:
  scanned(std::uint32_t bits, std::uint32_t locations) : addresses_(locations, bits) {
    rows_ = std::max<std::size_t>(64, block_bytes / (8 * addresses_.stride()));
  }
  std::size_t blocks() const override { return (addresses_.rows() + rows_ - 1) / rows_; }
  std::size_t largest_block() const override { return rows_; }
  std::uint64_t bytes() const override { return addresses_.bytes(); }

 protected:
  // Draws address l into row l: draw(l, row).
  template <class Draw>
  void draw_all(const Draw& draw) {
    tbb::parallel_for(std::size_t{0}, addresses_.rows(),
                      [&](std::size_t l) { draw(l, addresses_.row(l)); });
  }
  template <class Kernel>
  std::size_t scan(Kernel kernel, const address& asked, std::uint32_t bound, std::size_t block,
                   std::uint32_t* out) const {
    const std::size_t first = block * rows_;
    const std::size_t here = std::min(rows_, addresses_.rows() - first);
    const std::size_t n = kernel(asked.bits, addresses_.row(first), addresses_.stride(),
                                 addresses_.words(), here, bound, out);
    for (std::size_t i = 0; i < n; ++i) out[i] += static_cast<std::uint32_t>(first);
    return n;
  }

  bit_matrix addresses_;
  std::size_t rows_;  // of a block
};

class near_words final : public scanned {
 public:
  near_words(std::uint32_t bits, std::uint32_t locations, std::uint32_t radius, std::uint64_t seed)
      : scanned(bits, locations), radius_(radius) {
    const std::uint64_t last = bits % 64 ? (std::uint64_t{1} << bits % 64) - 1 : ~std::uint64_t{0};
    draw_all([&](std::size_t l, std::uint64_t* row) {
      random_sequence numbers(seed, stream::locations, l);
      for (std::size_t w = 0; w < addresses_.words(); ++w) {
        const std::uint64_t low = numbers.next();
        row[w] = std::uint64_t{numbers.next()} << 32 | low;
      }
      row[addresses_.words() - 1] &= last;
    });
  }
  std::size_t select(const address& asked, std::size_t block, std::uint32_t* out) const override {
    return scan(active_kernels().bits.hamming_at_most, asked, radius_, block, out);
  }

 private:
  std::uint32_t radius_;
};

class sharing_patterns final : public scanned {
 public:
  sharing_patterns(const layout& in, std::uint32_t locations, std::uint64_t seed)
      : scanned(in.units(), locations) {
    draw_all([&](std::size_t l, std::uint64_t* row) {
      pattern units(in.active());
      random_pattern(in, seed, stream::locations, l, units);
      for (const unit u : units) row[u / 64] |= std::uint64_t{1} << u % 64;
    });
  }
  std::size_t select(const address& asked, std::size_t block, std::uint32_t* out) const override {
    return scan(active_kernels().bits.overlap_at_least, asked, asked.least, block, out);
  }
};

}  // namespace

std::unique_ptr<addressing> words_within(std::uint32_t bits, std::uint32_t locations,
                                         std::uint32_t radius, std::uint64_t seed) {
  return std::make_unique<near_words>(bits, locations, radius, seed);
}

std::unique_ptr<addressing> patterns_sharing(const layout& in, std::uint32_t locations,
                                             std::uint64_t seed) {
  return std::make_unique<sharing_patterns>(in, locations, seed);
}

std::uint64_t bytes_of_patterns_sharing(const layout& in, std::uint32_t locations) {
  return bit_matrix::bytes_of(locations, in.units());
}

}  // namespace kenyon
