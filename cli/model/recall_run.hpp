// The work of `kenyon recall`, apart from its options and its report.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <kenyon/memory/memory.hpp>
#include <kenyon/pattern/noise.hpp>
#include <kenyon/store/model_file.hpp>

#include "cli/model/input.hpp"

namespace kenyon::cli {

struct recall_request {
  std::string file;
  input_choice from;
  noise cue;
  std::uint64_t seed = 1;
  recall_options how;
  bool chooses = false;  // an activation was asked for
  std::size_t top = 3;
  std::string picture;
  std::size_t pictures = 10;
  std::optional<std::uint64_t> explain;
  std::string progress;
};

// Everything in the order of the input.
struct recall_run {
  pattern_batch clean;  // codes of the input without noise
  pattern_batch cues;
  recalled_batch answers;
  double encode_seconds = 0;
  double recall_seconds = 0;  // of the memory alone
};

struct recall_sums {
  std::size_t cues = 0;
  std::size_t exact = 0;  // answers equal to the clean code, unit by unit
  std::size_t known = 0;
  std::uint64_t steps = 0;
  std::size_t labelled = 0;     // cues whose right label is known, of a memory that keeps labels
  std::size_t label_first = 0;  // the label of the most similar stored pattern is the right one
  std::size_t label_top = 0;    // one of the labels of the `top` most similar ones is
};

recall_run recall_input(const model& m, const input& from, const recall_request& asked);
recall_sums sum_up(const model& m, const input& from, const recall_run& run, std::size_t top);

}  // namespace kenyon::cli
