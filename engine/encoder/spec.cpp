#include <kenyon/encoder/encoder.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <kenyon/error.hpp>

#include <kenyon/suggest.hpp>

namespace kenyon {
namespace {

using family = encoder_spec::family;

constexpr std::array<std::string_view, 3> families{"brightest", "threshold", "projection"};
constexpr std::array<std::string_view, 1> threshold_keys{"above"};
constexpr std::array<std::string_view, 2> projection_keys{"density", "homeostasis"};

std::string quoted(std::string_view text) {
  return std::string(1, '"').append(text).append(1, '"');
}

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
  throw error(fault::usage, "encoder " + quoted(text) + ": " + why);
}

double parse_number(std::string_view text, std::string_view digits) {
  double value = 0;
  const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (code != std::errc() || end != digits.data() + digits.size() || !std::isfinite(value))
    refuse(text, quoted(digits) + " is not a number");
  return value;
}

family parse_family(std::string_view text, std::string_view name) {
  for (std::size_t i = 0; i < families.size(); ++i)
    if (families[i] == name) return static_cast<family>(i);
  refuse(text, "unknown encoder " + quoted(name) + suggest_name(name, families));
}

std::span<const std::string_view> keys_of(family what) {
  switch (what) {
    case family::threshold:
      return threshold_keys;
    case family::projection:
      return projection_keys;
    case family::brightest:
      break;
  }
  return {};
}

void set_parameter(encoder_spec& spec, std::string_view text, std::string_view parameter) {
  const std::size_t equals = std::min(parameter.find('='), parameter.size());
  const std::string_view key = parameter.substr(0, equals);
  const auto known = keys_of(spec.what);
  if (known.empty())
    refuse(text,
           std::string(families[static_cast<std::size_t>(spec.what)]) + " takes no parameters");
  if (std::find(known.begin(), known.end(), key) == known.end())
    refuse(text, "unknown parameter " + quoted(key) + suggest_name(key, known));
  if (equals == parameter.size()) refuse(text, "expected " + std::string(key) + "=VALUE");
  const std::string_view value = parameter.substr(equals + 1);
  if (key == "homeostasis") {
    if (value != "on" && value != "off") refuse(text, "homeostasis is on or off");
    spec.homeostasis = value == "on";
  } else if (key == "density") {
    spec.density = parse_number(text, value);
    if (!(spec.density > 0 && spec.density <= 1)) refuse(text, "a density is above 0, at most 1");
  } else {
    spec.above = parse_number(text, value);
  }
}

std::string shortest(double value) {
  std::array<char, 32> digits{};
  const auto done = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  return {digits.data(), done.ptr};
}

}  // namespace

encoder_spec encoder_spec::parse(std::string_view text) {
  encoder_spec spec;
  const std::size_t colon = text.find(':');
  spec.what = parse_family(text, text.substr(0, colon));
  if (colon == std::string_view::npos) {
    if (spec.what == family::threshold) refuse(text, "expected threshold:above=T");
    return spec;
  }
  for (std::size_t begin = colon + 1; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    set_parameter(spec, text, text.substr(begin, end - begin));
    begin = end + 1;
  }
  return spec;
}

std::string encoder_spec::text() const {
  switch (what) {
    case family::brightest:
      return "brightest";
    case family::threshold:
      return "threshold:above=" + shortest(above);
    case family::projection:
      break;
  }
  return "projection:density=" + shortest(density) + (homeostasis ? "" : ",homeostasis=off");
}

}  // namespace kenyon
