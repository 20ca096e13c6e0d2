// Family `lines`, scalar: the specification of the family.
#include "kernels/lines/lines.hpp"

namespace kenyon::kernels::scalar {
namespace {

std::size_t in_range(const std::uint32_t* const* lines, const std::uint32_t* first,
                     std::uint32_t last, std::size_t n, std::uint32_t* out, std::uint8_t* used_up) {
  std::size_t found = 0;
  for (std::size_t i = 0; i < n; ++i) {
    used_up[i] = 1;
    for (std::size_t e = 0; e < line_entries; ++e) {
      const std::uint32_t entry = lines[i][e];
      if (entry == 0) used_up[i] = 0;
      if (entry - first[i] <= last) out[found++] = entry - first[i];
    }
  }
  return found;
}

}  // namespace

const lines_kernels lines = {
    .in_range = in_range,
};

}  // namespace kenyon::kernels::scalar
