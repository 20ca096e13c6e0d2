// Pictures of a recall: each row shows cue | recalled | stored.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <kenyon/pattern/pattern.hpp>
#include <kenyon/store/model_file.hpp>

namespace kenyon::cli {

// Throws error{usage}, beginning with `path`, when the memory's codes cannot be turned into
// pictures.
void check_pictures(const model& m, const std::string& path);

class recall_picture {
 public:
  explicit recall_picture(const model& m) : model_(m) {}
  // `original` is the row that was encoded, `greys` its range.
  void add(pattern_view cue, pattern_view answer, std::span<const float> original,
           const grey_range& greys);
  void write(const std::string& path) const;  // as PNG

 private:
  void add_tile(std::span<const float> greys);
  std::vector<float> decoded(pattern_view code) const;

  const model& model_;
  std::vector<std::vector<std::uint8_t>> tiles_;  // three a row
};

}  // namespace kenyon::cli
