// Levels: the one that is forced is the one that runs, and a wrong name changes nothing.
#include <algorithm>
#include <cstdlib>
#include <cstring>
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

// Every function of `table` is the one that the family's table of level `which` names.
template <class Family>
bool same(const Family& a, const Family& b) {
  static_assert(std::is_trivially_copyable_v<Family>);
  return std::memcmp(&a, &b, sizeof a) == 0;
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
#if defined(__x86_64__)
  for (const level l : available_levels()) {
    const kernel_table& t = table(l);
    CAPTURE(name(l));
    CHECK(same(t.bits, l == level::scalar   ? scalar::bits
                       : l == level::avx2   ? avx2::bits
                       : l == level::avx512 ? avx512::bits
                                            : avx512_popcnt::bits));
    CHECK(same(t.rows, l == level::scalar   ? scalar::rows
                       : l == level::avx2   ? avx2::rows
                       : l == level::avx512 ? avx512::rows
                                            : avx512_popcnt::rows));
    CHECK(same(t.winners, l == level::scalar   ? scalar::winners
                          : l == level::avx2   ? avx2::winners
                          : l == level::avx512 ? avx512::winners
                                               : avx512_popcnt::winners));
  }
#endif
}

TEST_CASE("level: each level has kernels of its own", "[level]") {
  const std::vector<const kernel_table*> all = tables();
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = i + 1; j < all.size(); ++j) {
      CHECK(all[i]->bits.overlap_many != all[j]->bits.overlap_many);
      CHECK(all[i]->rows.intersect != all[j]->rows.intersect);
      CHECK(all[i]->winners.top_k_planes != all[j]->winners.top_k_planes);
    }
  }
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
