// Instruction-set levels and the table of kernels that serves each.
// A level is chosen once a process: the best this CPU and operating system can run, or the one
// named by the environment variable KENYON_LEVEL. Kernels are called per batch through plain
// function pointers.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "kernels/bits/bits.hpp"
#include "kernels/codes/codes.hpp"
#include "kernels/counters/counters.hpp"
#include "kernels/dots/dots.hpp"
#include "kernels/lines/lines.hpp"
#include "kernels/rows/rows.hpp"
#include "kernels/scan4/scan4.hpp"
#include "kernels/sums/sums.hpp"
#include "kernels/transform/transform.hpp"
#include "kernels/winners/winners.hpp"

namespace kenyon::kernels {

enum class level : std::uint8_t { scalar, avx2, avx512, avx512_popcnt };

struct kernel_table {
  level which;
  bits_kernels bits;
  rows_kernels rows;
  winners_kernels winners;
  sums_kernels sums;
  counters_kernels counters;
  dots_kernels dots;
  codes_kernels codes;
  scan4_kernels scan4;
  transform_kernels transform;
  lines_kernels lines;
};

// "scalar", "avx2", "avx512", "avx512-popcnt".
std::string_view name(level which);

// Levels compiled in and runnable on this machine, slowest first; the first is always scalar.
std::span<const level> available_levels();

// The table of one level; throws std::invalid_argument when that level cannot run here.
const kernel_table& table(level which);

// The table in use. The first call reads KENYON_LEVEL; an unknown or unavailable name throws
// std::invalid_argument (and so does each later call, until force() is called).
const kernel_table& active();

// Uses the named level from now on in the whole process. Throws std::invalid_argument, changing
// nothing, for an unknown or unavailable name. Not for use while other threads run kernels.
void force(std::string_view name);

}  // namespace kenyon::kernels
