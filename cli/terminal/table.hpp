// Plain tables for people: columns as wide as their content, numbers to the right.
#pragma once
#include <iosfwd>
#include <string>
#include <vector>

namespace kenyon::cli {

class table {
 public:
  explicit table(std::vector<std::string> heads) : rows_{std::move(heads)} {}
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  void print(std::ostream& out) const;  // the first column to the left, the others to the right

 private:
  std::vector<std::vector<std::string>> rows_;
};

// With `digits` significant digits, no exponent for ordinary sizes: 0.00987, 4431, 1.23e-09.
std::string number(double value, int digits = 4);

}  // namespace kenyon::cli
