#include "memory/pattern_index/compact_code.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <type_traits>

#include <kenyon/base/error.hpp>
#include <kenyon/memory/memory.hpp>

#include "base/active_kernels.hpp"

namespace kenyon {
namespace {

std::size_t bytes_for(std::uint64_t values) {
  return values <= 1u << 8 ? 1 : values <= 1u << 16 ? 2 : 4;
}

template <class Entry>
Entry entry_at(const std::byte* code, std::size_t i) {
  Entry value;
  std::memcpy(&value, code + i * sizeof(Entry), sizeof(Entry));
  return value;
}

// f(Entry()) for the entry of so many bytes.
template <class F>
auto with_entry(std::size_t bytes, const F& f) {
  switch (bytes) {
    case 1:
      return f(std::uint8_t());
    case 2:
      return f(std::uint16_t());
    default:
      return f(std::uint32_t());
  }
}

template <class Entry>
const Entry* entries(const std::byte* code) {
  return reinterpret_cast<const Entry*>(code);
}

template <class Entry>
const Entry* const* entries(const std::byte* const* codes) {
  return reinterpret_cast<const Entry* const*>(codes);
}

}  // namespace

code_shape::code_shape(const layout& in)
    : in_(in), by_module_(in.is_modular() && in.module_units() <= 1u << 16) {
  if (in.active() > max_cue_units)
    throw error(fault::usage, "an index takes patterns of up to " + std::to_string(max_cue_units) +
                                  " units, not " + in.text());
  entry_bytes_ = by_module_ ? bytes_for(in.module_units())
                            : std::max<std::size_t>(2, bytes_for(std::uint64_t{in.units()} + 1));
}

void code_shape::write(pattern_view p, std::byte* code) const {
  with_entry(entry_bytes_, [&](auto zero) {
    using entry = decltype(zero);
    for (std::size_t i = 0; i < width(); ++i) {
      const std::size_t first = by_module_ ? i * in_.module_units() : 0;
      const auto value = static_cast<entry>(i < p.size() ? p[i] - first : in_.units());
      std::memcpy(code + i * sizeof(entry), &value, sizeof(entry));
    }
  });
}

pattern code_shape::read(const std::byte* code) const {
  pattern p;
  with_entry(entry_bytes_, [&](auto zero) {
    for (std::size_t i = 0; i < width(); ++i) {
      const std::size_t first = by_module_ ? i * in_.module_units() : 0;
      const std::size_t u = first + entry_at<decltype(zero)>(code, i);
      if (u < in_.units()) p.push_back(static_cast<unit>(u));
    }
  });
  return p;
}

code_cue::code_cue(const code_shape& shape) : shape_(shape), module_(shape.in()) {
  if (shape.by_module()) {
    entries_.resize(2 * shape.bytes());
    mask_.resize(2 * shape.bytes());
    counts_.resize(shape.width());
  }
}

void code_cue::set(pattern_view cue) {
  way_ = way::units;
  most_ = static_cast<std::uint32_t>(cue.size());
  if (shape_.by_module()) {
    way_ = way::modules;
    if (shape_.entry_bytes() == 1)
      set_modules<std::uint8_t>(cue);
    else
      set_modules<std::uint16_t>(cue);
  }
  if (way_ == way::modules) return;
  bits_.resize(shape_.in().units() / 64 + 1);  // one more than N
  for (const unit u : set_) bits_[u / 64] = 0;
  set_.assign(cue.begin(), cue.end());
  for (const unit u : set_) bits_[u / 64] |= std::uint64_t{1} << (u % 64);
}

template <class Entry>
void code_cue::set_modules(pattern_view cue) {
  const std::size_t width = shape_.width();
  const std::uint32_t module_units = shape_.in().module_units();
  std::fill(mask_.begin(), mask_.end(), std::byte{0});
  auto* const units = reinterpret_cast<Entry*>(entries_.data());
  auto* const mask = reinterpret_cast<Entry*>(mask_.data());
  std::fill(counts_.begin(), counts_.end(), std::uint8_t{0});
  most_ = 0;
  std::uint8_t most_here = 0;
  for (const unit u : cue) {
    const std::uint32_t module = module_(u);
    const std::uint8_t here = counts_[module];
    const std::size_t at = (here != 0) * width + module;
    units[at] = static_cast<Entry>(u - module * module_units);
    mask[at] = static_cast<Entry>(~Entry{0});
    most_ += here == 0;
    counts_[module] = static_cast<std::uint8_t>(here + (here < 3));
    most_here = std::max(most_here, counts_[module]);
  }
  ways_ = most_here > 1 ? 2 : 1;
  if (most_here > 2) way_ = way::one_by_one;
}

std::uint16_t code_cue::overlap_with(const std::byte* code) const {
  const pattern units = shape_.read(code);
  return static_cast<std::uint16_t>(std::count_if(
      units.begin(), units.end(), [&](unit u) { return bits_[u / 64] >> (u % 64) & 1; }));
}

template <class Rows>
void code_cue::compare(const Rows& rows, std::size_t n, std::uint16_t* out) const {
  constexpr bool matrix = std::is_same_v<Rows, const std::byte*>;
  const kernels::codes_kernels& kernel = active_kernels().codes;
  const std::size_t width = shape_.width();
  const auto cue_of = [&](auto zero) {
    using entry = decltype(zero);
    return kernels::code_cue<entry>{entries<entry>(entries_.data()), entries<entry>(mask_.data()),
                                    ways_, width};
  };
  if (way_ == way::one_by_one) {
    for (std::size_t i = 0; i < n; ++i) {
      if constexpr (matrix)
        out[i] = overlap_with(rows + i * shape_.bytes());
      else
        out[i] = overlap_with(rows[i]);
    }
    return;
  }
  if constexpr (matrix) {
    if (way_ == way::units && shape_.entry_bytes() == 2)
      kernel.members16(bits_.data(), width, entries<std::uint16_t>(rows), width, n, out);
    else if (way_ == way::units)
      kernel.members32(bits_.data(), width, entries<std::uint32_t>(rows), width, n, out);
    else if (shape_.entry_bytes() == 1)
      kernel.equal8(cue_of(std::uint8_t()), entries<std::uint8_t>(rows), width, n, out);
    else
      kernel.equal16(cue_of(std::uint16_t()), entries<std::uint16_t>(rows), width, n, out);
  } else {
    if (way_ == way::units && shape_.entry_bytes() == 2)
      kernel.members16_at(bits_.data(), width, entries<std::uint16_t>(rows), n, out);
    else if (way_ == way::units)
      kernel.members32_at(bits_.data(), width, entries<std::uint32_t>(rows), n, out);
    else if (shape_.entry_bytes() == 1)
      kernel.equal8_at(cue_of(std::uint8_t()), entries<std::uint8_t>(rows), n, out);
    else
      kernel.equal16_at(cue_of(std::uint16_t()), entries<std::uint16_t>(rows), n, out);
  }
}

void code_cue::overlaps_at(const std::byte* const* rows, std::size_t n, std::uint16_t* out) const {
  compare(rows, n, out);
}

void code_cue::overlaps(const std::byte* rows, std::size_t n, std::uint16_t* out) const {
  compare(rows, n, out);
}

}  // namespace kenyon
