// All that a memory needs to go on: encoder, weights, the patterns with their labels, the fields
// that turn codes into pictures. One file, written whole and put in place at once (see
// block_file.hpp).
//
// Header: a JSON object
//   content "model", version 2, memory (its spec), layout, stored,
//   encoder  {spec, inputs, seed} or null        labels   true or false
//   picture  {width, height, fields, black, white} or null      provenance  an object, free
// Blocks, little-endian, u32 where nothing else is said:
//   stored, and what the kind of memory keeps (its weights say what, in engine/memory): of willshaw
//   matrix/0, matrix/1, ...  rows of 64-bit words without padding, whole rows, up to 64 MiB a block
//   patterns/sizes, patterns/units   units of each pattern, then all units
//   labels/sizes, labels/text        bytes of each label, then all bytes
//   encoder/state                    see encoder::state
//   decoder/sums, decoder/uses       see decoder
#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <kenyon/base/array.hpp>
#include <kenyon/encoder/decoder.hpp>
#include <kenyon/encoder/encoder.hpp>
#include <kenyon/memory/memory.hpp>
#include <kenyon/pattern/pattern.hpp>

namespace kenyon {

inline constexpr std::uint64_t model_format = 2;  // the version that is written, and read

struct model {
  explicit model(kenyon::memory m) : memory(std::move(m)) {}

  std::unique_ptr<encoder> code;  // none: inputs are patterns already
  kenyon::memory memory;
  pattern_batch patterns;           // what was stored, in order
  std::vector<std::string> labels;  // empty, or one a pattern
  std::optional<decoder> fields;
  std::size_t width = 0;  // of the pictures that were encoded, 0 where inputs are none
  std::size_t height = 0;
  std::string provenance = "{}";  // a JSON object
};

// Throws error{io}, error{usage} for pairs or where patterns or labels are missing; the old file
// stays.
void save_model(const std::string& path, const model& m);

// What loading may allocate.
inline constexpr read_limits any_size{std::numeric_limits<std::uint64_t>::max()};

// Throws error{io}; error{bad_input} for a damaged, foreign or contradictory file;
// error{resources}, before allocating, for one that does not fit into memory. The sentence begins
// with the path.
model load_model(const std::string& path, const read_limits& limits = any_size);

// The same from bytes (fuzzing, embedding); `name` begins error sentences.
model load_model_from_bytes(std::span<const std::byte> bytes, const std::string& name,
                            const read_limits& limits = any_size);

}  // namespace kenyon
