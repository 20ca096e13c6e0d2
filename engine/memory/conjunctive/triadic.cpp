#include <kenyon/memory/conjunctive/triadic.hpp>

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <string>

#include <kenyon/base/error.hpp>

#include "memory/checks.hpp"
#include "memory/conjunctive/knowledge.hpp"
#include "memory/conjunctive/rows.hpp"
#include "memory/conjunctive/step.hpp"

namespace kenyon {
namespace {

// The two roles that a question is asked with.
constexpr std::size_t first_cue[3] = {1, 0, 0};
constexpr std::size_t second_cue[3] = {2, 2, 1};

void check_layouts(const std::array<layout, 3>& all) {
  for (std::size_t r = 0; r < 3; ++r) {
    if (all[r].is_modular())
      throw error(fault::usage, "a triadic memory needs flat layouts, not " + all[r].text());
    const layout& a = all[first_cue[r]];
    const layout& b = all[second_cue[r]];
    if (std::uint64_t{a.units()} * b.units() >> 32 != 0 ||
        std::uint64_t{a.active()} * b.active() > max_conjunctions)
      throw error(fault::usage,
                  "a triadic memory takes up to 2^32 pairs of units, 4095 of them "
                  "active, not those of " +
                      a.text() + " and " + b.text());
  }
}

template <class Use>
void each_pair(pattern_view a, pattern_view b, std::uint32_t b_units, const Use& use) {
  for (unit i : a)
    for (unit j : b) use(i * b_units + j);
}

void check_patterns(const layout& in, const pattern_batch& patterns) {
  for (std::size_t i = 0; i < patterns.size(); ++i) check_pattern(in, patterns[i]);
}

}  // namespace

struct triadic_memory::space {
  layout first, second, answers;
  conjunction_rows rows;
  conjunction_knowledge knowledge;

  space(const layout& a, const layout& b, const layout& out)
      : first(a),
        second(b),
        answers(out),
        rows(std::uint64_t{a.units()} * b.units(), out.units(), false),
        knowledge(out.units(), static_cast<double>(a.units()) * b.units()) {}

  auto pairs_of(const pattern_batch& a, const pattern_batch& b) const {
    return [&](std::size_t i, std::uint32_t* to) {
      const std::uint32_t* const begin = to;
      each_pair(a[i], b[i], second.units(), [&](std::uint32_t pair) { *to++ = pair; });
      return static_cast<std::size_t>(to - begin);
    };
  }
  std::size_t most_pairs() const { return std::size_t{first.active()} * second.active(); }

  void reserve(const pattern_batch& a, const pattern_batch& b, const pattern_batch& out) {
    rows.make_rows(out, most_pairs(), pairs_of(a, b));
  }
  void store(const pattern_batch& a, const pattern_batch& b, const pattern_batch& out) {
    rows.add(out, most_pairs(), pairs_of(a, b));
    for (std::size_t i = 0; i < out.size(); ++i) knowledge.added(out[i], a[i].size() * b[i].size());
  }

  void assess(std::size_t c, std::size_t d, double alpha, conjunction_step& step,
              recalled& answer) const {
    if (answer.units.empty()) return;
    answer.facts.margin = step.margin();
    if (answer.units.size() != answers.active()) return;
    const auto m = static_cast<std::uint32_t>(std::min(c, d));
    const double expected = knowledge.expected_units(
        step.weakest(answer.units), step.conjunctions(), m, 1,
        log_repetition(first.units(), m) + log_repetition(second.units(), m));
    answer.facts.chance = std::min(1.0, expected / answers.active());
    answer.facts.known = answer.facts.chance <= alpha;
  }
};

triadic_memory::triadic_memory(const layout& x, const layout& y, const layout& z)
    : layouts_{x, y, z} {
  check_layouts(layouts_);
  for (std::size_t r = 0; r < 3; ++r)
    spaces_[r] =
        std::make_unique<space>(layouts_[first_cue[r]], layouts_[second_cue[r]], layouts_[r]);
}

triadic_memory::triadic_memory(triadic_memory&&) noexcept = default;
triadic_memory& triadic_memory::operator=(triadic_memory&&) noexcept = default;
triadic_memory::~triadic_memory() = default;

void triadic_memory::store(const pattern_batch& x, const pattern_batch& y, const pattern_batch& z) {
  const std::array<const pattern_batch*, 3> all{&x, &y, &z};
  if (x.size() != y.size() || x.size() != z.size())
    throw error(fault::bad_input, std::to_string(x.size()) + ", " + std::to_string(y.size()) +
                                      " and " + std::to_string(z.size()) +
                                      " patterns make no triples");
  for (std::size_t r = 0; r < 3; ++r) check_patterns(layouts_[r], *all[r]);
  for (std::size_t r = 0; r < 3; ++r)  // what does not fit is told before anything is stored
    spaces_[r]->reserve(*all[first_cue[r]], *all[second_cue[r]], *all[r]);
  for (std::size_t r = 0; r < 3; ++r)
    spaces_[r]->store(*all[first_cue[r]], *all[second_cue[r]], *all[r]);
  stored_ += x.size();
}

const triadic_memory::space& triadic_memory::asked(role wanted) const {
  return *spaces_[static_cast<std::size_t>(wanted)];
}

recalled_batch triadic_memory::recall(role wanted, const pattern_batch& first,
                                      const pattern_batch& second,
                                      const recall_options& options) const {
  const space& in = asked(wanted);
  if (options.how != activation::natural && options.how != activation::k_winners)
    throw error(fault::usage, "a triadic memory answers with the best-supported units only");
  if (options.steps != 1) throw error(fault::usage, "a triadic memory takes one step");
  if (first.size() != second.size())
    throw error(fault::bad_input, std::to_string(first.size()) + " and " +
                                      std::to_string(second.size()) + " cues make no pairs");
  check_cues(in.first, first);
  check_cues(in.second, second);
  for (std::size_t i = 0; i < first.size(); ++i)
    if (first[i].size() * second[i].size() > max_conjunctions)
      throw error(fault::bad_input,
                  "cues " + std::to_string(i) + " have more than 4095 pairs of units");
  std::vector<recalled> answers(first.size());
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, first.size(), 64), [&](const auto& range) {
    conjunction_step step(in.rows, in.answers, max_conjunctions);
    const auto pairs = [&](std::size_t i) {
      return [&, i](const auto& use) { each_pair(first[i], second[i], in.second.units(), use); };
    };
    step.begin(pairs(range.begin()));
    for (std::size_t i = range.begin(); i != range.end(); ++i, step.advance()) {
      if (i + 1 != range.end()) step.prepare(pairs(i + 1));
      const pattern_view units = step.answer();
      answers[i].units.assign(units.begin(), units.end());
      answers[i].facts = {.steps = 1, .converged = true};
      if (options.assess)
        in.assess(first[i].size(), second[i].size(), options.alpha, step, answers[i]);
    }
  });
  recalled_batch batch;
  for (const recalled& a : answers) {
    batch.patterns.push_back(a.units);
    batch.facts.push_back(a.facts);
  }
  return batch;
}

std::uint64_t triadic_memory::footprint_bytes() const {
  std::uint64_t sum = 0;
  for (const auto& s : spaces_) sum += s->rows.bytes();
  return sum;
}

}  // namespace kenyon
