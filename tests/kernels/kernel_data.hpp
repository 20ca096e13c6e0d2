// Data for the kernel tests: words of every density at every offset, and outputs with guards behind
// them.
#pragma once
#include <array>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "kernels/level.hpp"

namespace kernel_tests {

using sizes = std::initializer_list<std::size_t>;

using kenyon::kernels::kernel_table;
using kenyon::kernels::level;

// SplitMix64: small, and independent of the generators under test elsewhere.
class random_words {
 public:
  explicit random_words(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }

 private:
  std::uint64_t state_;
};

enum class density { empty, full, half, thin, sparse, dense };
inline constexpr std::array densities = {density::empty, density::full,   density::half,
                                         density::thin,  density::sparse, density::dense};

inline std::uint64_t random_word(random_words& random, density d) {
  switch (d) {
    case density::empty:
      return 0;
    case density::full:
      return ~std::uint64_t{0};
    case density::half:
      return random.next();
    case density::thin:  // about four bits a word
      return random.next() & random.next() & random.next() & random.next();
    case density::sparse:  // about one bit in 256, as the rows of a memory have
      return random.next() % 4 ? 0 : std::uint64_t{1} << random.below(64);
    case density::dense:
      return ~(random.next() & random.next() & random.next());
  }
  return 0;
}

// `words` words that start `offset` words into an allocation. The words around them are random, so
// that a kernel which reads too much gets a wrong answer.
class test_words {
 public:
  test_words(random_words& random, density d, std::size_t words, std::size_t offset)
      : offset_(offset), all_(offset + words + 16) {
    for (std::uint64_t& w : all_) w = random.next();
    for (std::size_t w = 0; w < words; ++w) all_[offset + w] = random_word(random, d);
  }
  std::uint64_t* data() { return all_.data() + offset_; }
  const std::uint64_t* data() const { return all_.data() + offset_; }

 private:
  std::size_t offset_;
  std::vector<std::uint64_t> all_;
};

// An output of n elements between guards. Elements start as garbage that no kernel may rely on.
template <class T>
class guarded {
 public:
  // The first `scratch` elements behind the output may be overwritten.
  explicit guarded(std::size_t n, std::size_t scratch = 0, std::size_t offset = 0)
      : begin_(front + offset), n_(n), scratch_(scratch), all_(begin_ + n + scratch + 64, guard) {}
  T* data() { return all_.data() + begin_; }
  std::vector<T> values() const {
    const auto first = all_.begin() + static_cast<std::ptrdiff_t>(begin_);
    return {first, first + static_cast<std::ptrdiff_t>(n_)};
  }
  bool intact() const {
    for (std::size_t i = 0; i < all_.size(); ++i) {
      const bool ours = i >= begin_ && i < begin_ + n_ + scratch_;
      if (!ours && all_[i] != guard) return false;
    }
    return true;
  }

 private:
  static constexpr T guard = static_cast<T>(0xa5a5a5a5a5a5a5a5U);
  static constexpr std::size_t front = 64;
  std::size_t begin_, n_, scratch_;
  std::vector<T> all_;
};

// Word counts around none to three vectors of each width, and some larger ones.
inline const std::vector<std::size_t>& word_counts() {
  static const std::vector<std::size_t> counts = [] {
    std::vector<std::size_t> c;
    for (std::size_t w = 0; w <= 26; ++w) c.push_back(w);
    for (const std::size_t w : sizes{31, 32, 33, 63, 64, 65, 127, 128, 129, 130, 255, 257, 1000}) {
      c.push_back(w);
    }
    return c;
  }();
  return counts;
}

// Every level that can run here; the first is scalar, which is held against naive code.
inline std::vector<const kernel_table*> tables() {
  std::vector<const kernel_table*> all;
  for (const level l : kenyon::kernels::available_levels()) {
    all.push_back(&kenyon::kernels::table(l));
  }
  return all;
}

inline bool bit(const std::uint64_t* words, std::size_t i) {
  return words[i / 64] >> (i % 64) & 1;
}

}  // namespace kernel_tests
