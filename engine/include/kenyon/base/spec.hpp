// Things by name: "bcpnn", "sdm:locations=100000,radius=451", "projection:homeostasis=off". What
// memory_spec and encoder_spec have in common.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kenyon {

// What a kind takes, as NAME=VALUE behind the colon: a number, one of some words, or a text.
struct spec_parameter {
  std::string_view name;
  double otherwise;  // when not given; NaN: it must be
  double low, high;  // what is accepted, both ends included
  bool whole;        // no fractions
  std::string_view what;
  std::span<const std::string_view> words = {};  // values by name; their places are the numbers
  bool is_text = false;                          // any text without a comma, "" when not given
  std::span<const double> only = {};             // where not empty: no other number
};

// What numbers it takes: "a whole number from 1 to 91", "8 or 16".
std::string range_text(const spec_parameter& p);

struct spec_kind {
  std::string_view name;
  std::span<const spec_parameter> parameters;
};

// The table of kinds that a spec is one of.
struct spec_table {
  std::string_view noun;  // "memory": begins every error sentence
  std::size_t (*kinds)();
  spec_kind (*kind)(std::size_t index);
};

// A kind with its parameters. Texts are canonical: parameters in the order of the kind's table,
// those at their default left out.
class spec {
 public:
  std::size_t index() const { return kind_; }  // of the kind in its table
  std::string_view kind() const { return what().name; }
  std::string text() const;

  double get(std::string_view parameter) const;
  std::string_view get_text(std::string_view parameter) const;
  // Replaces a value; throws as the constructor does.
  void set(std::string_view parameter, double value);

 protected:
  // Throws error{usage} for an unknown kind or parameter (with a suggestion), for a value that is
  // no number, no word or out of range, for one that is missing, and for one given twice.
  spec(const spec_table& table, std::string_view text);
  ~spec() = default;
  spec(const spec&) = default;
  spec& operator=(const spec&) = default;
  friend bool operator==(const spec&, const spec&) = default;

 private:
  struct value {
    double number = 0;
    std::string text;
    friend bool operator==(const value&, const value&) = default;
  };
  spec_kind what() const { return table_->kind(kind_); }
  std::size_t find(std::string_view parameter) const;
  std::size_t read(std::string_view text, std::string_view piece);  // the parameter's number

  const spec_table* table_;
  std::size_t kind_ = 0;
  std::vector<value> values_;  // one a parameter of the kind
};

// "a,b:x=1,y=2,c" is a, b:x=1,y=2 and c: a piece with '=' and without ':' goes on with the
// parameters of the one before.
std::vector<std::string> split_specs(std::string_view list);

}  // namespace kenyon
