#include "cli/terminal/picture.hpp"

#include <algorithm>
#include <cmath>
#include <kenyon/base/error.hpp>
#include <kenyon/encoder/make.hpp>
#include <kenyon/io/png.hpp>

namespace kenyon::cli {
namespace {

constexpr std::size_t columns = 3;
constexpr std::size_t gap = 2;           // pixels of a picture, before it is scaled
constexpr std::size_t wanted_side = 84;  // a 28 x 28 picture three times as large
constexpr std::uint8_t paper = 255;

}  // namespace

void check_pictures(const model& m, const std::string& path) {
  if (m.width == 0)
    throw error(fault::usage, "--picture: " + path + " was not learned from pictures (arrays of " +
                                  "three dimensions)");
  if (!m.fields && !kind_of(m.code->spec()).unit_is_input)
    throw error(fault::usage, "--picture: " + path +
                                  " keeps no fields, which would take more than " +
                                  std::to_string(decoder::max_bytes >> 20) + " MiB");
}

std::vector<float> recall_picture::decoded(pattern_view code) const {
  std::vector<float> greys(model_.width * model_.height);
  if (model_.fields)
    model_.fields->decode(code, greys);
  else
    for (unit u : code) greys[u] = 1;  // unit and pixel are the same
  return greys;
}

void recall_picture::add_tile(std::span<const float> greys) {
  std::vector<std::uint8_t> tile(greys.size());
  std::transform(greys.begin(), greys.end(), tile.begin(), [](float grey) {
    return static_cast<std::uint8_t>(std::lround(std::clamp(grey, 0.0f, 1.0f) * 255));
  });
  tiles_.push_back(std::move(tile));
}

void recall_picture::add(pattern_view cue, pattern_view answer, std::span<const float> original,
                         const grey_range& greys) {
  add_tile(decoded(cue));
  add_tile(decoded(answer));
  std::vector<float> shares(original.size());
  std::transform(original.begin(), original.end(), shares.begin(), [&](float value) {
    return static_cast<float>(
        (static_cast<double>(value) - static_cast<double>(greys.black)) /
        (static_cast<double>(greys.white) - static_cast<double>(greys.black)));
  });
  add_tile(shares);
}

void recall_picture::write(const std::string& path) const {
  const std::size_t scale =
      std::clamp<std::size_t>(wanted_side / std::max(model_.width, model_.height), 1, 8);
  const std::size_t step_x = model_.width + gap;
  const std::size_t step_y = model_.height + gap;
  const std::size_t width = (columns * step_x + gap) * scale;
  const std::size_t height = (tiles_.size() / columns * step_y + gap) * scale;
  std::vector<std::uint8_t> pixels(width * height, paper);
  for (std::size_t t = 0; t < tiles_.size(); ++t)
    for (std::size_t y = 0; y < model_.height * scale; ++y)
      for (std::size_t x = 0; x < model_.width * scale; ++x) {
        const std::size_t left = (t % columns * step_x + gap) * scale;
        const std::size_t top = (t / columns * step_y + gap) * scale;
        pixels[(top + y) * width + left + x] = tiles_[t][y / scale * model_.width + x / scale];
      }
  write_png(path, width, height, pixels);
}

}  // namespace kenyon::cli
