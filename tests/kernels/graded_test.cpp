// Family `graded`: every level against sums over unpacked codes, for all numbers of modules and
// thresholds.
#include <cstring>

#include "kernel_data.hpp"

using namespace kernel_tests;

TEST_CASE("graded: supports of codes in blocks", "[graded]") {
  random_words random(1);
  for (const std::size_t modules : sizes{0, 1, 2, 3, 4, 5, 7, 8, 31, 50, 64, 65, 255, 256})
    for (const std::size_t blocks : sizes{0, 1, 2, 5}) {
      const std::size_t offset = random.below(7);
      std::vector<std::uint8_t> supports(16 * modules + offset);
      const std::size_t range = random.below(3);  // of the supports: all, all ones, small
      for (auto& s : supports)
        s = static_cast<std::uint8_t>(range == 0   ? random.below(256)
                                      : range == 1 ? 255
                                                   : random.below(9));
      std::vector<std::uint8_t> packed(blocks * modules * 32 + offset);
      std::vector<std::uint16_t> right(blocks * 64, 0);
      for (std::size_t b = 0; b < blocks; ++b)
        for (std::size_t m = 0; m < modules; ++m)
          for (std::size_t j = 0; j < 64; ++j) {
            const std::size_t unit = random.below(16);
            right[b * 64 + j] =
                static_cast<std::uint16_t>(right[b * 64 + j] + supports[offset + m * 16 + unit]);
            auto& byte = packed[offset + (b * modules + m) * 32 + j % 32];
            byte = static_cast<std::uint8_t>(byte | unit << (j < 32 ? 0 : 4));
          }
      const std::uint16_t some = right.empty() ? std::uint16_t{7} : right[right.size() / 2];
      for (const std::uint16_t threshold :
           {std::uint16_t{0}, some, static_cast<std::uint16_t>(some + 1), std::uint16_t{65535}})
        for (const kernel_table* t : tables()) {
          CAPTURE(name(t->which), modules, blocks, threshold);
          std::vector<std::uint16_t> sums(blocks * 64 + 3, 77);
          std::vector<std::uint64_t> reached(blocks + 1, 99);
          t->graded.sum_supports(supports.data() + offset, modules, packed.data() + offset, blocks,
                                 threshold, sums.data(), reached.data());
          for (std::size_t i = 0; i < right.size(); ++i) {
            REQUIRE(sums[i] == right[i]);
            REQUIRE((reached[i / 64] >> i % 64 & 1) == (right[i] >= threshold ? 1U : 0U));
          }
          REQUIRE(sums[right.size()] == 77);  // nothing behind the end
          REQUIRE(reached[blocks] == 99);
        }
    }
}
