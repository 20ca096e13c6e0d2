// kenyon graph: attractor networks from a file.
#include <algorithm>

#include <kenyon/base/error.hpp>
#include <kenyon/base/suggest.hpp>
#include <kenyon/graph/file.hpp>

#include "cli/graph/request.hpp"
#include "cli/graph/sweep.hpp"
#include "cli/terminal/outputs.hpp"

namespace kenyon::cli {
namespace {

constexpr std::string_view verbs[] = {"check", "draw", "run", "trace"};

option_page graph_page() {
  option_group all("All");
  all.add_options()(
      "set", texts("KEY=VALUE"),
      "replace a value of the file: --set area.cell.noise=0.2, --set run.0.steps=50 "
      "(several times: of one key the last, and what is swept or searched before any)");
  option_group run("run and trace");
  run.add_options()("null", text("ARM", "none"),
                    "none, or a control that must fail: untrained (nothing is stored) or shuffled "
                    "(pairs get each other's answers)")("lines", text("N", "24"),
                                                        "steps shown, at most; run")(
      "seeds", text("N", "1"), "runs with as many seeds, from the file's on; run")(
      "sweep", text("KEY,...=VALUE,..."),
      "runs with each value of these keys, and shows what is right against it; run")(
      "search", text("KEY*FACTOR,...=LOW..HIGH"),
      "the largest n, with n * FACTOR (1) for each key, that still meets what is required with all "
      "seeds; beside a sweep for each of its values, with the exponent of the fit; run")(
      "area", text("NAME[COPY]"), "explain this area: which projection pushed it there; trace")(
      "from", text("STEP", "0"), "first step shown; trace")("count", text("N", "20"),
                                                            "steps shown; trace");
  option_group state("State of a run");
  state.add_options()("save", text("FILE"),
                      "write the state there in the end, or when interrupted (not while training)")(
      "resume", text("FILE"), "go on from a state, with the same bits as without a break")(
      "stop-after", text("STEPS", "0"), "end after so many steps in all; 0: run to the end");
  option_group output("Output");
  output.add_options()(
      "out", text("FILE"),
      "draw: FILE.dot, or FILE.svg or FILE.png by graphviz (default: DOT on stdout)")(
      "json", "run: one JSON object instead of the tables")(
      "jsonl", text("FILE"), "run: provenance, then what probed areas hold, a step a line")(
      "plot", text("FILE"), "run: draw the sweep with gnuplot: FILE.svg or FILE.png");
  return {
      "kenyon graph check|draw|run|trace FILE.toml [OPTIONS]",
      "Attractor networks joined by excitatory and inhibitory projections, described in a file "
      "(docs/graphs.md).\ncheck reads it; draw shows it; run trains it, runs it and compares "
      "what is held with what was expected;\ntrace shows step by step what each area holds and "
      "why. Exit code 1: not what was expected (but of a sweep or search, whose failures are "
      "findings).",
      {all, run, state, output, common_options()},
      {"VERB", "FILE"},
      {"kenyon graph run examples/graphs/automaton.toml",
       "kenyon graph run examples/graphs/automaton.toml --set table.rule.next=01101110 --seeds 5",
       "kenyon graph trace examples/graphs/diversion.toml --area recall"},
      {"FILE", "resume", "save"},
      {"jsonl", "plot", "out"}};
}

null_arm read_arm(const std::string& text) {
  if (text == "none") return null_arm::none;
  if (text == "untrained") return null_arm::untrained;
  if (text == "shuffled") return null_arm::shuffled;
  throw error(fault::usage, "--null: none, untrained or shuffled expected, not \"" + text + "\"");
}

struct verb_option {
  const char* name;
  std::string_view verbs;  // that take it
};

constexpr verb_option options_of_verbs[] = {
    {"null", "run and trace"}, {"lines", "run"},
    {"seeds", "run"},          {"sweep", "run"},
    {"search", "run"},         {"area", "trace"},
    {"from", "trace"},         {"count", "trace"},
    {"save", "run"},           {"resume", "run and trace"},
    {"stop-after", "run"},     {"out", "draw"},
    {"json", "run"},           {"jsonl", "run"},
    {"plot", "run"},
};

// An option that a verb would not heed is refused rather than ignored.
void check_options(const option_values& values, const std::string& verb) {
  for (const verb_option& o : options_of_verbs)
    if (is_given(values, o.name) && o.verbs.find(verb) == std::string_view::npos)
      throw error(fault::usage, "kenyon graph " + verb + " takes no --" + o.name + ": it is of " +
                                    std::string(o.verbs));
}

template <class Strings>
void refuse_doubles(const Strings& all, const char* option) {
  for (auto i = all.begin(); i != all.end(); ++i)
    if (std::find(all.begin(), i, *i) != i)
      throw error(fault::usage, std::string(option) + ": \"" + *i + "\" is given twice");
}

// Each run is of other settings.
void check_sweep(const graph_sweep& over, const graph_request& asked) {
  refuse_doubles(over.keys, "--sweep");
  refuse_doubles(over.values, "--sweep");
  if (asked.seeds > 1 && std::find(over.keys.begin(), over.keys.end(), "seed") != over.keys.end())
    throw error(fault::usage, "--sweep: \"seed\" goes with one of --seeds");
}

void check_request(const graph_request& asked, const option_values& values) {
  if (std::find(std::begin(verbs), std::end(verbs), asked.verb) == std::end(verbs))
    throw error(fault::usage, "kenyon graph takes check, draw, run or trace, not \"" + asked.verb +
                                  "\"" + suggest_name(asked.verb, verbs));
  const bool plots = values.count("plot") > 0;
  if (plots && !asked.sweep) throw error(fault::usage, "--plot draws a --sweep");
  if (plots && asked.search) throw error(fault::usage, "--plot draws a --sweep, not a --search");
  if (asked.sweep) check_sweep(*asked.sweep, asked);
  const bool several = asked.sweep || asked.search || asked.seeds > 1;
  if (several && (!asked.save.empty() || !asked.resume.empty() || asked.stop_after > 0 ||
                  values.count("jsonl")))
    throw error(fault::usage,
                "--save, --resume, --stop-after and --jsonl are of one run, not of several seeds, "
                "a sweep or a search");
}

graph_request read_graph_request(const option_values& values) {
  graph_request asked;
  asked.verb = values["VERB"].text();
  asked.file = values["FILE"].text();
  if (values.count("set")) asked.set = values["set"].texts();
  asked.arm = read_arm(values["null"].text());
  asked.seeds = number_option(values, "seeds", 1, 1000);
  if (values.count("sweep")) asked.sweep = read_sweep(values["sweep"].text());
  if (values.count("search")) asked.search = read_search(values["search"].text());
  asked.lines = number_option(values, "lines", 0, 1'000'000);
  asked.save = values["save"].text();
  asked.resume = values["resume"].text();
  asked.out = values["out"].text();
  asked.stop_after = number_option(values, "stop-after", 0, ~std::uint64_t{0});
  asked.area = values["area"].text();
  asked.from = number_option(values, "from", 0, ~std::uint64_t{0});
  asked.count = number_option(values, "count", 1, 1'000'000);
  check_request(asked, values);
  check_options(values, asked.verb);
  check_written({{"--save", asked.save}}, {asked.file});  // it may be the state it goes on from
  return asked;
}

exit_code run_graph(const graph_request& asked, run_context& context) {
  if (asked.verb == "check") return check_graph(asked);
  if (asked.verb == "draw") return draw_graph_file(asked);
  if (asked.verb == "trace") return trace_graph(asked, context);
  return asked.search ? search_graph(asked, context) : run_graph_file(asked, context);
}

}  // namespace

command graph_command() {
  return {"graph", "check, draw, run or trace networks from a file", graph_page,
          read_then<read_graph_request, run_graph>};
}

const char* arm_name(null_arm arm) {
  return arm == null_arm::none ? "none" : arm == null_arm::untrained ? "untrained" : "shuffled";
}

graph_description read_graph_of(const graph_request& asked, std::size_t sweep_value,
                                std::uint64_t seed, const std::vector<std::string>& also) {
  std::vector<std::string> set = asked.set;
  set.insert(set.end(), also.begin(), also.end());
  if (asked.sweep)
    for (const std::string& key : asked.sweep->keys)
      set.push_back(key + "=" + asked.sweep->values[sweep_value]);
  graph_description what = read_graph(asked.file, set);
  if (seed == 0) return what;
  set.push_back("seed=" + std::to_string(what.seed + seed));  // symbols follow from it too
  return read_graph(asked.file, set);
}

}  // namespace kenyon::cli
