// What this CPU and its operating system allow: CPUID, OSXSAVE and XCR0 together.
#pragma once
#include <string>

namespace kenyon::kernels {

struct cpu_features {
  bool avx2 = false;    // AVX2, FMA, POPCNT, LZCNT, BMI1, BMI2; ymm state saved by the system
  bool avx512 = false;  // F, CD, BW, VL, DQ, avx2 above, and zmm/opmask state saved by the system
  bool avx512_popcnt = false;  // avx512 above and VPOPCNTDQ
};

cpu_features detect_cpu();

// Brand string of the processor, or "unknown".
std::string cpu_name();

}  // namespace kenyon::kernels
