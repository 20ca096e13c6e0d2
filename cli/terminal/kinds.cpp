#include "cli/terminal/kinds.hpp"

#include <cmath>
#include <iomanip>
#include <ostream>

#include <kenyon/encoder/make.hpp>
#include <kenyon/memory/kinds.hpp>

#include "cli/terminal/table.hpp"

namespace kenyon::cli {
namespace {

std::string default_text(const spec_parameter& p) {
  if (std::isnan(p.otherwise)) return "...";
  if (!p.words.empty()) return std::string(p.words[static_cast<std::size_t>(p.otherwise)]);
  return p.is_text ? "" : number(p.otherwise, 6);
}

std::string values_text(const spec_parameter& p) {
  if (p.is_text) return "";
  if (p.words.empty()) return " (" + range_text(p) + ")";
  std::string text;
  for (const std::string_view word : p.words)
    text += (text.empty() ? " (" : ", ") + std::string(word);
  return text + ")";
}

void print_kind(std::ostream& out, std::string_view name, std::string_view summary,
                std::span<const spec_parameter> parameters) {
  out << "  " << std::left << std::setw(14) << name << summary << '\n';
  for (const spec_parameter& p : parameters)
    out << std::setw(16) << "" << p.name << '=' << default_text(p) << "  " << p.what
        << values_text(p) << '\n';
}

json parameter_json(const spec_parameter& p) {
  json j = {{"name", p.name}, {"default", nullptr}};
  if (p.is_text)
    j["default"] = "";
  else if (!p.words.empty())
    j["default"] = p.words[static_cast<std::size_t>(p.otherwise)], j["words"] = p.words;
  else {
    if (!std::isnan(p.otherwise)) j["default"] = p.otherwise;
    j["low"] = p.low;
    j["high"] = p.high;
    j["whole"] = p.whole;
    if (!p.only.empty()) j["only"] = p.only;
  }
  j["what"] = p.what;
  return j;
}

json kind_json(std::string_view name, std::string_view summary,
               std::span<const spec_parameter> parameters) {
  json list = json::array();
  for (const spec_parameter& p : parameters) list.push_back(parameter_json(p));
  return {{"name", name}, {"summary", summary}, {"parameters", list}};
}

}  // namespace

void print_kinds(std::ostream& out) {
  out << "\nMemories (--memory NAME or NAME:PARAMETER=VALUE,...)\n";
  for (const memory_kind& kind : memory_kinds())
    print_kind(out, kind.name, kind.summary, kind.parameters);
  out << "\nEncoders (--encoder NAME or NAME:PARAMETER=VALUE,...)\n";
  for (const encoder_kind& kind : encoder_kinds())
    print_kind(out, kind.name, kind.summary, kind.parameters);
}

json memories_json() {
  json all = json::array();
  for (const memory_kind& kind : memory_kinds())
    all.push_back(kind_json(kind.name, kind.summary, kind.parameters));
  return all;
}

json encoders_json() {
  json all = json::array();
  for (const encoder_kind& kind : encoder_kinds()) {
    all.push_back(kind_json(kind.name, kind.summary, kind.parameters));
    all.back()["input"] = kind.takes_text() ? "text" : "numbers";
  }
  return all;
}

}  // namespace kenyon::cli
