// Family `codes`, scalar: the specification of the family.
#include "kernels/codes/codes.hpp"

namespace kenyon::kernels::scalar {
namespace {

template <class Entry>
std::uint16_t shared_with(const code_cue<Entry>& cue, const Entry* row) {
  unsigned sum = 0;
  for (std::size_t w = 0; w < cue.ways; ++w)
    for (std::size_t i = 0; i < cue.width; ++i) {
      const std::size_t at = w * cue.width + i;
      sum += cue.mask[at] != 0 && cue.units[at] == row[i];
    }
  return static_cast<std::uint16_t>(sum);
}

template <class Entry>
void equal(const code_cue<Entry>& cue, const Entry* rows, std::size_t stride, std::size_t n,
           std::uint16_t* out) {
  for (std::size_t r = 0; r < n; ++r) out[r] = shared_with(cue, rows + r * stride);
}

template <class Entry>
void equal_at(const code_cue<Entry>& cue, const Entry* const* rows, std::size_t n,
              std::uint16_t* out) {
  for (std::size_t r = 0; r < n; ++r) out[r] = shared_with(cue, rows[r]);
}

template <class Entry>
std::uint16_t members_of(const std::uint64_t* cue, std::size_t width, const Entry* row) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < width; ++i) sum += cue[row[i] / 64] >> (row[i] % 64) & 1;
  return static_cast<std::uint16_t>(sum);
}

template <class Entry>
void members(const std::uint64_t* cue, std::size_t width, const Entry* rows, std::size_t stride,
             std::size_t n, std::uint16_t* out) {
  for (std::size_t r = 0; r < n; ++r) out[r] = members_of(cue, width, rows + r * stride);
}

template <class Entry>
void members_at(const std::uint64_t* cue, std::size_t width, const Entry* const* rows,
                std::size_t n, std::uint16_t* out) {
  for (std::size_t r = 0; r < n; ++r) out[r] = members_of(cue, width, rows[r]);
}

}  // namespace

const codes_kernels codes = {
    .equal8 = equal,
    .equal8_at = equal_at,
    .equal16 = equal,
    .equal16_at = equal_at,
    .members16 = members,
    .members16_at = members_at,
    .members32 = members,
    .members32_at = members_at,
};

}  // namespace kenyon::kernels::scalar
