// Descriptions that do not fit together, made by a program: the file reader never sees them.
#include <kenyon/base/error.hpp>
#include <kenyon/graph/graph.hpp>

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>

using namespace kenyon;

namespace {

// Two areas of three copies that a projection joins, with an alphabet, a memory and a gate.
graph_description sound() {
  graph_description d;
  alphabet_description letters;
  letters.name = "letters";
  letters.shape = layout::parse("64/4");
  letters.symbols = {"x"};
  letters.patterns.push_back(pattern{1, 2, 3, 4});
  d.alphabets.push_back(letters);
  d.memories.emplace_back().name = "bits";
  for (const char* name : {"here", "there"}) {
    area_description& a = d.areas.emplace_back();
    a.name = name;
    a.shape = layout::parse("64/4");
    a.copies = 3;
    a.alphabet = "letters";
  }
  projection_description& p = d.projections.emplace_back();
  p.name = "path";
  p.from.area = "here";
  p.to = "there";
  p.memory = "bits";
  p.gate = gate_description{{"there", 0}, "x", false};
  return d;
}

area_description joining(const std::string& name, std::vector<area_reference> joins) {
  area_description a;
  a.name = name;
  a.copies = 3;
  a.joins = std::move(joins);
  return a;
}

projection_description path(const std::string& name, const std::string& from,
                            const std::string& to) {
  projection_description p;
  p.name = name;
  p.from.area = from;
  p.to = to;
  p.memory = "bits";
  return p;
}

struct misfit {
  std::string told;
  std::function<void(graph_description&)> spoil;
};

void check_refused(const std::vector<misfit>& misfits, fault which = fault::bad_input) {
  for (const misfit& m : misfits) {
    INFO(m.told);
    graph_description d = sound();
    m.spoil(d);
    try {
      graph g(d);
      FAIL("taken");
    } catch (const error& e) {
      CHECK(std::string(e.what()).find(m.told) == 0);
      CHECK(e.which() == which);
    }
  }
}

}  // namespace

TEST_CASE("a description that fits together is taken") {
  CHECK_NOTHROW(graph(sound()));
  CHECK_THROWS_WITH(graph(graph_description{}), "no area; at least one expected");
}

TEST_CASE("names of a graph: missing, doubled, unknown") {
  using d = graph_description;
  check_refused({
      {"area without a name", [](d& g) { g.areas[0].name = ""; }},
      {"area \"here\" is there twice", [](d& g) { g.areas[1].name = "here"; }},
      {"projection without a name", [](d& g) { g.projections[0].name = ""; }},
      {"projection \"path\" is there twice",
       [](d& g) { g.projections.push_back(g.projections[0]); }},
      {"memory \"bits\" is there twice", [](d& g) { g.memories.push_back(g.memories[0]); }},
      {"alphabet \"letters\" is there twice", [](d& g) { g.alphabets.push_back(g.alphabets[0]); }},
      {"unknown area \"hare\" (did you mean \"here\"?)",
       [](d& g) { g.projections[0].from.area = "hare"; }},
      {"unknown area \"ther\" (did you mean \"there\"?)",
       [](d& g) { g.projections[0].to = "ther"; }},
      {"unknown memory \"bit\" (did you mean \"bits\"?)",
       [](d& g) { g.projections[0].memory = "bit"; }},
      {"unknown alphabet \"letter\" (did you mean \"letters\"?)",
       [](d& g) { g.areas[1].alphabet = "letter"; }},
      {"unknown area \"hera\" (did you mean \"here\"?)",
       [](d& g) {
         g.areas.push_back(joining("both", {{"here", 0}, {"hera", 0}}));
       }},
      {"unknown area \"nowhere\"", [](d& g) { g.projections[0].gate->by.area = "nowhere"; }},
      {"projection \"path\", gate: unknown symbol \"X\"",
       [](d& g) { g.projections[0].gate->symbol = "X"; }},
      {"projection \"path\", gate: area \"there\" has no alphabet to hold \"x\"",
       [](d& g) { g.areas[1].alphabet = ""; }},
  });
}

