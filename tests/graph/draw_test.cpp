#include <kenyon/graph/file.hpp>

#include <catch2/catch.hpp>
#include <string>

using namespace kenyon;

TEST_CASE("a graph is drawn with its layouts, gains, delays, gates and learning") {
  const graph_description what = parse_graph(R"([alphabet.bit]
layout = "512/16"
symbols = "01"
[memory.shared]
completes = true
[area.cell]
alphabet = "bit"
copies = 64
[area.case]
layout = "512/16"
copies = 64
[area.both]
joins = ["cell[-1]", "case"]
copies = 64
[projection.next]
from = "case[+2]"
to = "cell"
gain = 3
delay = 0
learns = "settled"
[projection.calm]
from = "cell"
to = "cell"
memory = "shared"
inhibits = true
gate = "!case"
[projection.choose]
from = "cell"
to = "case"
memory = "bcpnn"
gate = "cell:1"
learns = "always"
)",
                                             "g \"1\".toml");
  CHECK(draw_graph(what) == R"(digraph "g \"1\".toml" {
  node [shape=box];
  "cell" [label="cell\n512/16, 64 copies"];
  "case" [label="case\n512/16, 64 copies"];
  "both" [label="both\njoins cell[-1] case, 64 copies", style=rounded];
  "cell" -> "both" [style=dashed, label="cell[-1]"];
  "case" -> "both" [style=dashed];
  "case" -> "cell" [label="willshaw\nfrom case[+2]\ngain 3, delay 0\nlearns when settled"];
  "cell" -> "cell" [label="shared: willshaw, completes\ngain 1, delay 1\nshut while case is active", arrowhead=tee];
  "cell" -> "case" [label="bcpnn\ngain 1, delay 1\nopen while cell holds 1\nlearns always"];
}
)");
}

TEST_CASE("a graph without a name or areas is drawn empty") {
  CHECK(draw_graph({}) == "digraph \"graph\" {\n  node [shape=box];\n}\n");
}
