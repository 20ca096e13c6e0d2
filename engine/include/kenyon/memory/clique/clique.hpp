// The clique memory: binary connections between units of different modules; every stored message is
// a clique (Gripon & Berrou 2011; messages on some of the modules: Aliabadi, Berrou, Gripon & Jiang
// 2014). Two units of different modules are connected when some stored message has both.
//
// The score of a unit is 1 if it was active (and ever stored), plus the number of modules that hold
// at least one active unit connected to it: several winners in a module count once (sum of max), so
// an ambiguous module never outvotes a sure one. Then either the units with the largest score of
// each module stay (whole messages), or those with the largest score of all (messages on some of
// the modules). Units of score 0 never stay. Several winners in a module all go into the next step.
//
// As a `memory` it stores patterns with one unit in every module; modules without units in the cue
// are the unknown ones. Answers keep the lowest of several winners (margin <= 0 then tells) and
// leave out modules in which no unit has any support.
//
// Does the memory know the cue? A score never exceeds the number of active units connected to the
// unit, itself among them, so `chance` is bounded as in willshaw.hpp: E(s)/H for an answer of all H
// modules whose weakest score by the original cue is s; 1 for shorter answers. This holds for cues
// drawn uniformly from all units, or one unit from each of some random modules (the number of
// connected units is a sum of independent Bernoulli variables for either: both are strongly
// Rayleigh).
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include <kenyon/memory/memory.hpp>
#include <kenyon/memory/willshaw/willshaw.hpp>

namespace kenyon {

enum class clique_rule {
  each_module,  // the largest score of each module stays
  overall,      // the largest score of all stays: modules without part in the message fall silent
};

struct clique_options {
  clique_rule rule = clique_rule::each_module;
  // Modules that may hold winners, ascending; empty: all. "Guided" recall of a message on some of
  // the modules names them, "blind" recall does not.
  std::vector<std::uint32_t> modules = {};
  std::uint32_t steps = 1;  // most updates, >= 1
};

struct clique_recalled {
  pattern units;  // every winner: ambiguous answers have several in a module
  std::uint32_t steps = 0;
  bool converged = false;  // the last update changed nothing; one-step recalls: true
  bool ambiguous = false;  // several winners in some module
};

class clique_step;

class clique final : public memory {
 public:
  // Throws error{usage} for flat layouts and more than max_cue_units modules, error{resources} when
  // the N x N bits do not fit into memory.
  explicit clique(const layout& in);
  clique(clique&&) noexcept;
  clique& operator=(clique&&) noexcept;
  ~clique() override;

  std::string_view kind() const override { return "clique"; }
  const layout& cue_layout() const override { return layout_; }
  const layout& answer_layout() const override { return layout_; }
  bool is_auto() const override { return true; }

  void store(const pattern_batch& cues, const pattern_batch& answers) override;
  // Messages with at most one unit in each module. Throws error{bad_input} (nothing stored) for
  // others and for empty ones.
  void store(const pattern_batch& messages);

  recalled_batch recall(const pattern_batch& cues, const recall_options& options) const override;
  recalled recall(pattern_view cue, const recall_options& options = {}) const;
  // Cues may have any units. Throws error{bad_input} for cues as `memory` does, error{usage} for
  // modules that are not ascending or not there.
  clique_recalled recall(pattern_view cue, const clique_options& options) const;

  std::uint64_t stored() const override { return bits_.stored(); }
  std::uint64_t footprint_bytes() const override { return bits_.footprint_bytes(); }
  double free_weights() const override { return free_weights_of(layout_); }
  static std::uint64_t footprint_of(const layout& in);
  static double free_weights_of(const layout& in);
  double density() const;  // share of the possible connections that is set
  // One row a unit; every stored unit is connected with itself, none with another of its module.
  const bit_matrix& matrix() const { return bits_.matrix(); }

 private:
  class knowledge;
  void answer_with(clique_step& step, pattern_view cue, const recall_options& options,
                   recalled& answer) const;

  layout layout_;
  willshaw bits_;  // over a flat layout of the same units: messages may leave modules out
  std::unique_ptr<knowledge> knowledge_;
};

}  // namespace kenyon
