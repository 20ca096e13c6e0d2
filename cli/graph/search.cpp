// kenyon graph run --search: the largest load that a graph still bears, and how it grows with a
// swept value.
#include <algorithm>
#include <iostream>

#include <kenyon/base/error.hpp>
#include <kenyon/base/interrupt.hpp>
#include <kenyon/experiment/statistics.hpp>

#include "cli/graph/sweep.hpp"
#include "cli/terminal/interrupt.hpp"
#include "cli/terminal/progress.hpp"
#include "cli/terminal/provenance.hpp"
#include "cli/terminal/table.hpp"

namespace kenyon::cli {
namespace {

constexpr double close_enough = 1.02;  // between a load that is borne and one that is not

// A run ends as soon as it cannot be met any more; what is left of it would not change the answer.
bool is_met(const graph_description& what, null_arm arm) {
  graph_session session(what, arm);
  session.train([](std::uint64_t, std::uint64_t) { stop_if_asked(); });
  while (session.step()) {
    stop_if_asked();
    const run_score& s = session.scores()[session.run()];
    if (s.required == 1 && s.right < s.expected) return false;
  }
  for (const run_score& s : session.scores())
    if (!s.met()) return false;
  return true;
}

bool bears(const graph_request& asked, std::size_t value, std::uint64_t n) {
  std::vector<std::string> set;
  for (const auto& key : asked.search->keys)
    set.push_back(key.name + "=" + std::to_string(n * key.factor));
  for (std::uint64_t seed = 0; seed < asked.seeds; ++seed)
    if (!is_met(read_graph_of(asked, value, seed, set), asked.arm)) return false;
  return true;
}

// Doubles from `low` until it fails, then halves the ratio in between; 0 when `low` is too much.
std::uint64_t largest(const graph_request& asked, std::size_t value, progress& shown) {
  const auto ask = [&](std::uint64_t n) {
    const bool yes = bears(asked, value, n);
    shown.advance(1);
    return yes;
  };
  std::uint64_t good = asked.search->low;
  if (!ask(good)) return 0;
  std::uint64_t bad = 0;
  while (bad == 0 && good < asked.search->high) {
    const std::uint64_t next = std::min(asked.search->high, good * 2);
    (ask(next) ? good : bad) = next;
  }
  while (bad > good + 1 && static_cast<double>(bad) > close_enough * static_cast<double>(good)) {
    const std::uint64_t middle = good + (bad - good) / 2;
    (ask(middle) ? good : bad) = middle;
  }
  return good;
}

void print_fit(const power_law& fit, const graph_sweep& over) {
  std::cout << "grows as the power " << number(fit.exponent, 3);
  if (fit.ci95)
    std::cout << " (95 %: " << number(fit.ci95->low, 3) << " to " << number(fit.ci95->high, 3)
              << ")";
  std::cout << " of " << (is_layout(over.values[0]) ? "the units" : keys_text(over)) << '\n';
}

json search_json(const graph_request& asked) {
  json keys = json::array();
  for (const auto& key : asked.search->keys)
    keys.push_back({{"key", key.name}, {"factor", key.factor}});
  return {{"keys", keys}, {"low", asked.search->low}, {"high", asked.search->high}};
}

struct bound {
  std::string value;  // of the sweep; the file where there is none
  std::uint64_t largest;
  bool reached_high;
};

// What is found before an interruption is kept; whether there was none is returned.
bool search_all(const graph_request& asked, const std::string& mode, std::vector<bound>& found) {
  progress shown(mode, "searching", "runs", 0);
  try {
    for (std::size_t v = 0; v < (asked.sweep ? asked.sweep->values.size() : 1); ++v) {
      const std::string value = asked.sweep ? asked.sweep->values[v] : asked.file;
      shown.note(value);
      const std::uint64_t n = largest(asked, v, shown);
      found.push_back({value, n, n == asked.search->high});
    }
  } catch (const kenyon::interrupted&) {
    if (found.empty()) throw;
    return false;
  }
  return true;
}

std::optional<power_law> growth(const std::vector<bound>& found) {
  std::vector<double> sizes, largest;
  for (const bound& b : found) {
    if (b.largest == 0 || b.reached_high) continue;
    sizes.push_back(size_of_swept(b.value).value_or(0));
    largest.push_back(static_cast<double>(b.largest));
  }
  return fit_power_law(sizes, largest);
}

void print(const std::vector<bound>& found, const graph_request& asked) {
  table out({asked.sweep ? keys_text(*asked.sweep) : "graph", "largest"});
  for (const bound& b : found)
    out.add({b.value, b.largest == 0
                          ? "below " + std::to_string(asked.search->low)
                          : (b.reached_high ? "at least " : "") + std::to_string(b.largest)});
  out.print(std::cout);
}

json results_json(const std::vector<bound>& found) {
  json results = json::array();
  for (const bound& b : found)
    results.push_back(
        {{"value", b.value}, {"largest", b.largest}, {"reached_high", b.reached_high}});
  return results;
}

}  // namespace

exit_code search_graph(const graph_request& asked, const run_context& context) {
  json host = context.host();
  std::vector<bound> found;
  const bool complete = search_all(asked, context.progress, found);
  std::optional<power_law> fit;
  if (asked.sweep) fit = growth(found);
  host["seconds"] = context.seconds();
  if (context.outputs.json) {
    json all{
        {"graph", asked.file},  {"null", arm_name(asked.arm)}, {"search", search_json(asked)},
        {"seeds", asked.seeds}, {"complete", complete},        {"results", results_json(found)},
        {"host", host}};
    if (asked.sweep) all["swept"] = asked.sweep->keys;
    if (fit) all["exponent"] = fit->exponent;
    if (fit && fit->ci95) all["exponent_ci95"] = {fit->ci95->low, fit->ci95->high};
    std::cout << dump_text(all, 2) << '\n';
  } else {
    print(found, asked);
    if (fit) print_fit(*fit, *asked.sweep);
  }
  if (!complete) throw kenyon::interrupted{};
  return exit_code::done;
}

}  // namespace kenyon::cli
