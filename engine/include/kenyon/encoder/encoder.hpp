// Encoders: raw numbers (an image, a vector) or text -> pattern of a layout. Ties go to the lower
// unit index. A code does not depend on the number of threads, nor on which other rows are encoded
// with it. kenyon/encoder/make.hpp makes them by name.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <kenyon/base/array.hpp>
#include <kenyon/base/spec.hpp>
#include <kenyon/pattern/pattern.hpp>

namespace kenyon {

// Most inputs an encoder may have.
inline constexpr std::size_t max_inputs = std::size_t{1} << 24;

// Of one of encoder_kinds(). See kenyon/spec.hpp for its text and its errors.
class encoder_spec : public kenyon::spec {
 public:
  encoder_spec() : encoder_spec("projection") {}
  encoder_spec(std::string_view text);
  static encoder_spec parse(std::string_view text) { return encoder_spec(text); }

  friend bool operator==(const encoder_spec&, const encoder_spec&) = default;
};

class encoder {
 public:
  virtual ~encoder() = default;

  virtual const encoder_spec& spec() const = 0;
  virtual std::size_t inputs() const = 0;
  virtual const layout& output() const = 0;
  virtual std::uint64_t seed() const { return 0; }  // of the random choices; 0 when there are none

  // The code of one input of inputs() numbers; throws error{usage} for another size,
  // error{bad_input} that names the first number which is not finite. Fewer than K units (even
  // none) are active where fewer inputs qualify: a black picture has no brightest pixel.
  virtual void encode(std::span<const float> input, pattern& out) const = 0;
  // The codes of rows first .. first+out.size() of an array; throws naming row and column.
  virtual void encode(const array& rows, std::size_t first, std::span<pattern> out) const;

  // Fewer rows than this are few for any fit(): means and deviations of them are chance, and codes
  // fitted to them tell inputs apart badly. The library takes them; who shows codes to people
  // warns.
  static constexpr std::size_t few_rows = 100;

  // Learns what it needs of the inputs (nothing, for most). Once, before the first code is kept.
  // Throws error{bad_input}, learning nothing, where the rows give nothing to learn: one row, rows
  // that are all alike (as the encoder sees them). No rows at all leave the encoder as it is.
  virtual void fit(const array& rows, std::size_t first, std::size_t count);

  // What fit() learned, for a file; load_state throws error{bad_input} when the bytes do not fit.
  virtual std::vector<std::byte> state() const { return {}; }
  virtual void load_state(std::span<const std::byte> bytes);

 protected:
  void check_inputs(std::size_t given) const;
};

// Text to a pattern: one line, one code. Strings are bytes; those that are read as characters are
// UTF-8.
class text_encoder {
 public:
  virtual ~text_encoder() = default;

  virtual const encoder_spec& spec() const = 0;
  virtual const layout& output() const = 0;

  // Throws error{bad_input} for a text that cannot be read (a date that is none).
  virtual void encode(std::string_view input, pattern& out) const = 0;
};

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
