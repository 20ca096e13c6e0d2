// Private: what the readers of a graph file share: the graph in the making, its names, and checked
// access to the members of a table.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <kenyon/base/error.hpp>
#include <kenyon/graph/description.hpp>
#include <kenyon/graph/file.hpp>

#include "graph/file/toml_tree.hpp"
#include "graph/symbol_index.hpp"

namespace kenyon {

// Text from the file, for a sentence: in quotes, short, of one line.
std::string quoted(std::string_view text);
// What a value is: 1.5, "abc", a list.
std::string shown(const toml_value& v);

// suggest_name(), where that is no long search.
std::string suggestion(std::string_view wrong, const std::vector<std::string_view>& names);

// Things of one kind and their numbers in the description, by name.
using name_table = std::map<std::string, std::size_t, std::less<>>;

struct reading {
  graph_description out;
  graph_limits limits;
  std::string folder;  // of the file, "" or with a slash at the end
  name_table alphabets, memories, areas, projections, tables;
  std::vector<symbol_index> symbols;            // of each alphabet
  std::vector<std::set<std::string>> captured;  // for each alphabet, by the phases so far
  std::uint64_t symbols_taken = 0, units_taken = 0;

  [[noreturn]] void fail(place at, const std::string& sentence) const;

  // Counts what is about to be allocated against the limits.
  void take_symbols(std::uint64_t count, place at);
  void take_units(std::uint64_t count, place at);

  // Enters a name; fails where it is no name, or is there already.
  void enter(name_table& in, const std::string& name, const char* noun, place at);
  // The number of a thing; fails with a suggestion. `whose` begins the sentence.
  std::size_t find(const name_table& in, std::string_view name, const char* noun,
                   const std::string& whose, place at) const;

  // "NAME" or "NAME[SHIFT]" of an area that is there.
  area_reference reference(std::string_view text, const std::string& whose, place at) const;

  // Fails unless every symbol of "a+b" is one of the area's; "" is silence.
  void check_symbol(std::size_t area, std::string_view text, const std::string& whose,
                    place at) const;
  bool is_symbol(std::size_t area, std::string_view text) const;  // that alone

  // The name of a file that the graph file names.
  std::string path_of(const std::string& file) const;
};

// The members of one table.
class fields {
 public:
  // `whose` begins every sentence: "area \"cell\"". Fails for a member that is not known.
  fields(const reading& in, const toml_value& from, std::string whose,
         std::initializer_list<std::string_view> known);
  // Any members.
  fields(const reading& in, const toml_value& from, std::string whose);

  const toml_value* find(std::string_view key) const { return from_.find(key); }
  bool has(std::string_view key) const { return find(key) != nullptr; }
  place at(std::string_view key) const;  // of the value; of the table where it has none

  std::string text(std::string_view key, std::string_view otherwise) const;
  std::int64_t whole(std::string_view key, std::int64_t low, std::int64_t high,
                     std::int64_t otherwise) const;
  double share(std::string_view key, double otherwise) const;  // from 0 to 1
  bool truth(std::string_view key, bool otherwise) const;
  std::vector<std::string> texts(std::string_view key) const;  // a text or a list of texts

  // "WHOSE: KEY: EXPECTED expected, GIVEN given" at the value.
  [[noreturn]] void expected(std::string_view key, const std::string& what) const;
  [[noreturn]] void fail(std::string_view key, const std::string& sentence) const;
  const std::string& whose() const { return whose_; }
  std::string of(std::string_view key) const { return whose_ + ": " + std::string(key); }

 private:
  const reading& in_;
  const toml_value& from_;
  std::string whose_;
};

// A symbol as the file may write it: a text, or a number, as it was written.
bool is_symbol_value(const toml_value& v);
std::string symbol_text(const toml_value& v);

// One text a character; nothing where the text is not UTF-8.
std::vector<std::string> characters_of(std::string_view text);

// Runs `make`; what the library refuses is said of this place.
template <class F>
auto said_at(const reading& in, const std::string& whose, place at, F make) {
  try {
    return make();
  } catch (const error& e) {
    if (e.which() == fault::resources) throw;
    in.fail(at, whose + ": " + e.what());
  }
}

// The sections, in this order.
void read_alphabets(reading& in, const toml_value& root);
void read_memories(reading& in, const toml_value& root);
void read_areas(reading& in, const toml_value& root);
void read_projections(reading& in, const toml_value& root);
void read_tables(reading& in, const toml_value& root);
void read_phases(reading& in, const toml_value& root);

// A section of named tables; null where the file has none.
const toml_value* section(const reading& in, const toml_value& root, const char* name);

}  // namespace kenyon
