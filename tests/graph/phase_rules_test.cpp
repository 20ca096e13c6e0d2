// The rules of a description's tables and phases, as rules_test.cpp has those of the rest.
#include <cmath>

#include "tests/graph/sound_graph.hpp"

using namespace kenyon;
using spoiled = graph_description;

TEST_CASE("rules: tables") {
  check_refused({
      {"25:8: table \"steps\": columns expected", [](spoiled& g) { g.tables[0].columns.clear(); }},
      {"26:7: table \"steps\": old: at least one symbol expected",
       [](spoiled& g) { g.tables[0].columns[0].symbols.clear(); }},
      {"27:7: table \"steps\": new: 2 symbols expected, as in the other rows, 1 given",
       [](spoiled& g) { g.tables[0].columns[1].symbols.pop_back(); }},
      {"27:7: table \"steps\": column \"old\" is there twice",
       [](spoiled& g) { g.tables[0].columns[1].name = "old"; }},
  });
}

TEST_CASE("rules: phases name what is there") {
  const std::string clamp = "37:10: run \"r\": clamp \"here[*]@0\": ";
  check_refused({
      {"36:9: run \"r\": steps: a whole number from 1 to 1000000000 expected, 0 given",
       [](spoiled& g) { g.runs[0].steps = 0; }},
      {"36:9: run \"r\": steps: step 2 is named, of area \"there\": at least 3 expected, 2 given",
       [](spoiled& g) { g.runs[0].steps = 2; }},
      {"30:9: train \"pairs\": table: unknown table \"step\" (did you mean \"steps\"?)",
       [](spoiled& g) { g.training[0].table = "step"; }},
      {"31:24: train \"pairs\": clamp \"here[*]@0\": unknown column \"od\" of table \"steps\" (did "
       "you mean \"old\"?)",
       [](spoiled& g) { g.training[0].clamps[0].column = "od"; }},
      {clamp + "column: the phase has no table",
       [](spoiled& g) { g.runs[0].clamps[0].column = "old"; }},
      {"37:10: run \"r\": clamp \"her[*]@0\": unknown area \"her\" (did you mean \"here\"?)",
       [](spoiled& g) { g.runs[0].clamps[0].area = "her"; }},
      {"37:10: run \"r\": clamp \"both[*]@0\": area \"both\" joins others: what it holds cannot be "
       "given",
       [](spoiled& g) { g.runs[0].clamps[0].area = "both"; }},
      {"32:10: train \"pairs\": learn: unknown projection \"pat\" (did you mean \"path\"?)",
       [](spoiled& g) { g.training[0].learns[0] = "pat"; }},
      {"32:9: train \"pairs\": learn: \"path\" is there twice",
       [](spoiled& g) { g.training[0].learns.push_back("path"); }},
      {"40:11: run \"r\": visits: unknown area \"ther\" (did you mean \"there\"?)",
       [](spoiled& g) { g.runs[0].visiting = "ther"; }},
      {"41:18: run \"r\": probe: unknown area \"goal\" (there are: both, here, there)",
       [](spoiled& g) { g.runs[0].probes[1] = "goal"; }},
      {"42:20: run \"r\": stop_when_silent: unknown area \"goal\" (there are: both, here, there)",
       [](spoiled& g) { g.runs[0].stop_when_silent = "goal"; }},
      {"34:1: run \"r\": required: a share from 0 to 1 expected, 2 given",
       [](spoiled& g) { g.runs[0].required = 2; }},
      {"34:1: run \"r\": tolerance: a number of at least 0 expected, -1 given",
       [](spoiled& g) { g.runs[0].tolerance = -1; }},
  });
}

