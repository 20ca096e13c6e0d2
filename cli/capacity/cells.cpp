#include "cli/capacity/cells.hpp"

#include <array>

#include <kenyon/base/error.hpp>

#include "cli/capacity/generalise.hpp"
#include "cli/capacity/plan_json.hpp"

namespace kenyon::cli {
namespace {

bool only_takes_away(const noise& cue) {
  for (const noise_step& step : cue.steps())
    if (step.what == noise_step::kind::flip || step.what == noise_step::kind::add) return false;
  return true;
}

// Everything about a cell but its memory, layout and what the task varies.
cell read_base(const po::variables_map& values, const std::string& task) {
  cell c;
  c.hetero = values.count("hetero") > 0;
  const char* cue = task == "prototypes" ? "flip=2" : c.hetero ? "none" : "keep=0.5";
  c.cue = noise::parse(text_option(values, "cue", cue));
  const bool balanced = c.hetero && values["correlated"].defaulted();
  c.how = read_ensemble(text_option(values, "ensemble", balanced ? "balanced" : "random"));
  c.recall.steps = static_cast<std::uint32_t>(number_option(values, "steps", 1, 100'000));
  c.recall.assess = values.count("assess") > 0;
  c.max_cues = static_cast<std::uint32_t>(number_option(values, "cues", 1, 100'000'000));
  c.similarity = real_option(values, "correlated", 0, 1);
  c.prune = real_option(values, "prune", 0, 1);
  c.decay = real_option(values, "decay", 0, 1);
  c.sleep = real_option(values, "sleep", 0, 1e6);
  if (task == "prototypes")
    c.instances = static_cast<std::uint32_t>(number_option(values, "instances", 1, 100'000));
  return c;
}

// Willshaw's supports count the units of the cue: a threshold suits cues that only lost some, of a
// memory that lost none of its synapses.
void choose_activation(const po::variables_map& values, cell& c) {
  const bool whole = c.prune == 0 && c.decay == 0 && c.sleep == 0;
  const bool counts = c.memory.kind() == "willshaw" && whole && only_takes_away(c.cue);
  read_activation(text_option(values, "activation", counts ? "all-cue" : "natural"), c.recall);
}

// Distances of the basin of attraction: every number of flipped units up to 8, then about eight a
// factor of two.
std::vector<std::uint32_t> flips(std::uint32_t active) {
  std::vector<std::uint32_t> all;
  for (std::uint32_t f = 0; f <= active; f += 1 + f / 8) all.push_back(f);
  return all;
}

std::vector<cell> basin_cells(const po::variables_map& values, const cell& base) {
  if (values.count("cue"))
    throw error(fault::usage,
                "--task basin makes its cues itself, from flip=0 up; leave out --cue");
  std::vector<cell> cells;
  for (const std::uint32_t f : flips(base.shape.active())) {
    cell c = base;
    c.cue = noise::parse(f == 0 ? "none" : "flip=" + std::to_string(f));
    if (!values.count("activation")) c.recall.how = activation::natural;
    if (!base.shape.is_modular() && f > base.shape.units() - base.shape.active()) break;
    cells.push_back(c);
  }
  return cells;
}

std::string read_task(const po::variables_map& values) {
  constexpr std::array<std::string_view, 4> names{"recall", "prototypes", "basin", "generalise"};
  const std::string task = values["task"].as<std::string>();
  place_among(names, task, "task");
  return task;
}

}  // namespace

po::options_description cell_group() {
  po::options_description what("What is measured");
  what.add_options()("memory", text("NAMES", "willshaw"),
                     "memories, comma-separated, with parameters as in bayes:p10=0.05; kenyon info "
                     "lists them")("layout", text("LAYOUTS"),
                                   "N/K (flat) or HxM (modular), comma-separated; required")(
      "hetero", "random cues -> random answers (default: patterns complete themselves)")(
      "ensemble", text("NAME"),
      "random: every pattern drawn on its own; balanced: every unit of the stored answers used "
      "equally often, as the finite-size theory presumes (default: balanced with --hetero, else "
      "random)")("correlated", text("R", "0"),
                 "families of ten patterns take each unit of a common parent with chance R")(
      "cue", text("NOISE"),
      "noise that makes cues: flip=F, keep=S, erase=E, add=A, block=S, joined by +, or none "
      "(default: keep=0.5, with --hetero none)")(
      "activation", text("HOW"),
      "all-cue, fixed=T, k-winners, module-winners or natural (winners of the layout's kind); "
      "default: natural, but all-cue for willshaw when the noise only takes units away")(
      "steps", text("S", "1"), "most updates of a recall")(
      "assess", "also count the answers that the memory claims to know (slower)");
  return what;
}

po::options_description task_group() {
  po::options_description task("What is asked of it");
  task.add_options()(
      "task", text("TASK", "recall"),
      "recall: stored patterns from noisy cues; prototypes: patterns of which only "
      "noisy instances were stored; basin: recall against the cue's distance; generalise: classes "
      "of images that were not learned, from --patterns examples of each")(
      "instances", text("N", "10"), "of --task prototypes: instances stored of each pattern")(
      "lifetime",
      "recall against age under continuous learning; --patterns says how many are learnt")(
      "decay", text("S", "0"), "weight decay: share lost after each pattern")(
      "sleep", text("A", "0"),
      "synaptic downscaling after each pattern, in patterns that every synapse loses")(
      "prune", text("S", "0"),
      "share of the synapses (exemplars: units, sdm: locations) taken out before recall");
  return task;
}

std::vector<cell> read_cells(const po::variables_map& values,
                             const std::vector<std::uint64_t>& points) {
  if (!values.count("layout"))
    throw error(fault::usage, "--layout is missing, as --layout 1000/12 or --layout 32x32");
  const std::string task = read_task(values);
  if (task == "generalise") return read_image_cells(values, points);
  refuse_image_options(values, task);
  const bool lifetime = values.count("lifetime") > 0;
  if (lifetime && (points.size() != 1 || task != "recall"))
    throw error(fault::usage,
                "--lifetime needs one number of --patterns to learn, and no other --task");
  if (task != "prototypes") refuse_options(values, {"instances"}, "is for --task prototypes");
  if (task == "basin" && points.empty())
    throw error(fault::usage, "--task basin needs --patterns: the load at which it is measured");
  std::vector<cell> cells;
  const cell base = read_base(values, task);
  for (const memory_spec& memory : parse_memories(values["memory"].as<std::string>()))
    for (const std::string& shape : split_list(values["layout"].as<std::string>(), "--layout")) {
      cell c = base;
      c.memory = memory;
      c.lifetime = lifetime;
      c.shape = layout::parse(shape);
      choose_activation(values, c);
      const std::vector<cell> some =
          task == "basin" ? basin_cells(values, c) : std::vector<cell>{c};
      cells.insert(cells.end(), some.begin(), some.end());
    }
  for (const cell& c : cells) check_cell(c);
  return cells;
}

}  // namespace kenyon::cli
