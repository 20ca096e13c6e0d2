#include <kenyon/base/level.hpp>

#include <stdexcept>

#include <kenyon/base/error.hpp>

#include "base/active_kernels.hpp"
#include "kernels/cpu.hpp"

namespace kenyon {

std::vector<std::string_view> available_levels() {
  std::vector<std::string_view> names;
  for (kernels::level l : kernels::available_levels()) names.push_back(kernels::name(l));
  return names;
}

const kernels::kernel_table& active_kernels() try {
  return kernels::active();
} catch (const std::invalid_argument& e) {
  throw error(fault::usage, e.what());
}

std::string_view active_level() {
  return kernels::name(active_kernels().which);
}

void force_level(std::string_view name) try {
  kernels::force(name);
} catch (const std::invalid_argument& e) {
  throw error(fault::usage, e.what());
}

std::string cpu_name() {
  return kernels::cpu_name();
}

std::string_view version() {
  return KENYON_VERSION;
}

}  // namespace kenyon
