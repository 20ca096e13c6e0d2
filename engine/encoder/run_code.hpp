// Runs of consecutive units, the code of a number by its place on a line or on a circle.
//
// A layout that several fields share is cut into equal parts, one a field: n units, w of them
// active. In a flat layout local unit v of field f is unit f*n + v. In a modular one a field owns w
// modules, and v is unit v/w of its module v%w: of w consecutive units each module has exactly one.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include <kenyon/base/error.hpp>
#include <kenyon/pattern/pattern.hpp>

namespace kenyon {

struct field_parts {
  layout whole;
  std::uint32_t fields = 1;
  std::uint32_t units = 0;   // n of a field
  std::uint32_t active = 0;  // w of a field

  // Throws error{usage}, beginning with `who`, unless the fields share the layout evenly.
  static field_parts of(const layout& whole, std::size_t fields, const std::string& who) {
    const auto count = static_cast<std::uint32_t>(fields);
    if (fields > whole.active() || whole.active() % count != 0 || whole.units() % count != 0)
      throw error(fault::usage, who + ": " + std::to_string(fields) +
                                    " fields do not share the layout " + whole.text() + " evenly");
    return {whole, count, whole.units() / count, whole.active() / count};
  }

  unit place(std::uint32_t field, std::uint32_t v) const {
    if (!whole.is_modular()) return field * units + v;
    return (field * active + v % active) * whole.module_units() + v / active;
  }

  // Adds w units from `begin` on, past the last one again from 0. The pattern is left unsorted.
  void add_run(std::uint32_t field, std::uint32_t begin, pattern& out) const {
    for (std::uint32_t i = 0; i < active; ++i) out.push_back(place(field, (begin + i) % units));
  }
};

}  // namespace kenyon
