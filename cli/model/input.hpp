// The input of learn and recall: rows of an array to be encoded, or patterns as they are, with
// their labels.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include <kenyon/base/error.hpp>
#include <kenyon/encoder/encoder.hpp>
#include <kenyon/io/array.hpp>
#include <kenyon/io/format.hpp>
#include <kenyon/pattern/pattern.hpp>

#include "cli/terminal/options.hpp"

namespace kenyon::cli {

struct input_choice {
  std::string path;
  std::string labels_path;  // empty: none but those among JSON Lines
  std::uint64_t skip = 0;
  std::uint64_t limit = ~std::uint64_t{0};
};

// --limit and --skip.
void add_input_options(option_group& group);
// Reads them, and the labels from the option named; the path is the positional INPUT.
input_choice read_input_choice(const option_values& values, const char* labels_option);

struct input {
  std::string path;
  std::optional<array> rows;        // absent: the input is patterns
  pattern_batch patterns;           // the chosen ones
  std::vector<std::string> labels;  // of what was chosen; empty, or one each
  std::size_t first = 0;            // what was chosen of the file
  std::size_t count = 0;
};

// Reads an array, or JSON Lines of patterns in `in`. Throws error{usage} when nothing is left to
// choose.
input read_array_input(const input_choice& choice);
input read_pattern_input(const input_choice& choice, const layout& in);

// Codes of the input's rows, in the order chosen, with progress; throws error{bad_input} when the
// size of a row is not the encoder's, and interrupted.
pattern_batch encode_input(const encoder& with, const input& from,
                           const std::string& progress_mode);

// Width and height of the pictures of an array of three dimensions; nothing for others.
struct picture_size {
  std::size_t width = 0;
  std::size_t height = 0;
};
picture_size picture_size_of(const array& rows);

// Runs `what`, whose errors name no file, and begins their sentences with the path.
template <class What>
auto naming(const std::string& path, const What& what) try {
  return what();
} catch (const error& e) {
  throw error(e.which(), path + ": " + e.what());
}

}  // namespace kenyon::cli
