// Attractor networks joined by excitatory and inhibitory projections, updated step by step.
//
// A step: every area, in parallel, adds up the supports of its open projections (gain times what
// the projection's memory says of the source's units, negative where it inhibits), takes off
// fatigue, fires, and suffers noise. Sources are seen as they were `delay` steps ago; projections
// of delay 0 and conjunctive areas see this step, so areas update in layers. An area that no
// excitatory projection reaches is silent. Supports are integers and every area is computed by one
// worker: the same bits at every level and for any number of threads.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include <kenyon/graph/description.hpp>

namespace kenyon {

// What a projection's memory stores.
struct learned_pair {
  std::size_t projection;
  pattern cue;
  pattern answer;
};

struct step_options {
  bool noise = true;
  bool plastic = true;  // projections learn as they declare
  // These learn after the step too, by number, wherever both ends are active. Of a target with
  // clamped copies only these learn.
  std::span<const std::size_t> learns = {};
  // Where there is one, what would be learned goes there instead, and memories stay as they are.
  std::vector<learned_pair>* instead = nullptr;
};

class graph {
 public:
  // Areas, projections and empty memories; tables and phases are for graph_session.hpp, though they
  // are judged here too. Throws error{bad_input} for what breaks a rule, "FILE:LINE:COLUMN: " and a
  // sentence, and error{resources} for more than fits into memory.
  explicit graph(const graph_description& description);
  graph(graph&&) noexcept;
  graph& operator=(graph&&) noexcept;
  ~graph();

  // By name; throw error{usage}.
  std::size_t area(std::string_view name) const;
  std::size_t projection(std::string_view name) const;
  std::size_t areas() const;
  std::uint32_t copies(std::size_t area) const;
  const layout& shape(std::size_t area) const;  // of a conjunctive area too

  // Clears activity, clamps, delays and fatigue; what was learned stays. Noise from now on is that
  // of episode `index`.
  void silence(std::uint64_t index = 0);

  // In the next step the copy fires exactly these units (noise follows); an empty pattern silences
  // it. Throws error{bad_input} for units outside the area or more than 4,096, error{usage} for a
  // copy that is not there or a conjunctive area.
  void clamp(std::size_t area, std::uint32_t copy, pattern_view units);

  void step(const step_options& options = {});
  std::uint64_t steps() const;  // since silence()

  // What the copy holds, `ago` steps before the last; ago is at most the longest delay.
  pattern_view active(std::size_t area, std::uint32_t copy, std::uint32_t ago = 0) const;
  bool settled(std::size_t area, std::uint32_t copy) const;  // the last step changed nothing

  // Copies that an excitatory projection or a clamp has ever reached.
  std::uint64_t driven(std::size_t area) const;

  // What pushed a copy where it is: of each projection to it, in order, the support it gave on
  // average to a unit that fired in the last step, and to the best-supported one that did not.
  struct push {
    std::size_t projection;
    bool open;           // and its source active
    double fired;        // mean over the units that fired
    std::int32_t rival;  // that unit's
  };
  struct reason {
    std::vector<push> pushes;
    double fired = 0;  // all pushes together; fatigue is apart
    // Least support of a unit that fired less that of its best rival (in its module).
    std::int64_t margin = 0;
  };
  reason why(std::size_t area, std::uint32_t copy) const;

  // The memory of a projection stores a pair, outside of any step. Throws error{bad_input} for
  // units outside the areas, or two patterns for a memory that completes.
  void store(const learned_pair& pair);

  // Activity, fatigue and counts of steps as bytes, and back; memories are apart. load() throws
  // error{bad_input} for what save() of a graph like this one did not write, and changes nothing.
  std::vector<std::byte> save() const;
  void load(std::span<const std::byte> bytes);

  std::uint64_t footprint_bytes() const;  // memories, activity, fatigue

 private:
  class state;
  std::unique_ptr<state> state_;
};

}  // namespace kenyon
