// Private: what a session consists of.
#pragma once
#include <string>
#include <vector>

#include <kenyon/graph/session.hpp>

#include "graph/phase.hpp"

namespace kenyon {

class graph_session::state {
 public:
  state(const graph_description& given, null_arm null);
  state(const state&) = delete;
  state& operator=(const state&) = delete;

  void train(const progress& episode_done);
  bool step();
  holding held(std::size_t area, std::uint32_t copy) const;

  void save(const std::string& path) const;
  void load(const std::string& path, const progress& episode_done);

  graph_description description;  // stays where it is: phases point into it
  null_arm arm;
  graph net;
  symbol_books books;
  std::vector<ready_phase> training;
  std::vector<ready_phase> runs;
  std::vector<run_score> scores;

  bool trained = false;
  std::size_t run = 0;        // of the next step
  std::uint64_t episode = 0;  // likewise
  std::uint32_t next_step = 0;
  struct {
    std::size_t run = 0;
    std::uint64_t episode = 0;
    std::uint32_t step = 0;
  } last;
  std::uint64_t steps_done = 0;
  std::vector<learned_pair> learned;  // during the runs
  std::vector<std::string> machine;   // symbol that each copy should hold
  std::vector<std::string> visited;   // symbols held exactly, each once in a row

 private:
  std::vector<learned_pair> train_phase(ready_phase& p, std::uint64_t& episodes,
                                        const std::function<void()>& episode_done);
  void load_position(const std::vector<std::byte>& bytes, const std::string& path);
  void load_pairs(const std::vector<std::byte>& bytes, const std::string& path);
  void store_shuffled(std::vector<learned_pair> pairs);
  void capture(const phase_description& phase);
  void begin_episode(const ready_phase& p, std::uint64_t index);
  void give(const ready_phase& p, std::uint64_t row, std::uint64_t index, std::uint32_t step);
  void score(const ready_phase& p);
  void score_entry(const ready_entry& e);
  void score_machine(const ready_machine& m);
  void score_one(std::size_t area, std::uint32_t copy, const std::string& expected);
  void follow_visits(const ready_phase& p);
  void score_visits(const ready_phase& p);
  bool is_silent(std::size_t area) const;
  std::uint64_t index_of(std::size_t run, std::uint64_t episode) const;
};

}  // namespace kenyon
