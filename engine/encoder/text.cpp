#include <kenyon/encoder/text.hpp>

#include <algorithm>

#include <kenyon/error.hpp>
#include <kenyon/pattern/random.hpp>

#include "encoder/feature_hash.hpp"

namespace kenyon {
namespace {

// Marks a word's ends in n-grams, and tells n-grams from words: no word holds them.
constexpr char before_word = '<';
constexpr char behind_word = '>';
constexpr char of_grams = '#';

// Bytes of the character at `at`, 0 where there is none: RFC 3629, so no overlong forms, no
// surrogates, nothing above U+10FFFF.
std::size_t character_bytes(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0;
  };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return follows(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    if (lead == 0xE0 && byte(1) < 0xA0) return 0;
    if (lead == 0xED && byte(1) > 0x9F) return 0;
    return follows(1) && follows(2) ? 3 : 0;
  }
  if (lead < 0xF0 || lead > 0xF4) return 0;
  if (lead == 0xF0 && byte(1) < 0x90) return 0;
  if (lead == 0xF4 && byte(1) > 0x8F) return 0;
  return follows(1) && follows(2) && follows(3) ? 4 : 0;
}

bool in_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}

char small(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words(1);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t bytes = character_bytes(text, at);
    if (bytes == 0)
      throw error(fault::bad_input, "byte " + std::to_string(at + 1) + " is not UTF-8");
    if (in_word(text[at]))
      for (std::size_t i = 0; i < bytes; ++i) words.back() += small(text[at + i]);
    else if (!words.back().empty())
      words.emplace_back();
    at += bytes;
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

void add_grams(const std::string& word, std::size_t length, std::vector<std::string>& features) {
  const std::string marked = before_word + word + behind_word;
  std::vector<std::size_t> begins;
  for (std::size_t at = 0; at < marked.size(); at += character_bytes(marked, at))
    begins.push_back(at);
  begins.push_back(marked.size());
  const std::size_t characters = begins.size() - 1;
  const std::size_t runs = characters < length ? 1 : characters - length + 1;
  for (std::size_t i = 0; i < runs; ++i)
    features.push_back(
        of_grams + marked.substr(begins[i], begins[std::min(i + length, characters)] - begins[i]));
}

struct bid {
  std::uint64_t priority;
  unit of;
  bool operator<(const bid& other) const {
    return priority != other.priority ? priority < other.priority : of < other.of;
  }
};

}  // namespace

words_encoder::words_encoder(const encoder_spec& spec, const layout& out, std::uint64_t seed)
    : spec_(spec), output_(out), seed_(seed) {
  if (spec.get("words") == 0 && spec.get("grams") == 0)
    throw error(fault::usage, "encoder " + spec.text() + ": neither words nor n-grams");
}

std::vector<std::string> words_encoder::features(std::string_view input) const {
  const auto grams = static_cast<std::size_t>(spec_.get("grams"));
  std::vector<std::string> found;
  for (const std::string& word : words_of(input)) {
    if (spec_.get("words") == 1) found.push_back(word);
    if (grams > 0) add_grams(word, grams, found);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

void words_encoder::encode(std::string_view input, pattern& out) const {
  std::vector<bid> bids;
  pattern drawn(output_.active());
  for (const std::string& feature : features(input)) {
    const std::uint64_t hash = feature_hash(feature);
    random_pattern(output_, seed_, stream::features, hash, drawn);
    random_sequence priorities(seed_, stream::priorities, hash);
    for (unit u : drawn) {
      const std::uint64_t high = priorities.next();
      bids.push_back({high << 32 | priorities.next(), u});
    }
  }
  out.clear();
  std::sort(bids.begin(), bids.end());
  std::vector<char> taken(output_.is_modular() ? output_.modules() : output_.units());
  for (const bid& b : bids) {
    if (out.size() == output_.active()) break;
    char& place = taken[output_.is_modular() ? b.of / output_.module_units() : b.of];
    if (!place) out.push_back(b.of);
    place = 1;
  }
  std::sort(out.begin(), out.end());
}

}  // namespace kenyon
