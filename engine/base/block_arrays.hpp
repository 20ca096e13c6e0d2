// Private: arrays of numbers in blocks, little-endian as this machine has them.
#pragma once
#include <string>
#include <type_traits>
#include <vector>

#include <kenyon/base/blocks.hpp>
#include <kenyon/base/error.hpp>

namespace kenyon {

template <class T>
void write_array(block_sink& to, std::string_view name, std::span<const T> values) {
  static_assert(std::is_trivially_copyable_v<T>);
  to.block(name, std::as_bytes(values));
}
template <class T>
void write_array(block_sink& to, std::string_view name, const std::vector<T>& values) {
  write_array(to, name, std::span<const T>(values));
}
template <class T>
void write_number(block_sink& to, std::string_view name, const T& value) {
  write_array(to, name, std::span<const T>(&value, 1));
}

// Throws error{bad_input} unless the block has exactly as many numbers. Nothing is allocated before
// its size is known to be right.
inline void check_block(const block_source& from, std::string_view name, std::uint64_t bytes) {
  const std::uint64_t found = from.size(name);
  if (found != bytes)
    throw error(fault::bad_input, "block " + std::string(name) + ": expected " +
                                      std::to_string(bytes) + " bytes, found " +
                                      std::to_string(found));
}
template <class T>
void read_array(const block_source& from, std::string_view name, std::span<T> out) {
  static_assert(std::is_trivially_copyable_v<T>);
  check_block(from, name, out.size_bytes());
  from.read(name, std::as_writable_bytes(out));
}
template <class T>
std::vector<T> read_array(const block_source& from, std::string_view name, std::uint64_t count) {
  check_block(from, name, count * sizeof(T));
  std::vector<T> values(count);
  from.read(name, std::as_writable_bytes(std::span(values)));
  return values;
}
// However many there are.
template <class T>
std::vector<T> read_all(const block_source& from, std::string_view name) {
  const std::uint64_t bytes = from.size(name);
  if (bytes % sizeof(T) != 0)
    throw error(fault::bad_input, "block " + std::string(name) + ": expected a multiple of " +
                                      std::to_string(sizeof(T)) + " bytes, found " +
                                      std::to_string(bytes));
  return read_array<T>(from, name, bytes / sizeof(T));
}
template <class T>
T read_number(const block_source& from, std::string_view name) {
  T value;
  read_array(from, name, std::span<T>(&value, 1));
  return value;
}

}  // namespace kenyon
