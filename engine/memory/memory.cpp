#include <kenyon/memory/memory.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include <kenyon/base/error.hpp>

#include "base/block_arrays.hpp"
#include "base/lost_synapses.hpp"
#include "memory/checks.hpp"
#include "memory/recall.hpp"
#include "memory/weights.hpp"

namespace kenyon {
namespace {

pattern_batch batch_of(pattern_view one) {
  pattern_batch batch;
  batch.push_back(one);
  return batch;
}

bool is_threshold(activation how) {
  return how == activation::all_cue || how == activation::fixed;
}

activation natural_of(const layout& answers) {
  return answers.is_modular() ? activation::module_winners : activation::k_winners;
}

bool goes_with(weights::answering by, activation how) {
  if (by == weights::answering::any) return true;
  if (by == weights::answering::winners) return !is_threshold(how);
  return how == activation::module_winners;
}

// The activation that `natural` stands for in this layout.
activation resolve(const memory& m, const recall_options& options) {
  const auto refuse = [](const std::string& why) { throw error(fault::usage, why); };
  if (options.how == activation::module_winners && !m.answer_layout().is_modular())
    refuse("module winners need a modular layout, not " + m.answer_layout().text());
  if (options.how == activation::fixed && options.threshold < 1)
    refuse("a fixed threshold must be at least 1");
  if (options.steps < 1) refuse("recall takes at least one step");
  if (options.steps > 1 && !m.is_auto())
    refuse("only an auto-associative memory can take more than one step");
  const activation how =
      options.how == activation::natural ? natural_of(m.answer_layout()) : options.how;
  const weights::answering by = m.learned().answers_by();
  if (!goes_with(by, how))
    refuse("a " + std::string(m.kind()) + " memory answers with " +
           (by == weights::answering::winners
                ? "winners: its supports do not count the units of a cue"
                : "the winners of its modules only"));
  return how;
}

recall_plan plan_of(const memory& m, const recall_options& options) {
  return {.how = resolve(m, options),
          .threshold = options.threshold,
          .steps = options.steps,
          .alpha = options.alpha,
          .assess = options.assess};
}

void need(const memory& m, ability what) {
  if (!m.can(what))
    throw error(fault::usage,
                "a " + std::string(m.kind()) + " memory cannot " + std::string(name(what)));
}

}  // namespace

std::string_view name(ability what) {
  switch (what) {
    case ability::forget:
      return "forget";
    case ability::decay:
      return "decay";
    case ability::sleep:
      return "sleep";
    case ability::prune:
      return "prune";
  }
  return "";
}

memory::memory(const memory_spec& spec, const memory_shape& shape)
    : spec_(spec), shape_(shape), weights_(memory_kinds()[spec.index()].make(spec, shape)) {}
memory::memory(const memory_spec& spec, const layout& both)
    : memory(spec, memory_shape::of_patterns(both)) {}
memory::memory(const memory_spec& spec, const layout& cues, const layout& answers)
    : memory(spec, memory_shape::of_pairs(cues, answers)) {}
memory::memory(memory&&) noexcept = default;
memory& memory::operator=(memory&&) noexcept = default;
memory::~memory() = default;

void memory::store(const pattern_batch& cues, const pattern_batch& answers) {
  check_pairs(shape_, cues, answers);
  weights_->check_storable(cues, answers);
  if (cues.empty()) return;
  weights_->store(cues, answers);
  stored_ += cues.size();
}

void memory::store(pattern_view cue, pattern_view answer) {
  store(batch_of(cue), batch_of(answer));
}

std::size_t memory::most_cue_units() const {
  return std::min(max_cue_units, weights_->most_cue_units());
}

recalled_batch memory::recall(const pattern_batch& cues, const recall_options& options) const {
  check_cues(shape_.cues, cues, most_cue_units());
  recall_plan plan = plan_of(*this, options);
  plan.cues = cues.size();
  plan.total_units = cues.total_units();
  weights_->prepare(plan.assess);
  return recall_all(*weights_, plan, cues);
}

recalled memory::recall(pattern_view cue, const recall_options& options) const {
  check_cues(shape_.cues, batch_of(cue), most_cue_units());
  recall_plan plan = plan_of(*this, options);
  plan.total_units = cue.size();
  weights_->prepare(plan.assess);
  return recall_one(*weights_, plan, cue);
}

bool memory::takes(activation how) const {
  if (how == activation::natural) how = natural_of(answer_layout());
  return goes_with(weights_->answers_by(), how) &&
         (how != activation::module_winners || answer_layout().is_modular());
}

explanation memory::explain(pattern_view cue, pattern_view answer, std::size_t rivals) const {
  check_cues(shape_.cues, batch_of(cue), most_cue_units());
  check_cue(shape_.answers, answer);
  weights_->prepare(false);
  const auto from = weights_->make_reader(plan_of(*this, {}));
  explanation told;
  told.cue_units = static_cast<std::uint32_t>(cue.size());
  const std::span<const std::int32_t> supports = from->supports(cue);
  const auto tell = [&](unit u) {
    const bool in_cue = is_auto() && std::binary_search(cue.begin(), cue.end(), u);
    return explanation::unit_support{u, supports[u], in_cue};
  };
  for (unit u : answer) told.answer.push_back(tell(u));

  pattern others(answer_layout().units());
  std::iota(others.begin(), others.end(), 0u);
  std::erase_if(others,
                [&](unit u) { return std::binary_search(answer.begin(), answer.end(), u); });
  const auto stronger = [&](unit a, unit b) {
    return supports[a] != supports[b] ? supports[a] > supports[b] : a < b;
  };
  const auto shown = static_cast<std::ptrdiff_t>(std::min(rivals, others.size()));
  std::partial_sort(others.begin(), others.begin() + shown, others.end(), stronger);
  for (std::ptrdiff_t i = 0; i < shown; ++i)
    told.rivals.push_back(tell(others[static_cast<std::size_t>(i)]));
  return told;
}

bool memory::can(ability what) const {
  return weights_->can(what);
}

void memory::forget(const pattern_batch& cues, const pattern_batch& answers) {
  need(*this, ability::forget);
  check_pairs(shape_, cues, answers);
  weights_->check_storable(cues, answers);
  if (cues.size() > stored_)
    throw error(fault::bad_input, "some of the patterns to forget were never stored");
  weights_->forget(cues, answers);
  stored_ -= cues.size();
}

void memory::decay(double share, std::uint64_t seed) {
  need(*this, ability::decay);
  check_share(share);
  stored_ -= weights_->decay(share, seed);
}

void memory::sleep(double patterns) {
  need(*this, ability::sleep);
  if (!(patterns >= 0) || std::isinf(patterns))
    throw error(fault::usage, "sleep takes a number of patterns, at least 0");
  weights_->sleep(patterns);
}

void memory::prune(double share, std::uint64_t seed) {
  need(*this, ability::prune);
  check_share(share);
  weights_->prune(share, seed);
}

std::uint64_t memory::stored() const {
  return stored_;
}
std::uint64_t memory::footprint_bytes() const {
  return weights_->footprint_bytes();
}
double memory::free_weights() const {
  return weights_->free_weights();
}

std::optional<double> memory::density() const {
  return weights_->density();
}

void memory::save(block_sink& to) const {
  write_number(to, "stored", stored_);
  weights_->save(to);
}

memory memory::restore(const memory_spec& spec, const memory_shape& shape,
                       const block_source& from) {
  memory made(spec, shape);
  made.stored_ = read_number<std::uint64_t>(from, "stored");
  made.weights_->load(from);
  return made;
}

}  // namespace kenyon
