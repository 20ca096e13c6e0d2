// Family `scan4`: every level against sums over unpacked codes, for all numbers of modules and
// thresholds.
#include <algorithm>
#include <cmath>

#include "kernel_data.hpp"

using namespace kernel_tests;

TEST_CASE("scan4: supports of codes in blocks", "[scan4]") {
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
          t->scan4.sum_supports(supports.data() + offset, modules, packed.data() + offset, blocks,
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

TEST_CASE("scan4: supports of levels for a query", "[scan4]") {
  random_words random(2);
  const auto rounded = [](float x) {
    const volatile float r = x;
    return r;
  };
  for (std::size_t axes = 0; axes <= 70; ++axes)
    for (const std::size_t a_module : sizes{1, 2}) {
      const std::size_t modules = (axes + a_module - 1) / a_module;
      std::vector<float> query, steps;
      for (std::size_t a = 0; a < axes; ++a) {
        query.push_back(static_cast<float>(random.below(2000)) / 300 - 3);
        steps.push_back(random.below(9) ? static_cast<float>(random.below(1000)) / 999 : 0.0F);
      }
      const float units = static_cast<float>(random.below(3000)) / 100;
      std::vector<std::uint8_t> right[2];
      for (std::size_t m = 0; m < modules; ++m)
        for (std::size_t u = 0; u < 16; ++u) {
          float missing[2] = {};
          for (std::size_t k = 0; k < a_module && m * a_module + k < axes; ++k) {
            const std::size_t a = m * a_module + k, levels = a_module == 1 ? 16 : 4;
            const std::size_t level = a_module == 1 ? u : k == 0 ? u % 4 : u / 4;
            const float half = static_cast<float>(levels - 1) / 2, q = query[a];
            const float x = rounded((static_cast<float>(level) - half) * steps[a]);
            const float apart = rounded(q - x);
            missing[0] += rounded(rounded(apart * apart) * (units / 2));
            const float best = rounded(rounded(std::abs(q) * half) * steps[a]);
            missing[1] += rounded(rounded(best - rounded(q * x)) * units);
          }
          for (int what = 0; what < 2; ++what) {
            const float sum = missing[what] + 0.5F;
            right[what].push_back(
                static_cast<std::uint8_t>(255 - static_cast<int>(std::min(sum, 255.0F))));
          }
        }
      for (const kernel_table* t : tables()) {
        CAPTURE(name(t->which), axes, a_module, units);
        guarded<std::uint8_t> distances(modules * 16), products(modules * 16);
        t->scan4.grade_distances(query.data(), steps.data(), axes, a_module, units,
                                 distances.data());
        t->scan4.grade_products(query.data(), steps.data(), axes, a_module, units, products.data());
        REQUIRE(distances.values() == right[0]);
        REQUIRE(products.values() == right[1]);
        REQUIRE(distances.intact());
        REQUIRE(products.intact());
      }
    }
}
