#include "kernels/level.hpp"

#include <array>
#include <atomic>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "kernels/cpu.hpp"

namespace kenyon::kernels {

// Within a level's namespace the name of a family is its table of that level. A level that changes
// little starts from the table of the level below it.
namespace scalar {
namespace {

kernel_table make_table() {
  return {
      .which = level::scalar,
      .bits = bits,
      .rows = rows,
      .winners = winners,
      .sums = sums,
      .counters = counters,
      .dots = dots,
      .codes = codes,
      .scan4 = scan4,
      .transform = transform,
      .lines = lines,
  };
}

}  // namespace
}  // namespace scalar

#if defined(KENYON_KERNELS_X86)
namespace avx2 {
namespace {

kernel_table make_table() {
  return {
      .which = level::avx2,
      .bits = bits,
      .rows = rows,
      .winners = winners,
      .sums = sums,
      .counters = counters,
      .dots = dots,
      .codes = codes,
      .scan4 = scan4,
      .transform = transform,
      .lines = lines,
  };
}

}  // namespace
}  // namespace avx2

namespace avx512 {
namespace {

kernel_table make_table() {
  return {
      .which = level::avx512,
      .bits = bits,
      .rows = rows,
      .winners = winners,
      .sums = sums,
      .counters = counters,
      .dots = dots,
      .codes = codes,
      .scan4 = scan4,
      .transform = transform,
      .lines = lines,
  };
}

}  // namespace
}  // namespace avx512

namespace avx512_popcnt {
namespace {

kernel_table make_table() {
  kernel_table t = avx512::make_table();
  t.which = level::avx512_popcnt;
  t.bits = bits;
  t.rows.best_ahead = best_ahead;
  t.rows.intersect = intersect;
  t.rows.at_least = at_least;
  t.winners.top_k_planes = top_k_planes;
  return t;
}

}  // namespace
}  // namespace avx512_popcnt
#endif

namespace {

struct entry {
  bool cpu_features::*needs;  // null: runs everywhere
  kernel_table table;
};

#if defined(KENYON_KERNELS_X86)
constexpr std::size_t compiled_levels = 4;
#else
constexpr std::size_t compiled_levels = 1;
#endif

// Slowest first, in the order of `level`. Made on first use: the families' tables lie in other
// files.
const std::array<entry, compiled_levels>& compiled() {
  static const std::array<entry, compiled_levels> entries = {{
      {nullptr, scalar::make_table()},
#if defined(KENYON_KERNELS_X86)
      {&cpu_features::avx2, avx2::make_table()},
      {&cpu_features::avx512, avx512::make_table()},
      {&cpu_features::avx512_popcnt, avx512_popcnt::make_table()},
#endif
  }};
  return entries;
}

struct level_list {
  std::array<level, compiled_levels> levels{};
  std::size_t count = 0;
};

level_list detect_levels() {
  level_list found;
  const cpu_features cpu = detect_cpu();
  for (const entry& e : compiled()) {
    if (!e.needs || cpu.*e.needs) found.levels[found.count++] = e.table.which;
  }
  return found;
}

std::string levels_here() {
  std::string text = " (levels here: ";
  for (const level l : available_levels()) {
    if (text.back() != ' ') text += ", ";
    text += name(l);
  }
  return text + ")";
}

bool available(level which) {
  for (const level l : available_levels()) {
    if (l == which) return true;
  }
  return false;
}

const kernel_table& find(std::string_view wanted) {
  for (const entry& e : compiled()) {
    if (name(e.table.which) == wanted) return table(e.table.which);
  }
  throw std::invalid_argument("unknown level \"" + std::string(wanted) + "\"" + levels_here());
}

std::atomic<const kernel_table*> current{nullptr};

const kernel_table& choose() {
  const char* wanted = std::getenv("KENYON_LEVEL");
  if (!wanted || !*wanted) return table(available_levels().back());
  try {
    return find(wanted);
  } catch (const std::invalid_argument& e) {
    throw std::invalid_argument(std::string("KENYON_LEVEL: ") + e.what());
  }
}

}  // namespace

std::string_view name(level which) {
  switch (which) {
    case level::scalar:
      return "scalar";
    case level::avx2:
      return "avx2";
    case level::avx512:
      return "avx512";
    case level::avx512_popcnt:
      return "avx512-popcnt";
  }
  return "unknown";
}

std::span<const level> available_levels() {
  static const level_list found = detect_levels();
  return {found.levels.data(), found.count};
}

const kernel_table& table(level which) {
  if (!available(which)) {
    throw std::invalid_argument("level \"" + std::string(name(which)) +
                                "\" cannot run on this machine" + levels_here());
  }
  return compiled()[static_cast<std::size_t>(which)].table;
}

const kernel_table& active() {
  const kernel_table* chosen = current.load(std::memory_order_acquire);
  if (chosen) return *chosen;
  // Several threads may choose at once; they choose alike. A concurrent force() must not be undone.
  const kernel_table& choice = choose();
  if (current.compare_exchange_strong(chosen, &choice)) return choice;
  return *chosen;
}

void force(std::string_view name) {
  current.store(&find(name), std::memory_order_release);
}

}  // namespace kenyon::kernels
