// A graph with its phases: trains it, then runs its episodes step by step, and keeps the score.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <kenyon/graph/description.hpp>
#include <kenyon/graph/graph.hpp>

namespace kenyon {

// Controls that must fail where the graph succeeds by what it has learned.
enum class null_arm {
  none,
  untrained,  // training stores nothing
  shuffled,   // what training would store in a memory is stored with the answers of other pairs,
              // unlike their own as far as answers suffice; patterns that complete themselves are
              // replaced by random ones of their size
};

// What an area holds, in words.
struct holding {
  std::size_t area;
  std::uint32_t copy;
  std::string symbol;       // sharing most units with it, the first of equals; "" for none
  double value = 0;         // that the symbol stands for
  std::size_t overlap = 0;  // units shared
  std::size_t active = 0;
  bool exact = false;  // no unit more or less
};

// How much of what a run expected was seen.
struct run_score {
  std::string name;
  std::uint64_t episodes = 0, steps = 0;  // done
  std::uint64_t expected = 0;             // things looked at
  std::uint64_t right = 0;                // the expected symbol, or a number within `tolerance`
  std::uint64_t exact = 0;                // unit by unit
  double square_error = 0;                // sum over the numbers among them
  std::uint64_t numbers = 0;
  double required = 1;  // share
  bool met() const {
    return static_cast<double>(right) >= required * static_cast<double>(expected);
  }
};

class graph_session {
 public:
  // Throws as graph does.
  explicit graph_session(const graph_description& description, null_arm arm = null_arm::none);
  graph_session(graph_session&&) noexcept;
  graph_session& operator=(graph_session&&) noexcept;
  ~graph_session();

  // Goes through the phases of training. `episode_done`, called after every episode with their
  // number so far and in all, may throw to end it; nothing is learned then.
  using progress = std::function<void(std::uint64_t done, std::uint64_t all)>;
  void train(const progress& episode_done = {});

  // Does the next step of the runs, in the order described; false, having done nothing, after the
  // last. Trains first if that has not happened.
  bool step();

  // Where the last step was: the run, its episode (row) and the step within it, each from 0.
  std::size_t run() const;
  std::uint64_t episode() const;
  std::uint32_t step_in_episode() const;
  std::uint64_t steps_done() const;
  std::uint64_t steps_in_all() const;  // fewer happen where episodes stop early
  bool over() const;                   // no step is left

  // References stay valid until load(), or a train() or first step() that throws.
  const graph& network() const;
  const graph_description& description() const;  // as it was given
  // What the areas that the present run reports hold, copies in order.
  std::vector<holding> probes() const;
  holding held(std::size_t area, std::uint32_t copy) const;
  const std::vector<run_score>& scores() const;  // one a run
  // Areas, none of whose copies was ever driven.
  std::vector<std::string> undriven() const;

  // The state of the runs, for another session of the same description and arm: goes on from there
  // with the same bits. Memories are not in it but what runs have taught them: load() trains first,
  // as train() does.
  // save() throws error{io}; load() error{io}, error{bad_input} for files of other graphs or
  // damaged ones, changing nothing.
  void save(const std::string& path) const;
  void load(const std::string& path, const progress& episode_done = {});

 private:
  class state;
  std::unique_ptr<state> state_;
};

}  // namespace kenyon
