// A short list of named facts for people: names to the left, values beside them.
#pragma once
#include <cstdint>
#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

namespace kenyon::cli {

class facts {
 public:
  void add(std::string name, std::string value) {
    rows_.emplace_back(std::move(name), std::move(value));
  }
  void print(std::ostream& out) const;

 private:
  std::vector<std::pair<std::string, std::string>> rows_;
};

std::string bytes_text(std::uint64_t bytes);                      // "8.5 MiB"
std::string percent(double share);                                // "99.1 %"
std::string share_text(std::uint64_t part, std::uint64_t whole);  // "991 of 1000 (99.1 %)"

}  // namespace kenyon::cli
