#include <string>
#include <string_view>
#include <vector>

#include <kenyon/graph/file.hpp>

namespace kenyon {
namespace {

// A quoted string of DOT. Line breaks are written as \n by the callers, after this.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return out;
}

std::string id(std::string_view name) {
  return "\"" + escaped(name) + "\"";
}

std::string reference_text(const area_reference& r) {
  if (r.shift == 0) return r.area;
  return r.area + "[" + (r.shift > 0 ? "+" : "") + std::to_string(r.shift) + "]";
}

std::string area_line(const area_description& a) {
  std::string label = escaped(a.name) + "\\n";
  if (a.joins.empty()) {
    label += a.shape.text();
  } else {
    label += "joins";
    for (const area_reference& r : a.joins) label += " " + escaped(reference_text(r));
  }
  if (a.copies > 1) label += ", " + std::to_string(a.copies) + " copies";
  std::string line = "  " + id(a.name) + " [label=\"" + label + "\"";
  if (!a.joins.empty()) line += ", style=rounded";
  return line + "];\n";
}

const memory_description* memory_of(const graph_description& description, const std::string& name) {
  for (const memory_description& m : description.memories)
    if (m.name == name) return &m;
  return nullptr;
}

std::string gate_text(const gate_description& g) {
  return std::string(g.closes ? "shut" : "open") + " while " + reference_text(g.by) +
         (g.symbol.empty() ? " is active" : " holds " + g.symbol);
}

// One line each: memory, what differs from the default, gate, learning.
std::string projection_label(const graph_description& description,
                             const projection_description& p) {
  const memory_description* m = memory_of(description, p.memory);
  std::vector<std::string> lines{m ? m->kind : p.memory};
  // A memory of its own has a name with a point, which no file can give.
  if (m && m->name.find('.') == std::string::npos) lines[0] = m->name + ": " + lines[0];
  if (m && m->completes) lines[0] += ", completes";
  if (p.from.shift != 0) lines.push_back("from " + reference_text(p.from));
  lines.push_back("gain " + std::to_string(p.gain) + ", delay " + std::to_string(p.delay));
  if (p.gate) lines.push_back(gate_text(*p.gate));
  if (p.learns == plasticity::always) lines.push_back("learns always");
  if (p.learns == plasticity::settled) lines.push_back("learns when settled");
  std::string label;
  for (const std::string& line : lines) label += (label.empty() ? "" : "\\n") + escaped(line);
  return label;
}

std::string projection_line(const graph_description& description, const projection_description& p) {
  return "  " + id(p.from.area) + " -> " + id(p.to) + " [label=\"" +
         projection_label(description, p) + "\"" + (p.inhibits ? ", arrowhead=tee" : "") + "];\n";
}

std::string join_lines(const area_description& a) {
  std::string lines;
  for (const area_reference& r : a.joins) {
    lines += "  " + id(r.area) + " -> " + id(a.name) + " [style=dashed";
    if (r.shift != 0) lines += ", label=\"" + escaped(reference_text(r)) + "\"";
    lines += "];\n";
  }
  return lines;
}

}  // namespace

std::string draw_graph(const graph_description& description) {
  std::string out = "digraph " + id(description.file.empty() ? "graph" : description.file) +
                    " {\n  node [shape=box];\n";
  for (const area_description& a : description.areas) out += area_line(a);
  for (const area_description& a : description.areas) out += join_lines(a);
  for (const projection_description& p : description.projections)
    out += projection_line(description, p);
  return out + "}\n";
}

}  // namespace kenyon
