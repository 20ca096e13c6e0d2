#include "experiment/generalise.hpp"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <string>
#include <utility>

#include <kenyon/base/error.hpp>
#include <kenyon/experiment/trial.hpp>

#include "experiment/fly_model.hpp"

namespace kenyon {
namespace {

// What is learned, in order.
struct lesson {
  std::vector<std::uint32_t> images;
  std::vector<std::uint32_t> labels;
};

lesson draw_lesson(const image_sets& from, std::uint64_t seed, std::uint64_t examples) {
  std::vector<std::vector<std::uint32_t>> of_class(from.classes.size());
  for (std::size_t i = 0; i < from.learned.size(); ++i)
    of_class[from.learned.labels[i]].push_back(static_cast<std::uint32_t>(i));
  lesson drawn;
  for (std::size_t c = 0; c < of_class.size(); ++c) {
    const std::size_t there = of_class[c].size();
    if (there < examples)
      throw error(fault::usage, "patterns: class \"" + from.classes[c] + "\" has " +
                                    std::to_string(there) + " images to learn from, not " +
                                    std::to_string(examples));
    std::vector<unit> chosen(examples);
    random_sequence numbers(seed, stream::patterns, c);
    draw_distinct(numbers, static_cast<std::uint32_t>(there), chosen);
    for (const unit i : chosen) {
      drawn.images.push_back(of_class[c][i]);
      drawn.labels.push_back(static_cast<std::uint32_t>(c));
    }
  }
  return drawn;
}

void shuffle(std::vector<std::uint32_t>& labels, std::uint64_t seed) {
  random_sequence numbers(seed, stream::trial, 0);
  for (std::size_t i = labels.size(); i > 1; --i)
    std::swap(labels[i - 1], labels[numbers.below(static_cast<std::uint32_t>(i))]);
}

// At most `most` of them, evenly spaced.
std::vector<std::uint32_t> some_of(std::size_t count, std::size_t most) {
  std::vector<std::uint32_t> places(std::min(count, most));
  for (std::size_t i = 0; i < places.size(); ++i)
    places[i] = static_cast<std::uint32_t>(i * count / places.size());
  return places;
}

std::uint64_t count_right(const fly_encoder& encoder, const fly_classes& learner,
                          const labelled_images& from, std::span<const std::uint32_t> images,
                          std::span<const std::uint32_t> labels, const run_control& control) {
  std::vector<std::uint8_t> right(images.size());
  for_chunks(encoder, from, images, {control.stop, {}},
             [&](std::size_t begin, std::span<const graded_code> codes) {
               tbb::parallel_for(std::size_t{0}, codes.size(), [&](std::size_t i) {
                 std::vector<std::uint64_t> scores(learner.classes());
                 learner.score(codes[i], scores);
                 right[begin + i] = best_class(scores) == labels[begin + i];
               });
             });
  return static_cast<std::uint64_t>(std::count(right.begin(), right.end(), 1));
}

std::vector<std::uint32_t> at(std::span<const std::uint32_t> values,
                              std::span<const std::uint32_t> places) {
  std::vector<std::uint32_t> chosen;
  for (const std::uint32_t place : places) chosen.push_back(values[place]);
  return chosen;
}

// The null arm learns the same images with their labels shuffled.
tally learn_and_ask(const generalise_task& task, std::uint64_t seed, std::uint64_t examples,
                    bool shuffled, const run_control& control) {
  if (!task.sets) throw error(fault::usage, "the images of this experiment were not read");
  const image_sets& sets = *task.sets;
  const fly_encoder encoder(sets.learned.inputs, task.shape, task.fan_in, seed);
  fly_classes learner(task.shape.units(), sets.classes.size(), task.rate, task.decay);
  lesson taught = draw_lesson(sets, seed, examples);
  if (shuffled) shuffle(taught.labels, seed);
  for_chunks(encoder, sets.learned, taught.images, control,
             [&](std::size_t begin, std::span<const graded_code> codes) {
               for (std::size_t i = 0; i < codes.size(); ++i)
                 learner.learn(codes[i], taught.labels[begin + i]);
             });

  tally sums;
  sums.patterns = examples;
  sums.footprint_bytes = generalisation_bytes(task);
  sums.free_weights = static_cast<double>(task.shape.units()) * static_cast<double>(task.classes);
  const auto held_out = some_of(sets.held_out.size(), task.max_cues);
  sums.cues = held_out.size();
  sums.exact = count_right(encoder, learner, sets.held_out, held_out,
                           at(sets.held_out.labels, held_out), control);
  const auto learned = some_of(taught.images.size(), task.max_cues);
  sums.learned_cues = learned.size();
  sums.learned_exact = count_right(encoder, learner, sets.learned, at(taught.images, learned),
                                   at(taught.labels, learned), control);
  return sums;
}

}  // namespace

std::uint64_t generalisation_bytes(const generalise_task& task) {
  return std::uint64_t{task.shape.units()} * task.fan_in * 4 +
         fly_classes::bytes(task.shape.units(), task.classes, task.decay);
}

tally measure(const generalise_task& task, std::uint64_t seed, std::uint64_t patterns,
              const run_control& control) {
  return learn_and_ask(task, seed, patterns, false, control);
}

std::vector<tally> measure_ages(const generalise_task& task, std::uint64_t seed,
                                std::uint64_t patterns, const run_control& control) {
  return {measure(task, seed, patterns, control)};
}

std::vector<tally> measure_null(const generalise_task& task, std::uint64_t seed,
                                std::uint64_t patterns, const run_control& control) {
  return {learn_and_ask(task, seed, patterns, true, control)};
}

}  // namespace kenyon
