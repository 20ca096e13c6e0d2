// Exemplars found through conjunctions (pattern_index.hpp): every pattern is kept as it is, and a
// cue is answered by the one exemplar that shares most units with it, the earliest stored among
// equals. Recall takes the same few look-ups among ten thousand and among ten million. It is a
// nearest-neighbour recall like `topk` with one exemplar, of the exemplars that share a whole
// conjunction with the cue; where the plan cannot promise the recall asked for, or has no
// conjunctions to offer, all exemplars are looked at (index_plan.hpp).
//
// chance is the union bound of exemplar.hpp for the overlap of the cue with the exemplar. All units
// of an answer have one vote: the margin is 1, or 0 where nothing was found. Later steps ask the
// index with the answer, which finds itself, or an earlier pattern that contains it.
//
//   forget  takes the exemplar out; one copy for each time it is named
//   decay   every exemplar is lost with probability `share`
//   sleep, prune  are refused
#pragma once
#include <memory>

#include <kenyon/memory/memory.hpp>
#include <kenyon/memory/pattern_index/pattern_index.hpp>

namespace kenyon {

class indexed final : public memory {
 public:
  indexed(const layout& both, const index_demand& demand);
  indexed(const layout& cues, const layout& answers, const index_demand& demand);
  indexed(indexed&&) noexcept;
  indexed& operator=(indexed&&) noexcept;
  ~indexed() override;

  std::string_view kind() const override { return "indexed"; }
  const layout& cue_layout() const override { return index_.in(); }
  const layout& answer_layout() const override { return answer_layout_; }
  bool is_auto() const override { return !answers_; }
  const pattern_index& index() const { return index_; }

  void store(const pattern_batch& cues, const pattern_batch& answers) override;
  recalled_batch recall(const pattern_batch& cues, const recall_options& options) const override;

  bool can(ability what) const override;
  void forget(const pattern_batch& cues, const pattern_batch& answers) override;
  void decay(double share, std::uint64_t seed) override;

  std::uint64_t stored() const override { return index_.size(); }
  std::uint64_t footprint_bytes() const override;  // what the exemplars there are take
  double free_weights() const override;            // bits that the exemplars there are can set

 private:
  class answer_codes;
  indexed(const layout& cues, const layout& answers, bool is_auto, const index_demand& demand);
  pattern answer_of(std::uint64_t id) const;
  void answer(pattern_view cue, const recall_options& options, recalled& out) const;
  std::vector<std::uint64_t> find(pattern_view cue, pattern_view answer, std::size_t wanted) const;

  layout answer_layout_;
  pattern_index index_;
  std::unique_ptr<answer_codes> answers_;  // null in auto-association
};

}  // namespace kenyon
