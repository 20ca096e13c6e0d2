#include <kenyon/experiment/results.hpp>

#include <sstream>

#include "experiment/json_fields.hpp"

namespace kenyon {
namespace {

const char* measure_name(const criterion& c) {
  return c.what == criterion::kind::exact ? "exact" : "unit_error";
}

json interval_json(const std::optional<interval>& ci95) {
  return ci95 ? json{ci95->low, ci95->high} : json(nullptr);
}

json estimate_json(const std::optional<estimate>& e) {
  if (!e) return nullptr;
  return {{"mean", e->mean}, {"ci95", interval_json(e->ci95)}};
}

json row_json(const plan& p, const recall_task& task, const result& row) {
  json j;
  write_row_fields(j, task);
  j["age"] = row.age;
  if (row.searched) {
    j["criterion"] = p.wanted.text();
    j["capacity"] = estimate_json(row.patterns);
    j["capacity"]["per_seed"] = row.per_seed;
    j["capacity"]["at_least"] = row.limited;  // the search ended before the criterion failed
  } else {
    j["patterns"] = static_cast<std::uint64_t>(row.patterns.mean);
  }
  j["exact"] = estimate_json(row.exact);
  j["unit_error"] = estimate_json(row.unit_error);
  j["theory"] = nullptr;
  if (row.theory) j["theory"] = {{row.searched ? "capacity" : measure_name(p.wanted), *row.theory}};
  j["bits_per_synapse"] = row.bits_per_synapse;
  j["bits_per_synapse_entropy"] = row.bits_per_synapse_entropy;
  j["bits_per_byte"] = row.bits_per_byte;
  j["footprint_bytes"] = row.footprint_bytes;
  j["mean_steps"] = row.steps;
  if (task.recall.assess) j["known"] = row.known;
  j["null"] = {{"exact", row.null.exact_share()}, {"unit_error", row.null.unit_error()}};
  return j;
}

json row_json(const plan&, const generalise_task& task, const result& row) {
  json j{{"task", "generalise"}};
  write_row_fields(j, task);
  j["patterns"] = static_cast<std::uint64_t>(row.patterns.mean);
  j["exact"] = estimate_json(row.exact);
  j["learned"] = estimate_json(row.learned);
  j["footprint_bytes"] = row.footprint_bytes;
  j["null"] = {{"exact", row.null.exact_share()}, {"learned", row.null.learned_share()}};
  return j;
}

json fits_json(const plan& p, std::span<const result> rows) {
  json fits = json::array();
  for (const scaling& fit : fit_scaling(p, rows))
    fits.push_back({{"memory", fit.memory},
                    {"modular", fit.modular},
                    {"factor", fit.law.factor},
                    {"exponent", fit.law.exponent},
                    {"ci95", interval_json(fit.law.ci95)}});
  return fits;
}

// Names and values of one line, put together as the fields come.
class csv_line {
 public:
  csv_line() { values_.precision(17); }

  template <class T>
  void add(const std::string& name, const T& value) {
    if constexpr (std::is_same_v<T, memory_spec>)
      put(name, '"' + value.text() + '"');  // parameters are comma-separated
    else if constexpr (written_as_text<T>)
      put(name, text_of(value));
    else
      put(name, value);
    if constexpr (std::is_same_v<T, layout>) {
      put("units", value.units());
      put("active", value.active());
    }
  }
  void add(const std::string& name, const std::optional<double>& value) {
    value ? put(name, *value) : put(name, "");
  }
  void add(const std::string& name, const std::optional<estimate>& e) {
    const bool is_bounded = e && e->ci95;
    add(name, e ? std::optional(e->mean) : std::nullopt);
    add(name + "_low", is_bounded ? std::optional(e->ci95->low) : std::nullopt);
    add(name + "_high", is_bounded ? std::optional(e->ci95->high) : std::nullopt);
  }
  template <class T>
  void add_fields(const T& object) {
    fields(
        [&](const field& f, const auto& value) {
          if (f.in_rows) add(f.name, value);
        },
        object);
  }

  std::string names() const { return names_.str(); }
  std::string values() const { return values_.str(); }

 private:
  template <class T>
  void put(const std::string& name, const T& value) {
    const char* comma = names_.tellp() > 0 ? "," : "";
    names_ << comma << name;
    values_ << comma << value;
  }

  std::ostringstream names_;
  std::ostringstream values_;
};

void add_row(csv_line& line, const recall_task& task, const result& row) {
  line.add_fields(task);
  line.add("age", row.age);
  line.add("searched", row.searched);
  line.add("patterns", std::optional(row.patterns));
  line.add("exact", row.exact);
  line.add("unit_error", row.unit_error);
  line.add("theory", row.theory);
  line.add("bits_per_synapse", row.bits_per_synapse);
  line.add("bits_per_synapse_entropy", row.bits_per_synapse_entropy);
  line.add("bits_per_byte", row.bits_per_byte);
  line.add("footprint_bytes", row.footprint_bytes);
  line.add("null_exact", row.null.exact_share());
}

void add_row(csv_line& line, const generalise_task& task, const result& row) {
  line.add_fields(task);
  line.add("patterns", row.patterns.mean);
  line.add("exact", row.exact);
  line.add("learned", row.learned);
  line.add("footprint_bytes", row.footprint_bytes);
  line.add("null_exact", row.null.exact_share());
}

}  // namespace

std::string results_json(const plan& p, std::span<const result> rows, std::string_view host) {
  json results = json::array();
  std::visit(
      [&](const auto& cells) {
        for (const result& row : rows) results.push_back(row_json(p, cells[row.cell], row));
      },
      p.cells);
  return dump_text({{"experiment", to_json(p)},
                    {"results", results},
                    {"fits", fits_json(p, rows)},
                    {"host", json::parse(host)}},
                   2) +
         "\n";
}

std::string results_csv(const plan& p, std::span<const result> rows) {
  std::string text;
  std::visit(
      [&](const auto& cells) {
        for (const result& row : rows) {
          csv_line line;
          add_row(line, cells[row.cell], row);
          if (text.empty()) text = line.names() + "\n";
          text += line.values() + "\n";
        }
      },
      p.cells);
  return text;
}

}  // namespace kenyon
