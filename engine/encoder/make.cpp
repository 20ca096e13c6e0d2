#include <kenyon/encoder/make.hpp>

#include <string>

#include <kenyon/base/error.hpp>

namespace kenyon {
namespace {

const spec_table encoders{
    "encoder", [] { return encoder_kinds().size(); },
    [](std::size_t i) {
      return spec_kind{encoder_kinds()[i].name, encoder_kinds()[i].parameters};
    }};

[[noreturn]] void refuse(const encoder_spec& spec, const std::string& why) {
  throw error(fault::usage, "encoder " + spec.text() + ": " + why);
}

}  // namespace

encoder_spec::encoder_spec(std::string_view text) : kenyon::spec(encoders, text) {}

const encoder_kind& kind_of(const encoder_spec& spec) {
  return encoder_kinds()[spec.index()];
}

std::vector<encoder_spec> parse_encoders(std::string_view list) {
  std::vector<encoder_spec> specs;
  for (const std::string& text : split_specs(list)) specs.push_back(encoder_spec::parse(text));
  return specs;
}

std::unique_ptr<encoder> make_encoder(const encoder_spec& spec, std::size_t inputs,
                                      const layout& out, std::uint64_t seed) {
  if (inputs < 1 || inputs > max_inputs)
    refuse(spec, "inputs must be 1 to " + std::to_string(max_inputs) + ", found " +
                     std::to_string(inputs));
  if (kind_of(spec).takes_text()) refuse(spec, "takes text, not numbers");
  return kind_of(spec).make(spec, inputs, out, seed);
}

std::unique_ptr<text_encoder> make_text_encoder(const encoder_spec& spec, const layout& out,
                                                std::uint64_t seed) {
  if (!kind_of(spec).takes_text()) refuse(spec, "takes numbers, not text");
  return kind_of(spec).make_text(spec, out, seed);
}

std::uint64_t encoder_bytes(const encoder_spec& spec, std::size_t inputs, const layout& out) {
  const auto bytes = kind_of(spec).bytes;
  return bytes == nullptr ? 0 : bytes(spec, inputs, out);
}

}  // namespace kenyon
