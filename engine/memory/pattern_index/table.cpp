#include <kenyon/base/available_memory.hpp>

#include "memory/pattern_index/table.hpp"

#include <algorithm>

namespace kenyon {
namespace {

constexpr std::uint64_t entry = sizeof(std::uint32_t);

std::uint32_t* numbers(const pages& from) {
  return reinterpret_cast<std::uint32_t*>(from.get());
}

}  // namespace

index_table::index_table(const code_shape& shape, std::uint32_t lists, std::uint64_t capacity,
                         double kinds)
    : shape_(&shape), code_bytes_(shape.bytes()), lists_(lists), capacity_(capacity) {
  buckets_ = std::max<std::uint64_t>(1, buckets_for(capacity));
  const double expected = met(static_cast<double>(capacity), kinds);
  reach_ = static_cast<std::uint32_t>(std::min(256 + 8 * expected, static_cast<double>(capacity)));
  const std::uint64_t links = capacity * lists * entry;
  const std::uint64_t heads = buckets_ * lists * entry;
  const std::uint64_t others = capacity * (code_bytes_ + entry) + capacity / 8;
  require_memory(links + heads + others, "the index");
  codes_ = zeroed_pages(capacity * code_bytes_, "the codes");
  links_ = zeroed_pages(links, "the links of the index");
  heads_ = zeroed_pages(heads, "the buckets of the index");
  ids_ = zeroed_pages(capacity * entry, "the ids of the index");
  dead_bits_ = zeroed_pages(capacity / 8 + 9, "the index");
}

std::uint32_t index_table::insert(pattern_view p, const std::vector<conjunctions::key>& keys,
                                  std::uint32_t id) {
  const std::uint32_t slot = ++size_;
  shape_->write(p, reinterpret_cast<std::byte*>(codes_.get()) + (slot - 1) * code_bytes_);
  numbers(ids_)[slot - 1] = id;
  std::uint32_t* const links = numbers(links_) + std::uint64_t{slot - 1} * lists_;
  for (const conjunctions::key key : keys) {
    std::uint32_t* const bucket = find_bucket(key);
    links[key.list] = *bucket;
    *bucket = slot;
  }
  return slot;
}

std::uint32_t* index_table::find_bucket(conjunctions::key key) {
  return numbers(heads_) + (head(key) - heads());
}

void index_table::kill(std::uint32_t slot, const std::vector<conjunctions::key>& keys) {
  dead_bits_[slot / 64] |= std::uint64_t{1} << (slot % 64);
  ++dead_;
  for (const conjunctions::key key : keys) {
    std::uint32_t* const bucket = find_bucket(key);
    while (*bucket != end && is_dead(*bucket)) *bucket = *link(*bucket, key.list);
  }
}

std::uint64_t index_table::index_bytes() const {
  return (buckets_ * lists_ + std::uint64_t{size_} * (lists_ + 1)) * entry + size_ / 8;
}

}  // namespace kenyon
