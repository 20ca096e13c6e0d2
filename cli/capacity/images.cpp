#include "cli/capacity/images.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include <kenyon/base/error.hpp>

#include "cli/capacity/field_options.hpp"

namespace kenyon::cli {
namespace {

constexpr std::array<const char*, 4> files{"data", "labels", "test-data", "test-labels"};

void read_images(const po::variables_map& values, generalise_task& task) {
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

void check_examples(const generalise_task& task, const std::vector<std::uint64_t>& points) {
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

void refuse(const po::variables_map& values, const std::vector<std::string_view>& names,
            const std::string& why) {
  for (const std::string_view name : names) refuse_options(values, {name.data()}, why);
}

}  // namespace

po::options_description images_group() {
  po::options_description images("Images (of --task generalise)");
  images.add_options()("data", text("FILE"),
                       "images to learn from, IDX or .npy (default, with the three below: "
                       "Fashion-MNIST of the package dataset-fashion-mnist)")(
      "labels", text("FILE"), "their classes: IDX, .npy or lines of text")(
      "test-data", text("FILE"), "images held out, that are asked about")(
      "test-labels", text("FILE"), "their classes");
  add_field_options<generalise_task>(options_without<generalise_task, recall_task>(), images);
  return images;
}

void refuse_image_options(const po::variables_map& values, const std::string& task) {
  refuse(values, options_without<generalise_task, recall_task>(),
         "is for --task generalise, not for " + task);
  refuse(values, {files.begin(), files.end()}, "is for --task generalise, not for " + task);
}

std::vector<generalise_task> read_image_cells(const po::variables_map& values,
                                              const std::vector<std::uint64_t>& points) {
  refuse(values, options_without<recall_task, generalise_task>(), "is not for --task generalise");
  refuse(values, {"memory", "instances", "criterion"}, "is not for --task generalise");
  if (points.empty())
    throw error(fault::usage,
                "--task generalise needs --patterns: the number of examples of each class");
  generalise_task task;
  read_field_options(values, task);
  read_images(values, task);
  check_examples(task, points);
  std::vector<generalise_task> cells;
  for (const std::string& shape : split_list(text_option(values, "layout"), "--layout")) {
    task.shape = layout::parse(shape);
    cells.push_back(task);
  }
  return cells;
}

}  // namespace kenyon::cli
