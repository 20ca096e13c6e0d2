#include "vector/probing_index.hpp"

#include <algorithm>

#include <kenyon/base/error.hpp>

namespace kenyon {
namespace {

constexpr std::uint64_t least_slots = 1024;
constexpr std::uint32_t least_modules = 8;  // fewer have no list that costs three times them
constexpr std::uint32_t most_modules = 4096;
constexpr std::uint32_t most_units = 256;

const layout& checked(const layout& codes) {
  if (!codes.is_modular() || codes.module_units() > most_units || codes.modules() > most_modules ||
      codes.modules() < least_modules)
    throw error(fault::usage,
                "the route of conjunctions needs codes of 8 to 4096 modules of up to 256 units, "
                "not " +
                    codes.text());
  return codes;
}

}  // namespace

probing_index::probing_index(const vector_index_options& o)
    : planned_(o.vectors),
      seed_(o.seed),
      encode_(encoder_spec("hadamard"), o.dimensions, checked(o.codes), o.seed),
      chances_(o.codes, o.dimensions, o.similarity, o.seed) {}

void probing_index::make_room(std::uint64_t slots) {
  std::uint64_t room = parts_.empty() ? 0 : parts_.back()->first + parts_.back()->table.capacity();
  while (room < slots) {
    const std::uint64_t capacity =
        std::clamp(std::max(room, planned_), least_slots, probing_table::most_codes);
    const layout& codes = encode_.output();
    parts_.push_back(std::make_unique<part>(
        part{{codes.modules(), codes.module_units(), capacity, seed_}, static_cast<slot>(room)}));
    room += capacity;
  }
}

probing_index::part& probing_index::part_of(slot s) {
  const auto after = std::upper_bound(parts_.begin(), parts_.end(), s,
                                      [](slot at, const auto& p) { return at < p->first; });
  return **(after - 1);
}

void probing_index::insert(const float* vectors, std::span<const slot> slots) {
  if (slots.empty()) return;
  array rows;
  rows.type = element::f32;
  rows.shape = {slots.size(), encode_.inputs()};
  const auto* const bytes = reinterpret_cast<const std::byte*>(vectors);
  rows.data.assign(bytes, bytes + slots.size() * encode_.inputs() * sizeof(float));
  const pattern_batch codes = encode_rows(encode_, rows, 0, slots.size());
  make_room(std::uint64_t{*std::max_element(slots.begin(), slots.end())} + 1);
  const std::uint32_t units = encode_.output().module_units();
  std::vector<std::uint8_t> code(encode_.output().modules());
  for (std::size_t i = 0; i < slots.size(); ++i) {
    for (std::size_t m = 0; m < code.size(); ++m)
      code[m] = static_cast<std::uint8_t>(codes[i][m] - m * units);
    part& in = part_of(slots[i]);
    in.table.insert(slots[i] - in.first, code.data());
    ++in.used;
  }
  size_ += slots.size();
}

void probing_index::erase(slot s) {
  part& in = part_of(s);
  in.table.erase(s - in.first);
  --in.used;
  --size_;
}

std::uint64_t probing_index::code_bytes() const {
  return size_ * encode_.output().modules();
}

std::uint64_t probing_index::index_bytes() const {
  std::uint64_t sum = 0;
  for (const auto& p : parts_) sum += p->table.index_bytes();
  return sum;
}

}  // namespace kenyon
