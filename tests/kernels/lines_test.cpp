// Family `lines`: every level against the definition, written out again here.
#include "kernel_data.hpp"

using namespace kernel_tests;
using kenyon::kernels::line_entries;

TEST_CASE("lines: entries in a range, of every level", "[lines]") {
  random_words random(1);
  for (std::size_t n = 0; n <= 40; ++n)
    for (const std::uint32_t last : {0U, 1U, 100U, 0x7fffffffU, 0xfffffffeU, 0xffffffffU}) {
      std::vector<std::uint32_t> memory((n + 1) * line_entries + line_entries);
      std::uint32_t* begin = memory.data();
      while (reinterpret_cast<std::uintptr_t>(begin) % 64 != 0) ++begin;
      std::vector<const std::uint32_t*> lines;
      std::vector<std::uint32_t> first;
      for (std::size_t i = 0; i < n; ++i) {
        lines.push_back(begin + random.below(n) * line_entries);
        first.push_back(random.below(4) ? static_cast<std::uint32_t>(random.next())
                                        : static_cast<std::uint32_t>(random.below(3)));
      }
      // Many at the ends of the range of some line; in every second line no zeros.
      for (std::size_t e = 0; e < n * line_entries; ++e) {
        const std::uint32_t from = first[random.below(n)];
        const std::uint32_t choices[] = {from,     from - 1, from + last, from + last + 1,
                                         from + 1, 0,        0xffffffffU};
        begin[e] = choices[random.below(7)];
        if (e / line_entries % 2 != 0 && begin[e] == 0) begin[e] = 5;
      }
      std::vector<std::uint32_t> right;
      std::vector<std::uint8_t> right_used(n, 1);
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t e = 0; e < line_entries; ++e) {
          const std::uint64_t entry = lines[i][e];
          if (entry == 0) right_used[i] = 0;
          // Also past 2^32, where it begins again.
          for (const std::uint64_t turn : {std::uint64_t{0}, std::uint64_t{1} << 32})
            if (entry + turn >= first[i] && entry + turn - first[i] <= last)
              right.push_back(static_cast<std::uint32_t>(entry + turn - first[i]));
        }
      for (const kernel_table* level : tables()) {
        CAPTURE(name(level->which), n, last);
        guarded<std::uint32_t> out(right.size(), line_entries * (n + 1) - right.size());
        guarded<std::uint8_t> used_up(n);
        REQUIRE(level->lines.in_range(lines.data(), first.data(), last, n, out.data(),
                                      used_up.data()) == right.size());
        REQUIRE(out.intact());
        REQUIRE(used_up.intact());
        REQUIRE(out.values() == right);
        REQUIRE(used_up.values() == right_used);
      }
    }
}
