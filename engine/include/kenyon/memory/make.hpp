// Memories by name: "bcpnn", "bayes:p10=0.05", "sdm:locations=100000,radius=451".
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <kenyon/memory/memory.hpp>

namespace kenyon {

// A number that a kind of memory takes, as NAME=VALUE behind the colon.
struct memory_parameter {
  std::string_view name;
  double otherwise;  // when not given
  double low, high;  // what is accepted, both ends included
  bool whole;        // no fractions
  std::string_view what;
};

// A kind with its parameters. Texts are canonical: parameters in the order of the kind's table,
// those at their default left out.
class memory_spec {
 public:
  memory_spec() : memory_spec("willshaw") {}
  memory_spec(std::string_view text);  // as parse()

  // Throws error{usage} for an unknown kind or parameter (with a suggestion) and for a value that
  // is no number or out of range.
  static memory_spec parse(std::string_view text) { return memory_spec(text); }
  std::string_view kind() const;
  std::string text() const;
  double get(std::string_view parameter) const;
  // Replaces a value; throws as parse() does.
  void set(std::string_view parameter, double value);

  friend bool operator==(const memory_spec&, const memory_spec&) = default;

 private:
  std::size_t kind_ = 0;        // index into memory_kinds()
  std::vector<double> values_;  // one a parameter of the kind
};

// "a,b:x=1,y=2,c" is a, b:x=1,y=2 and c: a piece with '=' and without ':' goes on with the
// parameters of the one before.
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

// What a memory takes when empty and the weights it can set, without making one.
struct memory_size {
  std::uint64_t footprint_bytes = 0;
  double free_weights = 0;
};

struct memory_kind {
  std::string_view name;
  std::string_view summary;  // one line: what it is and whose
  std::span<const memory_parameter> parameters;
  std::unique_ptr<memory> (*make)(const memory_spec&, const memory_shape&);
  memory_size (*size)(const memory_spec&, const memory_shape&);
};
std::span<const memory_kind> memory_kinds();

// Empty memories. Throw error{usage} for a shape that the kind does not take, error{resources} for
// one that does not fit.
std::unique_ptr<memory> make_memory(const memory_spec& spec, const memory_shape& shape);
memory_size size_of_memory(const memory_spec& spec, const memory_shape& shape);

}  // namespace kenyon
