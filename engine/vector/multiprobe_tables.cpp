#include "vector/multiprobe_tables.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/pattern/random.hpp>

namespace kenyon {
namespace {

constexpr std::uint64_t line_bytes = kernels::line_entries * sizeof(std::uint32_t);
// Tables cost at most so many times what the codes do.
constexpr std::uint64_t tables_to_codes = 3;

// Fewest units to a key so that keys are half as many as the codes: more would have to be guessed
// at once, fewer name too many others.
std::uint32_t units_per_key_for(std::size_t modules, std::size_t units, std::uint64_t codes) {
  std::uint32_t units_per_key = 2;
  for (std::uint64_t keys = units * units; keys < codes / 2 && units_per_key < most_units_per_key;
       ++units_per_key)
    keys *= units;
  return static_cast<std::uint32_t>(std::min<std::size_t>(units_per_key, modules));
}

}  // namespace

hash_functions draw_hashes(std::size_t modules, std::size_t units, std::uint64_t codes,
                           std::uint64_t seed) {
  hash_functions drawn;
  drawn.units_per_key = units_per_key_for(modules, units, codes);
  const std::uint64_t affordable = tables_to_codes * modules * multiprobe_tables::load / line_bytes;
  drawn.count = static_cast<std::uint32_t>(
      std::clamp<std::uint64_t>(affordable, 1, modules / drawn.units_per_key));
  drawn.modules.resize(modules);
  std::iota(drawn.modules.begin(), drawn.modules.end(), std::uint16_t{0});
  random_sequence numbers(seed, stream::conjunctions, 0);
  for (std::size_t i = modules; i > 1; --i)
    std::swap(drawn.modules[i - 1], drawn.modules[numbers.below(static_cast<std::uint32_t>(i))]);
  drawn.modules.resize(std::size_t{drawn.units_per_key} * drawn.count);
  return drawn;
}

multiprobe_tables::multiprobe_tables(std::size_t modules, std::size_t units, std::uint64_t capacity,
                                     std::uint64_t seed)
    : modules_(modules),
      units_(units),
      capacity_(capacity),
      hashes_(draw_hashes(modules, units, capacity, seed)),
      place_bits_(static_cast<unsigned>(std::bit_width(capacity))),
      lines_((capacity + load - 1) / load),
      at_(hashes_.count) {
  require_memory(code_bytes(capacity) + index_bytes(), "the index");
  codes_ = zeroed_pages(code_bytes(capacity), "the codes");
  entries_ = zeroed_pages((lines_ + reach - 1) * hashes_.count * line_bytes, "the index");
  unlisted_ = zeroed_pages(capacity / 8 + 8, "the index");
  used_ = zeroed_pages(capacity / 8 + 8, "the index");
}

std::uint64_t multiprobe_tables::index_bytes() const {
  return (lines_ + reach - 1) * hashes_.count * line_bytes + 2 * (capacity_ / 8 + 8);
}

multiprobe_tables::line multiprobe_tables::line_of(std::uint32_t table,
                                                   const std::uint8_t* code) const {
  const std::uint16_t* const joined =
      hashes_.modules.data() + std::size_t{table} * hashes_.units_per_key;
  std::uint64_t key = 0;
  for (std::uint32_t i = 0; i < hashes_.units_per_key; ++i) key = key * units_ + code[joined[i]];
  return find(table, key);
}

void multiprobe_tables::insert(std::uint32_t place, const std::uint8_t* code) {
  std::copy_n(code, modules_,
              reinterpret_cast<std::uint8_t*>(codes_.get()) + std::uint64_t{place} * modules_);
  used_[place / 64] |= std::uint64_t{1} << (place % 64);
  for (std::uint32_t t = 0; t < hashes_.count; ++t) {
    at_[t] = line_of(t, code);
    __builtin_prefetch(at_[t].entries, 1);
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
  if (2 * listed > hashes_.count) return;
  unlisted_[place / 64] |= std::uint64_t{1} << (place % 64);
  ++unlisted_count_;
}

void multiprobe_tables::erase(std::uint32_t place) {
  for (std::uint32_t t = 0; t < hashes_.count; ++t) {
    const line at = line_of(t, code(place));
    const std::uint32_t* const end = at.entries + reach * kernels::line_entries;
    const std::uint32_t* const found = std::find(at.entries, end, at.first + place);
    if (found != end) *writable(found) = last() + 2;  // the mark: no place, and not 0
  }
  const std::uint64_t bit = std::uint64_t{1} << (place % 64);
  if (unlisted_[place / 64] & bit) --unlisted_count_;
  unlisted_[place / 64] &= ~bit;
  used_[place / 64] &= ~bit;
}

}  // namespace kenyon
