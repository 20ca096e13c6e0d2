#include <kenyon/encoder/text.hpp>

#include <algorithm>

#include <kenyon/base/error.hpp>
#include <kenyon/pattern/random.hpp>

#include "base/text.hpp"
#include "encoder/feature_hash.hpp"

namespace kenyon {
namespace {

// Marks a word's ends in n-grams, and tells n-grams from words: no word holds them.
constexpr char before_word = '<';
constexpr char behind_word = '>';
constexpr char of_grams = '#';

std::size_t character_at(std::string_view text, std::size_t at) {
  if (static_cast<unsigned char>(text[at]) < 0x80) return 1;
  // Control characters are characters here: U+0080 to U+009F beside those of one byte.
  const bool control = text[at] == '\xc2' && at + 1 < text.size() &&
                       (static_cast<unsigned char>(text[at + 1]) & 0xe0) == 0x80;
  return control ? 2 : character_bytes(text.substr(at));
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
    const std::size_t bytes = character_at(text, at);
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
  for (std::size_t at = 0; at < marked.size(); at += character_at(marked, at)) begins.push_back(at);
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

// Leaves the lowest bid of each place (a module, or a unit of a flat layout), of as many places as
// are active; whatever bids come later, these are all that can still win.
void keep_lowest(const layout& in, std::vector<bid>& bids) {
  std::sort(bids.begin(), bids.end());
  std::vector<char> taken(in.is_modular() ? in.modules() : in.units());
  std::size_t kept = 0;
  for (const bid b : bids) {
    if (kept == in.active()) break;
    char& place = taken[in.is_modular() ? b.of / in.module_units() : b.of];
    if (!place) bids[kept++] = b;
    place = 1;
  }
  bids.resize(kept);
}

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
  const std::size_t most_bids = 256 * output_.active();  // a long text does not need more memory
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
    if (bids.size() >= most_bids) keep_lowest(output_, bids);
  }
  keep_lowest(output_, bids);
  out.clear();
  for (const bid& b : bids) out.push_back(b.of);
  std::sort(out.begin(), out.end());
}

}  // namespace kenyon
