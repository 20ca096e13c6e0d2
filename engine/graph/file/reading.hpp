// Private: what the readers of a graph file share: the description in the making, and the members
// of a table by their types. What they say is judged by graph/check.hpp.
#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <kenyon/base/error.hpp>
#include <kenyon/graph/description.hpp>
#include <kenyon/graph/file.hpp>

#include "base/fields.hpp"
#include "graph/file/toml_tree.hpp"
#include "graph/sentences.hpp"
#include "graph/symbol_index.hpp"

namespace kenyon {

// What a value is: 1.5, "abc", a list.
std::string shown(const toml_value& v);

struct reading {
  using numbers = std::map<std::string, std::size_t, std::less<>>;  // of things, by name

  graph_description out;
  graph_limits limits;
  std::string folder;  // of the file, "" or with a slash at the end
  numbers alphabets, memories, areas;
  std::set<std::pair<std::string, std::string>> captured;  // alphabet and symbol, so far
  std::map<std::string, symbol_index> indexes;             // of alphabets, once one is asked for
  std::uint64_t symbols_taken = 0, units_taken = 0;

  [[noreturn]] void fail(place at, const std::string& sentence) const {
    refuse_at(out.file, at, sentence);
  }

  // Counts what is about to be allocated against the limits.
  void take_symbols(std::uint64_t count, place at);
  void take_units(std::uint64_t count, place at);

  // Fails where it could not be written in a file.
  void check_name(const std::string& name, const char* noun, place at) const;

  // "NAME" or "NAME[SHIFT]". `whose` begins the sentence.
  area_reference reference(std::string_view text, const std::string& whose, place at) const;

  // Null where there is none.
  const area_description* find_area(std::string_view name) const;
  const alphabet_description* alphabet_of(std::string_view area) const;
  // Whether that alone is a symbol of the area.
  bool is_symbol(std::string_view area, const std::string& text);

  // The name of a file that the graph file names.
  std::string path_of(const std::string& file) const;
};

// The members of one table.
class toml_fields {
 public:
  // `whose` begins every sentence: "area \"cell\"". Fails for a member that is not known.
  toml_fields(const reading& in, const toml_value& table, std::string whose,
              const std::vector<std::string_view>& known);
  // Any members.
  toml_fields(const reading& in, const toml_value& table, std::string whose);

  const toml_value* find(std::string_view key) const { return table_.find(key); }
  bool has(std::string_view key) const { return find(key) != nullptr; }
  place at(std::string_view key) const;  // of the value; of the table where it has none

  std::string text(std::string_view key, std::string_view otherwise) const;
  std::int64_t whole(std::string_view key, const whole_range& range, std::int64_t otherwise) const;
  double number(std::string_view key, const number_range& range, double otherwise) const;
  bool truth(std::string_view key, bool otherwise) const;
  std::vector<std::string> texts(std::string_view key) const;  // a text or a list of texts

  // "WHOSE: KEY: EXPECTED expected, GIVEN given" at the value.
  [[noreturn]] void expected(std::string_view key, const std::string& words) const;
  [[noreturn]] void fail(std::string_view key, const std::string& sentence) const;
  const std::string& whose() const { return whose_; }
  std::string of(std::string_view key) const { return whose_ + ": " + std::string(key); }

 private:
  const reading& in_;
  const toml_value& table_;
  std::string whose_;
};

// Keeps where a list is, and where its items are.
void keep_places(places& at, std::string_view field, const toml_value& v);

// A number of any size but not infinite, or the sentence of `whose`.
double finite_number(const reading& in, const toml_value& v, const std::string& whose);

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

// The things of a section of named tables, none where the file has no such section: names are
// looked at, and places kept. `read` gets the thing and what is said of it.
template <class Thing, class F>
void read_section(reading& in, const toml_value& root, const char* noun, std::vector<Thing>& things,
                  F read) {
  const toml_value* const all = root.find(noun);
  if (!all) return;
  if (!all->is(toml_value::kind::table))
    in.fail(all->at,
            std::string(noun) + ": tables [" + noun + ".NAME] expected, " + shown(*all) + " given");
  for (const toml_member& m : all->members) {
    in.check_name(m.key, noun, m.at);
    Thing made;
    made.name = m.key;
    made.at = {m.at, {}};
    read(made, m.value);
    things.push_back(std::move(made));
  }
}

}  // namespace kenyon
