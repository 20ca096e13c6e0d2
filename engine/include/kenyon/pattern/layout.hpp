// The shape of a code.
//   N/K  flat:    exactly K of N units are active
//   HxM  modular: H modules of M units, one active in each (K = H, N = H*M)
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace kenyon {

// Most units a layout may have.
inline constexpr std::uint32_t max_units = 1u << 24;

class layout {
 public:
  layout() = default;

  // K of N units; throws error{usage} unless 1 <= active <= units <= max_units.
  static layout flat(std::uint32_t units, std::uint32_t active);

  // `modules` modules of `module_units` units; throws error{usage} unless modules >= 1,
  // module_units >= 2 and modules*module_units <= max_units.
  static layout modular(std::uint32_t modules, std::uint32_t module_units);

  // Reads "1024/32" or "32x32"; throws error{usage} naming the text and what was expected.
  static layout parse(std::string_view text);

  std::uint32_t units() const { return units_; }    // N
  std::uint32_t active() const { return active_; }  // K
  bool is_modular() const { return module_units_ != 0; }
  std::uint32_t modules() const { return is_modular() ? active_ : 0; }  // H, 0 when flat
  std::uint32_t module_units() const { return module_units_; }          // M, 0 when flat

  std::string text() const;

  // Entropy of one random pattern in bits: log2 C(N, K), or H log2 M.
  double pattern_bits() const;

  friend bool operator==(const layout&, const layout&) = default;

 private:
  layout(std::uint32_t units, std::uint32_t active, std::uint32_t module_units)
      : units_(units), active_(active), module_units_(module_units) {}
  std::uint32_t units_ = 0;
  std::uint32_t active_ = 0;
  std::uint32_t module_units_ = 0;
};

}  // namespace kenyon
