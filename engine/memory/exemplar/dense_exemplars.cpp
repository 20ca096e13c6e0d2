#include <kenyon/base/available_memory.hpp>
#include <kenyon/memory/exemplar/dense_exemplars.hpp>

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include <kenyon/base/error.hpp>

#include "base/active_kernels.hpp"
#include "base/pages.hpp"

namespace kenyon {
namespace {

constexpr std::size_t cues_a_task = 16;
constexpr std::size_t rows_a_sum = 512;  // added as float before they are added as double

struct voter {
  double score;
  std::uint32_t exemplar;
};

constexpr float largest_component = 1e15F;

// Exemplars that may have a share, those of sparsemax, entmax and `best` in descending order: the
// sparse functions give nothing to what is 1/beta (2/beta) behind the best.
std::vector<voter> voters_of(const separation& s, std::span<const float> scores) {
  const double best = *std::max_element(scores.begin(), scores.end());
  const bool sparse =
      s.what == separation::function::sparsemax || s.what == separation::function::entmax;
  const double reach = s.what == separation::function::sparsemax ? 1 : 2;
  std::vector<voter> voters;
  for (std::uint32_t e = 0; e < scores.size(); ++e)
    if (!sparse || s.beta * (best - double{scores[e]}) < reach) voters.push_back({scores[e], e});
  if (sparse || s.best != 0)
    std::stable_sort(voters.begin(), voters.end(),
                     [](const voter& a, const voter& b) { return a.score > b.score; });
  return voters;
}

}  // namespace

dense_exemplars::dense_exemplars(std::uint32_t dimensions, const separation& how)
    : dimensions_(dimensions),
      stride_((std::size_t{dimensions} + 15) / 16 * 16),
      block_rows_(std::max<std::size_t>(1, huge_page / (4 * std::max<std::size_t>(stride_, 1)))),
      how_(how) {
  if (dimensions < 1 || dimensions > 65536)
    throw error(fault::usage, "exemplars have 1 to 65536 dimensions");
  check(how);
}

const float* dense_exemplars::row(std::size_t i) const {
  return reinterpret_cast<const float*>(blocks_[i / block_rows_].get()) + i % block_rows_ * stride_;
}

std::uint64_t dense_exemplars::footprint_bytes() const {
  return std::uint64_t{blocks_.size()} * block_rows_ * stride_ * 4;
}

std::size_t dense_exemplars::vectors_in(std::span<const float> values) const {
  if (values.size() % dimensions_ != 0)
    throw error(fault::bad_input, std::to_string(values.size()) +
                                      " numbers are no whole vectors of " +
                                      std::to_string(dimensions_));
  // Beyond that a product of two vectors, or its power, could overflow.
  const auto wrong = std::find_if(values.begin(), values.end(),
                                  [](float x) { return !(std::abs(x) <= largest_component); });
  if (wrong != values.end())
    throw error(fault::bad_input, "number " + std::to_string(wrong - values.begin()) +
                                      " is not a number from -1e15 to 1e15");
  return values.size() / dimensions_;
}

void dense_exemplars::store(std::span<const float> values) {
  const std::size_t vectors = vectors_in(values);
  const std::size_t blocks = (stored_ + vectors + block_rows_ - 1) / block_rows_;
  if (blocks > blocks_.size()) {
    require_memory(4 * (blocks - blocks_.size()) * block_rows_ * stride_, "the exemplars");
    blocks_.reserve(blocks);
    while (blocks_.size() < blocks)
      blocks_.push_back(zeroed_pages(4 * block_rows_ * stride_, "the exemplars"));
  }
  for (std::size_t i = 0; i < vectors; ++i, ++stored_)
    std::copy_n(values.data() + i * dimensions_, dimensions_, const_cast<float*>(row(stored_)));
}

// A group of cues that one thread takes through all exemplars.
class dense_exemplars::recall_run {
 public:
  recall_run(const dense_exemplars& memory, const dense_options& options, float* states,
             dense_facts* facts, std::size_t cues)
      : memory_(memory), options_(options), states_(states), facts_(facts), cues_(cues) {}

