#include "memory/pattern_index/indexed_weights.hpp"

#include <algorithm>
#include <map>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/base/bit_matrix.hpp>
#include <kenyon/base/error.hpp>
#include <kenyon/pattern/random.hpp>

#include "base/block_arrays.hpp"
#include "base/lost_synapses.hpp"
#include "memory/pattern_index/compact_code.hpp"
#include "memory/pattern_index/demand_of.hpp"

namespace kenyon {

// Answers by id, as compact codes in blocks that never move.
class indexed_weights::answer_codes {
 public:
  explicit answer_codes(const layout& answers) : shape_(answers) {}

  void reserve(std::uint64_t patterns) {
    const std::uint64_t blocks = (size_ + patterns + block - 1) / block;
    if (blocks <= blocks_.size()) return;
    require_memory((blocks - blocks_.size()) * block * shape_.bytes(), "the answers");
    blocks_.reserve(blocks);
    while (blocks_.size() < blocks)
      blocks_.push_back(std::make_unique<std::byte[]>(block * shape_.bytes()));
  }
  void push_back(pattern_view p) { shape_.write(p, at(size_++)); }
  pattern get(std::uint64_t id) const { return shape_.read(at(id)); }
  std::uint64_t bytes() const { return size_ * shape_.bytes(); }

 private:
  static constexpr std::uint64_t block = 4096;  // codes
  std::byte* at(std::uint64_t id) const {
    return blocks_[id / block].get() + id % block * shape_.bytes();
  }

  code_shape shape_;
  std::uint64_t size_ = 0;
  std::vector<std::unique_ptr<std::byte[]>> blocks_;
};

indexed_weights::indexed_weights(const memory_spec& spec, const memory_shape& shape)
    : weights(shape), index_(shape.cues, plan_index(shape.cues, demand_of(spec))) {
  if (!shape.is_auto) answers_ = std::make_unique<answer_codes>(shape.answers);
}
indexed_weights::~indexed_weights() = default;

// Exemplars are made as they are stored.
memory_size indexed_weights::size_of(const memory_spec&, const memory_shape& shape) {
  const auto row = [](const layout& l) { return bit_matrix::bytes_of(1, l.units()); };
  return {0, 0, row(shape.cues) + (shape.is_auto ? 0 : row(shape.answers))};
}

void indexed_weights::store(const pattern_batch& cues, const pattern_batch& answers) {
  if (answers_) answers_->reserve(cues.size());
  index_.insert(cues);
  if (!answers_) return;
  for (std::size_t i = 0; i < answers.size(); ++i) answers_->push_back(answers[i]);
}

pattern indexed_weights::answer_of(std::uint64_t id) const {
  return answers_ ? answers_->get(id) : index_.get(id);
}

namespace {

// All units of an answer have one vote.
class indexed_reader final : public reader {
 public:
  indexed_reader(const indexed_weights& weights, double alpha) : weights_(weights) {
    options_.alpha = alpha;
  }

  void answer(std::span<const pattern_view> cues, std::span<update> updates) override {
    for (std::size_t i = 0; i < cues.size(); ++i) {
      update& u = updates[i];
      u = {.units = {}, .margin = 1, .evidence = 0};
      const std::vector<match> found = weights_.index().search(cues[i], options_);
      if (found.empty()) continue;
      u.units = weights_.answer_of(found[0].id);
      u.evidence = static_cast<std::int32_t>(found[0].overlap);
    }
  }

  // The first cue's overlap decides: later ones find themselves.
  void weigh(std::span<const pattern_view>, std::span<const pattern_view>,
             std::span<std::int32_t>) override {}

  std::span<const std::int32_t> supports(pattern_view cue) override {
    sums_.assign(weights_.answers().units(), 0);
    if (cue.empty()) return sums_;
    update one;
    answer({&cue, 1}, {&one, 1});
    for (const unit u : one.units) sums_[u] = 1;
    return sums_;
  }

