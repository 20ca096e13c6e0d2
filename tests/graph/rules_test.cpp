// The rules of a description. It comes from a file, so that what a program spoils in it is told
// with the place where the file says it: the sentences are those for files and for programs.
#include <cmath>
#include <utility>

#include "tests/graph/sound_graph.hpp"

using namespace kenyon;

namespace {

using spoiled = graph_description;

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

}  // namespace

TEST_CASE("a description that keeps the rules is taken") {
  CHECK_NOTHROW(graph(described()));
  CHECK_THROWS_WITH(graph(graph_description{}), "no area; at least one expected");
  CHECK_NOTHROW(parse_graph("", "g.toml"));  // it may be completed
}

TEST_CASE("rules: sentences begin with as much of a place as is known") {
  graph_description d = described();
  d.areas[0].noise = 2;
  d.areas[0].at.fields.clear();
  const std::string sentence = "area \"here\": noise: a share from 0 to 1 expected, 2 given";
  CHECK_THROWS_WITH(graph(d), "g.toml:7:7: " + sentence);
  d.areas[0].at = {};
  CHECK_THROWS_WITH(graph(d), "g.toml: " + sentence);
  d.file = "";
  CHECK_THROWS_WITH(graph(d), sentence);
}

TEST_CASE("rules: names are there, once, and known") {
  check_refused({
      {"7:7: area without a name", [](spoiled& g) { g.areas[0].name = ""; }},
      {"13:7: area \"here\" is there twice", [](spoiled& g) { g.areas[1].name = "here"; }},
      {"19:13: projection without a name", [](spoiled& g) { g.projections[0].name = ""; }},
      {"19:13: projection \"path\" is there twice",
       [](spoiled& g) { g.projections.push_back(g.projections[0]); }},
      {"5:9: memory \"bits\" is there twice",
       [](spoiled& g) { g.memories.push_back(g.memories[0]); }},
      {"1:11: alphabet \"letters\" is there twice",
       [](spoiled& g) { g.alphabets.push_back(g.alphabets[0]); }},
      {"25:8: table \"steps\" is there twice", [](spoiled& g) { g.tables.push_back(g.tables[0]); }},
      {"35:8: run \"r\" is there twice", [](spoiled& g) { g.runs.push_back(g.runs[0]); }},
      {"29:8: train without a name", [](spoiled& g) { g.training[0].name = ""; }},
      {"20:8: projection \"path\": from: unknown area \"hare\" (did you mean \"here\"?)",
       [](spoiled& g) { g.projections[0].from.area = "hare"; }},
      {"21:6: projection \"path\": to: unknown area \"ther\" (did you mean \"there\"?)",
       [](spoiled& g) { g.projections[0].to = "ther"; }},
      {"19:13: projection \"path\": to: an area expected",
       [](spoiled& g) { g.projections[0].to = ""; }},
      {"22:10: projection \"path\": memory: unknown memory \"bit\" (did you mean \"bits\"?)",
       [](spoiled& g) { g.projections[0].memory = "bit"; }},
      {"8:12: area \"here\": alphabet: unknown alphabet \"letter\" (did you mean \"letters\"?)",
       [](spoiled& g) { g.areas[0].alphabet = "letter"; }},
      {"17:18: area \"both\": joins: unknown area \"three\" (did you mean \"there\"?)",
       [](spoiled& g) { g.areas[2].joins[1].area = "three"; }},
      {"24:16: projection \"path\": gate: unknown area \"nowhere\" (there are: both, here, there)",
       [](spoiled& g) { g.projections[0].gate->by.area = "nowhere"; }},
      {"24:34: projection \"path\": gate: unknown symbol \"X\" of alphabet \"letters\" (did you "
       "mean \"x\"?)",
       [](spoiled& g) { g.projections[0].gate->symbol = "X"; }},
      {"24:34: projection \"path\": gate: one symbol expected, \"x+y\" given",
       [](spoiled& g) { g.projections[0].gate->symbol = "x+y"; }},
      {"24:34: projection \"path\": gate: area \"there\" has no alphabet, and so no symbols",
       [](spoiled& g) { g.areas[1].alphabet = ""; }},
  });
}

