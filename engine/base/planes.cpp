#include "base/planes.hpp"

namespace kenyon {
namespace {

// From the highest plane down: where some marked column has the bit that is looked for (`flip` is 0
// for set bits, all ones for clear ones), the others drop out. Returns the bits that were found.
std::uint32_t narrow(const plane_view& counts, std::uint64_t flip, std::uint64_t* among) {
  std::uint32_t found = 0;
  for (unsigned p = counts.planes; p-- > 0;) {
    const std::uint64_t* plane = counts.first + p * counts.stride;
    std::uint64_t any = 0;
    for (std::size_t w = 0; w < counts.words; ++w) any |= among[w] & (plane[w] ^ flip);
    if (any == 0) continue;
    found |= std::uint32_t{1} << p;
    for (std::size_t w = 0; w < counts.words; ++w) among[w] &= plane[w] ^ flip;
  }
  return found;
}

bool any_marked(const plane_view& counts, const std::uint64_t* among) {
  std::uint64_t any = 0;
  for (std::size_t w = 0; w < counts.words; ++w) any |= among[w];
  return any != 0;
}

}  // namespace

std::uint32_t keep_largest(const plane_view& counts, std::uint64_t* among) {
  return narrow(counts, 0, among);
}

std::uint32_t keep_smallest(const plane_view& counts, std::uint64_t* among) {
  if (!any_marked(counts, among)) return 0;
  const std::uint32_t all = (std::uint32_t{1} << counts.planes) - 1;
  return all & ~narrow(counts, ~std::uint64_t{0}, among);
}

std::uint32_t count_of(const plane_view& counts, std::size_t column) {
  std::uint32_t count = 0;
  for (unsigned p = 0; p < counts.planes; ++p)
    count |= static_cast<std::uint32_t>(
                 counts.first[p * counts.stride + column / 64] >> (column % 64) & 1)
             << p;
  return count;
}

}  // namespace kenyon
