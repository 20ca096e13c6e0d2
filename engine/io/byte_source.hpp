// The bytes of a plain or gzip file, decoded as they are asked for: a gzip bomb costs what its
// reader is willing to take and no more.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace kenyon {

class byte_source {
 public:
  explicit byte_source(const std::string& path);  // throws error{io}
  ~byte_source();
  byte_source(const byte_source&) = delete;
  byte_source& operator=(const byte_source&) = delete;

  // Fills `out` from its start; returns fewer than out.size() bytes only at the end.
  std::size_t read(std::span<std::byte> out);

  const std::string& path() const;

  // Size of a plain regular file, 0 where it cannot be known before the end is reached.
  std::uint64_t size_hint() const;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

// Appends bytes to `out` until it holds `most` of them or the source ends. Memory grows with what
// was really read.
void append(byte_source& from, std::vector<std::byte>& out, std::uint64_t most);

// Reads on from a source, for a line_source; throws error{bad_input} once more than `most` bytes
// were decoded. The source must outlive it.
std::function<std::size_t(std::span<char>)> limited_text(byte_source& from, std::uint64_t most);

}  // namespace kenyon
