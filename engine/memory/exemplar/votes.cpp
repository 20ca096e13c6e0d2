#include "memory/exemplar/votes.hpp"

#include <algorithm>
#include <array>

#include "base/active_kernels.hpp"

namespace kenyon {
namespace {

constexpr double one = 1 << 30;
// From here on exemplars with the same share are counted together, in bit-sliced counters: a vector
// of row bits an instruction or two, where votes one by one cost one for every unit.
constexpr std::size_t worth_counting = 8;

// Exemplars of each overlap, 0 to the best. Four counts each, because neighbours mostly have the
// same overlap and an increment would wait for the one before it.
std::vector<std::uint64_t> histogram(const scanned& scan, std::size_t cue, std::size_t cue_units) {
  std::vector<std::array<std::uint32_t, 4>> counts(cue_units + 1, {0, 0, 0, 0});
  for (std::size_t b = 0; b < scan.rows->blocks(); ++b) {
    const auto overlaps = scan.of(b, cue);
    for (std::size_t r = 0; r < overlaps.size(); ++r) ++counts[overlaps[r]][r % 4];
  }
  std::vector<std::uint64_t> sums;
  for (const auto& c : counts) sums.push_back(std::uint64_t{c[0]} + c[1] + c[2] + c[3]);
  while (sums.size() > 1 && sums.back() == 0) sums.pop_back();
  return sums;
}

// The share of an exemplar of each overlap, rounded down.
std::vector<std::int32_t> shares_by_overlap(const separation& how,
                                            const std::vector<std::uint64_t>& counted) {
  std::vector<fit> fits;
  for (std::size_t m = counted.size(); m-- > 0;)
    if (counted[m] != 0) fits.push_back({static_cast<double>(m), counted[m]});
  const std::vector<double> shares = shares_of(how, fits);
  std::vector<std::int32_t> rounded(counted.size(), 0);
  for (std::size_t i = 0; i < fits.size(); ++i)
    rounded[static_cast<std::size_t>(fits[i].score)] = static_cast<std::int32_t>(shares[i] * one);
  return rounded;
}

// Adds the votes of exemplars block by block, those with the same overlap together.
class ballot {
 public:
  ballot(const exemplar_rows& voters, std::span<const std::int32_t> shares,
         std::vector<std::int32_t>& supports)
      : voters_(voters), shares_(shares), supports_(supports), groups_(shares.size()) {
    while (least_ < shares.size() && shares[least_] == 0) ++least_;  // shares grow with the overlap
  }

  void add_block(std::size_t b, std::span<const std::uint32_t> overlaps) {
    for (std::uint32_t r = 0; r < overlaps.size(); ++r)
      if (overlaps[r] >= least_) groups_[overlaps[r]].push_back(r);
    for (std::size_t m = least_; m < groups_.size(); ++m) {
      std::span<const std::uint32_t> rows = groups_[m];
      for (; rows.size() >= worth_counting;
           rows = rows.subspan(std::min(kernels::max_rows, rows.size())))
        count(voters_.block(b), rows.first(std::min(kernels::max_rows, rows.size())), shares_[m]);
      for (const std::uint32_t r : rows)
        each_unit(voters_.block(b).row(r), voters_.words(),
                  [&](unit u) { supports_[u] += shares_[m]; });
      groups_[m].clear();
    }
  }

 private:
  void count(const bit_matrix& block, std::span<const std::uint32_t> rows, std::int32_t share) {
    const auto& kernel = active_kernels().rows;
    const std::size_t words = voters_.words();
    planes_.resize(words * kernels::planes_for(kernels::max_rows));
    counts_.resize(64 * words);
    kernel.count(block.data(), block.stride(), rows.data(), rows.size(), words, planes_.data());
    kernel.unpack(planes_.data(), kernels::planes_for(rows.size()), words, counts_.data());
    for (std::size_t u = 0; u < supports_.size(); ++u)
      supports_[u] += share * static_cast<std::int32_t>(counts_[u]);
  }

  const exemplar_rows& voters_;
  std::span<const std::int32_t> shares_;
  std::vector<std::int32_t>& supports_;
  std::size_t least_ = 0;                           // overlap that has a share
  std::vector<std::vector<std::uint32_t>> groups_;  // rows of the block, by overlap
  std::vector<std::uint64_t> planes_;
  std::vector<std::uint16_t> counts_;
};

}  // namespace

vote votes_of(const separation& how, const exemplar_rows& voters, std::size_t units,
              const scanned& scan, std::size_t cue, std::size_t cue_units) {
  vote made{std::vector<std::int32_t>(units, 0), 0};
  const std::vector<std::uint64_t> counted = histogram(scan, cue, cue_units);
  made.best_overlap = static_cast<std::uint32_t>(counted.size() - 1);
  const std::vector<std::int32_t> shares = shares_by_overlap(how, counted);
  ballot votes(voters, shares, made.supports);
  for (std::size_t b = 0; b < scan.rows->blocks(); ++b) votes.add_block(b, scan.of(b, cue));
  return made;
}

}  // namespace kenyon
