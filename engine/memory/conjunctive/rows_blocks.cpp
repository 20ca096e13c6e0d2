#include <algorithm>
#include <cstring>

#include "base/block_arrays.hpp"
#include "memory/conjunctive/rows.hpp"

namespace kenyon {
namespace {

constexpr std::size_t file_block_bytes = std::size_t{64} << 20;

[[noreturn]] void refuse(const std::string& name, const std::string& why) {
  throw error(fault::bad_input, "block " + name + ": " + why);
}

}  // namespace

void conjunction_rows::save(block_sink& to, const std::string& name) const {
  const std::size_t rows_per_block = std::max<std::size_t>(1, file_block_bytes / (words_ * 64));
  std::vector<std::uint32_t> addresses;
  std::vector<std::uint64_t> words;
  std::vector<std::uint8_t> counts;
  std::size_t number = 0;
  const auto flush = [&] {
    const std::string part = name + "/" + std::to_string(number++);
    write_array(to, part + "/addresses", addresses);
    write_array(to, part + "/bits", words);
    if (counted_) write_array(to, part + "/counters", counts);
    addresses.clear();
    words.clear();
    counts.clear();
  };
  for (std::uint64_t address = 0; address < addresses_; ++address) {
    const std::uint32_t row = row_of(static_cast<std::uint32_t>(address));
    const std::uint64_t* const first = bits(row);
    if ((!dense_ && row == 0) || std::all_of(first, first + words_, [](auto w) { return w == 0; }))
      continue;
    addresses.push_back(static_cast<std::uint32_t>(address));
    words.insert(words.end(), first, first + words_);
    if (counted_) counts.insert(counts.end(), counters(row), counters(row) + columns_);
    if (addresses.size() == rows_per_block) flush();
  }
  flush();
}

void conjunction_rows::load(const block_source& from, const std::string& name) {
  std::uint64_t next = 0;  // addresses ascend
  for (std::size_t number = 0;; ++number) {
    const std::string part = name + "/" + std::to_string(number);
    if (number > 0 && !from.has(part + "/addresses") && !from.has(part + "/bits")) break;
    const auto addresses = read_all<std::uint32_t>(from, part + "/addresses");
    const auto words = read_array<std::uint64_t>(from, part + "/bits", addresses.size() * words_);
    std::vector<std::uint8_t> counts;
    if (counted_)
      counts = read_array<std::uint8_t>(from, part + "/counters", addresses.size() * columns_);
    if (!dense_) grow(rows_ + addresses.size());
    for (std::size_t i = 0; i < addresses.size(); ++i) {
      if (addresses[i] < next || addresses[i] >= addresses_)
        refuse(part + "/addresses", "expected ascending addresses below " +
                                        std::to_string(addresses_) + ", found " +
                                        std::to_string(addresses[i]));
      next = std::uint64_t{addresses[i]} + 1;
      load_row(addresses[i], words.data() + i * words_,
               counted_ ? counts.data() + i * columns_ : nullptr);
    }
  }
}

void conjunction_rows::load_row(std::uint32_t address, const std::uint64_t* words,
                                const std::uint8_t* counts) {
  if (columns_ % 64 != 0 && words[words_ - 1] >> (columns_ % 64) != 0)
    refuse("rows", "a row has bits of units that do not exist");
  if (!dense_) {
    reinterpret_cast<std::uint32_t*>(directory_.get())[address] =
        static_cast<std::uint32_t>(rows_++);
  }
  const std::uint32_t row = row_of(address);
  std::memcpy(bits(row), words, words_ * 8);
  if (!counted_) return;
  for (std::size_t u = 0; u < columns_; ++u)
    if ((words[u / 64] >> (u % 64) & 1) != (counts[u] != 0 ? 1U : 0U))
      refuse("rows", "a counter and its bit disagree");
  std::memcpy(counters(row), counts, columns_);
}

}  // namespace kenyon
