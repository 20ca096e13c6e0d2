// What each fuzzer does with one input. The replay test does the same with every file that is kept.
// A refusal is an answer; anything else that is thrown, and any answer that breaks a promise, is a
// finding.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string_view>
#include <vector>

#include <kenyon/base/error.hpp>
#include <kenyon/experiment/journal.hpp>
#include <kenyon/experiment/results.hpp>
#include <kenyon/graph/file.hpp>
#include <kenyon/graph/session.hpp>
#include <kenyon/io/array.hpp>
#include <kenyon/io/json_lines.hpp>
#include <kenyon/store/block_file.hpp>
#include <kenyon/store/model_file.hpp>

namespace fuzz {

using bytes_view = std::span<const std::byte>;

// Small, so that a header that asks for more than its file holds is found out.
inline constexpr kenyon::read_limits limits{.max_bytes = std::uint64_t{1} << 20};

inline void require(bool promise) {
  if (!promise) std::abort();
}

inline void check_array(const kenyon::array& a, bytes_view bytes) {
  std::size_t elements = 1;
  for (std::size_t n : a.shape) elements *= n;
  require(!a.shape.empty() && a.shape.size() <= 4 && elements > 0);
  require(a.data.size() == elements * kenyon::size_of(a.type) && a.data.size() < bytes.size());
  require(a.data.size() <= limits.max_bytes && a.rows() * a.row_size() == elements);
  std::vector<float> row(a.row_size());
  for (std::size_t i = 0; i < a.rows(); ++i) {
    try {
      a.row(i, row);
    } catch (const kenyon::error& e) {
      require(e.which() == kenyon::fault::bad_input);  // not finite
    }
  }
}

inline void idx(bytes_view bytes) {
  check_array(kenyon::parse_idx(bytes, "fuzz", limits), bytes);
}
inline void npy(bytes_view bytes) {
  check_array(kenyon::parse_npy(bytes, "fuzz", limits), bytes);
}

inline void json_lines(bytes_view bytes) {
  const kenyon::layout in = kenyon::layout::flat(1000, 20);
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const kenyon::labelled_patterns p = kenyon::parse_json_lines(text, in, "fuzz");
  require(!p.patterns.empty());
  require(p.labels.empty() || p.labels.size() == p.patterns.size());
  for (std::size_t i = 0; i < p.patterns.size(); ++i) kenyon::check_cue(in, p.patterns[i]);
}

inline void memory_file(bytes_view bytes) {
  const auto reader = kenyon::block_file_reader::from_bytes(bytes, "fuzz");
  std::uint64_t total = 0;
  for (const auto& name : reader.names()) {
    const std::uint64_t size = reader.size(name);
    require((total += size) <= bytes.size() && reader.has(name));
    std::vector<std::byte> out(static_cast<std::size_t>(size));
    reader.read(name, out);
  }
  try {  // blocks may be sound and yet no model
    const kenyon::model m = kenyon::load_model_from_bytes(bytes, "fuzz", limits);
    require(m.patterns.size() == m.memory.stored());
  } catch (const kenyon::error& e) {
    require(e.which() == kenyon::fault::bad_input);
  }
}

// Few enough units, weights and steps that trying it out takes no time.
inline bool is_small(const kenyon::graph_description& g) {
  std::uint64_t units = 0, most = 0, steps = 0;
  for (const auto& a : g.areas) {
    const std::uint64_t joined = a.joins.empty() ? a.shape.units() : 1u << 20;
    units += joined * a.copies;
    most = std::max(most, joined);
  }
  for (const auto* phases : {&g.training, &g.runs})
    for (const auto& p : *phases) {
      std::uint64_t rows = 1;
      for (const auto& t : g.tables)
        if (t.name == p.table) rows = t.columns[0].symbols.size();
      steps += rows * p.steps;
    }
  return units <= 1u << 16 && most * most * g.memories.size() <= 1u << 22 && steps <= 64 &&
         g.projections.size() * steps <= 512;
}

inline void graph_file(bytes_view bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const kenyon::graph_limits few{
      .max_bytes = 1u << 20, .max_symbols = 1u << 14, .max_units = 1u << 18};
  // In a folder that is not there: a text that names files finds none.
  const kenyon::graph_description g = kenyon::parse_graph(text, "fuzz-nowhere/g", {}, few);
  for (const auto& a : g.alphabets) {
    require(a.symbols.size() == a.patterns.size());
    require(a.values.empty() || a.values.size() == a.symbols.size());
    for (std::size_t i = 0; i < a.patterns.size(); ++i)
      kenyon::check_pattern(a.shape, a.patterns[i]);
  }
  for (const auto& t : g.tables)
    for (const auto& c : t.columns) require(c.symbols.size() == t.columns[0].symbols.size());
  require(kenyon::draw_graph(g).ends_with("}\n"));
  if (!is_small(g)) return;
  kenyon::graph_session session(g);
  for (int i = 0; i < 64 && session.step(); ++i) session.probes();
}

// What is read is written as it can be read again; a whole experiment has a table of results.
inline void journal(bytes_view bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const kenyon::journal all = kenyon::parse_journal(text, "fuzz");
  const kenyon::journal again = kenyon::parse_journal(kenyon::journal_text(all, "{}"), "fuzz");
  require(again.experiment == all.experiment && again.trials == all.trials);
  const kenyon::plan& p = all.experiment;
  if (all.trials.size() != p.trials() || p.trials() > 64) return;
  std::vector<kenyon::outcome> outcomes;
  for (const auto& [number, o] : all.trials) outcomes.push_back(o);
  const auto rows = kenyon::summarise(p, outcomes);
  const std::string csv = kenyon::results_csv(p, rows);
  require(std::count(csv.begin(), csv.end(), '\n') == static_cast<std::ptrdiff_t>(rows.size()) + 1);
  require(kenyon::results_json(p, rows, "{}").ends_with("}\n"));
}

// One input; true when it was accepted, false when it was refused in one line as bad input.
template <class F>
bool accepted(F target, bytes_view bytes) {
  try {
    target(bytes);
    return true;
  } catch (const kenyon::error& e) {
    const std::string_view sentence = e.what();
    require(e.which() == kenyon::fault::bad_input);
    require(sentence.starts_with("fuzz") && sentence.find('\n') == sentence.npos);
    return false;
  }
}

}  // namespace fuzz
