// Private: a phase made ready: names resolved, symbols looked up row by row.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <kenyon/graph/description.hpp>
#include <kenyon/graph/graph.hpp>

#include "graph/symbol_book.hpp"

namespace kenyon {

// The alphabets of a graph, each with the symbols that training captures.
class symbol_books {
 public:
  explicit symbol_books(const graph_description& description);
  // Of the alphabet of an area; null where it has none.
  symbol_book* of(std::size_t area) {
    return books_of_areas_[area] == none ? nullptr : &books_[books_of_areas_[area]];
  }
  const symbol_book* of(std::size_t area) const {
    return books_of_areas_[area] == none ? nullptr : &books_[books_of_areas_[area]];
  }

 private:
  static constexpr std::size_t none = ~std::size_t{0};
  std::vector<symbol_book> books_;
  std::vector<std::size_t> books_of_areas_;
};

struct ready_entry {
  std::size_t area;
  std::uint32_t first_copy, copies;
  std::uint32_t first, last;                          // steps
  const std::vector<std::string>* column = nullptr;   // of the table, a symbol a row; or
  const std::vector<std::string>* symbols = nullptr;  // one a copy, one a step, or one for all
  double keep = 1;

  bool covers(std::uint32_t copy, std::uint32_t step) const {
    return copy >= first_copy && copy - first_copy < copies && step >= first && step <= last;
  }
  const std::string& text(std::uint64_t row, std::uint32_t step, std::uint32_t copy) const;
};

struct ready_machine {
  struct term {
    std::size_t area;
    std::int64_t shift;
  };
  std::vector<term> from;  // areas that are not the target hold what they are given
  std::size_t area;
  std::map<std::vector<std::string>, std::string> rule;  // symbols of `from` -> the next one
  place at;
};

struct ready_phase {
  const phase_description* description;
  std::uint64_t rows;
  std::vector<ready_entry> clamps;
  std::vector<ready_entry> expects;
  std::vector<std::size_t> learns;
  std::optional<ready_machine> machine;
  std::optional<std::size_t> visiting;
  std::optional<std::size_t> stop_when_silent;
  std::vector<std::size_t> probes;

  // What the copy is given in this step; "" for nothing.
  const std::string& given(std::size_t area, std::uint32_t copy, std::uint64_t row,
                           std::uint32_t step) const;
};

// Of a description that has been checked, which must live as long as the phase, where it is.
ready_phase make_phase(const graph_description& all, const phase_description& phase,
                       const graph& net, const symbol_books& books);

}  // namespace kenyon
