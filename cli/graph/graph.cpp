// kenyon graph: attractor networks from a file.
#include <algorithm>

#include <kenyon/base/error.hpp>
#include <kenyon/base/suggest.hpp>
#include <kenyon/base/threads.hpp>
#include <kenyon/graph/file.hpp>

#include "cli/graph/request.hpp"
#include "cli/graph/sweep.hpp"
#include "cli/terminal/gnuplot.hpp"
#include "cli/terminal/outputs.hpp"
#include "cli/terminal/progress.hpp"

namespace kenyon::cli {
namespace {

constexpr std::string_view verbs[] = {"check", "draw", "run", "trace"};

option_page graph_page() {
  po::options_description all("All");
  all.add_options()(
      "set", po::value<std::vector<std::string>>()->value_name("KEY=VALUE"),
      "replace a value of the file: --set area.cell.noise=0.2, --set run.0.steps=50 "
      "(several times: of one key the last, and what is swept or searched before any)");
  po::options_description run("run and trace");
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
  po::options_description state("State of a run");
  state.add_options()("save", text("FILE"),
                      "write the state there in the end, or when interrupted (not while training)")(
      "resume", text("FILE"), "go on from a state, with the same bits as without a break")(
      "stop-after", text("STEPS", "0"), "end after so many steps in all; 0: run to the end");
  po::options_description output("Output");
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
      false,
      {"kenyon graph run examples/graphs/automaton.toml",
       "kenyon graph run examples/graphs/automaton.toml --set table.rule.next=01101110 --seeds 5",
       "kenyon graph trace examples/graphs/diversion.toml --area recall"}};
}

null_arm read_arm(const std::string& text) {
  if (text == "none") return null_arm::none;
  if (text == "untrained") return null_arm::untrained;
  if (text == "shuffled") return null_arm::shuffled;
  throw error(fault::usage, "--null: none, untrained or shuffled expected, not \"" + text + "\"");
}

void check_picture(const std::string& path, const char* option) {
  if (!path.empty() && !path.ends_with(".svg") && !path.ends_with(".png"))
    throw error(fault::usage,
                std::string(option) + ": \"" + path + "\" must end with .svg or .png");
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
void check_options(const po::variables_map& values, const std::string& verb) {
  for (const verb_option& o : options_of_verbs)
    if (is_given(values, o.name) && o.verbs.find(verb) == std::string_view::npos)
      throw error(fault::usage, "kenyon graph " + verb + " takes no --" + o.name + ": it is of " +
                                    std::string(o.verbs));
}

// Told before anything runs. A state may be saved over the one it goes on from.
void check_outputs(const graph_request& asked) {
  const std::vector<written_file> lines{
      {"--jsonl", asked.jsonl}, {"--plot", asked.plot}, {"--out", asked.out}};
  check_written(lines, {asked.file, asked.resume, asked.save});
  check_written({{"--save", asked.save}}, {asked.file});
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

void check_request(const graph_request& asked) {
  if (std::find(std::begin(verbs), std::end(verbs), asked.verb) == std::end(verbs))
    throw error(fault::usage, "kenyon graph takes check, draw, run or trace, not \"" + asked.verb +
                                  "\"" + suggest_name(asked.verb, verbs));
  check_picture(asked.plot, "--plot");
  if (!asked.plot.empty() && !asked.sweep) throw error(fault::usage, "--plot draws a --sweep");
  if (!asked.plot.empty() && asked.search)
    throw error(fault::usage, "--plot draws a --sweep, not a --search");
  if (!asked.plot.empty() && !have_gnuplot())
    throw error(fault::io, "--plot: gnuplot is not installed");
  if (asked.sweep) check_sweep(*asked.sweep, asked);
  const bool several = asked.sweep || asked.search || asked.seeds > 1;
  if (several && (!asked.save.empty() || !asked.resume.empty() || asked.stop_after > 0 ||
                  !asked.jsonl.empty()))
    throw error(fault::usage,
                "--save, --resume, --stop-after and --jsonl are of one run, not of several seeds, "
                "a sweep or a search");
}

}  // namespace

std::optional<graph_request> read_graph_request(const arguments& args) {
  const auto values = parse_options(graph_page(), args);
  if (!values) return std::nullopt;
  const auto given = [&](const char* name) {
    return values->count(name) ? (*values)[name].as<std::string>() : std::string();
  };
  graph_request asked;
  asked.verb = given("VERB");
  asked.file = given("FILE");
  if (values->count("set")) asked.set = (*values)["set"].as<std::vector<std::string>>();
  asked.arm = read_arm(given("null"));
  asked.seeds = number_option(*values, "seeds", 1, 1000);
  if (values->count("sweep")) asked.sweep = read_sweep(given("sweep"));
  if (values->count("search")) asked.search = read_search(given("search"));
  asked.lines = number_option(*values, "lines", 0, 1'000'000);
  asked.json = values->count("json") > 0;
  asked.jsonl = given("jsonl");
  asked.plot = given("plot");
  asked.save = given("save");
  asked.resume = given("resume");
  asked.out = given("out");
  asked.stop_after = number_option(*values, "stop-after", 0, ~std::uint64_t{0});
  asked.area = given("area");
  asked.from = number_option(*values, "from", 0, ~std::uint64_t{0});
  asked.count = number_option(*values, "count", 1, 1'000'000);
  asked.threads = threads_option(*values);
  asked.progress = given("progress");
  check_progress(asked.progress);
  check_request(asked);
  check_options(*values, asked.verb);
  check_outputs(asked);
  return asked;
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

int run_graph(const arguments& args) {
  const auto asked = read_graph_request(args);
  if (!asked) return done;
  const thread_limit limit(asked->threads);
  if (asked->verb == "check") return check_graph(*asked);
  if (asked->verb == "draw") return draw_graph_file(*asked);
  if (asked->verb == "trace") return trace_graph(*asked);
  return asked->search ? search_graph(*asked, args) : run_graph_file(*asked, args);
}

}  // namespace kenyon::cli
