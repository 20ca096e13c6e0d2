// kenyon graph check and draw.
#include <iostream>

#include <kenyon/base/error.hpp>
#include <kenyon/graph/file.hpp>
#include <kenyon/io/file.hpp>

#include "cli/graph/request.hpp"
#include "cli/terminal/outputs.hpp"
#include "cli/terminal/program.hpp"
#include "cli/terminal/table.hpp"

namespace kenyon::cli {
namespace {

std::uint64_t rows_of(const graph_description& what, const phase_description& p) {
  for (const table_description& t : what.tables)
    if (t.name == p.table && !t.columns.empty()) return t.columns[0].symbols.size();
  return 1;
}

void draw_picture(const std::string& dot, const std::string& path) {
  const char* const format = path.ends_with(".svg") ? "-Tsvg" : "-Tpng";
  const program_end end = run_program({"dot", format}, dot);
  if (end.code != 0 || end.out.empty())
    throw error(fault::io, end.code == 127 ? "graphviz (dot) is not installed"
                                           : "graphviz (dot) could not draw the graph");
  write_file(path, end.out);
}

}  // namespace

exit_code check_graph(const graph_request& asked) {
  const graph_description what = read_graph_of(asked, 0, 0);
  const graph_session session(what, asked.arm);
  const graph& net = session.network();
  std::uint64_t copies = 0;
  for (std::size_t a = 0; a < net.areas(); ++a) copies += net.copies(a);
  std::cout << asked.file << ": " << what.areas.size() << " areas (" << copies << " copies), "
            << what.projections.size() << " projections, " << what.memories.size() << " memories, "
            << number(static_cast<double>(net.footprint_bytes()) / 1048576.0, 3) << " MiB\n";
  table phases({"phase", "name", "episodes", "steps each", "projections that learn"});
  for (const phase_description& p : what.training)
    phases.add({"train", p.name, std::to_string(rows_of(what, p)), std::to_string(p.steps),
                std::to_string(p.learns.size())});
  for (const phase_description& p : what.runs)
    phases.add({"run", p.name, std::to_string(rows_of(what, p)), std::to_string(p.steps), "-"});
  phases.print(std::cout);
  return exit_code::done;
}

exit_code draw_graph_file(const graph_request& asked) {
  const graph_description what = read_graph_of(asked, 0, 0);
  const graph net(what);  // what cannot be built is told, not drawn
  const std::string dot = draw_graph(what);
  if (asked.out.empty())
    std::cout << dot;
  else if (asked.out.ends_with(".svg") || asked.out.ends_with(".png"))
    draw_picture(dot, asked.out);
  else if (asked.out.ends_with(".dot"))
    write_file(asked.out, dot);
  else
    throw error(fault::usage, "--out: \"" + asked.out + "\" must end with .dot, .svg or .png");
  return exit_code::done;
}

}  // namespace kenyon::cli
