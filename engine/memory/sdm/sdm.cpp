#include <kenyon/memory/sdm/sdm.hpp>

#include <algorithm>
#include <atomic>
#include <limits>
#include <string>

#include <kenyon/base/error.hpp>

#include "memory/sdm/activated.hpp"
#include "memory/sdm/counters.hpp"

namespace kenyon {
namespace {

void need(bool right, const std::string& sentence) {
  if (!right) throw error(fault::usage, sentence);
}

void check(const sdm_shape& s) {
  need(s.address_bits >= 1 && s.address_bits <= max_units && s.word_bits >= 1 &&
           s.word_bits <= max_units,
       "a word has from 1 to " + std::to_string(max_units) + " bits");
  need(s.locations >= 1 && s.locations <= max_units,
       "a memory has from 1 to " + std::to_string(max_units) + " locations");
  need(s.coordinates <= std::min(64U, s.address_bits),
       "a location selects at most 64 coordinates, and not more than an address has bits");
  need(s.counter_bits == 8 || s.counter_bits == 16, "a counter has 8 or 16 bits");
  need(s.exponent >= 0 && s.exponent <= 16, "the exponent of a reading is from 0 to 16");
}

void check_width(const char* what, const bit_matrix& rows, std::uint32_t bits) {
  if (rows.columns() != bits)
    throw error(fault::bad_input, std::string(what) + " of " + std::to_string(rows.columns()) +
                                      " bits, " + std::to_string(bits) + " were expected");
}

std::vector<address> rows_of(const bit_matrix& words) {
  std::vector<address> all(words.rows());
  for (std::size_t i = 0; i < all.size(); ++i) all[i].bits = words.row(i);
  return all;
}

std::unique_ptr<addressing> make_addressing(const sdm_shape& s) {
  if (s.coordinates > 0) return words_agreeing(s.address_bits, s.locations, s.coordinates, s.seed);
  return words_within(s.address_bits, s.locations, s.radius, s.seed);
}

// Row i of `out` = the bits whose sum at address i is positive.
void threshold(std::span<const std::int64_t> sums, std::uint64_t* row) {
  for (std::size_t i = 0; i < sums.size(); ++i)
    row[i / 64] |= std::uint64_t{sums[i] > 0} << (i % 64);
}

}  // namespace

sdm::sdm(const sdm_shape& shape) : shape_(shape) {
  check(shape);
  counters_ = std::make_unique<location_counters>(shape.locations, shape.word_bits,
                                                  shape.counter_bits, shape.exponent);
  where_ = make_addressing(shape);
}

sdm::sdm(sdm&&) noexcept = default;
sdm& sdm::operator=(sdm&&) noexcept = default;
sdm::~sdm() = default;

std::uint64_t sdm::footprint_bytes() const {
  return where_->bytes() + counters_->bytes();
}

void sdm::write(const bit_matrix& addresses, const bit_matrix& words, int weight) {
  check_width("addresses", addresses, shape_.address_bits);
  check_width("words", words, shape_.word_bits);
  if (addresses.rows() != words.rows())
    throw error(fault::bad_input, std::to_string(words.rows()) + " words for " +
                                      std::to_string(addresses.rows()) + " addresses");
  need(weight != 0 && weight >= -counters_->largest() && weight <= counters_->largest(),
       "the weight of a write is from 1 to " + std::to_string(counters_->largest()) +
           " or its negative");
  std::atomic<bool> held = false;
  write_to_activated(*where_, rows_of(addresses), [&](std::size_t i, std::uint32_t location) {
    if (counters_->add_signs(location, words.row(i), weight))
      held.store(true, std::memory_order_relaxed);
  });
  saturated_ = saturated_ || held;
}

location_lists sdm::activated(const bit_matrix& addresses) const {
  check_width("addresses", addresses, shape_.address_bits);
  return activated_by(*where_, rows_of(addresses));
}

std::vector<std::int64_t> sdm::sums(const bit_matrix& addresses) const {
  const location_lists lists = activated(addresses);
  const std::size_t bits = shape_.word_bits;
  std::vector<std::int64_t> all(addresses.rows() * bits);
  tbb::parallel_for(std::size_t{0}, addresses.rows(), [&](std::size_t i) {
    counters_->sum(lists[i], std::span(all).subspan(i * bits, bits));
  });
  return all;
}

bit_matrix sdm::read(const bit_matrix& addresses) const {
  const location_lists lists = activated(addresses);
  bit_matrix words(addresses.rows(), shape_.word_bits);
  tbb::parallel_for(std::size_t{0}, addresses.rows(), [&](std::size_t i) {
    std::vector<std::int64_t> sums(shape_.word_bits);
    counters_->sum(lists[i], sums);
    threshold(sums, words.row(i));
  });
  return words;
}

sdm::settled sdm::read_until_fixed(const bit_matrix& addresses, std::uint32_t most) const {
  need(shape_.address_bits == shape_.word_bits, "only words as wide as addresses are read again");
  check_width("addresses", addresses, shape_.address_bits);
  const std::size_t n = addresses.rows();
  settled done{addresses.clone(), std::vector<std::uint32_t>(n), std::vector<std::uint8_t>(n)};
  std::vector<std::size_t> open(n);
  for (std::size_t i = 0; i < n; ++i) open[i] = i;
  const std::size_t words = addresses.words();
  for (std::uint32_t reads = 0; reads < most && !open.empty(); ++reads) {
    bit_matrix asked(open.size(), shape_.address_bits);
    for (std::size_t k = 0; k < open.size(); ++k)
      std::copy_n(done.words.row(open[k]), words, asked.row(k));
    const bit_matrix told = read(asked);
    std::vector<std::size_t> still;
    for (std::size_t k = 0; k < open.size(); ++k) {
      const std::size_t i = open[k];
      ++done.reads[i];
      done.reached[i] = std::equal(told.row(k), told.row(k) + words, asked.row(k));
      std::copy_n(told.row(k), words, done.words.row(i));
      if (!done.reached[i]) still.push_back(i);
    }
    open = std::move(still);
  }
  return done;
}

}  // namespace kenyon
