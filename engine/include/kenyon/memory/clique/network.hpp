// Networks of cliques, for messages on some of the modules: binary connections between units of
// different modules; every stored message is a clique (Gripon & Berrou 2011; messages on some of
// the modules: Aliabadi, Berrou, Gripon & Jiang 2014). Two units of different modules are connected
// when some stored message has both.
//
// The score of a unit is 1 if it was active (and ever stored), plus the number of modules that hold
// at least one active unit connected to it: several winners in a module count once (sum of max), so
// an ambiguous module never outvotes a sure one. Then either the units with the largest score of
// each module stay (whole messages), or those with the largest score of all (messages on some of
// the modules). Units of score 0 never stay. Several winners in a module all go into the next step.
//
// The memory of kind "clique" (memory.hpp) has the same connections and whole messages only.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include <kenyon/memory/kinds.hpp>
#include <kenyon/pattern/pattern.hpp>

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

class clique_weights;

// Many readers or one writer at a time.
class clique_network {
 public:
  // Throws error{usage} for flat layouts and more than max_cue_units modules, error{resources} when
  // the N x N bits do not fit into memory.
  explicit clique_network(const layout& in);
  clique_network(clique_network&&) noexcept;
  clique_network& operator=(clique_network&&) noexcept;
  ~clique_network();

  // Messages with at most one unit in each module. Throws error{bad_input} (nothing stored) for
  // others and for empty ones.
  void store(const pattern_batch& messages);
  // Cues may have any units, max_cue_units at most. Throws error{bad_input} for others,
  // error{usage} for modules that are not ascending or not there.
  clique_recalled recall(pattern_view cue, const clique_options& options) const;

  std::uint64_t stored() const { return stored_; }
  double density() const;  // share of the possible connections that is set

 private:
  std::unique_ptr<clique_weights> weights_;
  std::uint64_t stored_ = 0;
};

}  // namespace kenyon
