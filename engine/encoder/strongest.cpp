#include "encoder/strongest.hpp"

#include <algorithm>

namespace kenyon {
namespace {

constexpr unsigned bucket_shift = 18;  // sign, exponent and five bits of the fraction
constexpr std::size_t bucket_count = std::size_t{1} << (32 - bucket_shift);

}  // namespace

// A histogram of the upper bits finds the bucket in which the k-th largest lies; only that bucket
// is sorted.
void strongest::pick(std::span<const std::uint32_t> keys, std::size_t k, std::uint32_t least,
                     pattern& out) {
  out.clear();
  buckets_.assign(bucket_count, 0);
  for (std::uint32_t key : keys) ++buckets_[key >> bucket_shift];
  std::size_t bucket = bucket_count;
  std::size_t above = 0;  // keys in higher buckets
  while (bucket > 0 && above + buckets_[bucket - 1] < k) above += buckets_[--bucket];
  if (bucket > 0) --bucket;

  tied_.clear();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i] < least || keys[i] >> bucket_shift < bucket) continue;
    if (keys[i] >> bucket_shift > bucket)
      out.push_back(static_cast<unit>(i));
    else  // larger key first, then the lower index
      tied_.push_back(std::uint64_t{~keys[i]} << 32 | i);
  }
  const std::size_t missing = std::min(k - std::min(k, out.size()), tied_.size());
  std::nth_element(tied_.begin(), tied_.begin() + static_cast<std::ptrdiff_t>(missing),
                   tied_.end());
  for (std::size_t i = 0; i < missing; ++i) out.push_back(static_cast<unit>(tied_[i]));
  std::sort(out.begin(), out.end());
}

}  // namespace kenyon
