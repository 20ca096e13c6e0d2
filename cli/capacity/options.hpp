// What `kenyon capacity` was asked: the plan, and which part of it.
#pragma once
#include <string>

#include <kenyon/experiment/plan.hpp>

#include "cli/terminal/outputs.hpp"

namespace kenyon::cli {

struct shard {
  std::size_t index = 1;  // 1 .. count
  std::size_t count = 1;
};

struct capacity_request {
  plan what;
  std::string resume;  // journal to go on with, or ""
  shard part;
};

option_page capacity_page();
// Throws error{usage}.
capacity_request read_capacity_options(const option_values& values);

}  // namespace kenyon::cli
