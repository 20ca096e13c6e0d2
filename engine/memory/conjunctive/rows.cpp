#include "memory/conjunctive/rows.hpp"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cstring>

#include <kenyon/base/threads.hpp>

#include "base/active_kernels.hpp"

namespace kenyon {
namespace {

constexpr std::size_t chunk_entries = std::size_t{1} << 20;  // sorted at a time by one worker
constexpr std::size_t chunks_at_once = 16;
constexpr std::size_t block_bytes = std::size_t{256} << 10;  // of rows: stays in an L2 cache
constexpr std::size_t most_blocks = 4096;
constexpr std::size_t few_items = 16;       // not worth sorting, nor a worker of its own
constexpr std::size_t short_words = 32;     // rows written as a whole; of longer ones, single words
constexpr std::size_t rows_at_once = 4096;  // addressed before the first is written

// Whole cache lines; rows of less than one are not worth packing closer.
std::size_t stride_for(std::size_t columns) {
  return (columns + 511) / 512 * 8;
}

std::uint64_t row_bytes(std::size_t columns, bool counted) {
  return stride_for(columns) * 8 + (counted ? (columns + 63) / 64 * 64 : 0);
}

std::size_t keep_between(std::uint64_t first, std::uint64_t last, std::uint32_t* addresses,
                         std::size_t n) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint32_t address = addresses[i];
    addresses[kept] = address;
    kept += address >= first && address < last;
  }
  return kept;
}

std::uint32_t* names(const pages& directory) {
  return reinterpret_cast<std::uint32_t*>(directory.get());
}

}  // namespace

bool conjunction_rows::is_dense(std::uint64_t addresses, std::size_t columns, bool counted) {
  return addresses * row_bytes(columns, counted) <= dense_bytes;
}

std::uint64_t conjunction_rows::bytes_when_empty(std::uint64_t addresses, std::size_t columns,
                                                 bool counted) {
  if (is_dense(addresses, columns, counted)) return addresses * row_bytes(columns, counted);
  return addresses * 4 + row_bytes(columns, counted);
}

std::uint64_t conjunction_rows::bytes_per_row(std::uint64_t addresses, std::size_t columns,
                                              bool counted) {
  return is_dense(addresses, columns, counted) ? 0 : row_bytes(columns, counted);
}

conjunction_rows::conjunction_rows(std::uint64_t addresses, std::size_t columns, bool counted)
    : columns_(columns),
      words_((columns + 63) / 64),
      stride_(stride_for(columns)),
      counted_(counted),
      dense_(is_dense(addresses, columns, counted)),
      addresses_(addresses) {
  if (!dense_) directory_ = zeroed_pages(addresses * 4, "the directory of conjunctions");
  grow(dense_ ? addresses : 1);
  rows_ = dense_ ? addresses : 1;
}

std::uint64_t conjunction_rows::bytes() const {
  return rows_ * (stride_ * 8 + (counted_ ? words_ * 64 : 0)) + (dense_ ? 0 : addresses_ * 4);
}

void conjunction_rows::grow(std::uint64_t rows) {
  if (rows <= capacity_) return;
  const std::uint64_t room = dense_ ? rows : std::min(rows + rows / 2 + 1, addresses_ + 1);
  pages bits = zeroed_pages(room * stride_ * 8, "the rows of conjunctions");
  pages counters;
  if (counted_) counters = zeroed_pages(room * words_ * 64, "the counters of conjunctions");
  if (bits_) std::memcpy(bits.get(), bits_.get(), rows_ * stride_ * 8);
  if (counters_) std::memcpy(counters.get(), counters_.get(), rows_ * words_ * 64);
  bits_ = std::move(bits);
  counters_ = std::move(counters);
  capacity_ = room;
}

// Names rows for addresses that have none, in the order of the items; undone when they do not fit.
void conjunction_rows::make_rows(const pattern_batch& answers, std::size_t most,
                                 const addresses_of& item) {
  if (dense_) return;
  std::vector<std::uint32_t> addresses(most);
  std::vector<std::uint32_t> fresh;
  std::uint32_t* const row = names(directory_);
  const auto first = static_cast<std::uint32_t>(rows_);
  try {
    for (std::size_t i = 0; i < answers.size(); ++i) {
      const std::size_t n = item(i, addresses.data());
      for (std::size_t a = 0; a < n; ++a) {
        if (row[addresses[a]] != 0) continue;
        fresh.push_back(addresses[a]);  // may throw: not yet named
        row[addresses[a]] = first + static_cast<std::uint32_t>(fresh.size() - 1);
      }
    }
    grow(rows_ + fresh.size());
  } catch (...) {
    for (std::uint32_t a : fresh) row[a] = 0;
    throw;
  }
  rows_ += fresh.size();
}

