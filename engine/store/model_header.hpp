// The JSON header of a model file, parsed and checked on its own; sizes are held against the blocks
// elsewhere.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include <kenyon/store/model_file.hpp>

namespace kenyon {

struct model_header {
  struct encoding {
    encoder_spec spec;
    std::size_t inputs = 0;
    std::uint64_t seed = 0;
  };
  memory_spec memory;
  layout shape;
  std::uint64_t stored = 0;
  std::optional<encoding> code;
  bool has_labels = false;
  std::size_t width = 0;
  std::size_t height = 0;
  bool has_fields = false;
  float black = 0;
  float white = 0;
  std::string provenance = "{}";
};

// Throws error{bad_input} or error{usage} (a layout or an encoder that makes no sense).
model_header parse_model_header(const std::string& text);
std::string model_header_text(const model& m);

}  // namespace kenyon
