// Family `codes`: every level against naive counts, at every width around one to three vectors,
// one and two ways, unaligned, with rows in a matrix and rows from anywhere.
#include <cstring>
#include <set>

#include "kernel_data.hpp"

using namespace kernel_tests;
using kenyon::kernels::code_cue;
using kenyon::kernels::codes_kernels;

namespace {

// Entries that start any number of bytes into an allocation and end where it ends: what is read
// behind them is seen by the address sanitizer, what is read before them is random.
template <class Entry>
class test_entries {
 public:
  test_entries(std::size_t n, std::size_t offset)
      : offset_(offset), bytes_(offset + n * sizeof(Entry)) {}
  const Entry* data() const { return reinterpret_cast<const Entry*>(bytes_.data() + offset_); }
  void set(std::size_t i, Entry e) {
    std::memcpy(bytes_.data() + offset_ + i * sizeof e, &e, sizeof e);
  }
  Entry get(std::size_t i) const {
    Entry e;
    std::memcpy(&e, bytes_.data() + offset_ + i * sizeof e, sizeof e);
    return e;
  }

 private:
  std::size_t offset_;
  std::vector<unsigned char> bytes_;
};

// The rows of a matrix, shuffled, as addresses; the padding of a stride holds entries that would
// count if they were looked at.
template <class Entry>
struct code_rows {
  std::size_t width, n, stride;
  test_entries<Entry> all;
  std::vector<const Entry*> at;
  std::vector<std::size_t> order;

  code_rows(random_words& random, std::size_t width_, std::size_t n_, std::size_t below)
      : width(width_),
        n(n_),
        stride(width + random.below(3) * random.below(5)),
        all(n == 0 ? 0 : (n - 1) * stride + width, sizeof(Entry) * random.below(65)) {
    for (std::size_t i = 0; i < entries(); ++i) all.set(i, static_cast<Entry>(random.below(below)));
    for (std::size_t r = 0; r < n + n / 2; ++r) {  // some rows twice, some not
      order.push_back(random.below(n));
      at.push_back(all.data() + order.back() * stride);
    }
  }
  std::size_t entries() const { return n == 0 ? 0 : (n - 1) * stride + width; }
  Entry get(std::size_t r, std::size_t i) const { return all.get(r * stride + i); }
};

template <class Entry>
struct test_cue {
  std::size_t ways, width;
  test_entries<Entry> units, mask;

