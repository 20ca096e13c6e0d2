// A graph that keeps all rules, and what is told once something in it is spoiled.
#pragma once
#include <kenyon/graph/file.hpp>
#include <kenyon/graph/graph.hpp>

#include <catch2/catch.hpp>
#include <functional>
#include <string>
#include <vector>

#include "tests/io/temporary_folder.hpp"

// Two areas of three copies, a conjunctive one, and phases that use them.
inline const std::string sound = R"([alphabet.letters]
layout = "64/4"
patterns = [[1, 2, 3, 4], [5, 6, 7, 8]]
symbols = ["x", "y"]
[memory.bits]
kind = "willshaw"
[area.here]
alphabet = "letters"
layout = "64/4"
copies = 3
noise = 0.5
recovery = 0.5
[area.there]
alphabet = "letters"
copies = 3
[area.both]
joins = ["here", "there[+1]"]
copies = 3
[projection.path]
from = "here"
to = "there"
memory = "bits"
gain = 2
gate = {area = "there", symbol = "x"}
[table.steps]
old = "xy"
new = "yx"
[[train]]
name = "pairs"
table = "steps"
clamp = {"here[*]@0" = "old", "there[-1]@0-1" = "new"}
learn = ["path"]
capture = {"there[1]" = "kept"}
[[run]]
name = "r"
steps = 3
clamp = {"here[*]@0" = ["x", "y", "x"], "there[1]@0-1" = {symbols = ["x", "kept"], keep = 0.5}}
expect = {"there@2" = "x+y"}
machine = {table = "steps", from = {"here[-1]" = "old"}, to = {here = "new"}}
visits = {there = ["x", "y"]}
probe = ["here", "there"]
stop_when_silent = "there"
)";

inline kenyon::graph_description described() {
  return kenyon::parse_graph(sound, "g.toml");
}

struct misfit {
  std::string told;  // behind the file's name
  std::function<void(kenyon::graph_description&)> spoil;
};

inline void check_refused(const std::vector<misfit>& misfits) {
  for (const misfit& m : misfits) {
    INFO(m.told);
    kenyon::graph_description d = described();
    m.spoil(d);
    CHECK(refused(kenyon::fault::bad_input, [&] { kenyon::graph made(d); }) == "g.toml:" + m.told);
  }
}