void conjunction_rows::add_to(std::uint32_t row, pattern_view units) {
  std::uint64_t* const words = bits(row);
  for (unit u : units) words[u / 64] |= std::uint64_t{1} << (u % 64);
  if (!counted_) return;
  std::uint8_t* const counts = counters(row);
  for (unit u : units) counts[u] = static_cast<std::uint8_t>(counts[u] + (counts[u] < 255));
}

bool conjunction_rows::take_from(std::uint32_t row, pattern_view units) {
  std::uint8_t* const counts = counters(row);
  if (std::any_of(units.begin(), units.end(), [&](unit u) { return counts[u] == 0; })) return false;
  for (unit u : units) {
    counts[u] = static_cast<std::uint8_t>(counts[u] - (counts[u] < 255));
    if (counts[u] == 0) bits(row)[u / 64] &= ~(std::uint64_t{1} << (u % 64));
  }
  return true;
}

// Some items of a batch: entry by entry, those of a block of rows side by side.
struct conjunction_rows::chunk {
  std::size_t first, last;         // items
  std::vector<entry> entries;      // sorted by block
  std::vector<std::size_t> begin;  // of each block, and the end
};

void conjunction_rows::add(const pattern_batch& answers, std::size_t most,
                           const addresses_of& item) {
  make_rows(answers, most, item);
  if (!counted_ && words_ <= short_words) return set_bits(answers, most, item);
  if (answers.size() < few_items) {
    std::vector<std::uint32_t> addresses(most);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      const std::size_t n = item(i, addresses.data());
      for (std::size_t a = 0; a < n; ++a) add_to(row_of(addresses[a]), answers[i]);
    }
    return;
  }
  const std::size_t at_once = std::max<std::size_t>(chunks_at_once * chunk_entries / most, 1);
  for (std::size_t first = 0; first < answers.size(); first += at_once)
    add_sorted(answers, first, std::min(answers.size(), first + at_once), most, item);
}

// Each worker passes over all items and writes the rows of its own addresses.
void conjunction_rows::set_bits(const pattern_batch& answers, std::size_t most,
                                const addresses_of& item) {
  const std::size_t workers = std::min<std::size_t>(thread_count(), answers.size() / few_items + 1);
  tbb::parallel_for(std::size_t{0}, workers, [&](std::size_t w) {
    set_bits_within(addresses_ * w / workers, addresses_ * (w + 1) / workers, answers, most, item);
  });
}

// Some items at a time: first where they go, then bit by bit, the rows of each item fetched while
// those of the one before are written. Among such fetches, what the items are made of would wait
// longest.
void conjunction_rows::set_bits_within(std::uint64_t first, std::uint64_t last,
                                       const pattern_batch& answers, std::size_t most,
                                       const addresses_of& item) {
  const auto& kernel = active_kernels();
  const std::size_t at_once = std::max<std::size_t>(rows_at_once / most, 1);
  std::vector<std::uint32_t> rows(at_once * most);
  std::vector<std::size_t> begin(at_once + 2);  // of each item's rows; behind the last one none
  std::uint64_t bits[short_words];
  for (std::size_t i = 0; i < answers.size(); i += at_once) {
    const std::size_t n = std::min(at_once, answers.size() - i);
    for (std::size_t j = 0; j < n; ++j) {
      std::uint32_t* const own = rows.data() + begin[j];
      std::size_t found = item(i + j, own);
      if (last - first != addresses_) found = keep_between(first, last, own, found);
      begin[j + 1] = begin[j] + to_rows(own, found);
      __builtin_prefetch(answers[i + j].data());
    }
    begin[n + 1] = begin[n];
    for (std::size_t j = 0; j < n; ++j) {
      const pattern_view units = answers[i + j];
      kernel.winners.indices_to_bits(units.data(), units.size(), bits, words_);
      kernel.rows.set_ahead(bits_.get(), stride_, rows.data() + begin[j], begin[j + 1] - begin[j],
                            words_, rows.data() + begin[j + 1], begin[j + 2] - begin[j + 1], bits);
    }
  }
}

