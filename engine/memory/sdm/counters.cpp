#include "memory/sdm/counters.hpp"

#include <algorithm>
#include <cmath>

#include "base/active_kernels.hpp"
#include "base/block_arrays.hpp"

namespace kenyon {
namespace {

// 2^24 locations of such counters add up to less than 2^62.
constexpr std::int64_t largest_power = std::int64_t{1} << 38;

constexpr std::size_t file_block_bytes = std::size_t{64} << 20;

std::size_t stride_of(std::uint32_t columns) {
  return (std::size_t{columns} + 63) / 64 * 64;
}

std::vector<std::int64_t> powers_of(int largest, double z) {
  std::vector<std::int64_t> powers(static_cast<std::size_t>(largest) + 1);
  const double most = std::pow(largest, z);
  const bool exact = z == std::floor(z) && most <= static_cast<double>(largest_power);
  for (int c = 1; c <= largest; ++c) {
    const double power =
        exact ? std::pow(c, z) : std::pow(double(c) / largest, z) * double(largest_power);
    powers[static_cast<std::size_t>(c)] = std::llround(power);
  }
  return powers;
}

template <class Counter>
bool add_held(Counter& counter, int weight, int largest) {
  const int wanted = counter + weight;
  const int kept = std::clamp(wanted, -largest, largest);
  counter = static_cast<Counter>(kept);
  return kept != wanted;
}

}  // namespace

location_counters::location_counters(std::uint32_t locations, std::uint32_t columns, unsigned bits,
                                     double exponent)
    : locations_(locations),
      columns_(columns),
      stride_(stride_of(columns)),
      bits_(bits),
      data_(zeroed_pages(bytes_of(locations, columns, bits), "a memory of locations")) {
  if (exponent != 1) powers_ = powers_of(largest(), exponent);
}

std::uint64_t location_counters::bytes_of(std::uint32_t locations, std::uint32_t columns,
                                          unsigned bits) {
  return std::uint64_t{locations} * stride_of(columns) * (bits / 8);
}

bool location_counters::add_signs(std::uint32_t location, const std::uint64_t* word, int weight) {
  const auto& kernel = active_kernels().counters;
  const std::size_t at = location * stride_;
  return bits_ == 8 ? kernel.bits8.add_signs(as<std::int8_t>() + at, word, columns_, weight)
                    : kernel.bits16.add_signs(as<std::int16_t>() + at, word, columns_, weight);
}

bool location_counters::add_units(std::uint32_t location, pattern_view columns, int weight) {
  bool held = false;
  const auto add = [&](auto* row) {
    for (const unit u : columns) held |= add_held(row[u], weight, largest());
  };
  const std::size_t at = location * stride_;
  bits_ == 8 ? add(as<std::int8_t>() + at) : add(as<std::int16_t>() + at);
  return held;
}

bool location_counters::negative(std::uint32_t location, pattern_view columns) const {
  const std::size_t at = location * stride_;
  return std::any_of(columns.begin(), columns.end(), [&](unit u) {
    return bits_ == 8 ? as<std::int8_t>()[at + u] < 0 : as<std::int16_t>()[at + u] < 0;
  });
}

template <class Counter>
void location_counters::sum_powers(std::span<const std::uint32_t> locations,
                                   std::span<std::int64_t> sums) const {
  for (const std::uint32_t l : locations) {
    const Counter* row = as<Counter>() + l * stride_;
    for (std::size_t i = 0; i < sums.size(); ++i) {
      const std::int64_t power = powers_[static_cast<std::size_t>(std::abs(int{row[i]}))];
      sums[i] += row[i] < 0 ? -power : power;
    }
  }
}

void location_counters::sum(std::span<const std::uint32_t> locations,
                            std::span<std::int64_t> sums) const {
  std::fill(sums.begin(), sums.end(), 0);
  if (!powers_.empty()) {
    bits_ == 8 ? sum_powers<std::int8_t>(locations, sums)
               : sum_powers<std::int16_t>(locations, sums);
    return;
  }
  const auto& kernel = active_kernels().counters;
  std::vector<std::int32_t> part(stride_);
  for (std::size_t first = 0; first < locations.size(); first += kernels::max_summed_rows) {
    const std::size_t n = std::min(kernels::max_summed_rows, locations.size() - first);
    const std::uint32_t* rows = locations.data() + first;
    if (bits_ == 8)
      kernel.bits8.sum(as<std::int8_t>(), stride_, rows, n, stride_ / 64, part.data());
    else
      kernel.bits16.sum(as<std::int16_t>(), stride_, rows, n, stride_ / 64, part.data());
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += part[i];
  }
}

void location_counters::clear(std::uint32_t location) {
  change_each(location, location + 1, [](int) { return 0; });
}

void location_counters::save(block_sink& to, const std::string& name) const {
  const std::size_t bytes = stride_ * bits_ / 8;  // of a location
  const std::size_t per_block = std::max<std::size_t>(1, file_block_bytes / bytes);
  for (std::size_t first = 0; first < locations_; first += per_block) {
    const std::size_t here = std::min<std::size_t>(per_block, locations_ - first);
    const auto* const begin = reinterpret_cast<const std::byte*>(data_.get()) + first * bytes;
    to.block(name + "/" + std::to_string(first / per_block), {begin, here * bytes});
  }
}

void location_counters::load(const block_source& from, const std::string& name) {
  const std::size_t bytes = stride_ * bits_ / 8;
  const std::size_t per_block = std::max<std::size_t>(1, file_block_bytes / bytes);
  for (std::size_t first = 0; first < locations_; first += per_block) {
    const std::size_t here = std::min<std::size_t>(per_block, locations_ - first);
    const std::string block = name + "/" + std::to_string(first / per_block);
    check_block(from, block, here * bytes);
    from.read(block, {reinterpret_cast<std::byte*>(data_.get()) + first * bytes, here * bytes});
  }
  change_each(0, locations_, [&](int c) {
    if (c < -largest())
      throw error(fault::bad_input, "block " + name + ": a counter of " + std::to_string(c) +
                                        " where " + std::to_string(-largest()) +
                                        " is the least there can be");
    return c;
  });
}

}  // namespace kenyon