TEST_CASE("areas of a graph: numbers out of range, shapes that do not fit") {
  using d = graph_description;
  const char* const copies = "area \"here\": copies: 1 to 16777216 expected";
  const char* const noise = "area \"here\": noise: a share from 0 to 1 expected";
  const char* const fatigue = "area \"here\": fatigue: 0 to 1000000 expected";
  const char* const recovery = "area \"here\": recovery: a share above 0, to 1, expected";
  const char* const joined =
      "area \"both\": it joins others and fires what they fire: no least, threshold or fatigue";
  const auto both = [](d& g) -> area_description& {
    g.areas.push_back(joining("both", {{"here", 0}, {"there", 0}}));
    return g.areas.back();
  };
  check_refused({
      {copies, [](d& g) { g.areas[0].copies = 0; }},
      {copies, [](d& g) { g.areas[0].copies = (1u << 24) + 1; }},
      {noise, [](d& g) { g.areas[0].noise = -0.1; }},
      {noise, [](d& g) { g.areas[0].noise = 1.1; }},
      {noise, [](d& g) { g.areas[0].noise = std::nan(""); }},
      {"area \"here\": least: a support of at least 1 expected",
       [](d& g) { g.areas[0].least = 0; }},
      {fatigue, [](d& g) { g.areas[0].fatigue = -1; }},
      {fatigue, [](d& g) { g.areas[0].fatigue = 1'000'001; }},
      {recovery, [](d& g) { g.areas[0].recovery = 0; }},
      {recovery, [](d& g) { g.areas[0].recovery = 1.5; }},
      {recovery, [](d& g) { g.areas[0].recovery = std::nan(""); }},
      {"area \"here\": either a layout, or the areas it joins, expected",
       [](d& g) { g.areas[0].shape = layout(); }},
      {"area \"both\": either a layout, or the areas it joins, expected",
       [&](d& g) { both(g).shape = layout::parse("64/4"); }},
      {joined, [&](d& g) { both(g).least = 2; }},
      {joined, [&](d& g) { both(g).fatigue = 1; }},
      {joined, [&](d& g) { both(g).how = firing::threshold; }},
      {"area \"here\": at most 4096 active units are possible",
       [](d& g) { g.areas[0].shape = layout::parse("5000/4097"); }},
      {"area \"here\" is 64/5, its alphabet \"letters\" 64/4",
       [](d& g) { g.areas[0].shape = layout::parse("64/5"); }},
      {"area \"both\" joins \"here\" twice",
       [](d& g) {
         g.areas.push_back(joining("both", {{"here", 0}, {"here", 0}}));
       }},
      {"area \"both\": area \"here\" has 2 copies and \"both\" 3; as many, or 1, expected",
       [&](d& g) { both(g), g.areas[0].copies = 2; }},
      {"area \"both\" joins itself, or others through more than 64",
       [](d& g) {
         g.areas.push_back(joining("both", {{"both", 1}}));
       }},
      {"area \"65\" joins itself, or others through more than 64",
       [](d& g) {
         for (int i = 0; i < 70; ++i)
           g.areas.push_back(
               joining(std::to_string(i), {{i == 69 ? "here" : std::to_string(i + 1), 0}}));
       }},
      {"area \"big\" joins too much: at most 16777216 units and 4096 active ones are possible",
       [](d& g) {
         g.areas[0].shape = layout::parse("16777216/1");
         g.areas[0].alphabet = "";
         g.areas[0].copies = g.areas[1].copies = 1;
         g.areas.push_back(joining("big", {{"here", 0}, {"there", 0}}));
       }},
      {"area \"big\" joins too much: at most 16777216 units and 4096 active ones are possible",
       [](d& g) {
         g.areas[0].shape = layout::parse("5000/4093");
         g.areas[0].alphabet = "";
         g.areas.push_back(joining("big", {{"here", 0}, {"there", 0}}));
       }},
  });
}

TEST_CASE("areas that join keep a modular layout where all modules are alike") {
  graph_description d;
  for (const char* shape : {"4x16", "2x16", "2x8", "20/3"}) {
    area_description& a = d.areas.emplace_back();
    a.name = shape;
    a.shape = layout::parse(shape);
  }
  const auto join = [&](const char* name, std::vector<area_reference> joins) {
    d.areas.push_back(joining(name, std::move(joins)));
    d.areas.back().copies = 1;
  };
  join("alike", {{"4x16", 0}, {"2x16", 0}});
  join("unlike", {{"4x16", 0}, {"2x8", 0}});
  join("deep", {{"alike", 0}, {"20/3", 0}});
  const graph g(d);
  CHECK(g.shape(g.area("alike")).text() == "6x16");
  CHECK(g.shape(g.area("unlike")).text() == "80/6");
  CHECK(g.shape(g.area("deep")).text() == "116/9");
}