  // Units below `below`, two different ones of a module; `silent` in 8 do not count.
  test_cue(random_words& random, std::size_t ways_, std::size_t width_, std::size_t below,
           std::size_t silent)
      : ways(ways_),
        width(width_),
        units(ways * width, sizeof(Entry) * random.below(65)),
        mask(ways * width, sizeof(Entry) * random.below(65)) {
    for (std::size_t i = 0; i < width; ++i) {
      const std::size_t first = random.below(below);
      units.set(i, static_cast<Entry>(first));
      if (ways == 2)
        units.set(width + i, static_cast<Entry>((first + 1 + random.below(below - 1)) % below));
    }
    for (std::size_t i = 0; i < ways * width; ++i)
      mask.set(i, random.below(8) < silent ? Entry{0} : static_cast<Entry>(~Entry{0}));
  }
  code_cue<Entry> get() const { return {units.data(), mask.data(), ways, width}; }
};

template <class Entry>
std::vector<std::uint16_t> naive_equal(const test_cue<Entry>& cue, const code_rows<Entry>& rows) {
  std::vector<std::uint16_t> counts;
  for (std::size_t r = 0; r < rows.n; ++r) {
    std::set<std::size_t> shared;  // modules
    for (std::size_t i = 0; i < rows.width; ++i)
      for (std::size_t w = 0; w < cue.ways; ++w)
        if (cue.mask.get(w * rows.width + i) && cue.units.get(w * rows.width + i) == rows.get(r, i))
          shared.insert(i);
    counts.push_back(static_cast<std::uint16_t>(shared.size()));
  }
  return counts;
}

template <class Rows>
std::vector<std::uint16_t> in_order(const std::vector<std::uint16_t>& counts, const Rows& rows) {
  std::vector<std::uint16_t> asked;
  for (const std::size_t r : rows.order) asked.push_back(counts[r]);
  return asked;
}

template <class Entry, class Equal, class EqualAt>
void check_equal(random_words& random, Equal codes_kernels::*equal, EqualAt codes_kernels::*at,
                 std::size_t width, std::size_t ways, std::size_t n) {
  const std::size_t most = sizeof(Entry) == 1 ? 256 : 65536;
  const std::size_t below = random.below(3) ? 2 + random.below(4) : most;
  const test_cue<Entry> cue(random, ways, width, below, random.below(9));
  const code_rows<Entry> rows(random, width, n, below);
  const auto right = naive_equal(cue, rows);
  for (const kernel_table* t : tables()) {
    CAPTURE(name(t->which), width, ways, n, rows.stride, below);
    guarded<std::uint16_t> out(n);
    (t->codes.*equal)(cue.get(), rows.all.data(), rows.stride, n, out.data());
    REQUIRE(out.values() == right);
    REQUIRE(out.intact());
    guarded<std::uint16_t> out_at(rows.at.size());
    (t->codes.*at)(cue.get(), rows.at.data(), rows.at.size(), out_at.data());
    REQUIRE(out_at.values() == in_order(right, rows));
    REQUIRE(out_at.intact());
  }
}

template <class Entry, class Members, class MembersAt>
void check_members(random_words& random, Members codes_kernels::*members,
                   MembersAt codes_kernels::*at, std::size_t width, std::size_t units,
                   std::size_t n) {
  const test_words cue(random, densities[random.below(densities.size())], (units + 63) / 64, 1);
  const code_rows<Entry> rows(random, width, n, units);
  std::vector<std::uint16_t> right(n);
  for (std::size_t r = 0; r < n; ++r)
    for (std::size_t i = 0; i < width; ++i)
      if (bit(cue.data(), rows.get(r, i))) ++right[r];
  for (const kernel_table* t : tables()) {
    CAPTURE(name(t->which), width, units, n, rows.stride);
    guarded<std::uint16_t> out(n);
    (t->codes.*members)(cue.data(), width, rows.all.data(), rows.stride, n, out.data());
    REQUIRE(out.values() == right);
    REQUIRE(out.intact());
    guarded<std::uint16_t> out_at(rows.at.size());
    (t->codes.*at)(cue.data(), width, rows.at.data(), rows.at.size(), out_at.data());
    REQUIRE(out_at.values() == in_order(right, rows));
    REQUIRE(out_at.intact());
  }
}

const std::vector<std::size_t>& widths() {
  static const std::vector<std::size_t> all = [] {
    std::vector<std::size_t> w;
    for (std::size_t i = 0; i <= 130; ++i) w.push_back(i);
    for (const std::size_t i : sizes{191, 192, 193, 255, 256, 257, 784, 1000, 4095, 4096})
      w.push_back(i);
    return w;
  }();
  return all;
}

}  // namespace

TEST_CASE("codes: modular codes, one and two ways", "[codes]") {
  random_words random(1);
  for (const std::size_t width : widths())
    for (const std::size_t ways : sizes{1, 2})
      for (const std::size_t n : sizes{0, 1, 2, 3, 5, 8, 17, 40}) {
        check_equal<std::uint8_t>(random, &codes_kernels::equal8, &codes_kernels::equal8_at, width,
                                  ways, n);
        check_equal<std::uint16_t>(random, &codes_kernels::equal16, &codes_kernels::equal16_at,
                                   width, ways, n);
      }
}

TEST_CASE("codes: a cue equal to every row shares all its entries", "[codes]") {
  for (const std::size_t width : sizes{1, 63, 64, 65, 128, 4096}) {
    const std::vector<std::uint8_t> code(width, 7);
    const std::vector<std::uint8_t> mask(width, 0xff);
    const std::vector<const std::uint8_t*> rows(3, code.data());
    for (const kernel_table* t : tables()) {
      guarded<std::uint16_t> out(3);
      t->codes.equal8_at({code.data(), mask.data(), 1, width}, rows.data(), 3, out.data());
      REQUIRE(out.values() == std::vector<std::uint16_t>(3, static_cast<std::uint16_t>(width)));
    }
  }
}

TEST_CASE("codes: flat codes against a bit vector", "[codes]") {
  random_words random(3);
  for (const std::size_t width : widths())
    for (const std::size_t n : sizes{0, 1, 2, 7, 40}) {
      const std::size_t units = 1 + random.below(random.below(2) ? 300 : 65536);
      check_members<std::uint16_t>(random, &codes_kernels::members16, &codes_kernels::members16_at,
                                   width, units, n);
      check_members<std::uint32_t>(random, &codes_kernels::members32, &codes_kernels::members32_at,
                                   width, random.below(8) ? units : std::size_t{1} << 24, n);
    }
}
