// The state of a session's runs as a block file: header {"kind": "graph state"}, blocks
//   graph      fingerprint of the description and the null arm
//   position   run, episode, step, steps done; scores; what the run follows
//   learned    pairs that the runs stored, in order
//   activity   what areas hold (activity_bytes.cpp)
#include <bit>

#include <kenyon/base/error.hpp>
#include <kenyon/store/block_file.hpp>

#include "graph/bytes.hpp"
#include "graph/session_state.hpp"
#include "store/block_file_format.hpp"

namespace kenyon {
namespace {

constexpr std::uint64_t state_version = 1;

void put(byte_writer& out, const area_reference& r) {
  out.text(r.area);
  out.number(static_cast<std::uint64_t>(r.shift));
}

void put(byte_writer& out, const std::vector<std::string>& texts) {
  out.number(texts.size());
  for (const std::string& t : texts) out.text(t);
}

void put(byte_writer& out, const episode_entry& e) {
  out.text(e.area);
  out.number(static_cast<std::uint64_t>(e.copy));
  out.number(e.all_copies);
  out.number(e.first);
  out.number(e.last);
  out.text(e.column);
  put(out, e.symbols);
  out.number(std::bit_cast<std::uint64_t>(e.keep));
}

void put(byte_writer& out, const std::vector<episode_entry>& entries) {
  out.number(entries.size());
  for (const episode_entry& e : entries) put(out, e);
}

void put(byte_writer& out, const phase_description& p) {
  out.text(p.name);
  out.text(p.table);
  out.number(p.steps);
  put(out, p.clamps);
  out.number(p.noise);
  out.number(p.reset);
  put(out, p.learns);
  out.number(p.captures.size());
  for (const auto& c : p.captures) {
    out.text(c.area);
    out.number(static_cast<std::uint64_t>(c.copy));
    out.text(c.symbol);
  }
  put(out, p.expects);
  out.number(p.machine.has_value());
  if (p.machine) {
    out.number(p.machine->from.size());
    out.text(p.machine->table);
    for (const auto& f : p.machine->from) put(out, f.area), out.text(f.column);
    put(out, p.machine->to.area);
    out.text(p.machine->to.column);
  }
  put(out, p.visits);
  out.text(p.visiting);
  out.number(std::bit_cast<std::uint64_t>(p.tolerance));
  out.text(p.stop_when_silent);
  out.number(std::bit_cast<std::uint64_t>(p.required));
}

}  // namespace

// Of everything that decides which bits come out, and what is right. Lists begin with their length:
// none runs into the next.
std::uint64_t graph_session::state::fingerprint() const {
  byte_writer out;
  out.number(what.seed);
  out.number(static_cast<std::uint64_t>(arm));
  out.number(what.alphabets.size());
  for (const auto& a : what.alphabets) {
    out.text(a.name);
    out.text(a.shape.text());
    out.number(a.symbols.size());
    for (std::size_t i = 0; i < a.symbols.size(); ++i) {
      out.text(a.symbols[i]);
      out.units(a.patterns[i]);
    }
  }
  out.number(what.memories.size());
  for (const auto& m : what.memories) {
    out.text(m.name);
    out.text(m.kind);
    out.number(m.completes);
  }
  out.number(what.areas.size());
  for (const auto& a : what.areas) {
    out.text(a.name);
    out.text(a.shape.text());
    out.number(a.copies);
    out.text(a.alphabet);
    out.number(static_cast<std::uint64_t>(a.how));
    out.number(static_cast<std::uint64_t>(a.least));
    out.number(std::bit_cast<std::uint64_t>(a.noise));
    out.number(static_cast<std::uint64_t>(a.fatigue));
    out.number(std::bit_cast<std::uint64_t>(a.recovery));
    out.number(a.joins.size());
    for (const area_reference& r : a.joins) put(out, r);
  }
  out.number(what.projections.size());
  for (const auto& p : what.projections) {
    out.text(p.name);
    put(out, p.from);
    out.text(p.to);
    out.text(p.memory);
    out.number(p.inhibits);
    out.number(static_cast<std::uint64_t>(p.gain));
    out.number(p.delay);
    out.number(p.gate.has_value());
    if (p.gate) {
      put(out, p.gate->by);
      out.text(p.gate->symbol);
      out.number(p.gate->closes);
    }
    out.number(static_cast<std::uint64_t>(p.learns));
  }
  out.number(what.tables.size());
  for (const auto& t : what.tables) {
    out.text(t.name);
    out.number(t.columns.size());
    for (const auto& c : t.columns) {
      out.text(c.name);
      put(out, c.symbols);
    }
  }
  out.number(what.training.size());
  for (const auto& p : what.training) put(out, p);
  for (const auto& p : what.runs) put(out, p);
  return block_file::tile_checksum("graph", 0, out.bytes());
}

void graph_session::state::save(const std::string& path) const {
  byte_writer graph, position, pairs;
  graph.number(state_version);
  graph.number(fingerprint());
  for (const std::uint64_t n :
       {std::uint64_t{run}, episode, std::uint64_t{next_step}, std::uint64_t{last.run},
        last.episode, std::uint64_t{last.step}, steps_done})
    position.number(n);
  for (const run_score& s : scores) {
    for (const std::uint64_t n : {s.episodes, s.steps, s.expected, s.right, s.exact, s.numbers})
      position.number(n);
    position.number(std::bit_cast<std::uint64_t>(s.square_error));
  }
  position.number(machine.size());
  for (const std::string& m : machine) position.text(m);
  position.number(visited.size());
  for (const std::string& v : visited) position.text(v);
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
  if (graph.number() != fingerprint())
    throw error(fault::bad_input,
                path +
                    ": the state of another graph, seed or null arm; it goes on only with the "
                    "same file and options");
  train(episode_done);
  const auto position_bytes = read("position");
  byte_reader position(position_bytes);
  run = position.number(runs.size());
  episode = position.number(run < runs.size() ? runs[run].rows - 1 : 0);
  next_step = static_cast<std::uint32_t>(
      position.number(run < runs.size() ? runs[run].what->steps - 1 : 0));
  last.run = position.number(runs.empty() ? 0 : runs.size() - 1);
  last.episode = position.number();
  last.step = static_cast<std::uint32_t>(position.number(~std::uint32_t{0}));
  steps_done = position.number();
  for (run_score& s : scores) {
    for (std::uint64_t* n : {&s.episodes, &s.steps, &s.expected, &s.right, &s.exact, &s.numbers})
      *n = position.number();
    s.square_error = std::bit_cast<double>(position.number());
  }
  const bool follows = run < runs.size() && runs[run].machine && next_step > 0;
  const std::uint64_t copies = follows ? net.copies(runs[run].machine->area) : 0;
  for (std::uint64_t left = position.number(); left > 0; --left) machine.push_back(position.text());
  if (follows && machine.size() != copies)
    throw error(fault::bad_input, path + ": the saved state is not one of this graph");
  for (std::uint64_t left = position.number(); left > 0; --left) visited.push_back(position.text());
  position.done();
  const auto pair_bytes = read("learned");
  byte_reader pairs(pair_bytes);
  for (std::uint64_t left = pairs.number(); left > 0; --left) {
    learned_pair p;
    if (what.projections.empty()) throw error(fault::bad_input, path + ": pairs of no projection");
    p.projection = pairs.number(what.projections.size() - 1);
    const projection_description& through = what.projections[p.projection];
    p.cue = pairs.units(net.shape(net.area(through.from.area)));
    p.answer = pairs.units(net.shape(net.area(through.to)));
    net.store(p);
    learned.push_back(std::move(p));
  }
  pairs.done();
  net.load(read("activity"));
}

}  // namespace kenyon
