#include <kenyon/pattern/layout.hpp>

#include <charconv>
#include <cmath>
#include <optional>

#include <kenyon/base/error.hpp>

namespace kenyon {
namespace {

// std::lgamma writes a global sign: a race between threads.
double log_gamma(double x) {
  int sign = 0;
  return ::lgamma_r(x, &sign);
}

std::optional<std::uint32_t> number(std::string_view digits) {
  std::uint32_t value = 0;
  const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (code != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

[[noreturn]] void refuse(const std::string& shape, const std::string& why) {
  throw error(fault::usage, "layout " + shape + ": " + why);
}

}  // namespace

layout layout::flat(std::uint32_t units, std::uint32_t active) {
  const layout made(units, active, 0);
  if (units < 1 || units > max_units)
    refuse(made.text(), "units must be 1 to " + std::to_string(max_units));
  if (active < 1) refuse(made.text(), "at least one unit must be active");
  if (active > units)
    refuse(made.text(), "cannot have " + std::to_string(active) + " active of " +
                            std::to_string(units) + " units");
  return made;
}

layout layout::modular(std::uint32_t modules, std::uint32_t module_units) {
  const std::uint64_t units = std::uint64_t{modules} * module_units;
  const std::string shape = std::to_string(modules) + "x" + std::to_string(module_units);
  if (modules < 1) refuse(shape, "needs at least one module");
  if (module_units < 2) refuse(shape, "a module needs at least two units");
  if (units > max_units) refuse(shape, "units must be at most " + std::to_string(max_units));
  return layout(static_cast<std::uint32_t>(units), modules, module_units);
}

layout layout::parse(std::string_view text) {
  const std::size_t at = text.find_first_of("/x");
  if (at != std::string_view::npos) {
    const auto first = number(text.substr(0, at));
    const auto second = number(text.substr(at + 1));
    if (first && second) return text[at] == '/' ? flat(*first, *second) : modular(*first, *second);
  }
  throw error(fault::usage, "layout \"" + std::string(text) +
                                "\": expected N/K (flat, as 1024/32) or HxM (modular, as 32x32)");
}

std::string layout::text() const {
  return is_modular() ? std::to_string(active_) + "x" + std::to_string(module_units_)
                      : std::to_string(units_) + "/" + std::to_string(active_);
}

double layout::pattern_bits() const {
  if (is_modular()) return active_ * std::log2(static_cast<double>(module_units_));
  const double n = units_;
  const double k = active_;
  return (log_gamma(n + 1) - log_gamma(k + 1) - log_gamma(n - k + 1)) / std::log(2.0);
}

}  // namespace kenyon