  void settle() {
    const std::size_t d = memory_.dimensions_;
    for (std::uint32_t step = 1; step <= options_.steps; ++step) {
      scan();
      bool open = false;
      for (std::size_t c = 0; c < cues_; ++c) {
        if (facts_[c].converged) continue;
        facts_[c].steps = step;
        facts_[c].converged = update(c, states_ + c * d) <= options_.tolerance;
        open = open || !facts_[c].converged;
      }
      if (!open) return;
    }
  }

 private:
  void scan() {
    const std::size_t d = memory_.dimensions_;
    const std::size_t stored = memory_.stored_;
    scores_.resize(cues_ * stored);
    std::vector<float> of_block(cues_ * memory_.block_rows_);
    for (std::size_t first = 0; first < stored; first += memory_.block_rows_) {
      const std::size_t rows = std::min<std::size_t>(memory_.block_rows_, stored - first);
      active_kernels().dots.dot_matrix(states_, d, cues_, memory_.row(first), memory_.stride_, d,
                                       rows, of_block.data());
      for (std::size_t c = 0; c < cues_; ++c)
        std::copy_n(of_block.data() + c * rows, rows, scores_.data() + c * stored + first);
    }
  }

  // Returns how far the number that moved most moved.
  double update(std::size_t c, float* state) {
    const std::size_t stored = memory_.stored_;
    const std::span<const float> scores(scores_.data() + c * stored, stored);
    const std::vector<voter> voters = voters_of(memory_.how_, scores);
    std::vector<fit> fits;
    for (const voter& v : voters) fits.push_back({v.score, 1});
    const std::vector<double> shares = shares_of(memory_.how_, fits);
    facts_[c].best =
        static_cast<std::size_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
    facts_[c].best_share = *std::max_element(shares.begin(), shares.end());
    sum_.assign(memory_.dimensions_, 0.0);
    add_shares(voters, shares);
    double moved = 0;
    for (std::size_t j = 0; j < memory_.dimensions_; ++j) {
      const auto next = static_cast<float>(sum_[j]);
      moved = std::max(moved, std::abs(double{next} - double{state[j]}));
      state[j] = next;
    }
    return moved;
  }

  // In the order of the voters, up to rows_a_sum of one block as float, these as double.
  void add_shares(const std::vector<voter>& voters, const std::vector<double>& shares) {
    std::size_t block = 0;
    for (std::size_t i = 0; i < voters.size(); ++i) {
      const auto weight = static_cast<float>(shares[i]);
      if (weight == 0) continue;
      const std::size_t of = voters[i].exemplar / memory_.block_rows_;
      if (of != block || rows_.size() == rows_a_sum) flush(block);
      block = of;
      rows_.push_back(static_cast<std::uint32_t>(voters[i].exemplar % memory_.block_rows_));
      weights_.push_back(weight);
    }
    flush(block);
  }

  void flush(std::size_t block) {
    if (rows_.empty()) return;
    part_.assign(memory_.dimensions_, 0.0F);
    active_kernels().dots.add_weighted(memory_.row(block * memory_.block_rows_), memory_.stride_,
                                       rows_.data(), weights_.data(), rows_.size(),
                                       memory_.dimensions_, part_.data());
    for (std::size_t j = 0; j < part_.size(); ++j) sum_[j] += double{part_[j]};
    rows_.clear();
    weights_.clear();
  }

  const dense_exemplars& memory_;
  const dense_options& options_;
  float* states_;
  dense_facts* facts_;
  std::size_t cues_;
  std::vector<float> scores_;  // cue by cue
  std::vector<double> sum_;
  std::vector<float> part_;
  std::vector<std::uint32_t> rows_;
  std::vector<float> weights_;
};

dense_answers dense_exemplars::recall(std::span<const float> cues,
                                      const dense_options& options) const {
  const std::size_t count = vectors_in(cues);
  if (options.steps < 1) throw error(fault::usage, "recall takes at least one step");
  if (stored_ == 0) throw error(fault::usage, "no exemplar is stored");
  dense_answers answers{std::vector<float>(cues.begin(), cues.end()),
                        std::vector<dense_facts>(count)};
  tbb::parallel_for(std::size_t{0}, (count + cues_a_task - 1) / cues_a_task, [&](std::size_t task) {
    const std::size_t first = task * cues_a_task;
    recall_run(*this, options, answers.values.data() + first * dimensions_,
               answers.facts.data() + first, std::min(cues_a_task, count - first))
        .settle();
  });
  return answers;
}

}  // namespace kenyon
