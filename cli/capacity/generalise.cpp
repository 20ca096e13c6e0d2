#include "cli/capacity/generalise.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <ostream>
#include <sstream>

#include <kenyon/base/error.hpp>

#include "cli/terminal/facts.hpp"
#include "cli/terminal/table.hpp"

namespace kenyon::cli {
namespace {

constexpr std::array<const char*, 4> files{"data", "labels", "test-data", "test-labels"};

void read_images(const po::variables_map& values, image_task& task) {
  std::vector<std::string> paths;
  for (const char* name : files)
    if (is_given(values, name)) paths.push_back(values[name].as<std::string>());
  if (!paths.empty() && paths.size() != files.size())
    throw error(fault::usage,
                "--data, --labels, --test-data and --test-labels are given together or not at all");
  if (paths.empty() && !has_fashion_mnist())
    throw error(fault::io, std::string(fashion_mnist_folder) +
                               ": no images there; install the package dataset-fashion-mnist, or "
                               "name others with --data");
  auto read = paths.empty() ? read_fashion_mnist()
                            : read_image_sets(paths[0], paths[1], paths[2], paths[3]);
  // Shards may run where the files have another folder; the checksum says whether they are the
  // same.
  const auto file = [&](int i) {
    return std::filesystem::path(paths[static_cast<std::size_t>(i)]).filename().string();
  };
  task.source = paths.empty() ? "Fashion-MNIST" : file(0) + " and " + file(2);
  task.inputs = read.learned.inputs;
  task.classes = read.classes.size();
  task.checksum = checksum_of(read);
  task.sets = std::make_shared<const image_sets>(std::move(read));
}

void check_examples(const image_task& task, const std::vector<std::uint64_t>& points) {
  std::vector<std::uint64_t> there(task.classes);
  for (const std::uint32_t label : task.sets->learned.labels) ++there[label];
  const auto fewest = std::min_element(there.begin(), there.end());
  const auto asked = *std::max_element(points.begin(), points.end());
  if (asked > *fewest)
    throw error(fault::usage,
                "--patterns: class \"" +
                    task.sets->classes[static_cast<std::size_t>(fewest - there.begin())] +
                    "\" has only " + std::to_string(*fewest) + " images to learn from");
}

}  // namespace

po::options_description images_group() {
  po::options_description images("Images (of --task generalise)");
  images.add_options()("data", text("FILE"),
                       "images to learn from, IDX or .npy (default, with the three below: "
                       "Fashion-MNIST of the package dataset-fashion-mnist)")(
      "labels", text("FILE"), "their classes: IDX, .npy or lines of text")(
      "test-data", text("FILE"), "images held out, that are asked about")(
      "test-labels", text("FILE"), "their classes")("fan-in", text("N", "64"),
                                                    "inputs that a unit sums, 1 to 4096")(
      "rate", text("R", "0.005"), "what an example adds to a weight, which ends at 1");
  return images;
}

void refuse_image_options(const po::variables_map& values, const std::string& task) {
  refuse_options(values, {"data", "labels", "test-data", "test-labels", "fan-in", "rate"},
                 "is for --task generalise, not for " + task);
}

std::vector<cell> read_image_cells(const po::variables_map& values,
                                   const std::vector<std::uint64_t>& points) {
  refuse_options(values,
                 {"memory", "hetero", "ensemble", "correlated", "cue", "activation", "steps",
                  "assess", "instances", "lifetime", "sleep", "prune", "criterion"},
                 "is not for --task generalise");
  if (points.empty())
    throw error(fault::usage,
                "--task generalise needs --patterns: the number of examples of each class");
  cell c;
  c.images.emplace();
  c.images->fan_in = static_cast<std::uint32_t>(number_option(values, "fan-in", 1, 4096));
  c.images->rate = real_option(values, "rate", 1e-6, 1);
  c.decay = real_option(values, "decay", 0, 1);
  c.max_cues = static_cast<std::uint32_t>(number_option(values, "cues", 1, 100'000'000));
  read_images(values, *c.images);
  check_examples(*c.images, points);
  std::vector<cell> cells;
  for (const std::string& shape : split_list(values["layout"].as<std::string>(), "--layout")) {
    c.shape = layout::parse(shape);
    check_cell(c);
    cells.push_back(c);
  }
  return cells;
}

std::vector<column> generalised_columns() {
  return {
      {"layout", [](const cell& c, const result&) { return c.shape.text(); }},
      {"examples", [](const cell&, const result& r) { return number(r.patterns.mean, 9); }},
      {"held out", [](const cell&, const result& r) { return share_interval_text(r.exact); }},
      {"learned", [](const cell&, const result& r) { return share_interval_text(r.learned); }},
      {"gap",
       [](const cell&, const result& r) {
         return r.exact && r.learned ? number(r.learned->mean - r.exact->mean, 2) : "-";
       }},
      {"shuffled labels",
       [](const cell&, const result& r) { return number(r.null.exact_share(), 3); }},
      {"bytes", [](const cell&, const result& r) { return bytes_text(r.footprint_bytes); }},
  };
}

void print_generalised_notes(const plan& p, std::ostream& out) {
  const cell& c = p.cells.front();
  const image_task& task = *c.images;
  out << "\nShares of images whose class is told right: those held out, and those learned. "
      << task.source << ", " << task.classes << " classes learned one after another from so many "
      << "examples each, every one seen once; units sum " << task.fan_in << " of " << task.inputs
      << " inputs, rate " << task.rate << "; at most " << c.max_cues << " images asked; " << p.seeds
      << " seeds from " << p.first_seed << ", in brackets the 95 % confidence interval.\n";
  if (c.decay > 0) out << "After each image everything decays by " << percent(c.decay) << ".\n";
  out << "Shuffled labels: held out, after learning the largest number of examples with wrong "
         "labels; chance is "
      << number(1 / static_cast<double>(task.classes), 3) << ".\n";
}

json generalised_json(const cell& c, const result& row) {
  const image_task& task = *c.images;
  return {{"task", "generalise"},
          {"layout", c.shape.text()},
          {"units", c.shape.units()},
          {"active", c.shape.active()},
          {"fan_in", task.fan_in},
          {"rate", task.rate},
          {"decay", c.decay},
          {"classes", task.classes},
          {"patterns", static_cast<std::uint64_t>(row.patterns.mean)},
          {"exact", estimate_json(row.exact)},
          {"learned", estimate_json(row.learned)},
          {"footprint_bytes", row.footprint_bytes},
          {"null", {{"exact", row.null.exact_share()}, {"learned", row.null.learned_share()}}}};
}

std::string generalised_csv(const plan& p, std::span<const result> rows) {
  std::ostringstream out;
  out.precision(17);
  out << "layout,units,active,fan_in,rate,decay,classes,patterns,exact,exact_low,exact_high,"
         "learned,learned_low,learned_high,footprint_bytes,null_exact\n";
  const auto put = [&](const std::optional<estimate>& e) {
    out << ',' << e->mean << ',';
    if (e->ci95)
      out << e->ci95->low << ',' << e->ci95->high;
    else
      out << ',';
  };
  for (const result& row : rows) {
    const cell& c = p.cells[row.cell];
    out << c.shape.text() << ',' << c.shape.units() << ',' << c.shape.active() << ','
        << c.images->fan_in << ',' << c.images->rate << ',' << c.decay << ',' << c.images->classes
        << ',' << row.patterns.mean;
    put(row.exact);
    put(row.learned);
    out << ',' << row.footprint_bytes << ',' << row.null.exact_share() << '\n';
  }
  return out.str();
}

}  // namespace kenyon::cli