 private:
  const indexed_weights& weights_;
  search_options options_;
  std::vector<std::int32_t> sums_;
};

}  // namespace

std::unique_ptr<reader> indexed_weights::make_reader(const recall_plan& plan) const {
  return std::make_unique<indexed_reader>(*this, plan.alpha);
}

double indexed_weights::expected(std::size_t cue_units, std::int32_t evidence, std::size_t) const {
  return index_.chance(static_cast<std::uint32_t>(cue_units), static_cast<std::uint32_t>(evidence));
}

// Exemplars of exactly these patterns, the earliest found first; fewer than `wanted` when there are
// fewer.
std::vector<std::uint64_t> indexed_weights::find(pattern_view cue, pattern_view answer,
                                                 std::size_t wanted) const {
  const auto is = [](pattern_view a, pattern_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  };
  std::vector<std::uint64_t> ids;
  for (const scanning scan : {scanning::automatic, scanning::always})
    for (std::size_t top = wanted + 16;; top *= 4) {
      const std::vector<match> found = index_.search(cue, {.top = top, .scan = scan});
      ids.clear();
      for (const match& m : found)
        if (is(index_.get(m.id), cue) && is(answer_of(m.id), answer)) ids.push_back(m.id);
      if (ids.size() >= wanted) {
        ids.resize(wanted);
        return ids;
      }
      if (found.size() < top || found.back().overlap < cue.size()) break;
    }
  return ids;
}

void indexed_weights::forget(const pattern_batch& cues, const pattern_batch& answers) {
  std::map<std::pair<pattern, pattern>, std::size_t> copies;
  for (std::size_t i = 0; i < cues.size(); ++i)
    ++copies[{{cues[i].begin(), cues[i].end()}, {answers[i].begin(), answers[i].end()}}];
  std::vector<std::uint64_t> all;
  for (const auto& [pair, wanted] : copies) {
    const std::vector<std::uint64_t> ids = find(pair.first, pair.second, wanted);
    if (ids.size() < wanted)
      throw error(fault::bad_input, "some of the patterns to forget were never stored");
    all.insert(all.end(), ids.begin(), ids.end());
  }
  for (const std::uint64_t id : all) index_.erase(id);
}

std::uint64_t indexed_weights::decay(double share, std::uint64_t seed) {
  std::uint64_t lost = 0;
  random_sequence numbers(seed, stream::exemplars, 0);
  lose_share(numbers, share, index_.ids(), [&](std::uint64_t id) { lost += index_.erase(id); });
  return lost;
}

std::uint64_t indexed_weights::footprint_bytes() const {
  return index_.code_bytes() + index_.index_bytes() + (answers_ ? answers_->bytes() : 0);
}

double indexed_weights::free_weights() const {
  const double units = double(cues().units()) + (answers_ ? double(answers().units()) : 0.0);
  return units * static_cast<double>(index_.size());
}

void indexed_weights::save(block_sink& to) const {
  std::vector<std::uint32_t> sizes, units, answer_sizes, answer_units;
  const auto add = [](const pattern& p, auto& to_sizes, auto& to_units) {
    to_sizes.push_back(static_cast<std::uint32_t>(p.size()));
    to_units.insert(to_units.end(), p.begin(), p.end());
  };
  for (std::uint64_t id = 0; id < index_.ids(); ++id) {
    const bool here = index_.contains(id);
    add(here ? index_.get(id) : pattern(), sizes, units);
    if (answers_) add(here ? answers_->get(id) : pattern(), answer_sizes, answer_units);
  }
  write_array(to, "exemplars/sizes", sizes);
  write_array(to, "exemplars/units", units);
  if (!answers_) return;
  write_array(to, "answers/sizes", answer_sizes);
  write_array(to, "answers/units", answer_units);
}

namespace {

pattern any_pattern(const layout& shape) {
  pattern p(shape.active());
  for (unit i = 0; i < p.size(); ++i) p[i] = shape.is_modular() ? i * shape.module_units() : i;
  return p;
}

// Patterns as save() writes them; those of no unit are ids that were erased.
pattern_batch read_patterns(const block_source& from, const std::string& name,
                            const layout& shape) {
  const auto sizes = read_all<std::uint32_t>(from, name + "/sizes");
  const auto units = read_all<unit>(from, name + "/units");
  pattern_batch batch;
  batch.reserve(sizes.size(), units.size());
  std::size_t at = 0;
  for (const std::uint32_t size : sizes) {
    if (size > units.size() - at)
      throw error(fault::bad_input, "block " + name + "/units: ends before its last pattern");
    const pattern_view p = pattern_view(units).subspan(at, size);
    if (size > 0) check_pattern(shape, p);
    batch.push_back(p);
    at += size;
  }
  if (at != units.size())
    throw error(fault::bad_input, "block " + name + "/units: goes on behind its last pattern");
  return batch;
}

}  // namespace

void indexed_weights::load(const block_source& from) {
  const pattern_batch cues_by_id = read_patterns(from, "exemplars", cues());
  pattern_batch answers_by_id;
  if (answers_) answers_by_id = read_patterns(from, "answers", answers());
  if (answers_ && answers_by_id.size() != cues_by_id.size())
    throw error(fault::bad_input, "block answers/sizes: as many as exemplars/sizes expected");
  // An erased id keeps its number: any pattern stands for it until all are there.
  const pattern placeholder = any_pattern(cues());
  pattern_batch cues_to_insert, answers_to_keep;
  for (std::size_t id = 0; id < cues_by_id.size(); ++id) {
    cues_to_insert.push_back(cues_by_id[id].empty() ? pattern_view(placeholder) : cues_by_id[id]);
    if (!answers_) continue;
    pattern_view answer = answers_by_id[id];
    if (answer.empty() != cues_by_id[id].empty())
      throw error(fault::bad_input, "block answers/sizes: an exemplar without an answer");
    answers_to_keep.push_back(answer);
  }
  index_.insert(cues_to_insert);
  if (answers_) {
    answers_->reserve(answers_to_keep.size());
    const pattern erased = any_pattern(answers());
    for (std::size_t id = 0; id < answers_to_keep.size(); ++id)
      answers_->push_back(answers_to_keep[id].empty() ? pattern_view(erased) : answers_to_keep[id]);
  }
  for (std::size_t id = 0; id < cues_by_id.size(); ++id)
    if (cues_by_id[id].empty()) index_.erase(id);
}

}  // namespace kenyon