TEST_CASE("projections of a graph: what does not fit its areas and its memory") {
  using d = graph_description;
  check_refused({
      {"projection \"path\": area \"here\" has 2 copies and \"there\" 3; as many, or 1, expected",
       [](d& g) { g.areas[0].copies = 2; }},
      {"projection \"path\", gate: area \"door\" has 2 copies and \"there\" 3; as many, or 1, "
       "expected",
       [](d& g) {
         g.areas.push_back(g.areas[0]);
         g.areas[2].name = "door";
         g.areas[2].copies = 2;
         g.projections[0].gate->by.area = "door";
       }},
      {"projection \"path\": delay: 0 to 4096 steps expected",
       [](d& g) { g.projections[0].delay = 4097; }},
      {"projection \"path\": gain: a whole number of at least 1 expected",
       [](d& g) { g.projections[0].gain = 0; }},
      {"projection \"into\": area \"both\" joins others and takes no projections",
       [](d& g) {
         g.areas.push_back(joining("both", {{"here", 0}}));
         g.projections.push_back(path("into", "here", "both"));
       }},
      {"projection \"path\": memory \"bits\" completes patterns, and needs the same layout at "
       "both ends",
       [](d& g) {
         g.memories[0].completes = true;
         g.areas[0].shape = layout::parse("64/5");
         g.areas[0].alphabet = "";
       }},
      {"memory \"bits\": unknown memory \"wilshaw\" (did you mean \"willshaw\"?)",
       [](d& g) { g.memories[0].kind = "wilshaw"; }},
      {"memory \"bits\": ", [](d& g) { g.memories[0].kind = "random:p=2"; }},
      {"projection \"other\" is 64/4 -> 32/4, its memory \"bits\" 64/4 -> 64/4",
       [](d& g) {
         g.areas.push_back(g.areas[0]);
         g.areas[2].name = "small";
         g.areas[2].alphabet = "";
         g.areas[2].shape = layout::parse("32/4");
         g.projections.push_back(path("other", "here", "small"));
       }},
      {"a cycle without delay: \"here\" -> \"there\" -> \"here\"; one of these needs a delay",
       [](d& g) {
         g.projections[0].delay = 0;
         g.projections.push_back(path("back", "there", "here"));
         g.projections[1].delay = 0;
       }},
      {"a cycle without delay: \"both\" -> \"here\" -> \"both\"; one of these needs a delay",
       [](d& g) {
         g.areas.insert(g.areas.begin(), joining("both", {{"here", 1}}));
         g.memories.emplace_back().name = "wide";
         g.projections.push_back(path("down", "both", "here"));
         g.projections[1].memory = "wide";
         g.projections[1].delay = 0;
       }},
      {"a cycle without delay: \"here\" -> \"here\"; one of these needs a delay",
       [](d& g) {
         g.projections[0].to = "here";
         g.projections[0].delay = 0;
       }},
  });
}

TEST_CASE("sentences of a graph begin with the place in its file") {
  check_refused({{"ring.toml:12:5: projection \"path\": gain: a whole number",
                  [](graph_description& g) {
                    g.file = "ring.toml";
                    g.projections[0].at = {12, 5};
                    g.projections[0].gain = -3;
                  }},
                 {"ring.toml: area without a name", [](graph_description& g) {
                    g.file = "ring.toml";
                    g.areas[0].name = "";
                  }}});
}

TEST_CASE("gains that would overflow are refused, the largest that cannot are taken") {
  // 4,096 units times the gain of willshaw, 2^25 times it of weights, stays below 2^31.
  for (const auto& [kind, most] : {std::pair("willshaw", 524'287), std::pair("bcpnn", 63)}) {
    INFO(kind);
    graph_description d = sound();
    d.memories[0].kind = kind;
    d.projections[0].gain = most;
    CHECK_NOTHROW(graph(d));
    d.projections.push_back(path("more", "here", "there"));  // together they do
    d.projections[1].inhibits = true;
    try {
      graph g(d);
      FAIL("taken");
    } catch (const error& e) {
      CHECK(std::string(e.what()) ==
            "projection \"more\": with a gain of 1 the supports of area "
            "\"there\" could exceed 2^31");
    }
    d.projections.pop_back();
    ++d.projections[0].gain;
    CHECK_THROWS_WITH(graph(d), Catch::StartsWith("projection \"path\": with a gain of "));
  }
  graph_description tired = sound();
  tired.areas[1].fatigue = 1;  // up to 2^22
  tired.projections[0].gain = 524'287 - 1024;
  CHECK_NOTHROW(graph(tired));
  ++tired.projections[0].gain;
  CHECK_THROWS_WITH(graph(tired), Catch::Contains("could exceed 2^31"));
}

TEST_CASE("more than fits into memory is refused before it is taken") {
  using d = graph_description;
  check_refused({{"the activity of the areas needs",
                  [](d& g) {
                    g.areas[0].copies = g.areas[1].copies = 1u << 24;
                    g.areas[0].fatigue = 1;
                    g.areas[0].shape = layout::parse("16777216/4");
                    g.areas[0].alphabet = "";
                  }},
                 {"the activity of the areas needs",
                  [](d& g) {
                    g.areas[0].copies = g.areas[1].copies = 1u << 24;
                    g.projections[0].delay = 4096;
                  }}},
                fault::resources);
  graph_description big = sound();
  for (auto& a : big.areas) {
    a.alphabet = "";
    a.shape = layout::parse("16777216/4");
  }
  big.projections[0].gate.reset();
  for (const char* kind : {"willshaw", "bcpnn"}) {
    big.memories[0].kind = kind;
    try {
      graph g(big);
      FAIL("taken");
    } catch (const error& e) {
      CHECK(e.which() == fault::resources);
    }
  }
}
