#include "vector/probing_table.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/memory/pattern_index/plan.hpp>
#include <kenyon/pattern/random.hpp>

namespace kenyon {
namespace {

constexpr std::uint64_t line_bytes = kernels::line_entries * sizeof(std::uint32_t);
// Lists cost at most so many times what the codes do.
constexpr std::uint64_t index_to_codes = 3;

// Fewest units whose kinds are half as many as the codes: more would have to be guessed at once,
// fewer name too many others.
std::uint32_t degree_for(std::size_t modules, std::size_t units, std::uint64_t codes) {
  std::uint32_t degree = 2;
  for (std::uint64_t kinds = units * units; kinds < codes / 2 && degree < max_degree; ++degree)
    kinds *= units;
  return static_cast<std::uint32_t>(std::min<std::size_t>(degree, modules));
}

}  // namespace

probing_lists draw_lists(std::size_t modules, std::size_t units, std::uint64_t codes,
                         std::uint64_t seed) {
  probing_lists drawn;
  drawn.degree = degree_for(modules, units, codes);
  const std::uint64_t affordable = index_to_codes * modules * probing_table::load / line_bytes;
  drawn.count =
      static_cast<std::uint32_t>(std::clamp<std::uint64_t>(affordable, 1, modules / drawn.degree));
  drawn.modules.resize(modules);
  std::iota(drawn.modules.begin(), drawn.modules.end(), std::uint16_t{0});
  random_sequence numbers(seed, stream::conjunctions, 0);
  for (std::size_t i = modules; i > 1; --i)
    std::swap(drawn.modules[i - 1], drawn.modules[numbers.below(static_cast<std::uint32_t>(i))]);
  drawn.modules.resize(std::size_t{drawn.degree} * drawn.count);
  return drawn;
}

probing_table::probing_table(std::size_t modules, std::size_t units, std::uint64_t capacity,
                             std::uint64_t seed)
    : modules_(modules),
      units_(units),
      capacity_(capacity),
      lists_(draw_lists(modules, units, capacity, seed)),
      place_bits_(static_cast<unsigned>(std::bit_width(capacity))),
      lines_((capacity + load - 1) / load),
      at_(lists_.count) {
  require_memory(code_bytes(capacity) + index_bytes(), "the index");
  codes_ = zeroed_pages(code_bytes(capacity), "the codes");
  entries_ = zeroed_pages((lines_ + reach - 1) * lists_.count * line_bytes, "the index");
  unlisted_ = zeroed_pages(capacity / 8 + 8, "the index");
}

std::uint64_t probing_table::index_bytes() const {
  return (lines_ + reach - 1) * lists_.count * line_bytes + capacity_ / 8 + 8;
}

probing_table::line probing_table::line_of(std::uint32_t list, const std::uint8_t* code) const {
  const std::uint16_t* const joined = lists_.modules.data() + std::size_t{list} * lists_.degree;
  std::uint64_t kind = 0;
  for (std::uint32_t i = 0; i < lists_.degree; ++i) kind = kind * units_ + code[joined[i]];
  return find(list, kind);
}

void probing_table::insert(std::uint32_t place, const std::uint8_t* code) {
  std::copy_n(code, modules_,
              reinterpret_cast<std::uint8_t*>(codes_.get()) + std::uint64_t{place} * modules_);
  for (std::uint32_t l = 0; l < lists_.count; ++l) {
    at_[l] = line_of(l, code);
    __builtin_prefetch(at_[l].entries, 1);
  }
  std::uint32_t listed = 0;
  for (const line& at : at_) {
    const std::uint32_t* const end = at.entries + reach * kernels::line_entries;
    const std::uint32_t* const free =
        std::find_if(at.entries, end, [&](std::uint32_t e) { return is_free(e); });
    if (free == end) continue;
    *writable(free) = at.first + place;
    ++listed;
  }
  if (2 * listed > lists_.count) return;
  unlisted_[place / 64] |= std::uint64_t{1} << (place % 64);
  ++unlisted_count_;
}

void probing_table::erase(std::uint32_t place) {
  for (std::uint32_t l = 0; l < lists_.count; ++l) {
    const line at = line_of(l, code(place));
    const std::uint32_t* const end = at.entries + reach * kernels::line_entries;
    const std::uint32_t* const found = std::find(at.entries, end, at.first + place);
    if (found != end) *writable(found) = last() + 2;  // the mark: no place, and not 0
  }
  const std::uint64_t bit = std::uint64_t{1} << (place % 64);
  if (unlisted_[place / 64] & bit) --unlisted_count_;
  unlisted_[place / 64] &= ~bit;
}

}  // namespace kenyon
