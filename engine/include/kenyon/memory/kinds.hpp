// The kinds of memory, by name: "bcpnn", "bayes:p10=0.05", "sdm:locations=100000,radius=451".
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <kenyon/base/spec.hpp>
#include <kenyon/pattern/layout.hpp>

namespace kenyon {

class weights;

// Of one of memory_kinds(). See kenyon/spec.hpp for its text and its errors.
class memory_spec : public spec {
 public:
  memory_spec() : memory_spec("willshaw") {}
  memory_spec(std::string_view text);
  memory_spec(const char* text) : memory_spec(std::string_view(text)) {}
  memory_spec(const std::string& text) : memory_spec(std::string_view(text)) {}
  static memory_spec parse(std::string_view text) { return memory_spec(text); }

  friend bool operator==(const memory_spec&, const memory_spec&) = default;
};

// A list, as split_specs() divides it.
std::vector<memory_spec> parse_memories(std::string_view list);

// What is stored: patterns of one layout that complete themselves, or pairs.
struct memory_shape {
  layout cues;
  layout answers;
  bool is_auto = true;

  static memory_shape of_patterns(const layout& both) { return {both, both, true}; }
  static memory_shape of_pairs(const layout& cues, const layout& answers) {
    return {cues, answers, false};
  }
  friend bool operator==(const memory_shape&, const memory_shape&) = default;
};

// What a memory takes when empty and the weights it can set, without making one; and what every
// pattern adds at most, give or take the room it grows by.
struct memory_size {
  std::uint64_t footprint_bytes = 0;
  double free_weights = 0;
  std::uint64_t bytes_per_pattern = 0;
};

struct memory_kind {
  std::string_view name;
  std::string_view summary;  // one line: what it is and whose
  std::span<const spec_parameter> parameters;
  std::unique_ptr<weights> (*make)(const memory_spec&, const memory_shape&);
  memory_size (*size)(const memory_spec&, const memory_shape&);
};
std::span<const memory_kind> memory_kinds();

// Throws error{usage} for a shape that the kind does not take.
memory_size size_of_memory(const memory_spec& spec, const memory_shape& shape);

}  // namespace kenyon
