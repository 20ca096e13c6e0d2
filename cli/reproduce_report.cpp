#include "cli/reproduce_report.hpp"

#include <iostream>

#include "cli/table.hpp"

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
  return {{"id", entry.id},
          {"summary", entry.summary},
          {"citation", entry.citation},
          {"not_yet", entry.run == nullptr}};
}

}  // namespace

void list_entries(std::ostream& out, bool as_json) {
  json all = json::array();
  for (const reproduce_entry& entry : reproduce_entries()) {
    all.push_back(entry_json(entry));
    if (as_json) continue;
    out << entry.id << (entry.run ? "" : "  (not yet)") << "\n  " << entry.summary << "\n  "
        << entry.citation << '\n';
  }
  if (as_json) out << dump_text({{"entries", all}}, 2) << '\n';
}

void reproduce_report::add(const reproduced& made) {
  seconds_ += made.seconds;
  json entry = entry_json(*made.entry);
  entry["seconds"] = made.seconds;
  entry["note"] = made.result.note;
  entries_.push_back(entry);
  if (!made.entry->run) not_yet_.emplace_back(made.entry->id);
  for (const figure& f : made.result.figures) {
    ++figures_;
    agreeing_ += f.agrees();
    results_.push_back(figure_json(made.entry->id, f));
  }
  if (!as_json_) print(made);
}

void reproduce_report::print(const reproduced& made) const {
  std::cout << made.entry->id << ": " << made.entry->summary << "\n";
  if (!made.entry->run) {
    std::cout << "  not yet\n\n" << std::flush;
    return;
  }
  std::cout << "  " << made.entry->citation << "\n";
  table shown({"  cell", "published", "kind", "measured", "tolerance", "verdict"});
  for (const figure& f : made.result.figures)
    shown.add({"  " + f.cell, number(f.published), std::string(name(f.kind)), measured_text(f),
               number(f.tolerance, 2), f.agrees() ? "agrees" : "DISAGREES"});
  shown.print(std::cout);
  if (!made.result.note.empty()) std::cout << "  " << made.result.note << "\n";
  std::cout << "  " << number(made.seconds, 2) << " s\n\n" << std::flush;
}

void reproduce_report::end() {
  host_["seconds"] = seconds_;
  if (as_json_) {
    std::cout << dump_text({{"results", results_}, {"entries", entries_}, {"host", host_}}, 2)
              << '\n';
    return;
  }
  std::cout << agreeing_ << " of " << figures_ << " figures agree";
  for (std::size_t i = 0; i < not_yet_.size(); ++i)
    std::cout << (i == 0 ? "; not yet: " : ", ") << not_yet_[i];
  std::cout << ". +- is the 95 % confidence interval; " << number(seconds_, 3) << " s.\n";
}

}  // namespace kenyon::cli
