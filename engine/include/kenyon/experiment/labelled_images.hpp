// Images (or other vectors) of classes: some to learn from, others to be asked about.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace kenyon {

struct labelled_images {
  std::size_t inputs = 0;             // numbers an image
  std::vector<std::uint8_t> values;   // image after image; the least number of an image is 0
  std::vector<std::uint32_t> labels;  // the class of each image

  std::size_t size() const { return labels.size(); }
  std::span<const std::uint8_t> image(std::size_t i) const {
    return std::span(values).subspan(i * inputs, inputs);
  }
};

struct image_sets {
  std::vector<std::string> classes;  // their labels: numbers ascending, then words
  labelled_images learned;
  labelled_images held_out;
};

// Files as read_array and read_labels take them. Bytes are taken as they are, less the least of
// their image; other numbers are scaled so that each image reaches from 0 to 255, and rounded.
// Throws error{io} or error{bad_input}: files that do not belong together, fewer than two classes,
// a held-out label that was not learned.
image_sets read_image_sets(const std::string& learned, const std::string& learned_labels,
                           const std::string& held_out, const std::string& held_out_labels);

// Of all images and classes, to tell whether two experiments had the same.
std::uint64_t checksum_of(const image_sets& sets);

// Where Debian's package dataset-fashion-mnist keeps 60,000 images to learn and 10,000 to ask.
inline constexpr const char* fashion_mnist_folder = "/usr/share/datasets/fashion-mnist";
bool has_fashion_mnist(const std::string& folder = fashion_mnist_folder);
image_sets read_fashion_mnist(const std::string& folder = fashion_mnist_folder);

}  // namespace kenyon
