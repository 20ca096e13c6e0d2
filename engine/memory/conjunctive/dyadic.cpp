#include <kenyon/memory/conjunctive/dyadic.hpp>

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <string>

#include <kenyon/base/error.hpp>

#include "memory/conjunctive/knowledge.hpp"
#include "memory/conjunctive/rows.hpp"
#include "memory/conjunctive/step.hpp"
#include "memory/recall_each.hpp"

namespace kenyon {
namespace {

constexpr std::size_t most_units = 91;  // 4,095 pairs

constexpr std::uint64_t pairs_of(std::uint64_t n) {
  return n * (n - (n > 0)) / 2;
}
static_assert(pairs_of(most_units) <= max_conjunctions);

void check_layouts(const layout& cues, const layout& answers, unsigned bits) {
  for (const layout& l : {cues, answers})
    if (l.is_modular())
      throw error(fault::usage, "a dyadic memory needs flat layouts, not " + l.text());
  if (cues.active() < 2 || cues.active() > most_units)
    throw error(fault::usage, "a dyadic memory takes patterns of 2 to 91 active units, not " +
                                  std::to_string(cues.active()));
  if (pairs_of(cues.units()) >> 32 != 0)
    throw error(fault::usage,
                "a dyadic memory takes cues of up to 92682 units, not " + cues.text());
  if (bits != 1 && bits != 8)
    throw error(fault::usage, "a dyadic memory has 1 or 8 bits, not " + std::to_string(bits));
}

// Pair i < j is number j(j-1)/2 + i.
template <class Use>
void each_pair(pattern_view units, const Use& use) {
  for (std::size_t j = 1; j < units.size(); ++j) {
    const auto first = static_cast<std::uint32_t>(pairs_of(units[j]));
    for (std::size_t i = 0; i < j; ++i) use(first + units[i]);
  }
}

std::size_t write_pairs(pattern_view units, std::uint32_t* out) {
  const std::uint32_t* const begin = out;
  each_pair(units, [&](std::uint32_t pair) { *out++ = pair; });
  return static_cast<std::size_t>(out - begin);
}

}  // namespace

dyadic_memory::dyadic_memory(const layout& cues, const layout& answers, bool is_auto, unsigned bits)
    : cues_(cues), answers_(answers), auto_(is_auto), bits_(bits) {
  check_layouts(cues, answers, bits);
  rows_ = std::make_unique<conjunction_rows>(pairs_of(cues.units()), answers.units(), bits == 8);
  const double n = cues.units();
  knowledge_ = std::make_unique<conjunction_knowledge>(answers.units(), n * n);
}

dyadic_memory::dyadic_memory(const layout& both, unsigned bits)
    : dyadic_memory(both, both, true, bits) {}
dyadic_memory::dyadic_memory(const layout& cues, const layout& answers, unsigned bits)
    : dyadic_memory(cues, answers, false, bits) {}
dyadic_memory::dyadic_memory(dyadic_memory&&) noexcept = default;
dyadic_memory& dyadic_memory::operator=(dyadic_memory&&) noexcept = default;
dyadic_memory::~dyadic_memory() = default;

void dyadic_memory::check_stored(const pattern_batch& cues, const pattern_batch& answers) const {
  check_pairs(*this, cues, answers);
  for (std::size_t i = 0; i < cues.size(); ++i)
    if (cues[i].size() < 2)
      throw error(fault::bad_input,
                  "pattern " + std::to_string(i) + " has one unit: it has no pair of units");
}

void dyadic_memory::store(const pattern_batch& cues, const pattern_batch& answers) {
  check_stored(cues, answers);
  rows_->add(answers, pairs_of(cues_.active()),
             [&](std::size_t i, std::uint32_t* out) { return write_pairs(cues[i], out); });
  for (std::size_t i = 0; i < cues.size(); ++i)
    knowledge_->added(answers[i], pairs_of(cues[i].size()));
  stored_ += cues.size();
}

void dyadic_memory::forget(const pattern_batch& cues, const pattern_batch& answers) {
  if (bits_ != 8) return memory::forget(cues, answers);
  check_stored(cues, answers);
  const auto pairs = [&](std::size_t i, std::uint32_t* out) { return write_pairs(cues[i], out); };
  if (cues.size() > stored_ || !rows_->take(answers, pairs_of(cues_.active()), pairs))
    throw error(fault::bad_input, "some of the patterns to forget were never stored");
  for (std::size_t i = 0; i < cues.size(); ++i)
    knowledge_->taken(answers[i], pairs_of(cues[i].size()));
  stored_ -= cues.size();
}

void dyadic_memory::check_asked(const pattern_batch& cues, const recall_options& options) const {
  check_cues(cues_, cues);
  for (std::size_t i = 0; i < cues.size(); ++i)
    if (cues[i].size() > most_units)
      throw error(fault::bad_input, "cue " + std::to_string(i) + " has " +
                                        std::to_string(cues[i].size()) +
                                        " units, a dyadic memory takes at most 91");
  resolve_winners(*this, options);
}

// `step` holds the last update, whose answer it is.
void dyadic_memory::assess(pattern_view cue, pattern_view answer, const recall_options& options,
                           conjunction_step& step, recall_facts& facts) const {
  if (answer.empty()) return;
  facts.margin = step.margin();
  if (answer.size() != answers_.active()) return;
  if (facts.steps > 1) {
    step.begin([&](const auto& use) { each_pair(cue, use); });
    step.answer();
  }
  const auto c = static_cast<std::uint32_t>(cue.size());
  const double expected =
      knowledge_->expected_units(step.weakest(answer), step.conjunctions(), c / 2, 2,
                                 log_repetition(cues_.units(), c / 2 * 2));
  facts.chance = std::min(1.0, expected / answers_.active());
  facts.known = facts.chance <= options.alpha;
}

void dyadic_memory::recall_one(pattern_view cue, const recall_options& options,
                               conjunction_step& step, recalled& answer) const {
  const auto update = [&](pattern_view from, pattern& units) {
    step.begin([&](const auto& use) { each_pair(from, use); });
    const pattern_view found = step.answer();
    units.assign(found.begin(), found.end());
  };
  settle(update, options.steps, cue, answer);
  if (options.assess) assess(cue, answer.units, options, step, answer.facts);
}

// One step a cue: the rows of each are fetched while those of the one before are counted. What is
// read and written a cue is fetched early, too: behind the fetches of rows it would wait longest.
recalled_batch dyadic_memory::recall_once(const pattern_batch& cues,
                                          const recall_options& options) const {
  constexpr std::size_t early = 8;  // cues
  const std::size_t k = answers_.active();
  recalled_batch batch{pattern_batch::sized(cues.size(), k), {}};
  batch.facts.resize(cues.size());
  std::vector<std::uint32_t> found(cues.size());
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, cues.size(), 64), [&](const auto& range) {
    conjunction_step step(*rows_, answers_, max_conjunctions);
    const auto pairs = [&](std::size_t i) {
      return [cue = cues[i]](const auto& use) { each_pair(cue, use); };
    };
    step.begin(pairs(range.begin()));
    for (std::size_t i = range.begin(); i != range.end(); ++i, step.advance()) {
      if (i + early < range.end()) {
        __builtin_prefetch(cues[i + early].data());
        __builtin_prefetch(batch.patterns[i + early].data());
        __builtin_prefetch(&batch.facts[i + early]);
        __builtin_prefetch(&found[i + early]);
      }
      if (i + 1 != range.end()) step.prepare(pairs(i + 1));
      const pattern_view answer = step.answer();
      std::copy(answer.begin(), answer.end(), batch.patterns.edit(i).begin());
      found[i] = static_cast<std::uint32_t>(answer.size());
      batch.facts[i] = {.steps = 1, .converged = true};
      if (options.assess) assess(cues[i], answer, options, step, batch.facts[i]);
    }
  });
  const auto full = [k](std::uint32_t units) { return units == k; };
  if (std::all_of(found.begin(), found.end(), full)) return batch;
  pattern_batch shorter;
  shorter.reserve(cues.size(), cues.size() * k);
  for (std::size_t i = 0; i < cues.size(); ++i)
    shorter.push_back(batch.patterns[i].first(found[i]));
  batch.patterns = std::move(shorter);
  return batch;
}

