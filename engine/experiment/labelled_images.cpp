#define XXH_INLINE_ALL
#include <kenyon/experiment/labelled_images.hpp>

#include <xxhash.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <kenyon/base/error.hpp>
#include <kenyon/io/array.hpp>
#include <kenyon/io/labels.hpp>

namespace kenyon {
namespace {

constexpr const char* fashion_files[] = {"train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz",
                                         "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"};

void scale_row(std::span<const float> row, bool bytes, std::span<std::uint8_t> out) {
  const auto [least, most] = std::minmax_element(row.begin(), row.end());
  const double range = static_cast<double>(*most) - static_cast<double>(*least);
  const double factor = bytes ? 1 : range > 0 ? 255 / range : 0;
  for (std::size_t i = 0; i < row.size(); ++i)
    out[i] = static_cast<std::uint8_t>(
        std::lround((static_cast<double>(row[i]) - static_cast<double>(*least)) * factor));
}

labelled_images read_images(const std::string& path) {
  const array rows = read_array(path);
  labelled_images read;
  read.inputs = rows.row_size();
  if (rows.rows() == 0 || read.inputs == 0)
    throw error(fault::bad_input, path + ": expected images, found none");
  read.values.resize(rows.rows() * read.inputs);
  read.labels.resize(rows.rows());
  std::vector<float> row(read.inputs);
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    try {
      rows.row(i, row);
    } catch (const error& e) {
      throw error(e.which(), path + ": " + e.what());
    }
    scale_row(row, rows.type == element::u8,
              std::span(read.values).subspan(i * read.inputs, read.inputs));
  }
  return read;
}

bool is_number(const std::string& label) {
  return !label.empty() && label.size() < 16 &&
         std::all_of(label.begin(), label.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool label_before(const std::string& a, const std::string& b) {
  if (is_number(a) != is_number(b)) return is_number(a);
  return is_number(a) && a.size() != b.size() ? a.size() < b.size() : a < b;
}

void set_labels(const std::vector<std::string>& given, const std::vector<std::string>& classes,
                const std::string& path, labelled_images& images) {
  if (given.size() != images.size())
    throw error(fault::bad_input, path + ": expected " + std::to_string(images.size()) +
                                      " labels, one an image, found " +
                                      std::to_string(given.size()));
  for (std::size_t i = 0; i < given.size(); ++i) {
    const auto place = std::lower_bound(classes.begin(), classes.end(), given[i], label_before);
    if (place == classes.end() || *place != given[i])
      throw error(fault::bad_input,
                  path + ": label " + std::to_string(i) + " is of a class that is not learned");
    images.labels[i] = static_cast<std::uint32_t>(place - classes.begin());
  }
}

}  // namespace

image_sets read_image_sets(const std::string& learned, const std::string& learned_labels,
                           const std::string& held_out, const std::string& held_out_labels) {
  image_sets read{read_labels(learned_labels), read_images(learned), read_images(held_out)};
  const std::vector<std::string> given = read.classes;
  std::sort(read.classes.begin(), read.classes.end(), label_before);
  read.classes.erase(std::unique(read.classes.begin(), read.classes.end()), read.classes.end());
  if (read.classes.size() < 2)
    throw error(fault::bad_input, learned_labels + ": expected two classes or more");
  if (read.learned.inputs != read.held_out.inputs)
    throw error(fault::bad_input, held_out + ": expected images of " +
                                      std::to_string(read.learned.inputs) + " numbers as in " +
                                      learned + ", found " + std::to_string(read.held_out.inputs));
  set_labels(given, read.classes, learned_labels, read.learned);
  set_labels(read_labels(held_out_labels), read.classes, held_out_labels, read.held_out);
  return read;
}

std::uint64_t checksum_of(const image_sets& sets) {
  std::uint64_t sum = 0;
  for (const labelled_images* images : {&sets.learned, &sets.held_out}) {
    sum = XXH3_64bits_withSeed(images->values.data(), images->values.size(), sum);
    sum = XXH3_64bits_withSeed(images->labels.data(), images->labels.size() * 4, sum);
  }
  return sum;
}

bool has_fashion_mnist(const std::string& folder) {
  return std::all_of(std::begin(fashion_files), std::end(fashion_files), [&](const char* file) {
    return std::filesystem::exists(folder + "/" + file);
  });
}

image_sets read_fashion_mnist(const std::string& folder) {
  const auto path = [&](int file) { return folder + "/" + fashion_files[file]; };
  return read_image_sets(path(0), path(1), path(2), path(3));
}

}  // namespace kenyon
