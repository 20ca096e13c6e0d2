#include "cli/model/recall_run.hpp"

#include <algorithm>
#include <kenyon/memory/exemplar/nearest.hpp>

#include "cli/terminal/interrupt.hpp"
#include "cli/terminal/progress.hpp"
#include "cli/terminal/provenance.hpp"

namespace kenyon::cli {
namespace {

constexpr std::size_t chunk_cues = 4096;  // large enough for the memory to work in tiles

void append_chunk(const recalled_batch& chunk, recalled_batch& all) {
  for (std::size_t i = 0; i < chunk.patterns.size(); ++i) all.patterns.push_back(chunk.patterns[i]);
  all.facts.insert(all.facts.end(), chunk.facts.begin(), chunk.facts.end());
}

}  // namespace

recall_run recall_input(const model& m, const input& from, const recall_request& asked) {
  recall_run run;
  const layout& shape = m.memory.cue_layout();
  const stopwatch encoding;
  run.clean = from.rows ? encode_input(*m.code, from, asked.progress) : from.patterns;
  run.encode_seconds = encoding.seconds();
  progress shown(asked.progress, "recall", "cues", from.count);
  for (std::size_t first = 0; first < from.count; first += chunk_cues) {
    stop_if_asked();
    const std::size_t last = std::min(from.count, first + chunk_cues);
    pattern_batch cues;
    // The number of a row in its file makes its noise: --skip and --limit change no cue.
    for (std::size_t i = first; i < last; ++i)
      cues.push_back(asked.cue.apply(shape, run.clean[i], asked.seed, from.first + i));
    const stopwatch recalling;
    const recalled_batch answers =
        naming(from.path, [&] { return m.memory.recall(cues, asked.how); });
    run.recall_seconds += recalling.seconds();
    for (std::size_t i = 0; i < cues.size(); ++i) run.cues.push_back(cues[i]);
    append_chunk(answers, run.answers);
    shown.advance(last - first);
  }
  return run;
}

recall_sums sum_up(const model& m, const input& from, const recall_run& run, std::size_t top) {
  recall_sums sums;
  sums.cues = run.cues.size();
  for (std::size_t i = 0; i < sums.cues; ++i) {
    const pattern_view answer = run.answers.patterns[i];
    sums.exact += !answer.empty() && std::ranges::equal(answer, run.clean[i]);
    sums.known += run.answers.facts[i].known;
    sums.steps += run.answers.facts[i].steps;
  }
  if (m.labels.empty() || from.labels.empty()) return sums;
  const auto near =
      nearest_patterns(m.memory.answer_layout(), m.patterns, run.answers.patterns, top);
  for (std::size_t i = 0; i < sums.cues; ++i) {
    if (from.labels[i].empty()) continue;
    ++sums.labelled;
    if (run.answers.patterns[i].empty()) continue;
    const auto right = [&](const neighbour& n) { return m.labels[n.index] == from.labels[i]; };
    sums.label_first += !near[i].empty() && right(near[i].front());
    sums.label_top += std::any_of(near[i].begin(), near[i].end(), right);
  }
  return sums;
}

}  // namespace kenyon::cli
