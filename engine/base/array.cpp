#include <kenyon/base/array.hpp>

#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

#include <kenyon/base/error.hpp>

#include "base/half.hpp"

namespace kenyon {
namespace {

[[noreturn]] void throw_not_finite(std::size_t row, std::size_t column, double value) {
  std::string found = std::isnan(value) ? "nan" : value > 0 ? "infinity" : "-infinity";
  if (std::isfinite(value)) found = std::to_string(value) + ", which no float holds";
  throw error(fault::bad_input, "row " + std::to_string(row) + ", column " +
                                    std::to_string(column) + ": expected a finite number, found " +
                                    found);
}

template <class T, class Number>
void convert(const std::byte* from, std::span<Number> out, std::size_t row) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    T value;
    std::memcpy(&value, from + i * sizeof(T), sizeof(T));
    if constexpr (std::is_floating_point_v<T>) {
      // Written so that NaN fails too. A double beyond float's range must not be cast.
      constexpr auto most = static_cast<double>(std::numeric_limits<Number>::max());
      if (!(std::abs(static_cast<double>(value)) <= most))
        throw_not_finite(row, i, static_cast<double>(value));
    }
    out[i] = static_cast<Number>(value);
  }
}

template <class Number>
void convert_half(const std::byte* from, std::span<Number> out, std::size_t row) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    std::uint16_t bits;
    std::memcpy(&bits, from + 2 * i, 2);
    const float value = half_to_float(bits);
    if (!std::isfinite(value)) throw_not_finite(row, i, static_cast<double>(value));
    out[i] = value;
  }
}

template <class Number>
void convert_row(const array& a, std::size_t i, std::span<Number> out) {
  if (i >= a.rows() || out.size() != a.row_size())
    throw error(fault::usage, "row " + std::to_string(i) + " as " + std::to_string(out.size()) +
                                  " numbers was asked of an array of shape " + shape_text(a.shape));
  const std::size_t row_bytes = out.size() * size_of(a.type);
  if (row_bytes > 0 && a.data.size() / row_bytes <= i)
    throw error(fault::usage, "an array of shape " + shape_text(a.shape) + " has only " +
                                  std::to_string(a.data.size()) + " bytes of data");
  const std::byte* from = a.data.data() + i * row_bytes;
  switch (a.type) {
    case element::u8:
      return convert<std::uint8_t>(from, out, i);
    case element::i8:
      return convert<std::int8_t>(from, out, i);
    case element::i16:
      return convert<std::int16_t>(from, out, i);
    case element::u16:
      return convert<std::uint16_t>(from, out, i);
    case element::i32:
      return convert<std::int32_t>(from, out, i);
    case element::u32:
      return convert<std::uint32_t>(from, out, i);
    case element::i64:
      return convert<std::int64_t>(from, out, i);
    case element::u64:
      return convert<std::uint64_t>(from, out, i);
    case element::f16:
      return convert_half(from, out, i);
    case element::f32:
      return convert<float>(from, out, i);
    case element::f64:
      return convert<double>(from, out, i);
  }
}

}  // namespace

std::size_t size_of(element type) {
  switch (type) {
    case element::u8:
    case element::i8:
      return 1;
    case element::i16:
    case element::u16:
    case element::f16:
      return 2;
    case element::i32:
    case element::u32:
    case element::f32:
      return 4;
    case element::i64:
    case element::u64:
    case element::f64:
      break;
  }
  return 8;
}

std::size_t array::row_size() const {
  std::size_t size = 1;
  for (std::size_t i = 1; i < shape.size(); ++i) size *= shape[i];
  return size;
}

void array::row(std::size_t i, std::span<float> out) const {
  convert_row(*this, i, out);
}

void array::row(std::size_t i, std::span<double> out) const {
  convert_row(*this, i, out);
}

std::string shape_text(std::span<const std::size_t> shape) {
  std::string text;
  for (std::size_t n : shape) text += (text.empty() ? "" : " x ") + std::to_string(n);
  return text;
}

}  // namespace kenyon
