// kenyon graph run: trains, runs, compares.
#include <algorithm>
#include <cmath>
#include <iostream>

#include <kenyon/error.hpp>
#include <kenyon/experiment/statistics.hpp>
#include <kenyon/experiment/trial.hpp>
#include <kenyon/io/file.hpp>

#include "cli/gnuplot.hpp"
#include "cli/graph/holdings.hpp"
#include "cli/graph/ready.hpp"
#include "cli/graph/request.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"
#include "cli/provenance.hpp"
#include "cli/table.hpp"

namespace kenyon::cli {
namespace {

struct one_run {
  std::string value;  // of a sweep
  std::uint64_t seed;
  run_score score;
};

const char* arm_name(null_arm arm) {
  return arm == null_arm::none ? "none" : arm == null_arm::untrained ? "untrained" : "shuffled";
}

double share_of(const run_score& s) {
  return s.expected == 0 ? 0 : static_cast<double>(s.right) / static_cast<double>(s.expected);
}

std::string rms_text(const run_score& s) {
  return s.numbers == 0 ? "-"
                        : number(std::sqrt(s.square_error / static_cast<double>(s.numbers)), 3);
}

json step_json(const graph_session& session) {
  json line{{"run", session.scores()[session.run()].name},
            {"episode", session.episode()},
            {"step", session.step_in_episode()}};
  json areas = json::object();
  for (const holding& h : session.probes()) {
    json entry{
        {"symbol", h.symbol}, {"overlap", h.overlap}, {"active", h.active}, {"exact", h.exact}};
    areas[session.description().areas[h.area].name].push_back(entry);
  }
  line["areas"] = std::move(areas);
  return line;
}

// Steps to the end, or to where it was asked to stop; shows the first of them.
void step_through(graph_session& session, const graph_request& asked, bool show,
                  std::string* lines) {
  progress shown(asked.progress, "running", "steps", session.steps_in_all());
  shown.advance(session.steps_done());
  std::uint64_t printed = 0;
  while (asked.stop_after == 0 || session.steps_done() < asked.stop_after) {
    if (stop_requested()) throw kenyon::interrupted{};
    if (!session.step()) break;
    shown.advance(1);
    if (lines) *lines += dump_text(step_json(session)) + "\n";
    if (!show || asked.lines == 0 || ++printed > asked.lines + 1) continue;
    if (printed > asked.lines) {
      std::cout << "...\n";
      continue;
    }
    std::cout << session.scores()[session.run()].name << " " << session.episode() << "."
              << session.step_in_episode() << "  " << holdings_text(session, session.probes())
              << '\n';
  }
}

void print_scores(const std::vector<one_run>& all, const graph_request& asked) {
  std::vector<std::string> heads{"run"};
  if (asked.sweep) heads.push_back(asked.sweep->keys[0]);
  for (const char* h : {"seed", "episodes", "steps", "expected", "right", "share", "exact",
                        "rms error", "as required"})
    heads.emplace_back(h);
  table out(heads);
  for (const one_run& r : all) {
    const run_score& s = r.score;
    std::vector<std::string> cells{s.name};
    if (asked.sweep) cells.push_back(r.value);
    for (const std::string& cell :
         {std::to_string(r.seed), std::to_string(s.episodes), std::to_string(s.steps),
          std::to_string(s.expected), std::to_string(s.right),
          s.expected == 0 ? std::string("-") : number(share_of(s), 5), std::to_string(s.exact),
          rms_text(s), std::string(s.met() ? "yes" : "no")})
      cells.push_back(cell);
    out.add(cells);
  }
  out.print(std::cout);
}

// The share right of each run and swept value over all seeds. Within a run what is right hangs
// together, so a single one has no interval.
struct summary {
  std::string name, value;
  std::optional<estimate> share;  // none where nothing was expected
};

std::vector<summary> summaries(const std::vector<one_run>& all) {
  std::vector<summary> made;
  for (const one_run& first : all) {
    const auto same = [&](const auto& r, const std::string& name) {
      return r.value == first.value && name == first.score.name;
    };
    if (std::any_of(made.begin(), made.end(), [&](const summary& s) { return same(s, s.name); }))
      continue;
    std::vector<double> shares;
    double expected = 0;
    for (const one_run& r : all)
      if (same(r, r.score.name) && r.score.expected > 0) {
        shares.push_back(share_of(r.score));
        expected += static_cast<double>(r.score.expected);
      }
    summary s{first.score.name, first.value, std::nullopt};
    if (!shares.empty()) s.share = estimate_share(shares, expected);
    made.push_back(s);
  }
  return made;
}

void print_summaries(const std::vector<one_run>& all, const graph_request& asked) {
  table out({"run", asked.sweep ? asked.sweep->keys[0] : "seeds", "mean share", "95 % interval"});
  for (const summary& s : summaries(all))
    out.add({s.name, asked.sweep ? s.value : std::to_string(asked.seeds),
             s.share ? number(s.share->mean, 5) : "-",
             s.share && s.share->ci95
                 ? number(s.share->ci95->low, 5) + " - " + number(s.share->ci95->high, 5)
                 : "-"});
  std::cout << '\n';
  out.print(std::cout);
}

json summaries_json(const std::vector<one_run>& all, const graph_request& asked) {
  json made = json::array();
  for (const summary& s : summaries(all)) {
    json j{
        {"run", s.name}, {"seeds", asked.seeds}, {"share", s.share ? json(s.share->mean) : json()}};
    if (asked.sweep) j["value"] = s.value;
    if (s.share && s.share->ci95) j["ci95"] = {s.share->ci95->low, s.share->ci95->high};
    made.push_back(j);
  }
  return made;
}

json score_json(const one_run& r, const graph_request& asked) {
  const run_score& s = r.score;
  json j{{"run", s.name}, {"seed", r.seed}};
  if (asked.sweep) j["value"] = r.value;
  j.update({{"episodes", s.episodes},
            {"steps", s.steps},
            {"expected", s.expected},
            {"right", s.right},
            {"share", s.expected > 0 ? json(share_of(s)) : json()},
            {"exact", s.exact},
            {"required", s.required},
            {"met", s.met()}});
  if (s.numbers > 0) j["rms_error"] = std::sqrt(s.square_error / static_cast<double>(s.numbers));
  return j;
}

// Share right against the swept value, a line a run, the mean over seeds.
void plot_sweep(const std::vector<one_run>& all, const graph_request& asked) {
  std::vector<std::string> names;
  for (const one_run& r : all)
    if (std::find(names.begin(), names.end(), r.score.name) == names.end())
      names.push_back(r.score.name);
  std::string script = gnuplot_output(asked.plot, asked.plot.ends_with(".svg"));
  script += "set xlabel " + gnuplot_quoted(asked.sweep->keys[0]) +
            "\nset ylabel 'share right'\nset yrange [0:1.05]\nset key bottom left\nset grid\n";
  std::string data, plots;
  for (const std::string& name : names) {
    plots += std::string(plots.empty() ? "plot" : ",") + " '-' with linespoints title " +
             gnuplot_quoted(name);
    for (const std::string& value : asked.sweep->values) {
      double sum = 0;
      std::uint64_t n = 0;
      for (const one_run& r : all)
        if (r.value == value && r.score.name == name && r.score.expected > 0)
          sum += share_of(r.score), ++n;
      if (n > 0) data += value + " " + std::to_string(sum / static_cast<double>(n)) + "\n";
    }
    data += "e\n";
  }
  run_gnuplot(script + plots + "\n" + data);
}

}  // namespace

int run_graph_file(const graph_request& asked, const arguments& args) {
  const stopwatch watch;
  json host = host_json("graph", args, asked.threads);
  std::vector<one_run> all;
  const std::size_t values = asked.sweep ? asked.sweep->values.size() : 1;
  const bool single = values == 1 && asked.seeds == 1;
  bool met = true;
  for (std::size_t v = 0; v < values; ++v)
    for (std::uint64_t seed = 0; seed < asked.seeds; ++seed) {
      graph_session session(read_graph_of(asked, v, seed), asked.arm);
      make_ready(session, asked);
      std::string lines;
      const auto keep = [&] {
        if (!asked.save.empty()) session.save(asked.save);
        host["seconds"] = watch.seconds();
        if (!asked.jsonl.empty()) write_file(asked.jsonl, dump_text(host) + "\n" + lines);
      };
      try {
        step_through(session, asked, single && !asked.json, asked.jsonl.empty() ? nullptr : &lines);
      } catch (const kenyon::interrupted&) {
        keep();
        throw;
      }
      keep();
      if (v == 0 && seed == 0) warn_undriven(session);
      for (std::size_t i = 0; i < session.scores().size(); ++i) {
        const run_score& s = session.scores()[i];
        if (s.steps == 0) continue;
        all.push_back({asked.sweep ? asked.sweep->values[v] : "", session.description().seed, s});
        const bool finished = session.over() || i < session.run();
        met = met && (s.met() || !finished);
      }
    }
  if (asked.json) {
    json results = json::array();
    for (const one_run& r : all) results.push_back(score_json(r, asked));
    std::cout << dump_text({{"graph", asked.file},
                            {"null", arm_name(asked.arm)},
                            {"results", results},
                            {"summary", summaries_json(all, asked)},
                            {"host", host}},
                           2)
              << '\n';
  } else {
    print_scores(all, asked);
    if (asked.seeds > 1) print_summaries(all, asked);
  }
  if (!asked.plot.empty()) plot_sweep(all, asked);
  return met || asked.sweep ? done : negative;
}

}  // namespace kenyon::cli
