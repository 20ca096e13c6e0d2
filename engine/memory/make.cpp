#include <kenyon/memory/make.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <kenyon/error.hpp>
#include <kenyon/suggest.hpp>

namespace kenyon {
namespace {

[[noreturn]] void refuse(const std::string& text, const std::string& why) {
  throw error(fault::usage, "memory \"" + text + "\": " + why);
}

std::size_t find_kind(std::string_view name) {
  const auto kinds = memory_kinds();
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (kinds[i].name == name) return i;
    names.push_back(kinds[i].name);
  }
  throw error(fault::usage,
              "unknown memory \"" + std::string(name) + "\"" + suggest_name(name, names));
}

std::size_t find_parameter(const memory_kind& kind, std::string_view name) {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < kind.parameters.size(); ++i) {
    if (kind.parameters[i].name == name) return i;
    names.push_back(kind.parameters[i].name);
  }
  refuse(std::string(kind.name),
         "unknown parameter \"" + std::string(name) + "\"" + suggest_name(name, names));
}

std::string number_text(double value) {
  std::array<char, 32> digits{};
  const auto done = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  return std::string(digits.data(), done.ptr);
}

}  // namespace

memory_spec::memory_spec(std::string_view text) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  kind_ = find_kind(text.substr(0, colon));
  for (const memory_parameter& p : memory_kinds()[kind_].parameters) values_.push_back(p.otherwise);
  for (std::size_t begin = colon + 1; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string_view piece = text.substr(begin, end - begin);
    const std::size_t equals = piece.find('=');
    if (equals == std::string_view::npos)
      refuse(std::string(text), "\"" + std::string(piece) + "\" is not NAME=VALUE");
    double value = 0;
    const char* last = piece.data() + piece.size();
    const auto [stop, code] = std::from_chars(piece.data() + equals + 1, last, value);
    if (code != std::errc() || stop != last)
      refuse(std::string(text), "\"" + std::string(piece.substr(equals + 1)) + "\" is no number");
    set(piece.substr(0, equals), value);
    begin = end + 1;
  }
}

std::string_view memory_spec::kind() const {
  return memory_kinds()[kind_].name;
}

std::string memory_spec::text() const {
  std::string made(kind());
  char before = ':';
  const auto parameters = memory_kinds()[kind_].parameters;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (values_[i] == parameters[i].otherwise) continue;
    made += before + std::string(parameters[i].name) + "=" + number_text(values_[i]);
    before = ',';
  }
  return made;
}

double memory_spec::get(std::string_view parameter) const {
  return values_[find_parameter(memory_kinds()[kind_], parameter)];
}

void memory_spec::set(std::string_view parameter, double value) {
  const memory_kind& kind = memory_kinds()[kind_];
  const std::size_t i = find_parameter(kind, parameter);
  const memory_parameter& p = kind.parameters[i];
  if (!(value >= p.low && value <= p.high) || (p.whole && value != std::floor(value)))
    refuse(std::string(kind.name), std::string(p.name) + " is " +
                                       (p.whole ? "a whole number " : "") + "from " +
                                       number_text(p.low) + " to " + number_text(p.high));
  values_[i] = value;
}

std::vector<memory_spec> parse_memories(std::string_view list) {
  std::vector<std::string> texts;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    const std::string piece(list.substr(begin, end - begin));
    const bool goes_on =
        piece.find('=') != std::string::npos && piece.find(':') == std::string::npos;
    if (goes_on && !texts.empty())
      texts.back() += "," + piece;
    else
      texts.push_back(piece);
    begin = end + 1;
  }
  std::vector<memory_spec> specs;
  for (const std::string& text : texts) specs.push_back(memory_spec::parse(text));
  return specs;
}

std::unique_ptr<memory> make_memory(const memory_spec& spec, const memory_shape& shape) {
  return memory_kinds()[find_kind(spec.kind())].make(spec, shape);
}

memory_size size_of_memory(const memory_spec& spec, const memory_shape& shape) {
  return memory_kinds()[find_kind(spec.kind())].size(spec, shape);
}

}  // namespace kenyon
