// kenyon graph trace: what each area holds, step by step, and what pushed it there.
#include <charconv>
#include <iostream>

#include <kenyon/base/error.hpp>

#include "cli/graph/holdings.hpp"
#include "cli/graph/ready.hpp"
#include "cli/graph/request.hpp"
#include "cli/terminal/interrupt.hpp"
#include "cli/terminal/table.hpp"

namespace kenyon::cli {
namespace {

struct traced {
  std::size_t area;
  std::uint32_t copy;
};

traced read_traced(const std::string& text, const graph& net) {
  const std::size_t bracket = text.find('[');
  traced t{net.area(text.substr(0, bracket)), 0};
  if (bracket == std::string::npos) return t;
  const char* const begin = text.data() + bracket + 1;
  const auto [end, code] = std::from_chars(begin, text.data() + text.size(), t.copy);
  if (code != std::errc() || end + 1 != text.data() + text.size() || *end != ']' ||
      t.copy >= net.copies(t.area))
    throw error(fault::usage, "--area: \"" + text +
                                  "\": NAME or NAME[COPY] expected, copies 0 to " +
                                  std::to_string(net.copies(t.area) - 1));
  return t;
}

void print_holdings(const graph_session& session) {
  const graph& net = session.network();
  table out({"area", "holds", "overlap", "active", "support", "margin"});
  for (std::size_t a = 0; a < net.areas(); ++a) {
    const holding h = session.held(a, 0);
    const graph::reason why = net.why(a, 0);
    const bool pushed = !why.pushes.empty() && h.active > 0;
    std::string name = session.description().areas[a].name;
    if (net.copies(a) > 1) name += "[0]";
    out.add({name,
             h.active == 0      ? "silent"
             : h.symbol.empty() ? "-"
                                : h.symbol,
             std::to_string(h.overlap), std::to_string(h.active),
             pushed ? number(why.fired, 4) : "-", pushed ? std::to_string(why.margin) : "-"});
  }
  out.print(std::cout);
}

void print_reasons(const graph_session& session, const traced& t) {
  const graph& net = session.network();
  const holding h = session.held(t.area, t.copy);
  const graph::reason why = net.why(t.area, t.copy);
  std::cout << "  holds "
            << (h.active == 0      ? "nothing"
                : h.symbol.empty() ? "no known pattern"
                                   : h.symbol)
            << " (" << h.overlap << " of " << h.active << " units), margin " << why.margin << '\n';
  table out({"projection", "path", "support of firing units", "of the best rival"});
  for (const auto& p : why.pushes) {
    const auto& said = session.description().projections[p.projection];
    out.add({said.name, p.open ? said.inhibits ? "inhibits" : "excites" : "no drive",
             p.open ? number(p.fired, 4) : "-", p.open ? std::to_string(p.rival) : "-"});
  }
  out.print(std::cout);
}

}  // namespace

exit_code trace_graph(const graph_request& asked, const run_context& context) {
  graph_session session(read_graph_of(asked, 0, 0), asked.arm);
  std::optional<traced> chosen;
  if (!asked.area.empty()) chosen = read_traced(asked.area, session.network());
  make_ready(session, asked, context.progress);
  if (asked.from >= session.steps_in_all())
    throw error(fault::usage,
                "--from: there are " + std::to_string(session.steps_in_all()) + " steps in all");
  for (std::uint64_t shown = 0; shown < asked.count && session.step();) {
    stop_if_asked();
    if (session.steps_done() <= asked.from) continue;
    ++shown;
    std::cout << session.scores()[session.run()].name << ", episode " << session.episode()
              << ", step " << session.step_in_episode() << '\n';
    if (chosen)
      print_reasons(session, *chosen);
    else
      print_holdings(session);
  }
  warn_undriven(session);
  return exit_code::done;
}

}  // namespace kenyon::cli
