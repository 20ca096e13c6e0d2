#include "cli/capacity/cells.hpp"

#include <array>

#include <kenyon/base/error.hpp>

#include "cli/capacity/field_options.hpp"
#include "cli/capacity/images.hpp"

namespace kenyon::cli {
namespace {

// In the order of their names.
enum class task_name { recall, prototypes, basin, generalise };
constexpr std::array<std::string_view, 4> task_names{"recall", "prototypes", "basin", "generalise"};

task_name read_task(const po::variables_map& values) {
  return static_cast<task_name>(place_among(task_names, text_option(values, "task"), "task"));
}

bool only_takes_away(const noise& cue) {
  for (const noise_step& step : cue.steps())
    if (step.what == noise_step::kind::flip || step.what == noise_step::kind::add) return false;
  return true;
}

// Everything about a cell but its memory, its layout and what the kind of task varies.
recall_task read_base(const po::variables_map& values, task_name kind) {
  recall_task task;
  const bool hetero = is_given(values, "hetero");
  task.cue = noise::parse(kind == task_name::prototypes ? "flip=2" : hetero ? "none" : "keep=0.5");
  if (hetero && !is_given(values, "correlated")) task.drawn = ensemble::balanced;
  read_field_options(values, task);
  if (kind == task_name::prototypes)
    task.instances = static_cast<std::uint32_t>(number_option(values, "instances", 1, 100'000));
  return task;
}

// Willshaw's supports count the units of the cue: a threshold suits cues that only lost some, of a
// memory that lost none of its synapses.
activation suitable_activation(const recall_task& task) {
  const bool whole = task.prune == 0 && task.decay == 0 && task.sleep == 0;
  const bool counts = task.memory.kind() == "willshaw" && whole && only_takes_away(task.cue);
  return counts ? activation::all_cue : activation::natural;
}

// Distances of the basin of attraction: every number of flipped units up to 8, then about eight a
// factor of two.
std::vector<std::uint32_t> flips(std::uint32_t active) {
  std::vector<std::uint32_t> all;
  for (std::uint32_t f = 0; f <= active; f += 1 + f / 8) all.push_back(f);
  return all;
}

void add_basin(const po::variables_map& values, recall_task task, std::vector<recall_task>& cells) {
  const layout& shape = task.shape;
  if (!is_given(values, "activation")) task.recall.how = activation::natural;
  for (const std::uint32_t f : flips(shape.active())) {
    if (!shape.is_modular() && f > shape.units() - shape.active()) break;
    task.cue = noise::parse(f == 0 ? "none" : "flip=" + std::to_string(f));
    cells.push_back(task);
  }
}

void check_recall_options(const po::variables_map& values, task_name kind,
                          const std::vector<std::uint64_t>& points) {
  refuse_image_options(values, std::string(task_names[static_cast<std::size_t>(kind)]));
  if (is_given(values, "lifetime") && (points.size() != 1 || kind != task_name::recall))
    throw error(fault::usage,
                "--lifetime needs one number of --patterns to learn, and no other --task");
  if (kind != task_name::prototypes)
    refuse_options(values, {"instances"}, "is for --task prototypes");
  if (kind == task_name::basin && points.empty())
    throw error(fault::usage, "--task basin needs --patterns: the load at which it is measured");
  if (kind == task_name::basin && is_given(values, "cue"))
    throw error(fault::usage,
                "--task basin makes its cues itself, from flip=0 up; leave out --cue");
}

}  // namespace

po::options_description cell_group() {
  po::options_description page("What is measured");
  page.add_options()("memory", text("NAMES", "willshaw"),
                     "memories, comma-separated, with parameters as in bayes:p10=0.05; kenyon info "
                     "lists them")("layout", text("LAYOUTS"),
                                   "N/K (flat) or HxM (modular), comma-separated; required");
  add_field_options<recall_task>(options_of<recall_task>(), page);
  return page;
}

po::options_description task_group() {
  po::options_description page("What is asked of it");
  page.add_options()(
      "task", text("TASK", "recall"),
      "recall: stored patterns from noisy cues; prototypes: patterns of which only "
      "noisy instances were stored; basin: recall against the cue's distance; generalise: classes "
      "of images that were not learned, from --patterns examples of each")(
      "instances", text("N", "10"), "of --task prototypes: instances stored of each pattern");
  return page;
}

decltype(plan::cells) read_cells(const po::variables_map& values,
                                 const std::vector<std::uint64_t>& points) {
  if (!values.count("layout"))
    throw error(fault::usage, "--layout is missing, as --layout 1000/12 or --layout 32x32");
  const task_name kind = read_task(values);
  if (kind == task_name::generalise) return read_image_cells(values, points);
  check_recall_options(values, kind, points);
  std::vector<recall_task> cells;
  recall_task task = read_base(values, kind);
  for (const memory_spec& memory : parse_memories(text_option(values, "memory")))
    for (const std::string& shape : split_list(text_option(values, "layout"), "--layout")) {
      task.memory = memory;
      task.shape = layout::parse(shape);
      if (!is_given(values, "activation")) task.recall.how = suitable_activation(task);
      if (kind == task_name::basin)
        add_basin(values, task, cells);
      else
        cells.push_back(task);
    }
  return cells;
}

}  // namespace kenyon::cli
