// Levels: the one that is forced is the one that runs, and a wrong name changes nothing.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>

#include "kernel_data.hpp"
#include "kernels/cpu.hpp"

using namespace kernel_tests;
using namespace kenyon::kernels;

namespace {

// Puts back the level that was active.
class level_guard {
 public:
  ~level_guard() { force(name(before_)); }

 private:
  level before_ = active().which;
};

bool runs_here(level which) {
  for (const level l : available_levels()) {
    if (l == which) return true;
  }
  return false;
}

// The pointers of a table: of all families, because a table holds nothing else behind its level.
using any_kernel = void (*)();
constexpr std::size_t first_kernel = offsetof(kernel_table, bits);
constexpr std::size_t n_kernels = (sizeof(kernel_table) - first_kernel) / sizeof(any_kernel);
static_assert(std::is_trivially_copyable_v<kernel_table> &&
              first_kernel + n_kernels * sizeof(any_kernel) == sizeof(kernel_table));

std::array<any_kernel, n_kernels> kernels_of(level which) {
  std::array<any_kernel, n_kernels> kernels;
  std::memcpy(kernels.data(), reinterpret_cast<const char*>(&table(which)) + first_kernel,
              sizeof kernels);
  return kernels;
}

// The kernels that `a` and `b` have at the same place of their tables.
std::size_t shared_kernels(level a, level b) {
  const auto of_a = kernels_of(a), of_b = kernels_of(b);
  std::size_t shared = 0;
  for (std::size_t i = 0; i < n_kernels; ++i) shared += of_a[i] == of_b[i];
  return shared;
}

}  // namespace

TEST_CASE("level: names", "[level]") {
  CHECK(name(level::scalar) == "scalar");
  CHECK(name(level::avx2) == "avx2");
  CHECK(name(level::avx512) == "avx512");
  CHECK(name(level::avx512_popcnt) == "avx512-popcnt");
}

TEST_CASE("level: those that run here begin with scalar and follow the processor", "[level]") {
  REQUIRE(!available_levels().empty());
  CHECK(available_levels().front() == level::scalar);
  CHECK(std::is_sorted(available_levels().begin(), available_levels().end()));
  const cpu_features cpu = detect_cpu();
  CHECK(runs_here(level::avx2) == cpu.avx2);
  CHECK(runs_here(level::avx512) == cpu.avx512);
  CHECK(runs_here(level::avx512_popcnt) == cpu.avx512_popcnt);
  CHECK((!cpu.avx512 || cpu.avx2));
  CHECK((!cpu.avx512_popcnt || cpu.avx512));
  CHECK(!cpu_name().empty());
}

TEST_CASE("level: the forced level is the one that runs", "[level]") {
  const level_guard guard;
  for (const level l : available_levels()) {
    force(name(l));
    CHECK(active().which == l);
    CHECK(&active() == &table(l));
  }
}

TEST_CASE("level: no kernel of any family is missing", "[level]") {
  for (const level l : available_levels()) {
    CAPTURE(name(l));
    for (const any_kernel kernel : kernels_of(l)) CHECK(kernel != nullptr);
  }
}

// A family that is wired to another level's table has that level's kernels.
TEST_CASE("level: each level has kernels of its own in every family", "[level]") {
  const std::span<const level> levels = available_levels();
  for (std::size_t i = 0; i < levels.size(); ++i) {
    for (std::size_t j = i + 1; j < levels.size(); ++j) {
      CAPTURE(name(levels[i]), name(levels[j]));
      if (levels[i] == level::avx512) continue;  // below
      CHECK(shared_kernels(levels[i], levels[j]) == 0);
    }
  }
}

TEST_CASE("level: avx512-popcnt is avx512 but for what counts bits", "[level]") {
  if (!runs_here(level::avx512_popcnt)) {
    WARN("level avx512-popcnt cannot run here");
    return;
  }
  const kernel_table& a = table(level::avx512);
  const kernel_table& b = table(level::avx512_popcnt);
  CHECK(a.rows.best_ahead != b.rows.best_ahead);
  CHECK(a.rows.intersect != b.rows.intersect);
  CHECK(a.rows.at_least != b.rows.at_least);
  CHECK(a.winners.top_k_planes != b.winners.top_k_planes);
  constexpr std::size_t bits = sizeof(bits_kernels) / sizeof(any_kernel);
  CHECK(shared_kernels(level::avx512, level::avx512_popcnt) == n_kernels - bits - 4);
  CHECK(a.bits.count != b.bits.count);
}

TEST_CASE("level: an unknown name is an error that changes nothing", "[level]") {
  const level_guard guard;
  force("scalar");
  for (const char* wrong : {"avx3", "", "AVX2", "avx2 ", "avx512_popcnt"}) {
    CAPTURE(wrong);
    CHECK_THROWS_AS(force(wrong), std::invalid_argument);
    CHECK(active().which == level::scalar);
  }
  try {
    force("avx3");
  } catch (const std::invalid_argument& e) {
    CHECK(std::string(e.what()).rfind("unknown level \"avx3\" (levels here: scalar", 0) == 0);
  }
}

TEST_CASE("level: a level that cannot run here is an error", "[level]") {
  const level_guard guard;
  for (const level l : {level::scalar, level::avx2, level::avx512, level::avx512_popcnt}) {
    if (runs_here(l)) {
      CHECK(table(l).which == l);
    } else {
      CHECK_THROWS_AS(table(l), std::invalid_argument);
      CHECK_THROWS_AS(force(name(l)), std::invalid_argument);
    }
  }
}

// To be run with KENYON_LEVEL set to each level in turn; the other cases put back what they force.
TEST_CASE("level: KENYON_LEVEL chooses the level", "[level][env]") {
  const char* wanted = std::getenv("KENYON_LEVEL");
  if (wanted && *wanted) {
    CHECK(name(active().which) == wanted);
  } else {
    CHECK(active().which == available_levels().back());
  }
}

// Hidden: only right when KENYON_LEVEL holds a wrong name.
TEST_CASE("level: an unknown KENYON_LEVEL is an error on every call until one is forced",
          "[.][env-unknown]") {
  REQUIRE(std::getenv("KENYON_LEVEL") != nullptr);
  CHECK_THROWS_WITH(active(), Catch::StartsWith("KENYON_LEVEL: unknown level \""));
  CHECK_THROWS_AS(active(), std::invalid_argument);
  force("scalar");
  CHECK(active().which == level::scalar);
}
