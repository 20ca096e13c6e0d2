#include "graph/file/reading.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <kenyon/base/available_memory.hpp>

#include "base/text.hpp"
#include "graph/network.hpp"

namespace kenyon {
namespace {

constexpr std::size_t longest_name = 64;
constexpr std::int64_t farthest_shift = std::int64_t{1} << 24;

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= longest_name &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_' || c == '-';
         });
}

}  // namespace

void reading::fail(place at, const std::string& sentence) const {
  throw error(fault::bad_input, one_line(place_text(out.file, at) + sentence));
}

void reading::take_symbols(std::uint64_t count, place at) {
  if (count > limits.max_symbols - symbols_taken)
    fail(at, "a graph file has at most " + std::to_string(limits.max_symbols) +
                 " symbols, in alphabets, tables and phases together");
  constexpr std::uint64_t many = 1 << 16, bytes_of_symbol = 2 * sizeof(std::string);
  if (count >= many) require_memory(count * bytes_of_symbol, "the symbols of a graph file");
  symbols_taken += count;
}

void reading::take_units(std::uint64_t count, place at) {
  if (count > limits.max_units - units_taken)
    fail(at, "the patterns of a graph file have at most " + std::to_string(limits.max_units) +
                 " units together: active ones, and all of what is encoded");
  units_taken += count;
}

void reading::enter(name_table& in, const std::string& name, const char* noun, place at) {
  if (!is_name(name))
    fail(at,
         std::string(noun) + " " + quoted(name) + ": names are up to 64 letters, digits, _ and -");
  if (!in.emplace(name, in.size()).second)
    fail(at, std::string(noun) + " " + quoted(name) + " is there twice");
}

std::size_t reading::find(const name_table& in, std::string_view name, const char* noun,
                          const std::string& whose, place at) const {
  if (const auto found = in.find(name); found != in.end()) return found->second;
  std::vector<std::string_view> names;
  for (const auto& [known, number] : in) names.emplace_back(known);
  fail(at, whose + ": unknown " + noun + " " + quoted(name) + suggestion(name, names));
}

area_reference reading::reference(std::string_view text, const std::string& whose, place at) const {
  area_reference made{std::string(text.substr(0, text.find('['))), 0};
  if (made.area.size() < text.size()) {
    std::string_view shift = text.substr(made.area.size() + 1);
    const bool closed = !shift.empty() && shift.back() == ']';
    if (closed) shift.remove_suffix(1);
    if (shift.starts_with('+')) shift.remove_prefix(1);
    const char* const end = shift.data() + shift.size();
    const auto [stop, bad] = std::from_chars(shift.data(), end, made.shift);
    if (!closed || bad != std::errc{} || stop != end || made.shift > farthest_shift ||
        made.shift < -farthest_shift)
      fail(at, whose + ": an area as NAME or NAME[SHIFT] expected, " + quoted(text) + " given");
  }
  find(areas, made.area, "area", whose, at);
  return made;
}

bool reading::is_symbol(std::size_t area, std::string_view text) const {
  const std::string& name = out.areas[area].alphabet;
  if (name.empty()) return false;
  const std::size_t alphabet = alphabets.find(name)->second;
  return symbols[alphabet].find(text).has_value() ||
         captured[alphabet].count(std::string(text)) != 0;
}

void reading::check_symbol(std::size_t area, std::string_view text, const std::string& whose,
                           place at) const {
  if (text.empty()) return;
  const area_description& a = out.areas[area];
  if (a.alphabet.empty())
    fail(at, whose + ": area " + quoted(a.name) + " has no alphabet that " + quoted(text) +
                 " could be of");
  if (is_symbol(area, text)) return;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('+', begin), text.size());
    const std::string_view one = text.substr(begin, end - begin);
    if (!is_symbol(area, one)) {
      const std::size_t alphabet = alphabets.find(a.alphabet)->second;
      std::vector<std::string_view> names(captured[alphabet].begin(), captured[alphabet].end());
      const auto& known = out.alphabets[alphabet].symbols;
      names.insert(names.end(), known.begin(), known.end());
      fail(at, whose + ": unknown symbol " + quoted(one) + " of alphabet " + quoted(a.alphabet) +
                   suggestion(one, names));
    }
    begin = end + 1;
  }
}

std::string reading::path_of(const std::string& file) const {
  return file.starts_with('/') ? file : folder + file;
}

const toml_value* section(const reading& in, const toml_value& root, const char* name) {
  const toml_value* found = root.find(name);
  if (found && !found->is(toml_value::kind::table))
    in.fail(found->at, std::string(name) + ": tables [" + name + ".NAME] expected, " +
                           shown(*found) + " given");
  return found;
}

}  // namespace kenyon
