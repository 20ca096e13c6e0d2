// kenyon graph run --search: the largest load that a graph still bears, and how it grows with a
// swept value.
#include <algorithm>
#include <charconv>
#include <iostream>

#include <kenyon/error.hpp>
#include <kenyon/experiment/statistics.hpp>
#include <kenyon/experiment/trial.hpp>
#include <kenyon/pattern/layout.hpp>

#include "cli/graph/request.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"
#include "cli/provenance.hpp"
#include "cli/table.hpp"

namespace kenyon::cli {
namespace {

constexpr double close_enough = 1.02;  // between a load that is borne and one that is not

// A run ends as soon as it cannot be met any more; what is left of it would not change the answer.
bool is_met(const graph_description& what, null_arm arm) {
  graph_session session(what, arm);
  session.train([](std::uint64_t, std::uint64_t) {
    if (stop_requested()) throw kenyon::interrupted{};
  });
  while (session.step()) {
    if (stop_requested()) throw kenyon::interrupted{};
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

bool is_layout(const std::string& text) {
  return text.find_first_of("/x") != std::string::npos;
}

// The number that a swept text stands for: itself, or the units of a layout. 0: none.
double size_of(const std::string& text) {
  double number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code == std::errc() && end == text.data() + text.size()) return number;
  try {
    return layout::parse(text).units();
  } catch (const error&) {
    return 0;
  }
}

}  // namespace

int search_graph(const graph_request& asked, const arguments& args) {
  const stopwatch watch;
  json host = host_json("graph", args, asked.threads);
  std::vector<double> sizes, found;
  json results = json::array();
  table out({asked.sweep ? asked.sweep->keys[0] : "graph", "largest"});
  {
    progress shown(asked.progress, "searching", "runs", 0);
    for (std::size_t v = 0; v < (asked.sweep ? asked.sweep->values.size() : 1); ++v) {
      const std::string value = asked.sweep ? asked.sweep->values[v] : asked.file;
      shown.note(value);
      const std::uint64_t n = largest(asked, v, shown);
      const bool more = n == asked.search->high;
      out.add({value, n == 0 ? "below " + std::to_string(asked.search->low)
                             : (more ? "at least " : "") + std::to_string(n)});
      results.push_back({{"value", value}, {"largest", n}, {"reached_high", more}});
      if (n == 0 || more) continue;
      sizes.push_back(size_of(value));
      found.push_back(static_cast<double>(n));
    }
  }
  std::optional<power_law> fit;
  if (asked.sweep) fit = fit_power_law(sizes, found);
  host["seconds"] = watch.seconds();
  if (asked.json) {
    json all{{"graph", asked.file}, {"seeds", asked.seeds}, {"results", results}, {"host", host}};
    if (fit) all["exponent"] = fit->exponent;
    if (fit && fit->ci95) all["exponent_ci95"] = {fit->ci95->low, fit->ci95->high};
    std::cout << dump_text(all, 2) << '\n';
    return done;
  }
  out.print(std::cout);
  if (fit) {
    std::cout << "grows as the power " << number(fit->exponent, 3);
    if (fit->ci95)
      std::cout << " (95 %: " << number(fit->ci95->low, 3) << " to " << number(fit->ci95->high, 3)
                << ")";
    std::cout << " of " << (is_layout(asked.sweep->values[0]) ? "the units" : asked.sweep->keys[0])
              << '\n';
  }
  return done;
}

}  // namespace kenyon::cli
