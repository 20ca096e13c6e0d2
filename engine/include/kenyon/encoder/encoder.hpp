// Encoders: raw numbers (an image, a vector) -> pattern of a layout.
//   brightest                   the K largest inputs above 0; one unit an input
//   threshold:above=T           the inputs above T, the K largest where there are more; one unit an
//   input projection:density=D        dimension expansion: each unit sums a random share D of the
//   inputs (see
//                               projection.hpp); any layout
// Ties go to the lower unit index. A code does not depend on the number of threads, nor on which
// other rows are encoded with it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <kenyon/io/array.hpp>
#include <kenyon/pattern/pattern.hpp>

namespace kenyon {

// Most inputs an encoder may have.
inline constexpr std::size_t max_inputs = std::size_t{1} << 24;

struct encoder_spec {
  enum class family { brightest, threshold, projection } what = family::projection;
  double above = 0;      // of threshold
  double density = 0.1;  // of projection: share of the inputs that a unit sums, above 0, at most 1
  bool homeostasis = true;  // of projection: "homeostasis=off" leaves the sums as they are

  // Reads "brightest", "threshold:above=128", "projection:density=0.1,homeostasis=off"; throws
  // error{usage} with the nearest name for a misspelt one.
  static encoder_spec parse(std::string_view text);
  std::string text() const;
  friend bool operator==(const encoder_spec&, const encoder_spec&) = default;
};

class encoder {
 public:
  virtual ~encoder() = default;

  virtual const encoder_spec& spec() const = 0;
  virtual std::size_t inputs() const = 0;
  virtual const layout& output() const = 0;
  virtual std::uint64_t seed() const { return 0; }  // of the random choices; 0 when there are none

  // The code of one input of inputs() numbers; throws error{usage} for another size. Fewer than K
  // units (even none) are active where fewer inputs qualify: a black picture has no brightest
  // pixel.
  virtual void encode(std::span<const float> input, pattern& out) const = 0;
  // The codes of rows first .. first+out.size() of an array.
  virtual void encode(const array& rows, std::size_t first, std::span<pattern> out) const;

  // Learns what it needs of the inputs (nothing, for most). Once, before the first code is kept.
  virtual void fit(const array& rows, std::size_t first, std::size_t count);

  // What fit() learned, for a file; load_state throws error{bad_input} when the bytes do not fit.
  virtual std::vector<std::byte> state() const { return {}; }
  virtual void load_state(std::span<const std::byte> bytes);

 protected:
  void check_inputs(std::size_t given) const;
};

// Throws error{usage} when the layout does not suit the encoder, error{resources} when its tables
// do not fit into memory.
std::unique_ptr<encoder> make_encoder(const encoder_spec& spec, std::size_t inputs,
                                      const layout& out, std::uint64_t seed);

// Bytes that make_encoder allocates for its tables.
std::uint64_t encoder_bytes(const encoder_spec& spec, std::size_t inputs, const layout& out);

// The codes of rows first .. first+count on all threads; throws error{bad_input} when the size of a
// row is not inputs().
pattern_batch encode_rows(const encoder& with, const array& rows, std::size_t first,
                          std::size_t count);

// How evenly patterns use the units: what homeostasis is for.
struct unit_use {
  std::uint32_t most = 0;    // patterns that share the most used unit
  std::uint32_t unused = 0;  // units in no pattern
};
unit_use count_use(const layout& of, const pattern_batch& patterns);

}  // namespace kenyon
