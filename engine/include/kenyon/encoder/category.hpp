// Names without an order. Two ways:
//   category               the K units (one a module) that the random numbers of (seed, XXH3 of the
//                          string) draw. Two strings share units by chance alone: K*K/N in a flat
//                          layout, H/M in a modular one. No list is needed.
//   category:of=red|green  the listed strings have units of their own, K of them the i-th string
//                          (unit i of every module), and share none.
// The empty string is a missing value: its code is empty. Strings are compared byte by byte.
#pragma once
#include <kenyon/encoder/encoder.hpp>

namespace kenyon {

class category_encoder final : public text_encoder {
 public:
  // Throws error{usage} for a list with an empty or repeated string, or for which there are too few
  // units.
  category_encoder(const encoder_spec& spec, const layout& out, std::uint64_t seed);

  const encoder_spec& spec() const override { return spec_; }
  const layout& output() const override { return output_; }
  // Throws error{bad_input} for a string that is not listed.
  void encode(std::string_view input, pattern& out) const override;

  const std::vector<std::string>& listed() const { return listed_; }
  // The place in `among` of the string whose code shares most units with this one; the first of
  // several, among.size() where none shares any.
  std::size_t decode(pattern_view code, std::span<const std::string> among) const;

 private:
  encoder_spec spec_;
  layout output_;
  std::uint64_t seed_;
  std::vector<std::string> listed_;
};

}  // namespace kenyon
