// What an experiment can measure: each task is a type, with all that a trial of it depends on but
// the seed and the number of patterns.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <kenyon/experiment/labelled_images.hpp>
#include <kenyon/memory/memory.hpp>
#include <kenyon/pattern/noise.hpp>
#include <kenyon/pattern/random.hpp>

namespace kenyon {

// Every task's. The names and ranges of all fields stand in fields.hpp.
struct task_base {
  layout shape;      // of patterns, of cues and answers alike, or of the codes of images
  double decay = 0;  // share of everything learned that is lost after each pattern or image
  // Cues tested a measurement: evenly spaced over what was stored, all when fewer.
  std::uint32_t max_cues = 4096;
};

// Random patterns are stored in a memory and asked for with noisy cues.
struct recall_task : task_base {
  memory_spec memory;
  bool hetero = false;  // random cue -> random answer; otherwise patterns complete themselves
  // Of the stored answers; hetero cues are always drawn at random.
  ensemble drawn = ensemble::random;
  noise cue;  // applied to every cue
  recall_options recall;
  double similarity = 0;  // > 0: correlated patterns (see pattern_source), of ensemble::random only
  // > 0: prototype extraction. Of each pattern that many noisy instances (made as the cues are) are
  // stored, never the pattern itself, which is then asked for with one more.
  std::uint32_t instances = 0;
  double prune = 0;       // share of the synapses taken out after storing
  double sleep = 0;       // after each pattern, every synapse loses that many (memory::sleep)
  bool lifetime = false;  // patterns are asked by age, see ages_of()
};

// Classes are learned from examples, and other images of them are asked about (the fly's rule,
// docs/generalise.md).
struct generalise_task : task_base {
  std::shared_ptr<const image_sets> sets;  // may be missing where nothing is measured any more
  std::string source;                      // which files, without their folders
  std::uint64_t checksum = 0;              // of what was read from them
  std::uint64_t inputs = 0;
  std::uint64_t classes = 0;
  std::uint32_t fan_in = 64;  // inputs that a unit of the code sums
  double rate = 0.005;        // what an example adds to a weight, which ends at 1
};

// The shape that the memory of a task has.
memory_shape shape_of(const recall_task& task);

// Throws error{usage} where a field is out of its range or fields do not go together: noise or
// activation that the layout cannot have, instances with noise that changes the number of units, a
// shape that the memory does not take, ...
void check_task(const recall_task& task);
void check_task(const generalise_task& task);

// Under which ages the patterns are told apart: those of age a were stored a .. 2a - 1 patterns ago
// (the last one has age 1), for a = 1, 2, 4, ... up to the number stored. Just {0} without
// `lifetime`: all patterns alike.
std::vector<std::uint64_t> ages_of(const recall_task& task, std::uint64_t patterns);
std::vector<std::uint64_t> ages_of(const generalise_task& task, std::uint64_t patterns);

}  // namespace kenyon
