// A graph from C++: rule 26 on a ring of 64 cells, from its file, with a tenth of every area's
// units wrong at every step. Prints the first rows.
#include <iostream>
#include <kenyon/base/error.hpp>
#include <kenyon/graph/file.hpp>
#include <kenyon/graph/session.hpp>

int main(int count, char** args) {
  const std::string file = count > 1 ? args[1] : "examples/graphs/automaton.toml";
  try {
    kenyon::graph_session session(kenyon::read_graph(file));
    for (int row = 0; row < 24 && session.step(); ++row) {  // the first step trains
      for (const kenyon::holding& cell : session.probes())
        std::cout << (cell.symbol == "1" ? '#' : '.');
      std::cout << '\n';
    }
    const kenyon::run_score& score = session.scores()[0];
    std::cout << score.right << " of " << score.expected << " cells right, " << score.exact
              << " of them without a wrong unit\n";
    return score.met() ? 0 : 1;
  } catch (const kenyon::error& e) {
    std::cerr << e.what() << '\n';
    return 2;
  }
}
