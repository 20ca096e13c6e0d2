// Private: exemplars found through conjunctions (pattern_index.hpp): every pattern is kept as it
// is, and a cue is answered by the one exemplar that shares most units with it, the earliest stored
// among equals. Recall takes the same few look-ups among ten thousand and among ten million. It is
// a nearest-neighbour recall like `topk` with one exemplar, of the exemplars that share a whole
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

#include <kenyon/memory/pattern_index/pattern_index.hpp>

#include "memory/weights.hpp"

namespace kenyon {

class indexed_weights final : public weights {
 public:
  indexed_weights(const memory_spec& spec, const memory_shape& shape);
  ~indexed_weights() override;
  static memory_size size_of(const memory_spec&, const memory_shape& shape);

  void store(const pattern_batch& cues, const pattern_batch& answers) override;
  bool can(ability what) const override {
    return what == ability::forget || what == ability::decay;
  }
  void forget(const pattern_batch& cues, const pattern_batch& answers) override;
  std::uint64_t decay(double share, std::uint64_t seed) override;

  std::int64_t most_support() const override { return 1; }
  std::unique_ptr<reader> make_reader(const recall_plan& plan) const override;
  // The overlap of the original cue with its exemplar, as evidence.
  double expected(std::size_t cue_units, std::int32_t evidence,
                  std::size_t answer_units) const override;

  std::uint64_t footprint_bytes() const override;  // what the exemplars there are take
  double free_weights() const override;            // bits that the exemplars there are can set
  // Patterns by id; the index itself is made anew.
  void save(block_sink& to) const override;
  void load(const block_source& from) override;

  const pattern_index& index() const { return index_; }
  pattern answer_of(std::uint64_t id) const;

 private:
  class answer_codes;
  std::vector<std::uint64_t> find(pattern_view cue, pattern_view answer, std::size_t wanted) const;

  pattern_index index_;
  std::unique_ptr<answer_codes> answers_;  // of pairs
};

}  // namespace kenyon
