#include "cli/kinds.hpp"

#include <iomanip>
#include <ostream>

#include <kenyon/memory/make.hpp>

#include "cli/table.hpp"

namespace kenyon::cli {

void print_kinds(std::ostream& out) {
  out << "\nMemories (--memory NAME or NAME:PARAMETER=VALUE,...)\n";
  for (const memory_kind& kind : memory_kinds()) {
    out << "  " << std::left << std::setw(14) << kind.name << kind.summary << '\n';
    for (const memory_parameter& p : kind.parameters)
      out << std::setw(16) << "" << p.name << '=' << number(p.otherwise, 6) << "  " << p.what
          << '\n';
  }
}

json kinds_json() {
  json all = json::array();
  for (const memory_kind& kind : memory_kinds()) {
    json parameters = json::array();
    for (const memory_parameter& p : kind.parameters)
      parameters.push_back({{"name", p.name},
                            {"default", p.otherwise},
                            {"low", p.low},
                            {"high", p.high},
                            {"whole", p.whole},
                            {"what", p.what}});
    all.push_back({{"name", kind.name}, {"summary", kind.summary}, {"parameters", parameters}});
  }
  return all;
}

}  // namespace kenyon::cli
