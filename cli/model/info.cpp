#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/base/level.hpp>
#include <kenyon/base/threads.hpp>
#include <kenyon/store/model_file.hpp>

#include "cli/command.hpp"
#include "cli/terminal/facts.hpp"
#include "cli/terminal/kinds.hpp"
#include "cli/terminal/provenance.hpp"

namespace kenyon::cli {
namespace {

option_page info_page() {
  option_group output("Output");
  output.add_options()("json", "print one JSON object instead of the table")("help,h", "this page");
  return {"kenyon info [FILE.kyn] [OPTIONS]",
          "Shows this machine's kernels, and the memories and encoders there are; or what a memory "
          "file "
          "holds.",
          {output},
          {"[FILE.kyn]"},
          {"kenyon info", "KENYON_LEVEL=avx2 kenyon info --json", "kenyon info clothes.kyn"}};
}

// "always", "madvise" or "never": the word in brackets; "unknown" where the system does not tell.
std::string huge_pages() {
  std::ifstream file("/sys/kernel/mm/transparent_hugepage/enabled");
  for (std::string word; file >> word;)
    if (word.starts_with('[') && word.ends_with(']')) return word.substr(1, word.size() - 2);
  return "unknown";
}

json machine_json() {
  json levels = json::array();
  for (std::string_view name : available_levels()) levels.push_back(name);
  const char* forced = std::getenv("KENYON_LEVEL");
  return {{"version", version()},
          {"cpu", cpu_name()},
          {"levels", levels},
          {"level", active_level()},
          {"forced", forced != nullptr && *forced != '\0'},
          {"threads", thread_count()},
          {"memory_available_bytes", available_memory()},
          {"huge_pages", huge_pages()},
          {"memories", memories_json()},
          {"encoders", encoders_json()}};
}

void print_machine(const json& j) {
  std::string levels;
  for (const auto& name : j["levels"])
    levels += (levels.empty() ? "" : ", ") + name.get<std::string>();
  facts told;
  told.add("version", j["version"]);
  told.add("processor", j["cpu"]);
  told.add("levels", levels);
  told.add("level in use", j["level"].get<std::string>() +
                               (j["forced"] ? " (forced by KENYON_LEVEL)" : " (the best here)"));
  told.add("threads", std::to_string(j["threads"].get<unsigned>()));
  told.add("memory available", bytes_text(j["memory_available_bytes"]));
  told.add("huge pages", j["huge_pages"]);
  told.print(std::cout);
}

json model_json(const std::string& path, const model& m) {
  const layout& shape = m.memory.cue_layout();
  const unit_use use = count_use(shape, m.patterns);
  std::vector<std::string> kinds = m.labels;
  std::sort(kinds.begin(), kinds.end());
  kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
  json j = {{"file", path},
            {"file_bytes", std::filesystem::file_size(path)},
            {"format", model_format},
            {"memory", m.memory.spec().text()},
            {"layout", shape.text()},
            {"stored", m.memory.stored()},
            {"density", m.memory.density() ? json(*m.memory.density()) : json(nullptr)},
            {"most_used_unit", use.most},
            {"unused_units", use.unused},
            {"footprint_bytes", m.memory.footprint_bytes()},
            {"encoder", nullptr},
            {"different_labels", kinds.size()},
            {"picture", nullptr},
            {"provenance", json::parse(m.provenance)}};
  if (m.code)
    j["encoder"] = {
        {"spec", m.code->spec().text()}, {"inputs", m.code->inputs()}, {"seed", m.code->seed()}};
  if (m.width > 0)
    j["picture"] = {{"width", m.width}, {"height", m.height}, {"fields", m.fields.has_value()}};
  return j;
}

// One line, whatever a file says of itself.
std::string line_of(const json& run, const char* key) {
  const auto found = run.is_object() ? run.find(key) : run.end();
  if (!run.is_object() || found == run.end()) return "?";
  std::string text = found->is_string() ? found->get<std::string>() : found->dump();
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }, '?');
  return text;
}

void print_model(const json& j, const model& m) {
  const layout& shape = m.memory.cue_layout();
  facts told;
  told.add("memory", j["file"].get<std::string>() + " (" + bytes_text(j["file_bytes"]) +
                         ", format " + std::to_string(model_format) + ")");
  told.add("kind", m.memory.spec().text() + ", patterns complete themselves");
  told.add("layout", shape.text());
  told.add("patterns stored", std::to_string(m.memory.stored()));
  told.add("encoder", m.code ? m.code->spec().text() + ", " + std::to_string(m.code->inputs()) +
                                   " inputs, seed " + std::to_string(m.code->seed())
                             : "none: patterns as they are");
  told.add("most used unit",
           "in " + share_text(j["most_used_unit"].get<std::uint64_t>(), m.patterns.size()) +
               " patterns");
  told.add("unused units", share_text(j["unused_units"].get<std::uint64_t>(), shape.units()));
  if (!j["density"].is_null()) told.add("weights set", percent(j["density"]));
  told.add("weights in memory", bytes_text(m.memory.footprint_bytes()));
  told.add("labels", m.labels.empty() ? "none" : line_of(j, "different_labels") + " different");
  if (m.width > 0)
    told.add("pictures", std::to_string(m.width) + " x " + std::to_string(m.height) +
                             (m.fields ? ", fields kept" : ""));
  const json& runs = j["provenance"].contains("runs") ? j["provenance"]["runs"] : json::array();
  for (const json& run : runs)
    told.add("learned", line_of(run, "stored") + " of " + line_of(run, "input") + ", " +
                            line_of(run, "date") + ", kenyon " + line_of(run, "version"));
  told.print(std::cout);
}

std::string read_path(const option_values& values) {
  return values["FILE.kyn"].text();
}

void tell_machine(bool as_json) {
  const json machine = machine_json();
  if (as_json) {
    std::cout << dump_text(machine, 2) << '\n';
    return;
  }
  print_machine(machine);
  print_kinds(std::cout);
}

exit_code run_info(const std::string& path, run_context& context) {
  const bool as_json = context.outputs.json;
  if (path.empty()) {
    tell_machine(as_json);
    return exit_code::done;
  }
  const model m = load_model(path);
  const json told = model_json(path, m);
  if (as_json)
    std::cout << dump_text(told, 2) << '\n';
  else
    print_model(told, m);
  return exit_code::done;
}

}  // namespace

command info_command() {
  return {"info", "show this machine's kernels, or what a memory file holds", info_page,
          read_then<read_path, run_info>};
}

}  // namespace kenyon::cli