TEST_CASE("rules: alphabets") {
  check_refused({
      {"1:11: alphabet \"letters\": a layout expected",
       [](spoiled& g) { g.alphabets[0].shape = {}; }},
      {"2:10: alphabet \"letters\": layout: at most 4096 active units are possible",
       [](spoiled& g) { g.alphabets[0].shape = layout::parse("5000/4097"); }},
      {"3:27: alphabet \"letters\": patterns: unit 8 does not exist in layout 8/4",
       [](spoiled& g) { g.alphabets[0].shape = layout::parse("8/4"); }},
      {"4:11: alphabet \"letters\": symbols: 2 expected, one a pattern, 3 given",
       [](spoiled& g) { g.alphabets[0].symbols.emplace_back("z"); }},
      {"1:11: alphabet \"letters\": symbol \"x\" is there twice",
       [](spoiled& g) { g.alphabets[0].symbols[1] = "x"; }},
      {"1:11: alphabet \"letters\": symbol \"x+\": a symbol is not empty and has no +, which joins "
       "symbols",
       [](spoiled& g) { g.alphabets[0].symbols[1] = "x+"; }},
      {"1:11: alphabet \"letters\": values: 2 expected, one a symbol, 1 given",
       [](spoiled& g) { g.alphabets[0].values = {1}; }},
      {"1:11: alphabet \"letters\": values: a number expected, nan given",
       [](spoiled& g) {
         g.alphabets[0].values = {1, std::nan("")};
       }},
  });
}

TEST_CASE("rules: numbers of areas and projections have ranges") {
  const auto copies = [](const char* given) {
    return "10:10: area \"here\": copies: a whole number from 1 to 16777216 expected, " +
           std::string(given) + " given";
  };
  const auto noise = [](const char* given) {
    return "11:9: area \"here\": noise: a share from 0 to 1 expected, " + std::string(given) +
           " given";
  };
  const auto recovery = [](const char* given) {
    return "12:12: area \"here\": recovery: a share above 0, to 1, expected, " +
           std::string(given) + " given";
  };
  const std::string fatigue =
      "7:7: area \"here\": fatigue: a whole number from 0 to 1000000 expected, ";
  check_refused({
      {copies("0"), [](spoiled& g) { g.areas[0].copies = 0; }},
      {copies("16777217"), [](spoiled& g) { g.areas[0].copies = (1u << 24) + 1; }},
      {noise("-0.1"), [](spoiled& g) { g.areas[0].noise = -0.1; }},
      {noise("1.1"), [](spoiled& g) { g.areas[0].noise = 1.1; }},
      {noise("nan"), [](spoiled& g) { g.areas[0].noise = std::nan(""); }},
      {"7:7: area \"here\": least: a whole number from 1 to 2147483647 expected, 0 given",
       [](spoiled& g) { g.areas[0].least = 0; }},
      {fatigue + "-1 given", [](spoiled& g) { g.areas[0].fatigue = -1; }},
      {fatigue + "1000001 given", [](spoiled& g) { g.areas[0].fatigue = 1'000'001; }},
      {recovery("0"), [](spoiled& g) { g.areas[0].recovery = 0; }},
      {recovery("1.5"), [](spoiled& g) { g.areas[0].recovery = 1.5; }},
      {recovery("nan"), [](spoiled& g) { g.areas[0].recovery = std::nan(""); }},
      {"19:13: projection \"path\": delay: a whole number from 0 to 4096 expected, 4097 given",
       [](spoiled& g) { g.projections[0].delay = 4097; }},
      {"23:8: projection \"path\": gain: a whole number from 1 to 2147483647 expected, 0 given",
       [](spoiled& g) { g.projections[0].gain = 0; }},
      {"20:8: projection \"path\": from: area \"here\": its shift: a whole number from -16777216 "
       "to "
       "16777216 expected, 16777217 given",
       [](spoiled& g) { g.projections[0].from.shift = (1 << 24) + 1; }},
  });
}

