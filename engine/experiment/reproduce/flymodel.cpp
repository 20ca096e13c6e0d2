// Split Fashion-MNIST: five tasks of two classes, one after another, each image seen once; 10,000
// units of 64 inputs each, 100 kept. As the classes do not touch each other's weights, what is
// known after each task is read off the weights at the end, among the classes seen by then.
#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "experiment/fly_model.hpp"
#include "experiment/reproduce/entries.hpp"

namespace kenyon::reproduce {
namespace {

constexpr std::size_t tasks = 5;
constexpr std::size_t classes_a_task = 2;
constexpr std::uint32_t fan_in = 64;
// The published values are of one seed, and seeds differ by .004 to .008 (standard deviation).
constexpr double tolerance = 0.015;

struct published {
  double rate;
  // Accuracy on the test images of the tasks seen by then, after each task: one seed. Its mean over
  // all five is the figure.
  std::array<std::array<double, tasks>, tasks> after;
};
constexpr published runs[] = {
    {0.001,
     {{{.949},
       {.85, .9195},
       {.8465, .785, .8125},
       {.8265, .7455, .566, .6795},
       {.8265, .7445, .3855, .628, .901}}}},
    {0.005,
     {{{.958},
       {.8525, .928},
       {.849, .8445, .797},
       {.8135, .7785, .705, .6355},
       {.812, .7755, .686, .6195, .9}}}},
    {0.01,
     {{{.96},
       {.863, .926},
       {.86, .8625, .7455},
       {.82, .7805, .68, .528},
       {.8195, .7785, .674, .5155, .826}}}},
    {0.2,
     {{{.92},
       {.875, .5775},
       {.8675, .566, .5215},
       {.8335, .506, .5065, .1485},
       {.832, .502, .505, .1415, .3855}}}},
};
constexpr std::size_t rates = std::size(runs);
constexpr std::size_t headline = 1;  // the rate that was chosen, and printed in the paper

// Right answers after each task, of one seed and rate.
using right_answers = std::array<std::size_t, tasks>;

std::vector<std::uint32_t> all_of(const labelled_images& images) {
  std::vector<std::uint32_t> numbers(images.size());
  std::iota(numbers.begin(), numbers.end(), 0u);
  return numbers;
}

right_answers ask(const fly_classes& learner, const labelled_images& asked, std::size_t begin,
                  std::span<const graded_code> codes) {
  std::vector<right_answers> right(codes.size());
  tbb::parallel_for(std::size_t{0}, codes.size(), [&](std::size_t i) {
    std::vector<std::uint64_t> scores(learner.classes());
    learner.score(codes[i], scores);
    const std::uint32_t label = asked.labels[begin + i];
    for (std::size_t task = label / classes_a_task; task < tasks; ++task)
      right[i][task] = best_class(std::span(scores).first((task + 1) * classes_a_task)) == label;
  });
  right_answers sum{};
  for (const right_answers& one : right)
    for (std::size_t task = 0; task < tasks; ++task) sum[task] += one[task];
  return sum;
}

std::array<right_answers, rates> run_seed(const image_sets& images, std::uint64_t seed,
                                          const run_control& control) {
  const fly_encoder encoder(images.learned.inputs, layout::flat(10000, 100), fan_in, seed);
  std::vector<fly_classes> learners;
  for (const published& run : runs)
    learners.emplace_back(encoder.units(), images.classes.size(), run.rate);
  for_chunks(encoder, images.learned, all_of(images.learned), control,
             [&](std::size_t begin, std::span<const graded_code> codes) {
               for (fly_classes& learner : learners)
                 for (std::size_t i = 0; i < codes.size(); ++i)
                   learner.learn(codes[i], images.learned.labels[begin + i]);
             });
  std::array<right_answers, rates> right{};
  for_chunks(encoder, images.held_out, all_of(images.held_out), control,
             [&](std::size_t begin, std::span<const graded_code> codes) {
               for (std::size_t r = 0; r < rates; ++r) {
                 const right_answers some = ask(learners[r], images.held_out, begin, codes);
                 for (std::size_t task = 0; task < tasks; ++task) right[r][task] += some[task];
               }
             });
  return right;
}

double mean_of(const std::array<double, tasks>& accuracies, std::size_t seen) {
  return std::accumulate(accuracies.begin(), accuracies.begin() + std::ptrdiff_t(seen), 0.0) /
         double(seen);
}

}  // namespace

reproduction flymodel_on(const std::string& folder, const reproduce_control& control) {
  reproduction made;
  if (!has_fashion_mnist(folder)) {
    made.not_run = "needs the package dataset-fashion-mnist";
    return made;
  }
  const image_sets images = read_fashion_mnist(folder);
  std::array<std::array<std::vector<double>, tasks>, rates> found;
  const double a_task = double(images.held_out.size()) / tasks;  // the classes are of equal size
  for (std::uint64_t seed = 1; seed <= (control.full ? 20 : 5); ++seed) {
    const auto right = run_seed(images, seed, control.run);
    for (std::size_t r = 0; r < rates; ++r)
      for (std::size_t task = 0; task < tasks; ++task)
        found[r][task].push_back(double(right[r][task]) / (a_task * double(task + 1)));
  }
  made.plot = {"Split Fashion-MNIST, one pass",
               "tasks learned",
               "accuracy on the classes seen",
               false,
               false,
               {}};
  for (std::size_t r = 0; r < rates; ++r) {
    std::string rate = std::to_string(runs[r].rate);
    rate.erase(rate.find_last_not_of('0') + 1);
    curve drawn{"rate " + rate, {}, {}};
    for (std::size_t task = 0; task < tasks; ++task) {
      const estimate e = estimate_mean(found[r][task]);
      const double told = mean_of(runs[r].after[task], task + 1);
      drawn.measured.push_back({double(task + 1), e.mean, e.ci95});
      drawn.published.push_back({double(task + 1), told, std::nullopt});
      if (r == headline || task + 1 == tasks)
        made.figures.push_back(
            {"rate " + rate + ", accuracy after task " + std::to_string(task + 1), told,
             figure_kind::printed, e.mean, e.ci95, tolerance});
    }
    made.plot.curves.push_back(drawn);
  }
  made.note =
      "The published values are of one seed: rate .005 is printed in the paper, the other rates "
      "and "
      "the course of the tasks stand in the authors' result files.";
  return made;
}

reproduction flymodel(const reproduce_control& control) {
  return flymodel_on(fashion_mnist_folder, control);
}

}  // namespace kenyon::reproduce
