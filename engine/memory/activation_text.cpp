#include <kenyon/memory/activation_text.hpp>

#include <algorithm>
#include <array>
#include <charconv>

#include <kenyon/base/error.hpp>
#include <kenyon/base/suggest.hpp>

namespace kenyon {
namespace {

// In the order of `activation`.
constexpr std::array<std::string_view, 5> names{"natural", "all-cue", "fixed=T", "k-winners",
                                                "module-winners"};
constexpr std::string_view fixed_prefix = "fixed=";

std::uint32_t read_threshold(std::string_view text) {
  std::uint32_t threshold = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), threshold);
  if (code != std::errc() || end != text.data() + text.size() || threshold < 1 ||
      threshold > max_cue_units)
    throw error(fault::usage, "activation fixed: \"" + std::string(text) +
                                  "\" is not a whole number from 1 to " +
                                  std::to_string(max_cue_units));
  return threshold;
}

}  // namespace

std::string activation_text(const recall_options& options) {
  if (options.how == activation::fixed)
    return std::string(fixed_prefix) + std::to_string(options.threshold);
  return std::string(names[static_cast<std::size_t>(options.how)]);
}

void read_activation(std::string_view text, recall_options& options) {
  if (text.starts_with(fixed_prefix)) {
    options.threshold = read_threshold(text.substr(fixed_prefix.size()));
    options.how = activation::fixed;
    return;
  }
  const auto* found = std::find(names.begin(), names.end(), text);
  if (found == names.end() || text == names[static_cast<std::size_t>(activation::fixed)])
    throw error(fault::usage,
                "unknown activation \"" + std::string(text) + "\"" + suggest_name(text, names));
  options.how = static_cast<activation>(found - names.begin());
}

}  // namespace kenyon
