#include "graph/symbol_book.hpp"

#include <catch2/catch.hpp>

using namespace kenyon;

TEST_CASE("a book finds numbers as a graph file does: the lower of two, none outside") {
  alphabet_description a;
  a.shape = layout::flat(8, 1);
  a.symbols = {"3", "1"};
  a.values = {3, 1};
  a.patterns.push_back(pattern{0});
  a.patterns.push_back(pattern{1});
  symbol_book book(a);
  CHECK(book.find("1.9") == 1u);
  CHECK(book.find("2") == 1u);
  CHECK(book.find("2.1") == 0u);
  CHECK(book.find("3.1") == symbol_book::none);
  CHECK(book.find("nan") == symbol_book::none);

  book.declare("late");
  CHECK(book.find("late") == 2u);
  CHECK(book.nearest(pattern{5}).symbol == symbol_book::none);
  book.define(2, pattern{5});
  CHECK(book.nearest(pattern{5}).symbol == 2u);
  CHECK(book.parse("late+1") == pattern{1, 5});
}
