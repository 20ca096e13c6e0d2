// What every benchmark is measured against: the simplest streaming read and population count of a
// buffer of the same size, at the best level, in the same run. Also the buffers and row orders the
// benchmarks share.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/level.hpp"

namespace kenyon::bench {

inline constexpr std::size_t kib = 1024;
inline constexpr std::size_t mib = 1024 * kib;

// Words of which 31 bits in 32 are set, so that the AND of 64 rows still has survivors. On huge
// pages where the system gives them. Kept for the whole run and shared by all who ask for this
// size.
std::span<const std::uint64_t> words_of(std::size_t bytes);

// Cleared words for a kernel's answer, at the start of a cache line as the engine keeps them.
class output {
 public:
  explicit output(std::size_t words) : words_(words + 7) {}
  std::uint64_t* data() {
    const auto address = reinterpret_cast<std::uintptr_t>(words_.data());
    return words_.data() + (64 - address % 64) % 64 / 8;
  }

 private:
  std::vector<std::uint64_t> words_;
};

// Every row number below `rows` once, in an order fixed but random. Taken in slices, it makes a
// benchmark touch each row of the matrix once before it touches any twice, as the ceiling does with
// words.
class row_order {
 public:
  row_order(std::size_t rows, std::size_t slice);
  const std::uint32_t* next();

 private:
  std::vector<std::uint32_t> order_;
  std::size_t slice_;
  std::size_t at_ = 0;
};

// Registers "ceiling/LEVEL/bytes:B" for each size.
void register_ceiling(std::span<const std::size_t> bytes);

// "family_kernel/LEVEL/rest".
std::string bench_name(std::string_view kernel, kernels::level level, std::string_view rest);

// Runs what is registered, with the processor and its levels in the context of the report.
int run(int argc, char** argv);

}  // namespace kenyon::bench
