// Named blocks of bytes: how learned state is kept and given back. What stores them is somebody
// else's: a memory file (store/block_file.hpp), or a map of strings.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace kenyon {

class block_sink {
 public:
  virtual ~block_sink() = default;
  // Keeps a copy of the bytes. Each name once: 1 to 255 bytes of UTF-8 without control characters.
  virtual void block(std::string_view name, std::span<const std::byte> bytes) = 0;
};

class block_source {
 public:
  virtual ~block_source() = default;
  virtual bool has(std::string_view name) const = 0;
  // Bytes that are really there. Throws error{bad_input} for a block that is absent.
  virtual std::uint64_t size(std::string_view name) const = 0;
  // Fills `out` exactly; throws error{bad_input} for an absent block, another size or damage.
  virtual void read(std::string_view name, std::span<std::byte> out) const = 0;
};

}  // namespace kenyon
