#include "cli/reproduce/report.hpp"

#include <algorithm>
#include <iostream>

#include "cli/terminal/table.hpp"

namespace kenyon::cli {
namespace {

std::string measured_text(const figure& f) {
  std::string text = number(f.measured);
  if (f.ci95) text += " +- " + number((f.ci95->high - f.ci95->low) / 2, 2);
  return text;
}

json figure_json(std::string_view id, const figure& f) {
  json j{{"id", id},
         {"cell", f.cell},
         {"published", f.published},
         {"kind", name(f.kind)},
         {"measured", f.measured},
         {"ci95", nullptr},
         {"tolerance", f.tolerance},
         {"agrees", f.agrees()}};
  if (f.ci95) j["ci95"] = {f.ci95->low, f.ci95->high};
  return j;
}

json entry_json(const reproduce_entry& entry) {
  return {{"id", entry.id}, {"summary", entry.summary}, {"citation", entry.citation}};
}

}  // namespace

void list_entries(std::ostream& out, bool as_json) {
  json all = json::array();
  for (const reproduce_entry& entry : reproduce_entries()) {
    all.push_back(entry_json(entry));
    if (as_json) continue;
    out << entry.id << "\n  " << entry.summary << "\n  " << entry.citation << '\n';
  }
  if (as_json) out << dump_text({{"entries", all}}, 2) << '\n';
}

void reproduce_report::add(const reproduced& made) {
  seconds_ += made.seconds;
  json entry = entry_json(*made.entry);
  entry["seconds"] = made.seconds;
  entry["note"] = made.result.note;
  entry["not_run"] = nullptr;
  if (!made.result.not_run.empty()) entry["not_run"] = made.result.not_run;
  entries_.push_back(entry);
  if (!made.result.not_run.empty())
    not_run_.push_back(std::string(made.entry->id) + " (" + made.result.not_run + ")");
  for (const figure& f : made.result.figures) {
    count& of_kind = counts_[static_cast<std::size_t>(f.kind)];
    ++of_kind.figures;
    of_kind.agreeing += f.agrees();
    results_.push_back(figure_json(made.entry->id, f));
  }
  if (!as_json_) print(made);
}

void reproduce_report::print(const reproduced& made) const {
  std::cout << made.entry->id << ": " << made.entry->summary << "\n";
  std::cout << "  " << made.entry->citation << "\n";
  if (!made.result.not_run.empty()) {
    std::cout << "  not run: " << made.result.not_run << "\n\n" << std::flush;
    return;
  }
  table shown({"  cell", "published", "kind", "measured", "tolerance", "verdict"});
  for (const figure& f : made.result.figures)
    shown.add({"  " + f.cell, number(f.published), std::string(name(f.kind)), measured_text(f),
               number(f.tolerance, 2), f.agrees() ? "agrees" : "DISAGREES"});
  shown.print(std::cout);
  if (!made.result.note.empty()) std::cout << "  " << made.result.note << "\n";
  std::cout << "  " << number(made.seconds, 2) << " s\n\n" << std::flush;
}

bool reproduce_report::all_agree() const {
  const auto whole = [](const count& c) { return c.agreeing == c.figures; };
  const auto some = [](const count& c) { return c.figures > 0; };
  return std::any_of(counts_.begin(), counts_.end(), some) &&
         std::all_of(counts_.begin(), counts_.end(), whole);
}

json reproduce_report::counts_json() const {
  json j;
  for (std::size_t k = 0; k < counts_.size(); ++k)
    j[std::string(name(static_cast<figure_kind>(k)))] = {{"figures", counts_[k].figures},
                                                         {"agree", counts_[k].agreeing}};
  return j;
}

std::string reproduce_report::counts_text() const {
  constexpr std::array<std::string_view, 3> what{"printed figures", "formulas", "replicas"};
  if (std::all_of(counts_.begin(), counts_.end(), [](const auto& c) { return c.figures == 0; }))
    return "No figure was measured";
  std::string text = "Agree:";
  const char* before = " ";
  for (std::size_t k = 0; k < counts_.size(); ++k) {
    if (counts_[k].figures == 0) continue;
    text += before + std::to_string(counts_[k].agreeing) + " of " +
            std::to_string(counts_[k].figures) + " " + std::string(what[k]);
    before = ", ";
  }
  return text;
}

void reproduce_report::end(bool complete) {
  host_["seconds"] = seconds_;
  if (as_json_) {
    std::cout << dump_text({{"results", results_},
                            {"entries", entries_},
                            {"counts", counts_json()},
                            {"complete", complete},
                            {"host", host_}},
                           2)
              << '\n';
    return;
  }
  std::cout << counts_text();
  for (std::size_t i = 0; i < not_run_.size(); ++i)
    std::cout << (i == 0 ? "; not run: " : ", ") << not_run_[i];
  std::cout << ". +- is the 95 % confidence interval; " << number(seconds_, 3) << " s.\n";
}

}  // namespace kenyon::cli
