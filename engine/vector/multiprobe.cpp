#include "vector/multiprobe.hpp"

#include <algorithm>

#include <kenyon/base/error.hpp>

#include "vector/grow.hpp"

namespace kenyon {
namespace {

constexpr std::uint64_t least_slots = 1024;
constexpr std::uint32_t least_modules = 8;  // fewer have no table that costs three times them
constexpr std::uint32_t most_modules = 4096;
constexpr std::uint32_t most_units = 256;

const layout& checked(const layout& codes) {
  if (!codes.is_modular() || codes.module_units() > most_units || codes.modules() > most_modules ||
      codes.modules() < least_modules)
    throw error(fault::usage,
                "the multiprobe route needs codes of 8 to 4096 modules of up to 256 units, not " +
                    codes.text());
  return codes;
}

}  // namespace

multiprobe::multiprobe(const vector_index_options& o)
    : planned_(o.vectors),
      seed_(o.seed),
      wanted_recall_(o.wanted_recall),
      encode_(encoder_spec("hadamard"), o.dimensions, checked(o.codes), o.seed),
      hits_(o.codes, o.dimensions, o.similarity, o.seed) {}

// Further parts, so that there is room for so many slots.
std::vector<std::unique_ptr<multiprobe::part>> multiprobe::parts_for(std::uint64_t slots) const {
  std::vector<std::unique_ptr<part>> more;
  std::uint64_t room = parts_.empty() ? 0 : parts_.back()->first + parts_.back()->tables.capacity();
  while (room < slots) {
    const std::uint64_t capacity =
        std::clamp(std::max(room, planned_), least_slots, multiprobe_tables::most_codes);
    const layout& codes = encode_.output();
    more.push_back(std::make_unique<part>(
        part{{codes.modules(), codes.module_units(), capacity, seed_}, static_cast<slot>(room)}));
    room += capacity;
  }
  return more;
}

multiprobe::part& multiprobe::part_of(slot s) {
  const auto after = std::upper_bound(parts_.begin(), parts_.end(), s,
                                      [](slot at, const auto& p) { return at < p->first; });
  return **(after - 1);
}

void multiprobe::prepare(const float* vectors, std::span<const slot> slots) {
  if (slots.empty()) return;
  array rows;
  rows.type = element::f32;
  rows.shape = {slots.size(), encode_.inputs()};
  const auto* const bytes = reinterpret_cast<const std::byte*>(vectors);
  rows.data.assign(bytes, bytes + slots.size() * encode_.inputs() * sizeof(float));
  const pattern_batch units = encode_rows(encode_, rows, 0, slots.size());
  const std::size_t modules = encode_.output().modules();
  coded_vectors coded{{slots.begin(), slots.end()},
                      std::vector<std::uint8_t>(slots.size() * modules),
                      parts_for(std::uint64_t{*std::max_element(slots.begin(), slots.end())} + 1)};
  for (std::size_t i = 0; i < slots.size(); ++i)
    for (std::size_t m = 0; m < modules; ++m)
      coded.codes[i * modules + m] =
          static_cast<std::uint8_t>(units[i][m] - m * encode_.output().module_units());
  grow(parts_, parts_.size() + coded.parts.size());
  prepared_ = std::move(coded);
}

void multiprobe::commit() noexcept {
  for (auto& p : prepared_.parts) parts_.push_back(std::move(p));
  for (std::size_t i = 0; i < prepared_.slots.size(); ++i) {
    part& in = part_of(prepared_.slots[i]);
    in.tables.insert(prepared_.slots[i] - in.first,
                     prepared_.codes.data() + i * encode_.output().modules());
    ++in.used;
  }
  size_ += prepared_.slots.size();
  prepared_ = {};
}

void multiprobe::remove(slot which) noexcept {
  part& in = part_of(which);
  in.tables.erase(which - in.first);
  --in.used;
  --size_;
}

std::uint64_t multiprobe::bytes() const {
  return size_ * encode_.output().modules() + table_bytes();
}

std::uint64_t multiprobe::table_bytes() const {
  std::uint64_t sum = 0;
  for (const auto& p : parts_) sum += p->tables.index_bytes();
  return sum;
}

}  // namespace kenyon
