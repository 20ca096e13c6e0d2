// Encoders by name: "brightest", "projection:density=0.05", "scalar:min=-20,max=40".
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include <kenyon/encoder/encoder.hpp>

namespace kenyon {

struct encoder_kind {
  std::string_view name;
  std::string_view summary;  // one line: what it is and whose
  std::span<const spec_parameter> parameters;
  bool unit_is_input = false;  // unit i stands for input i: codes are pictures already

  // Of numbers; null for an encoder of text. `bytes` is what its tables take; null: nothing.
  std::unique_ptr<encoder> (*make)(const encoder_spec&, std::size_t inputs, const layout& out,
                                   std::uint64_t seed) = nullptr;
  std::uint64_t (*bytes)(const encoder_spec&, std::size_t inputs, const layout& out) = nullptr;
  // Of text; null for an encoder of numbers.
  std::unique_ptr<text_encoder> (*make_text)(const encoder_spec&, const layout& out,
                                             std::uint64_t seed) = nullptr;

  bool takes_text() const { return make_text != nullptr; }
};
std::span<const encoder_kind> encoder_kinds();
const encoder_kind& kind_of(const encoder_spec& spec);

// A list, as split_specs() divides it.
std::vector<encoder_spec> parse_encoders(std::string_view list);

// Throw error{usage} when the layout does not suit the encoder, or when it takes text and numbers
// are asked for, or the other way round; error{resources} when its tables do not fit into memory.
std::unique_ptr<encoder> make_encoder(const encoder_spec& spec, std::size_t inputs,
                                      const layout& out, std::uint64_t seed);
std::unique_ptr<text_encoder> make_text_encoder(const encoder_spec& spec, const layout& out,
                                                std::uint64_t seed);

// Bytes that make_encoder allocates for its tables.
std::uint64_t encoder_bytes(const encoder_spec& spec, std::size_t inputs, const layout& out);

}  // namespace kenyon
