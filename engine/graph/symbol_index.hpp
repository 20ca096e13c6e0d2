// Private: which symbol of an alphabet a text stands for.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <kenyon/graph/description.hpp>

namespace kenyon {

// The number that a text says, all of it; finite.
std::optional<double> number_in(std::string_view text);

// The shortest text that says the number again, without '+'.
std::string text_of_number(double number);

// Keeps no symbols of its own: the alphabet must stay as it is, though it may move.
class symbol_index {
 public:
  explicit symbol_index(const alphabet_description& of);

  // The symbol of this name. Where the symbols stand for numbers and none has the name: of the
  // nearest number, the lower of two, if the text is a number within their range.
  std::optional<std::size_t> find(std::string_view text) const;

  // A symbol that is there twice; none.
  std::optional<std::size_t> repeated() const;

 private:
  std::optional<std::size_t> nearest(double number) const;

  const std::string* symbols_;
  const double* values_;
  std::vector<std::uint32_t> by_name_;
  std::vector<std::uint32_t> by_value_;
};

}  // namespace kenyon