TEST_CASE("rules: what is given and expected fits its area") {
  check_refused({
      {"38:11: run \"r\": expect \"there[3]@2\": area \"there\" has 3 copies, there is no copy 3",
       [](spoiled& g) { g.runs[0].expects[0].copy = 3; }},
      {"38:11: run \"r\": expect \"there[-4]@2\": area \"there\" has 3 copies, there is no copy -4",
       [](spoiled& g) { g.runs[0].expects[0].copy = -4; }},
      {"38:11: run \"r\": expect \"there@2-1\": the first step expected before the last",
       [](spoiled& g) { g.runs[0].expects[0].last = 1; }},
      {"37:91: run \"r\": clamp \"there[1]@0-1\": keep: a share from 0 to 1 expected, 1.5 given",
       [](spoiled& g) { g.runs[0].clamps[1].keep = 1.5; }},
      {"37:91: run \"r\": clamp \"there[1]@0-1\": keep: a share from 0 to 1 expected, nan given",
       [](spoiled& g) { g.runs[0].clamps[1].keep = std::nan(""); }},
      {"31:10: train \"pairs\": clamp \"here[*]@0\": area \"here\" has no alphabet, and so no "
       "symbols",
       [](spoiled& g) { g.areas[0].alphabet = ""; }},
      {"37:24: run \"r\": clamp \"here[*]@0\": 3 symbols expected, one a copy, or one for all, 2 "
       "given",
       [](spoiled& g) { g.runs[0].clamps[0].symbols.pop_back(); }},
      {"37:69: run \"r\": clamp \"there[1]@0-1\": 2 symbols expected, one a step, or one for all, "
       "0 given",
       [](spoiled& g) { g.runs[0].clamps[1].symbols.clear(); }},
      {"37:30: run \"r\": clamp \"here[*]@0\": unknown symbol \"z\" of alphabet \"letters\" (did "
       "you mean \"x\"?)",
       [](spoiled& g) { g.runs[0].clamps[0].symbols[1] = "x+z"; }},
      {"31:24: train \"pairs\": clamp \"here[*]@0\": row 1 of column \"old\": unknown symbol "
       "\"none\" of alphabet \"letters\" (there are: x, y)",
       [](spoiled& g) { g.tables[0].columns[0].symbols[1] = "none"; }},
      // Captured when that phase is over, not before.
      {"31:24: train \"pairs\": clamp \"here[*]@0\": row 1 of column \"old\": unknown symbol "
       "\"kept\" of alphabet \"letters\" (there are: x, y)",
       [](spoiled& g) { g.tables[0].columns[0].symbols[1] = "kept"; }},
  });
}

TEST_CASE("rules: machines, visits and captures") {
  const std::string machine = "39:11: run \"r\": machine: ";
  check_refused({
      {"39:20: run \"r\": machine: table: unknown table \"step\" (did you mean \"steps\"?)",
       [](spoiled& g) { g.runs[0].machine->table = "step"; }},
      {"39:36: run \"r\": machine: from: at least one area and its column expected",
       [](spoiled& g) { g.runs[0].machine->from.clear(); }},
      {"39:37: run \"r\": machine: from \"ther\": unknown area \"ther\" (did you mean \"there\"?)",
       [](spoiled& g) { g.runs[0].machine->from[0].area.area = "ther"; }},
      {"39:50: run \"r\": machine: from \"here\": unknown column \"od\" of table \"steps\" (did "
       "you "
       "mean \"old\"?)",
       [](spoiled& g) { g.runs[0].machine->from[0].column = "od"; }},
      {"39:37: run \"r\": machine: from \"both\": the target itself or an area that is given "
       "symbols expected",
       [](spoiled& g) { g.runs[0].machine->from[0].area.area = "both"; }},
      {"39:64: run \"r\": machine: to: the area itself expected, not a neighbour",
       [](spoiled& g) { g.runs[0].machine->to.area.shift = 1; }},
      {machine + "all copies of area \"here\" must be given symbols in step 0",
       [](spoiled& g) { g.runs[0].clamps[0].first = g.runs[0].clamps[0].last = 1; }},
      {machine + "all copies of area \"there\" must be given symbols in step 0",
       [](spoiled& g) { g.runs[0].machine->to.area.area = "there"; }},
      {machine + "row 1 of table \"steps\" contradicts an earlier one",
       [](spoiled& g) { g.tables[0].columns[0].symbols[1] = "x"; }},
      {"40:25: run \"r\": visits: unknown symbol \"z\" of alphabet \"letters\" (did you mean "
       "\"x\"?)",
       [](spoiled& g) { g.runs[0].visits[1] = "z"; }},
      {"40:11: run \"r\": visits: area \"both\" has no alphabet, and so no symbols",
       [](spoiled& g) { g.runs[0].visiting = "both"; }},
      {"33:12: train \"pairs\": capture \"there\": area \"there\" has 3 copies, there is no copy 4",
       [](spoiled& g) { g.training[0].captures[0].copy = 4; }},
      {"33:25: train \"pairs\": capture \"there\": alphabet \"letters\" has a symbol \"x\" already",
       [](spoiled& g) { g.training[0].captures[0].symbol = "x"; }},
      {"33:25: train \"pairs\": capture \"there\": a new symbol expected, \"x+z\" given",
       [](spoiled& g) { g.training[0].captures[0].symbol = "x+z"; }},
  });
}