recalled_batch dyadic_memory::recall(const pattern_batch& cues,
                                     const recall_options& options) const {
  check_asked(cues, options);
  if (options.steps == 1) return recall_once(cues, options);
  return recall_each(cues, [&] {
    return
        [&, step = conjunction_step(*rows_, answers_, max_conjunctions)](
            pattern_view cue, recalled& answer) mutable { recall_one(cue, options, step, answer); };
  });
}

recalled dyadic_memory::recall(pattern_view cue, const recall_options& options) const {
  pattern_batch one;
  one.push_back(cue);
  check_asked(one, options);
  // A later step's cue is an answer.
  const std::uint64_t most = std::max(pairs_of(cue.size()), pairs_of(answers_.active()));
  conjunction_step step(*rows_, answers_, most);
  recalled answer;
  recall_one(cue, options, step, answer);
  return answer;
}

std::uint64_t dyadic_memory::footprint_bytes() const {
  return rows_->bytes();
}

std::uint64_t dyadic_memory::footprint_of(const layout& cues, const layout& answers,
                                          unsigned bits) {
  check_layouts(cues, answers, bits);
  return conjunction_rows::bytes_when_empty(pairs_of(cues.units()), answers.units(), bits == 8);
}

std::uint64_t dyadic_memory::bytes_per_pattern(const layout& cues, const layout& answers,
                                               unsigned bits) {
  return pairs_of(cues.active()) *
         conjunction_rows::bytes_per_row(pairs_of(cues.units()), answers.units(), bits == 8);
}

double dyadic_memory::free_weights_of(const layout& cues, const layout& answers) {
  return static_cast<double>(pairs_of(cues.units())) * answers.units();
}

}  // namespace kenyon
