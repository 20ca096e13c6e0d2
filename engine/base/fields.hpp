// Private: the fields of a struct, said once. For a struct S there is
//   template <class Visitor, same_but_const<S> Object> void fields(Visitor&& visit, Object& s)
// which calls visit(name, member, range) for each, in order. What is done with fields (reading,
// writing, comparing, judging) is a visitor, with an overload for each type of member or range.
#pragma once
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace kenyon {

template <class Object, class S>
concept same_but_const = std::same_as<std::remove_const_t<Object>, S>;

// Whatever the member's type can hold.
struct any_value {};

struct whole_range {
  std::int64_t low, high;

  bool holds(std::int64_t n) const { return n >= low && n <= high; }
  std::string words() const {
    return "a whole number from " + std::to_string(low) + " to " + std::to_string(high);
  }
};

struct number_range {
  double low, high;
  std::string_view meaning;  // "a share from 0 to 1"
  bool is_above = false;     // `low` itself is outside

  bool holds(double x) const {  // NaN is nowhere
    return (is_above ? x > low : x >= low) && x <= high;
  }
  std::string words() const { return std::string(meaning); }
};

inline constexpr number_range share_range{0, 1, "a share from 0 to 1"};

}  // namespace kenyon
