#include "kernels/cpu.hpp"

#include <cstdint>
#include <cstring>

#if defined(KENYON_KERNELS_X86)
#include <cpuid.h>
#endif

namespace kenyon::kernels {

#if defined(KENYON_KERNELS_X86)
namespace {

// Compiler built-ins differ in the names they know (clang 14 has no "lzcnt"), so the bits are read
// here. Bits of leaf 1, leaf 7 and leaf 0x80000001: Intel SDM volume 2A, CPUID.
constexpr std::uint32_t leaf1_ecx_fma = 1U << 12;
constexpr std::uint32_t leaf1_ecx_popcnt = 1U << 23;
constexpr std::uint32_t leaf1_ecx_osxsave = 1U << 27;
constexpr std::uint32_t leaf1_ecx_avx = 1U << 28;
constexpr std::uint32_t leaf7_ebx_bmi1 = 1U << 3;
constexpr std::uint32_t leaf7_ebx_avx2 = 1U << 5;
constexpr std::uint32_t leaf7_ebx_bmi2 = 1U << 8;
constexpr std::uint32_t leaf7_ebx_avx512f = 1U << 16;
constexpr std::uint32_t leaf7_ebx_avx512dq = 1U << 17;
constexpr std::uint32_t leaf7_ebx_avx512cd = 1U << 28;
constexpr std::uint32_t leaf7_ebx_avx512bw = 1U << 30;
constexpr std::uint32_t leaf7_ebx_avx512vl = 1U << 31;
constexpr std::uint32_t leaf7_ecx_vpopcntdq = 1U << 14;
constexpr std::uint32_t extended1_ecx_lzcnt = 1U << 5;

// State the system saves on a context switch: xmm and ymm; opmask, upper zmm and zmm16-31.
constexpr std::uint64_t xcr0_ymm = 0x06;
constexpr std::uint64_t xcr0_zmm = 0xe6;

struct registers {
  std::uint32_t eax = 0, ebx = 0, ecx = 0, edx = 0;
};

// All zero when the processor has no such leaf.
registers cpuid(std::uint32_t leaf) {
  registers r;
  if (!__get_cpuid_count(leaf, 0, &r.eax, &r.ebx, &r.ecx, &r.edx)) return {};
  return r;
}

// Only valid when OSXSAVE is set. Inline assembly, since _xgetbv() needs -mxsave.
std::uint64_t xgetbv() {
  std::uint32_t low = 0, high = 0;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (std::uint64_t{high} << 32) | low;
}

template <class T>
constexpr bool has(T value, T bits) {
  return (value & bits) == bits;
}

}  // namespace

cpu_features detect_cpu() {
  cpu_features found;
  const registers leaf1 = cpuid(1);
  if (!has(leaf1.ecx, leaf1_ecx_osxsave | leaf1_ecx_avx | leaf1_ecx_popcnt)) return found;
  const std::uint64_t saved = xgetbv();
  if (!has(saved, xcr0_ymm)) return found;

  const registers leaf7 = cpuid(7);
  const registers extended1 = cpuid(0x80000001U);
  found.avx2 = has(leaf1.ecx, leaf1_ecx_fma) &&
               has(leaf7.ebx, leaf7_ebx_avx2 | leaf7_ebx_bmi1 | leaf7_ebx_bmi2) &&
               has(extended1.ecx, extended1_ecx_lzcnt);
  found.avx512 = found.avx2 && has(saved, xcr0_zmm) &&
                 has(leaf7.ebx, leaf7_ebx_avx512f | leaf7_ebx_avx512dq | leaf7_ebx_avx512cd |
                                    leaf7_ebx_avx512bw | leaf7_ebx_avx512vl);
  found.avx512_popcnt = found.avx512 && has(leaf7.ecx, leaf7_ecx_vpopcntdq);
  return found;
}

std::string cpu_name() {
  char brand[49] = {};
  for (std::uint32_t part = 0; part < 3; ++part) {
    const registers r = cpuid(0x80000002U + part);
    std::memcpy(brand + 16 * part, &r, sizeof r);
  }
  const std::string text = brand;  // some processors pad the name with spaces
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string::npos) return "unknown";
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

#else

cpu_features detect_cpu() {
  return {};
}
std::string cpu_name() {
  return "unknown";
}

#endif

}  // namespace kenyon::kernels
