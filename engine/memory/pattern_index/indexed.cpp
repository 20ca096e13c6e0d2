#include <kenyon/memory/pattern_index/indexed.hpp>

#include <algorithm>
#include <map>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/base/error.hpp>
#include <kenyon/pattern/random.hpp>

#include "base/lost_synapses.hpp"
#include "memory/pattern_index/compact_code.hpp"
#include "memory/recall_each.hpp"

namespace kenyon {

// Answers by id, as compact codes in blocks that never move.
class indexed::answer_codes {
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

indexed::indexed(const layout& cues, const layout& answers, bool is_auto,
                 const index_demand& demand)
    : answer_layout_(answers), index_(cues, plan_index(cues, demand)) {
  if (!is_auto) answers_ = std::make_unique<answer_codes>(answers);
}

indexed::indexed(const layout& both, const index_demand& demand)
    : indexed(both, both, true, demand) {}
indexed::indexed(const layout& cues, const layout& answers, const index_demand& demand)
    : indexed(cues, answers, false, demand) {}
indexed::indexed(indexed&&) noexcept = default;
indexed& indexed::operator=(indexed&&) noexcept = default;
indexed::~indexed() = default;

void indexed::store(const pattern_batch& cues, const pattern_batch& answers) {
  check_pairs(*this, cues, answers);
  if (answers_) answers_->reserve(cues.size());
  index_.insert(cues);
  if (!answers_) return;
  for (std::size_t i = 0; i < answers.size(); ++i) answers_->push_back(answers[i]);
}

pattern indexed::answer_of(std::uint64_t id) const {
  return answers_ ? answers_->get(id) : index_.get(id);
}

void indexed::answer(pattern_view cue, const recall_options& options, recalled& out) const {
  std::uint32_t overlap = 0;
  bool first = true;
  const auto update = [&](pattern_view from, pattern& units) {
    units.clear();
    const std::vector<match> found = index_.search(from, search_options{.alpha = options.alpha});
    if (first && !found.empty()) overlap = found[0].overlap;
    first = false;
    if (!found.empty()) units = answer_of(found[0].id);
  };
  settle(update, options.steps, cue, out);
  if (!options.assess || out.units.empty()) return;
  out.facts.margin = 1;
  out.facts.chance = index_.chance(static_cast<std::uint32_t>(cue.size()), overlap);
  out.facts.known = out.facts.chance <= options.alpha;
}

recalled_batch indexed::recall(const pattern_batch& cues, const recall_options& options) const {
  check_cues(cue_layout(), cues);
  resolve_winners(*this, options);
  return recall_each(
      cues, [&] { return [&](pattern_view cue, recalled& out) { answer(cue, options, out); }; });
}

bool indexed::can(ability what) const {
  return what == ability::forget || what == ability::decay;
}

// Exemplars of exactly these patterns, the earliest found first; fewer than `wanted` when there are
// fewer.
std::vector<std::uint64_t> indexed::find(pattern_view cue, pattern_view answer,
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

void indexed::forget(const pattern_batch& cues, const pattern_batch& answers) {
  check_pairs(*this, cues, answers);
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

void indexed::decay(double share, std::uint64_t seed) {
  check_share(share);
  random_sequence numbers(seed, stream::exemplars, 0);
  lose_share(numbers, share, index_.ids(), [&](std::uint64_t id) { index_.erase(id); });
}

std::uint64_t indexed::footprint_bytes() const {
  return index_.code_bytes() + index_.index_bytes() + (answers_ ? answers_->bytes() : 0);
}

double indexed::free_weights() const {
  const double units = cue_layout().units() + (answers_ ? double{1} * answer_layout_.units() : 0.0);
  return units * static_cast<double>(stored());
}

}  // namespace kenyon