namespace {

// Rows of a block, as a shift: a power of two of them.
unsigned block_shift(std::uint64_t rows, std::size_t bytes) {
  unsigned shift = 0;
  while ((bytes << (shift + 1)) <= block_bytes || (rows >> shift) >= most_blocks) ++shift;
  return shift;
}

}  // namespace

void conjunction_rows::sort(chunk& part, std::size_t most, const addresses_of& item) const {
  const unsigned shift = block_shift(rows_, stride_ * 8 + (counted_ ? words_ * 64 : 0));
  part.begin.assign((rows_ >> shift) + 2, 0);
  std::vector<std::uint32_t> rows(most);
  // Twice over the items, first to count: remembering what they are made of costs more.
  const auto each_entry = [&](const auto& use) {
    for (std::size_t i = part.first; i < part.last; ++i) {
      const std::size_t n = to_rows(rows.data(), item(i, rows.data()));
      for (std::size_t a = 0; a < n; ++a) use(entry{rows[a], static_cast<std::uint32_t>(i)});
    }
  };
  each_entry([&](entry e) { ++part.begin[(e.row >> shift) + 1]; });
  for (std::size_t b = 1; b < part.begin.size(); ++b) part.begin[b] += part.begin[b - 1];
  std::vector<std::size_t> next(part.begin.begin(), part.begin.end() - 1);
  part.entries.resize(part.begin.back());
  each_entry([&](entry e) { part.entries[next[e.row >> shift]++] = e; });
}

// Block by block, so that its rows stay in a cache while all their patterns are written.
void conjunction_rows::add_sorted(const pattern_batch& answers, std::size_t first, std::size_t last,
                                  std::size_t most, const addresses_of& item) {
  constexpr std::size_t ahead = 16;  // entries
  const std::size_t items = std::max<std::size_t>(chunk_entries / most, 1);
  std::vector<chunk> chunks;
  for (std::size_t i = first; i < last; i += items)
    chunks.push_back({i, std::min(last, i + items), {}, {}});
  tbb::parallel_for(std::size_t{0}, chunks.size(),
                    [&](std::size_t c) { sort(chunks[c], most, item); });
  const std::size_t blocks = chunks[0].begin.size() - 1;
  tbb::parallel_for(std::size_t{0}, blocks, [&](std::size_t b) {
    for (const chunk& part : chunks)
      for (std::size_t e = part.begin[b]; e < part.begin[b + 1]; ++e) {
        if (e + ahead < part.begin[b + 1])
          __builtin_prefetch(answers[part.entries[e + ahead].item].data());
        add_to(part.entries[e].row, answers[part.entries[e].item]);
      }
  });
}

bool conjunction_rows::take(const pattern_batch& answers, std::size_t most,
                            const addresses_of& item) {
  std::vector<std::uint32_t> addresses(most);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const std::size_t n = item(i, addresses.data());
    for (std::size_t a = 0; a < n; ++a) {
      if (take_from(row_of(addresses[a]), answers[i])) continue;
      // Put back: of this item the rows before, of the items before all.
      for (std::size_t back = 0; back < a; ++back) add_to(row_of(addresses[back]), answers[i]);
      for (std::size_t j = 0; j < i; ++j) {
        const std::size_t taken = item(j, addresses.data());
        for (std::size_t t = 0; t < taken; ++t) add_to(row_of(addresses[t]), answers[j]);
      }
      return false;
    }
  }
  return true;
}

std::size_t conjunction_rows::to_rows(std::uint32_t* addresses, std::size_t n) const {
  if (dense_) return n;
  std::size_t made = 0;
  for (std::size_t i = 0; i < n; ++i) {
    addresses[made] = row_of(addresses[i]);
    made += addresses[made] != 0;
  }
  return made;
}

std::size_t conjunction_rows::best(row_list rows, row_list ahead, std::size_t k,
                                   std::uint64_t* planes, std::uint64_t* winners) const {
  return active_kernels().rows.best_ahead(bits_.get(), stride_, rows.data(), rows.size(), words_,
                                          ahead.data(), ahead.size(), k, planes, winners);
}

}  // namespace kenyon
