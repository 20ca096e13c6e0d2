// Private to the avx512_popcnt kernel files: 512-bit vectors that count their bits in one
// instruction.
#pragma once
#include "kernels/lanes/avx512.hpp"

namespace kenyon::kernels::avx512_popcnt {
namespace {

struct lanes : avx512::lanes {
  static vec count(vec v) { return _mm512_popcnt_epi64(v); }
};

}  // namespace
}  // namespace kenyon::kernels::avx512_popcnt
