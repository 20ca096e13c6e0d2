#include "graph/file/reading.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include <kenyon/base/available_memory.hpp>

#include "base/text.hpp"

namespace kenyon {
namespace {

constexpr std::size_t longest_name = 64;

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= longest_name &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_' || c == '-';
         });
}

}  // namespace

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

void reading::check_name(const std::string& name, const char* noun, place at) const {
  if (!is_name(name))
    fail(at, std::string(noun) + " " + quoted(name) + ": names are up to " +
                 std::to_string(longest_name) + " letters, digits, _ and -");
}

area_reference reading::reference(std::string_view text, const std::string& whose, place at) const {
  area_reference made{std::string(text.substr(0, text.find('['))), 0};
  if (made.area.size() == text.size()) return made;
  std::string_view shift = text.substr(made.area.size() + 1);
  const bool closed = shift.ends_with(']');
  if (closed) shift.remove_suffix(1);
  if (shift.starts_with('+')) shift.remove_prefix(1);
  const char* const end = shift.data() + shift.size();
  const auto [stop, bad] = std::from_chars(shift.data(), end, made.shift);
  if (!closed || bad != std::errc{} || stop != end)
    fail(at, whose + ": an area as NAME or NAME[SHIFT] expected, " + quoted(text) + " given");
  return made;
}

const area_description* reading::find_area(std::string_view name) const {
  const auto found = areas.find(name);
  return found == areas.end() ? nullptr : &out.areas[found->second];
}

const alphabet_description* reading::alphabet_of(std::string_view area) const {
  const area_description* const a = find_area(area);
  if (!a) return nullptr;
  const auto found = alphabets.find(a->alphabet);
  return found == alphabets.end() ? nullptr : &out.alphabets[found->second];
}

bool reading::is_symbol(std::string_view area, const std::string& text) {
  const alphabet_description* const alphabet = alphabet_of(area);
  if (!alphabet) return false;
  const symbol_index& index = indexes.try_emplace(alphabet->name, *alphabet).first->second;
  return index.find(text).has_value() || captured.count({alphabet->name, text}) != 0;
}

std::string reading::path_of(const std::string& file) const {
  return file.starts_with('/') ? file : folder + file;
}

void keep_places(places& at, std::string_view field, const toml_value& v) {
  at.fields.push_back({field, places::whole, v.at});
  for (std::size_t i = 0; i < v.items.size(); ++i) at.fields.push_back({field, i, v.items[i].at});
}

double finite_number(const reading& in, const toml_value& v, const std::string& whose) {
  const bool is_number = v.is(toml_value::kind::whole) || v.is(toml_value::kind::number);
  if (!is_number || !std::isfinite(v.number))
    in.fail(v.at, whose + ": a number expected, " + shown(v) + " given");
  return v.number;
}

}  // namespace kenyon
