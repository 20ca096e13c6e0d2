#include "cli/terminal/provenance.hpp"

#include <array>
#include <ctime>

#include <kenyon/base/level.hpp>

namespace kenyon::cli {
namespace {

std::string text_of(std::chrono::system_clock::time_point when) {
  const std::time_t now = std::chrono::system_clock::to_time_t(when);
  std::tm utc{};
  gmtime_r(&now, &utc);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text.data();
}

}  // namespace

std::string dump_text(const json& j, int indent) {
  return j.dump(indent, ' ', false, json::error_handler_t::replace);
}

json host_json(const run_context& run) {
  std::string line = "kenyon " + run.name;
  for (const std::string& word : run.args) line += " " + word;
  return {{"version", version()}, {"command", line},         {"date", text_of(run.date)},
          {"cpu", cpu_name()},    {"level", active_level()}, {"threads", run.threads}};
}

}  // namespace kenyon::cli
