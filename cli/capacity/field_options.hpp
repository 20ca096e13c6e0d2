// Options made of the fields() of a task that name one.
#pragma once
#include <algorithm>
#include <sstream>
#include <string_view>
#include <type_traits>
#include <vector>

#include <kenyon/experiment/fields.hpp>

#include "cli/terminal/options.hpp"

namespace kenyon::cli {

template <class Task>
std::vector<std::string_view> options_of() {
  std::vector<std::string_view> names;
  const auto add = [&](const field& f, const auto&) {
    if (*f.option.name) names.emplace_back(f.option.name);
  };
  const Task task;
  fields(add, task);
  return names;
}

// The options that a task has and another has not.
template <class Task, class Other>
std::vector<std::string_view> options_without() {
  const auto others = options_of<Other>();
  auto names = options_of<Task>();
  std::erase_if(names, [&](std::string_view name) {
    return std::find(others.begin(), others.end(), name) != others.end();
  });
  return names;
}

// Those named, with the help of their fields; numbers show their defaults.
template <class Task>
void add_field_options(const std::vector<std::string_view>& names, po::options_description& page) {
  const auto add = [&](const field& f, const auto& value) {
    if (std::find(names.begin(), names.end(), f.option.name) == names.end()) return;
    using type = std::remove_cvref_t<decltype(value)>;
    if constexpr (std::is_same_v<type, bool>) {
      page.add_options()(f.option.name, f.option.help);
    } else if constexpr (std::is_arithmetic_v<type>) {
      std::ostringstream preset;
      preset << value;
      page.add_options()(f.option.name, text(f.option.value, preset.str().c_str()), f.option.help);
    } else {
      page.add_options()(f.option.name, text(f.option.value), f.option.help);
    }
  };
  const Task task;
  fields(add, task);
}

// Into the fields that have an option: flags are as given or not, other values stay as they are
// where none was given. Throws error{usage}.
template <class Task>
void read_field_options(const po::variables_map& values, Task& task) {
  const auto read = [&](const field& f, auto& value) {
    if (!*f.option.name) return;
    using type = std::remove_cvref_t<decltype(value)>;
    if constexpr (std::is_same_v<type, bool>)
      value = is_given(values, f.option.name);
    else if (!is_given(values, f.option.name))
      return;
    else if constexpr (std::is_integral_v<type>)
      value = static_cast<type>(number_option(values, f.option.name,
                                              static_cast<std::uint64_t>(f.range.low),
                                              static_cast<std::uint64_t>(f.range.high)));
    else if constexpr (std::is_floating_point_v<type>)
      value = real_option(values, f.option.name, f.range.low, f.range.high);
    else if constexpr (written_as_text<type>)
      read_text(text_option(values, f.option.name), value);
  };
  fields(read, task);
}

}  // namespace kenyon::cli
