// The ranges of fields(), checked.
#pragma once
#include <type_traits>

#include <kenyon/experiment/fields.hpp>

namespace kenyon {

// Throws error{usage}: "decay: is a share from 0 to below 1".
[[noreturn]] void refuse_range(const field& f);

template <class T>
void check_ranges(const T& object) {
  const auto check = [](const field& f, const auto& value) {
    if constexpr (std::is_arithmetic_v<std::remove_cvref_t<decltype(value)>>) {
      const auto number = static_cast<double>(value);
      const field_range& range = f.range;
      const bool is_below_end = range.below ? number < range.high : number <= range.high;
      if (!(number >= range.low && is_below_end)) refuse_range(f);
    }
  };
  fields(check, object);
}

}  // namespace kenyon
