// kenyon graph run: trains, runs, compares.
#include <iostream>

#include <kenyon/base/error.hpp>
#include <kenyon/base/interrupt.hpp>
#include <kenyon/io/file.hpp>

#include "cli/graph/holdings.hpp"
#include "cli/graph/ready.hpp"
#include "cli/graph/report.hpp"
#include "cli/terminal/interrupt.hpp"
#include "cli/terminal/progress.hpp"
#include "cli/terminal/provenance.hpp"

namespace kenyon::cli {
namespace {

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
                  const std::string& mode, std::string* lines) {
  progress shown(mode, "running", "steps", session.steps_in_all());
  shown.advance(session.steps_done());
  std::uint64_t printed = 0;
  while (asked.stop_after == 0 || session.steps_done() < asked.stop_after) {
    stop_if_asked();
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

// All that is run, one graph after another.
class runs {
 public:
  runs(const graph_request& asked, const run_context& context)
      : asked_(asked), context_(context), host_(context.host()) {}

  void add(std::size_t value, std::uint64_t seed) {
    graph_session session(read_graph_of(asked_, value, seed), asked_.arm);
    make_ready(session, asked_, context_.progress);
    std::string lines;
    const bool is_single = asked_.seeds == 1 && (!asked_.sweep || asked_.sweep->values.size() == 1);
    try {
      step_through(session, asked_, is_single && !context_.outputs.json, context_.progress,
                   context_.outputs.jsonl.empty() ? nullptr : &lines);
    } catch (const kenyon::interrupted&) {
      keep(session, lines);
      throw;
    }
    keep(session, lines);
    if (value == 0 && seed == 0) warn_undriven(session);
    for (std::size_t i = 0; i < session.scores().size(); ++i) {
      const run_score& s = session.scores()[i];
      if (s.steps == 0) continue;
      all_.push_back(
          {asked_.sweep ? asked_.sweep->values[value] : "", session.description().seed, s});
      const bool finished = session.over() || i < session.run();
      met_ = met_ && (s.met() || !finished);
    }
  }
  bool met() const { return met_; }
  bool none() const { return all_.empty(); }

  void tell(bool complete) {
    host_["seconds"] = context_.seconds();
    report(all_, asked_, context_.outputs, host_, complete);
  }

 private:
  void keep(graph_session& session, const std::string& lines) {
    if (!asked_.save.empty()) session.save(asked_.save);
    host_["seconds"] = context_.seconds();
    if (!context_.outputs.jsonl.empty())
      write_file(context_.outputs.jsonl, dump_text(host_) + "\n" + lines);
  }

  const graph_request& asked_;
  const run_context& context_;
  json host_;
  std::vector<one_run> all_;
  bool met_ = true;
};

}  // namespace

exit_code run_graph_file(const graph_request& asked, const run_context& context) {
  runs all(asked, context);
  try {
    for (std::size_t v = 0; v < (asked.sweep ? asked.sweep->values.size() : 1); ++v)
      for (std::uint64_t seed = 0; seed < asked.seeds; ++seed) all.add(v, seed);
  } catch (const kenyon::interrupted&) {
    if (!all.none()) all.tell(false);  // what was finished
    throw;
  }
  all.tell(true);
  return all.met() || asked.sweep ? exit_code::done : exit_code::negative;
}

}  // namespace kenyon::cli
