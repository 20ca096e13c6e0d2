// For tests that force levels: the level that was active comes back, also when a REQUIRE fails.
#pragma once
#include <string>

#include <kenyon/base/level.hpp>

class level_guard {
 public:
  level_guard() = default;
  ~level_guard() { kenyon::force_level(before_); }
  level_guard(const level_guard&) = delete;
  level_guard& operator=(const level_guard&) = delete;

 private:
  std::string before_{kenyon::active_level()};
};
