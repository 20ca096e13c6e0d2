// The state of a session's runs as a block file: header {"kind": "graph state"}, blocks
//   graph      version, fingerprint of the description and the null arm
//   position   run, episode, step, steps done; scores; what the run follows
//   learned    pairs that the runs stored, in order
//   activity   what areas hold (activity_bytes.cpp)
#include <bit>
#include <utility>

#include <kenyon/base/error.hpp>
#include <kenyon/store/block_file.hpp>

#include "graph/bytes.hpp"
#include "graph/fingerprint.hpp"
#include "graph/session_state.hpp"

namespace kenyon {
namespace {

constexpr std::uint64_t state_version = 2;

void put(byte_writer& out, const run_score& s) {
  for (const std::uint64_t n : {s.episodes, s.steps, s.expected, s.right, s.exact, s.numbers})
    out.number(n);
  out.number(std::bit_cast<std::uint64_t>(s.square_error));
}

void get(byte_reader& bytes, run_score& s) {
  for (std::uint64_t* n : {&s.episodes, &s.steps, &s.expected, &s.right, &s.exact, &s.numbers})
    *n = bytes.number();
  s.square_error = std::bit_cast<double>(bytes.number());
}

void put(byte_writer& out, const std::vector<std::string>& texts) {
  out.number(texts.size());
  for (const std::string& t : texts) out.text(t);
}

void get(byte_reader& bytes, std::vector<std::string>& texts) {
  for (std::uint64_t left = bytes.number(); left > 0; --left) texts.push_back(bytes.text());
}

}  // namespace

void graph_session::state::save(const std::string& path) const {
  byte_writer graph, position, pairs;
  graph.number(state_version);
  graph.number(fingerprint(description, arm));
  for (const std::uint64_t n :
       {std::uint64_t{run}, episode, std::uint64_t{next_step}, std::uint64_t{last.run},
        last.episode, std::uint64_t{last.step}, steps_done})
    position.number(n);
  for (const run_score& s : scores) put(position, s);
  put(position, machine);
  put(position, visited);
  pairs.number(learned.size());
  for (const learned_pair& p : learned) {
    pairs.number(p.projection);
    pairs.units(p.cue);
    pairs.units(p.answer);
  }
  block_file_writer file(path);
  file.header("{\"kind\": \"graph state\"}");
  file.block("graph", graph.bytes());
  file.block("position", position.bytes());
  file.block("learned", pairs.bytes());
  file.block("activity", net.save());
  file.commit();
}

// For a fresh state. What is the state of something else is told before the training.
void graph_session::state::load(const std::string& path, const progress& episode_done) {
  const block_file_reader file(path);
  const auto read = [&](const char* name) {
    if (!file.has(name)) throw error(fault::bad_input, path + ": not the state of a graph");
    std::vector<std::byte> bytes(file.size(name));
    file.read(name, bytes);
    return bytes;
  };
  const auto graph_bytes = read("graph");
  byte_reader graph(graph_bytes);
  if (graph.number() != state_version)
    throw error(fault::bad_input, path + ": a state of another version");
  if (graph.number() != fingerprint(description, arm))
    throw error(fault::bad_input,
                path +
                    ": the state of another graph, seed or null arm; it goes on only with the "
                    "same file and options");
  train(episode_done);
  load_position(read("position"), path);
  load_pairs(read("learned"), path);
  net.load(read("activity"));
}

void graph_session::state::load_position(const std::vector<std::byte>& bytes,
                                         const std::string& path) {
  byte_reader position(bytes);
  run = position.number(runs.size());
  const ready_phase* const running = run < runs.size() ? &runs[run] : nullptr;
  episode = position.number(running ? running->rows - 1 : 0);
  next_step =
      static_cast<std::uint32_t>(position.number(running ? running->description->steps - 1 : 0));
  last.run = position.number(runs.empty() ? 0 : runs.size() - 1);
  last.episode = position.number();
  last.step = static_cast<std::uint32_t>(position.number(~std::uint32_t{0}));
  steps_done = position.number();
  for (run_score& s : scores) get(position, s);
  get(position, machine);
  const bool follows = running && running->machine && next_step > 0;
  if (follows && machine.size() != net.copies(running->machine->area))
    throw error(fault::bad_input, path + ": the saved state is not one of this graph");
  get(position, visited);
  position.done();
}

void graph_session::state::load_pairs(const std::vector<std::byte>& bytes,
                                      const std::string& path) {
  byte_reader pairs(bytes);
  for (std::uint64_t left = pairs.number(); left > 0; --left) {
    if (description.projections.empty())
      throw error(fault::bad_input, path + ": pairs of no projection");
    learned_pair p;
    p.projection = pairs.number(description.projections.size() - 1);
    const projection_description& through = description.projections[p.projection];
    p.cue = pairs.units(net.shape(net.area(through.from.area)));
    p.answer = pairs.units(net.shape(net.area(through.to)));
    net.store(p);
    learned.push_back(std::move(p));
  }
  pairs.done();
}

}  // namespace kenyon
