// Texts by what they are made of: words and, if wanted, character n-grams. Texts share units in
// proportion to the features they share; the order of the words does not count.
//
// Features: every different word (words=on), and of every word, a mark put before and behind it,
// every run of `grams` characters (grams=3: <he hel ell llo lo>; a word too short gives one run; 0:
// none). A word is a run of ASCII letters, ASCII digits and all characters beyond ASCII; ASCII
// letters count as small ones. Text is UTF-8; other bytes, and control characters
// beyond ASCII, are refused.
//
// Rule: each feature draws K units (one a module) and a priority for each from the random numbers
// of (seed, XXH3 of the feature). Of all features' units those K with the lowest priorities are
// active (in each module the one with the lowest); ties go to the lower unit. This is min-hashing
// (Broder 1997): with J = shared features / all features of two texts, a module agrees with chance
// J + (1-J)/M; flat codes share at most about 2J/(1+J) of their units, less where K is small or one
// text has more features. Counting how many features ask for a unit instead would prefer the units
// on which features happen to collide, and those say least about a text.
//
// A text without a feature (empty, or punctuation alone) has an empty code.
#pragma once
#include <kenyon/encoder/encoder.hpp>

namespace kenyon {

class words_encoder final : public text_encoder {
 public:
  // Throws error{usage} where neither words nor n-grams are asked for.
  words_encoder(const encoder_spec& spec, const layout& out, std::uint64_t seed);

  const encoder_spec& spec() const override { return spec_; }
  const layout& output() const override { return output_; }
  // Throws error{bad_input} for bytes that are not UTF-8.
  void encode(std::string_view input, pattern& out) const override;

  // The features of a text, each once, in the order of their bytes.
  std::vector<std::string> features(std::string_view input) const;

 private:
  encoder_spec spec_;
  layout output_;
  std::uint64_t seed_;
};

}  // namespace kenyon
