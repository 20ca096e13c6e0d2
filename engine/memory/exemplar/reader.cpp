// Recall from exemplars: overlaps by a flat scan, shares of the vote, winners.
#include <algorithm>

#include "base/active_kernels.hpp"
#include "base/parallel.hpp"
#include "memory/exemplar/votes.hpp"
#include "memory/exemplar/weights.hpp"
#include "memory/winners.hpp"

namespace kenyon {
namespace {

constexpr std::size_t cues_per_task = 16;
constexpr std::size_t most_cues_together = 512;
constexpr std::size_t overlap_bytes = std::size_t{64} << 20;  // of the cues taken together

// Groups of cues, few enough that their overlaps with every exemplar fit into overlap_bytes, go
// through the exemplars together.
class exemplar_reader final : public reader {
 public:
  exemplar_reader(const exemplar_weights& weights, const recall_plan& plan)
      : weights_(weights), plan_(plan) {}

  std::size_t cues_at_once() const override {
    const std::size_t each = weights_.cue_rows().size() * sizeof(std::uint32_t) + 1;
    return std::clamp<std::size_t>(overlap_bytes / each, 1, most_cues_together);
  }
  bool is_parallel() const override { return true; }

  void answer(std::span<const pattern_view> cues, std::span<update> updates) override {
    if (weights_.cue_rows().size() == 0) {
      for (update& u : updates) u.units.clear();
      return;
    }
    scan(cues);
    const layout& out = weights_.answers();
    parallel_each(cues.size(), [&](std::size_t i) {
      update& u = updates[i];
      const vote v = votes_of_cue(i, cues[i].size());
      const std::span<const std::int32_t> supports = v.supports;
      u.evidence = static_cast<std::int32_t>(v.best_overlap);
      choose_winners(out, plan_.how, supports, u.units);
      if (plan_.assess) u.margin = margin_of(out, plan_.how, supports, u.units);
      std::erase_if(u.units, [&](unit which) { return supports[which] == 0; });
    });
  }

  // The first cue's overlap decides, whatever later steps found.
  void weigh(std::span<const pattern_view>, std::span<const pattern_view>,
             std::span<std::int32_t>) override {}

  std::span<const std::int32_t> supports(pattern_view cue) override {
    if (weights_.cue_rows().size() == 0 || cue.empty()) {
      sums_.assign(weights_.answers().units(), 0);
    } else {
      scan({&cue, 1});
      sums_ = votes_of_cue(0, cue.size()).supports;
    }
    return sums_;
  }

 private:
  vote votes_of_cue(std::size_t i, std::size_t cue_units) const {
    return votes_of(weights_.how(), weights_.voters(), weights_.answers().units(), scan_, i,
                    cue_units);
  }

  void scan(std::span<const pattern_view> cues) {
    const exemplar_rows& rows = weights_.cue_rows();
    const std::size_t words = rows.words();
    scan_.rows = &rows;
    scan_.cues = cues.size();
    scan_.overlaps.resize(cues.size() * rows.size());
    bits_.resize(cues.size() * words);
    for (std::size_t i = 0; i < cues.size(); ++i)
      active_kernels().winners.indices_to_bits(cues[i].data(), cues[i].size(),
                                               bits_.data() + i * words, words);
    const std::size_t parts = (cues.size() + cues_per_task - 1) / cues_per_task;
    parallel_each(rows.blocks() * parts, [&](std::size_t task) {
      const bit_matrix& block = rows.block(task / parts);
      const std::size_t first = task % parts * cues_per_task;
      active_kernels().bits.overlap_matrix(
          bits_.data() + first * words, words, std::min(cues_per_task, cues.size() - first),
          block.data(), block.stride(), words, rows.rows_of(task / parts),
          scan_.overlaps.data() + scan_.begin(task / parts, first));
    });
  }

  const exemplar_weights& weights_;
  recall_plan plan_;
  std::vector<std::uint64_t> bits_;
  scanned scan_;
  std::vector<std::int32_t> sums_;
};

}  // namespace

std::unique_ptr<reader> exemplar_weights::make_reader(const recall_plan& plan) const {
  return std::make_unique<exemplar_reader>(*this, plan);
}

}  // namespace kenyon
