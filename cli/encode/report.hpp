// What codes keep of their inputs, and how they use the units: measured, for `kenyon encode`.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include <kenyon/encoder/make.hpp>

#include "cli/terminal/provenance.hpp"

namespace kenyon::cli {

// Either rows of numbers or lines of text.
struct encode_input_data {
  std::string path;
  std::optional<array> rows;
  std::vector<std::string> lines;
  std::size_t first_line = 1;  // number of lines[0] in its file

  std::size_t size() const { return rows ? rows->rows() : lines.size(); }
};

// An encoder of either kind of input, made for it.
class any_encoder {
 public:
  any_encoder(const encoder_spec& spec, const encode_input_data& like, const layout& out,
              std::uint64_t seed);
  const encoder_spec& spec() const { return text_ ? text_->spec() : numbers_->spec(); }
  const layout& output() const { return text_ ? text_->output() : numbers_->output(); }
  // Learns from the rows; says whether that changed anything.
  bool fit(const encode_input_data& from);
  // Codes of items first .. first+count, errors naming file and line.
  pattern_batch encode(const encode_input_data& from, std::size_t first, std::size_t count) const;

 private:
  std::unique_ptr<encoder> numbers_;
  std::unique_ptr<text_encoder> text_;
};

// Pairs of inputs whose similarity lies in [from, from + bin_width).
constexpr double bin_width = 0.1;
struct overlap_bin {
  double from = 0;
  std::uint64_t pairs = 0;
  double mean = 0, low = 0, high = 0;  // shares of K: mean, 10th and 90th percentile
};

struct encode_result {
  std::string encoder;
  layout shape;
  const char* state = "";  // "untrained" or "trained" of an encoder that learns
  double fit_seconds = 0;
  double entropy_bits = 0;
  double most_used = 0;  // share of the codes
  std::uint32_t dead = 0;
  std::size_t empty = 0;         // codes without a unit
  std::uint64_t collisions = 0;  // pairs of different inputs with the same code
  double microseconds = 0;       // a row, one thread
  std::vector<overlap_bin> curve;
};

// How alike inputs are: cosines of rows, Jaccard indices of the words and trigrams of lines. All
// pairs of at most `sample` items, evenly spaced.
struct similarities {
  const char* name;  // "cosine", "Jaccard index"
  std::vector<std::size_t> items;
  std::vector<float> of_pairs;  // i < j, row by row
};
similarities measure_similarities(const encode_input_data& data, std::size_t sample);

encode_result measure_codes(const any_encoder& with, const encode_input_data& data,
                            const similarities& alike);

void print_report(std::ostream& out, const similarities& alike,
                  const std::vector<encode_result>& results);
json report_json(const similarities& alike, const std::vector<encode_result>& results);
void plot_report(const similarities& alike, const std::vector<encode_result>& results,
                 const std::string& path);

}  // namespace kenyon::cli
