#include "memory/conjunctive/dyadic_weights.hpp"

#include <algorithm>
#include <string>

#include <kenyon/base/error.hpp>

#include "base/block_arrays.hpp"
#include "memory/conjunctive/step.hpp"

namespace kenyon {
namespace {

constexpr std::size_t most_units = 91;  // 4,095 pairs

constexpr std::uint64_t pairs_of(std::uint64_t n) {
  return n * (n - (n > 0)) / 2;
}
static_assert(pairs_of(most_units) <= max_conjunctions);

void check(const memory_shape& shape) {
  const layout& cues = shape.cues;
  for (const layout& l : {shape.cues, shape.answers})
    if (l.is_modular())
      throw error(fault::usage, "a dyadic memory needs flat layouts, not " + l.text());
  if (cues.active() < 2 || cues.active() > most_units)
    throw error(fault::usage, "a dyadic memory takes patterns of 2 to 91 active units, not " +
                                  std::to_string(cues.active()));
  if (pairs_of(cues.units()) >> 32 != 0)
    throw error(fault::usage,
                "a dyadic memory takes cues of up to 92682 units, not " + cues.text());
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

const memory_shape& checked(const memory_shape& shape) {
  check(shape);
  return shape;
}

unsigned bits_of(const memory_spec& spec) {
  return static_cast<unsigned>(spec.get("bits"));
}

std::size_t max_pairs(const pattern_batch& cues) {
  std::size_t most = 0;
  for (std::size_t i = 0; i < cues.size(); ++i) most = std::max(most, cues[i].size());
  return pairs_of(most);
}

auto pairs_in(pattern_view cue) {
  return [cue](const auto& use) { each_pair(cue, use); };
}

// Cues one after another, the rows of each fetched while those of the one before are counted.
class dyadic_reader final : public reader {
 public:
  dyadic_reader(const conjunction_rows& rows, const memory_shape& shape, const recall_plan& plan)
      : answers_(shape.answers), plan_(plan), step_(rows, answers_, most_pairs(shape, plan)) {}

  std::size_t cues_at_once() const override { return 64; }

  void answer(std::span<const pattern_view> cues, std::span<update> updates) override {
    step_.begin(pairs_in(cues[0]));
    for (std::size_t i = 0; i < cues.size(); ++i, step_.advance()) {
      if (i + 1 != cues.size()) step_.prepare(pairs_in(cues[i + 1]));
      update& u = updates[i];
      const pattern_view found = step_.answer();
      u.units.assign(found.begin(), found.end());
      if (!plan_.assess || u.units.empty()) continue;
      u.margin = step_.margin();
      u.evidence = weakest(u.units);
    }
  }

  void weigh(std::span<const pattern_view> cues, std::span<const pattern_view> answers,
             std::span<std::int32_t> evidence) override {
    for (std::size_t i = 0; i < cues.size(); ++i) {
      step_.begin(pairs_in(cues[i]));
      step_.answer();
      evidence[i] = weakest(answers[i]);
    }
  }

  std::span<const std::int32_t> supports(pattern_view cue) override {
    step_.begin(pairs_in(cue));
    step_.answer();
    sums_.resize(answers_.units());
    step_.counts(sums_);
    return sums_;
  }

 private:
  // A later step's cue is an answer.
  static std::size_t most_pairs(const memory_shape& shape, const recall_plan& plan) {
    if (plan.cues != 1 || plan.total_units == 0) return max_conjunctions;
    return std::max(pairs_of(plan.total_units), pairs_of(shape.answers.active()));
  }
  std::int32_t weakest(pattern_view units) {
    if (units.size() != answers_.active()) return -1;
    return static_cast<std::int32_t>(step_.weakest(units));
  }

  const layout& answers_;
  recall_plan plan_;
  conjunction_step step_;
  std::vector<std::int32_t> sums_;
};

}  // namespace

dyadic_weights::dyadic_weights(const memory_spec& spec, const memory_shape& shape)
    : weights(checked(shape)),
      bits_(bits_of(spec)),
      rows_(pairs_of(shape.cues.units()), shape.answers.units(), bits_ == 8),
      knowledge_(shape.answers.units(), double(shape.cues.units()) * shape.cues.units()) {}

memory_size dyadic_weights::size_of(const memory_spec& spec, const memory_shape& shape) {
  check(shape);
  const std::uint64_t addresses = pairs_of(shape.cues.units());
  const std::size_t columns = shape.answers.units();
  const bool counted = bits_of(spec) == 8;
  return {
      conjunction_rows::bytes_when_empty(addresses, columns, counted),
      static_cast<double>(addresses) * static_cast<double>(columns),
      pairs_of(shape.cues.active()) * conjunction_rows::bytes_per_row(addresses, columns, counted)};
}

double dyadic_weights::free_weights() const {
  return static_cast<double>(pairs_of(cues().units())) * answers().units();
}

std::size_t dyadic_weights::most_cue_units() const {
  return most_units;
}

void dyadic_weights::check_storable(const pattern_batch& cues, const pattern_batch&) const {
  for (std::size_t i = 0; i < cues.size(); ++i)
    if (cues[i].size() < 2)
      throw error(fault::bad_input,
                  "pattern " + std::to_string(i) + " has one unit: it has no pair of units");
}

void dyadic_weights::store(const pattern_batch& cues, const pattern_batch& answers) {
  rows_.add(answers, max_pairs(cues),
            [&](std::size_t i, std::uint32_t* out) { return write_pairs(cues[i], out); });
  for (std::size_t i = 0; i < cues.size(); ++i)
    knowledge_.added(answers[i], pairs_of(cues[i].size()));
}

void dyadic_weights::forget(const pattern_batch& cues, const pattern_batch& answers) {
  const auto pairs = [&](std::size_t i, std::uint32_t* out) { return write_pairs(cues[i], out); };
  if (!rows_.take(answers, max_pairs(cues), pairs))
    throw error(fault::bad_input, "some of the patterns to forget were never stored");
  for (std::size_t i = 0; i < cues.size(); ++i)
    knowledge_.taken(answers[i], pairs_of(cues[i].size()));
}

std::unique_ptr<reader> dyadic_weights::make_reader(const recall_plan& plan) const {
  return std::make_unique<dyadic_reader>(rows_, shape(), plan);
}

double dyadic_weights::expected(std::size_t cue_units, std::int32_t evidence,
                                std::size_t answer_units) const {
  if (evidence < 0) return 1;
  const auto c = static_cast<std::uint32_t>(cue_units);
  return knowledge_.expected_units(static_cast<std::uint32_t>(evidence),
                                   static_cast<std::uint32_t>(pairs_of(c)), c / 2, 2,
                                   log_repetition(cues().units(), c / 2 * 2)) /
         static_cast<double>(answer_units);
}

void dyadic_weights::save(block_sink& to) const {
  rows_.save(to, "rows");
  knowledge_.save(to, "rows/units");
}

void dyadic_weights::load(const block_source& from) {
  rows_.load(from, "rows");
  knowledge_.load(from, "rows/units");
}

}  // namespace kenyon