TEST_CASE("rules: areas have layouts that fit") {
  const std::string joined =
      "16:7: area \"both\": it joins others and fires what they fire: no least, threshold or "
      "fatigue";
  const std::string big =
      "16:7: area \"both\" joins too much: at most 16777216 units and 4096 active ones are "
      "possible";
  check_refused({
      {"7:7: area \"here\": a layout, an alphabet or areas to join expected",
       [](spoiled& g) { g.areas[0].shape = {}; }},
      {"16:7: area \"both\": layout: it joins others, and its layout follows from theirs",
       [](spoiled& g) { g.areas[2].shape = layout::parse("64/4"); }},
      {joined, [](spoiled& g) { g.areas[2].least = 2; }},
      {joined, [](spoiled& g) { g.areas[2].fatigue = 1; }},
      {joined, [](spoiled& g) { g.areas[2].how = firing::threshold; }},
      {"9:10: area \"here\": layout: at most 4096 active units are possible",
       [](spoiled& g) { g.areas[0].shape = layout::parse("5000/4097"); }},
      {"7:7: area \"here\" is 64/5, its alphabet \"letters\" 64/4",
       [](spoiled& g) { g.areas[0].shape = layout::parse("64/5"); }},
      {"17:18: area \"both\" joins \"here\" twice",
       [](spoiled& g) { g.areas[2].joins[1] = g.areas[2].joins[0]; }},
      {"17:10: area \"both\": area \"here\" has 2 copies and \"both\" 3; as many, or 1, expected",
       [](spoiled& g) { g.areas[0].copies = 2; }},
      {"16:7: area \"both\" joins itself, or others through more than 64",
       [](spoiled& g) { g.areas[2].joins[0].area = "both"; }},
      {" area \"65\" joins itself, or others through more than 64",
       [](spoiled& g) {
         for (int i = 0; i < 70; ++i)
           g.areas.push_back(
               joining(std::to_string(i), {{i == 69 ? "here" : std::to_string(i + 1), 0}}));
         std::swap(g.areas[2], g.areas[3]);
         g.areas[2].joins[0].area = "1";
       }},
      {big,
       [](spoiled& g) {
         g.areas[0].shape = layout::parse("16777216/1");
         g.areas[0].alphabet = "";
       }},
      {big,
       [](spoiled& g) {
         g.areas[0].shape = layout::parse("5000/4093");
         g.areas[0].alphabet = "";
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

TEST_CASE("rules: projections fit their areas and their memory") {
  check_refused({
      {"19:13: projection \"path\": area \"here\" has 3 copies and \"there\" 1; as many, or 1, "
       "expected",
       [](spoiled& g) {
         g.areas.pop_back();
         g.areas[1].copies = 1;
       }},
      {"24:16: projection \"path\", gate: area \"door\" has 2 copies and \"there\" 3; as many, or "
       "1, expected",
       [](spoiled& g) {
         g.areas.push_back(g.areas[0]);
         g.areas[3].name = "door";
         g.areas[3].copies = 2;
         g.projections[0].gate->by.area = "door";
       }},
      {" projection \"into\": area \"both\" joins others and takes no projections",
       [](spoiled& g) { g.projections.push_back(path("into", "here", "both")); }},
      {"19:13: projection \"path\": memory \"bits\" completes patterns, and needs the same layout "
       "at both ends",
       [](spoiled& g) {
         g.memories[0].completes = true;
         g.areas[0].shape = layout::parse("64/5");
         g.areas[0].alphabet = "";
       }},
      {"6:8: memory \"bits\": kind: unknown kind of memory \"wilshaw\" (did you mean "
       "\"willshaw\"?)",
       [](spoiled& g) { g.memories[0].kind = "wilshaw"; }},
      {"6:8: memory \"bits\": memory \"random\": p is a number from 1e-06 to 1",
       [](spoiled& g) { g.memories[0].kind = "random:p=2"; }},
      {" projection \"other\" is 64/4 -> 32/4, its memory \"bits\" 64/4 -> 64/4",
       [](spoiled& g) {
         g.areas.push_back(g.areas[0]);
         g.areas[3].name = "small";
         g.areas[3].alphabet = "";
         g.areas[3].shape = layout::parse("32/4");
         g.projections.push_back(path("other", "here", "small"));
       }},
      {"7:7: a cycle without delay: \"here\" -> \"there\" -> \"here\"; one of these needs a delay",
       [](spoiled& g) {
         g.projections.push_back(path("back", "there", "here"));
         for (auto& p : g.projections) p.delay = 0;
       }},
      {"7:7: a cycle without delay: \"here\" -> \"both\" -> \"here\"; one of these needs a delay",
       [](spoiled& g) {
         g.memories.push_back(g.memories[0]);
         g.memories[1].name = "wide";
         g.projections.push_back(path("down", "both", "here"));
         g.projections[1].memory = "wide";
         g.projections[1].delay = 0;
       }},
      {"7:7: a cycle without delay: \"here\" -> \"here\"; one of these needs a delay",
       [](spoiled& g) {
         g.projections[0].to = "here";
         g.projections[0].delay = 0;
       }},
  });
}

TEST_CASE("gains that would overflow are refused, the largest that cannot are taken") {
  // 4,096 units times the gain of willshaw, 2^25 times it of weights, stays below 2^31.
  for (const auto& [kind, most] : {std::pair("willshaw", 524'287), std::pair("bcpnn", 63)}) {
    INFO(kind);
    graph_description d = described();
    d.memories[0].kind = kind;
    d.projections[0].gain = most;
    CHECK_NOTHROW(graph(d));
    d.projections.push_back(path("more", "here", "there"));  // together they do
    d.projections[1].inhibits = true;
    CHECK_THROWS_WITH(graph(d),
                      "g.toml: projection \"more\": with a gain of 1 the supports of area "
                      "\"there\" could exceed 2^31");
    d.projections.pop_back();
    ++d.projections[0].gain;
    CHECK_THROWS_WITH(graph(d),
                      Catch::StartsWith("g.toml:23:8: projection \"path\": with a gain of "));
  }
  graph_description tired = described();
  tired.areas[1].fatigue = 1;  // up to 2^22
  tired.projections[0].gain = 524'287 - 1024;
  CHECK_NOTHROW(graph(tired));
  ++tired.projections[0].gain;
  CHECK_THROWS_WITH(graph(tired), Catch::Contains("could exceed 2^31"));
}

TEST_CASE("more than fits into memory is refused before it is taken") {
  const auto many = [](std::function<void(area_description&)> change) {
    graph_description d = described();
    d.alphabets[0].patterns.clear();
    d.alphabets[0].symbols.clear();
    d.areas.pop_back();
    d.training.clear();
    d.runs.clear();
    d.projections[0].gate.reset();
    for (area_description& a : d.areas) {
      a.alphabet = "";
      change(a);
    }
    return d;
  };
  const auto refusal = [](const graph_description& d) {
    return refused(fault::resources, [&] { graph made(d); });
  };
  CHECK(refusal(many([](area_description& a) {
          a.copies = 1u << 24;
          a.fatigue = 1;
          a.shape = layout::parse("16777216/4");
        })).starts_with("the activity of the areas needs"));
  graph_description late = many([](area_description& a) { a.copies = 1u << 24; });
  late.projections[0].delay = 4096;
  CHECK(refusal(late).starts_with("the activity of the areas needs"));
  graph_description big = many([](area_description& a) { a.shape = layout::parse("16777216/4"); });
  for (const char* kind : {"willshaw", "bcpnn"}) {
    big.memories[0].kind = kind;
    refusal(big);
  }
}
