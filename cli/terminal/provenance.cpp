#include "cli/terminal/provenance.hpp"

#include <array>
#include <ctime>

#include <kenyon/base/level.hpp>

namespace kenyon::cli {
namespace {

std::string now_text() {
  const std::time_t now = std::time(nullptr);
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

json host_json(const char* command, const arguments& args, unsigned threads) {
  std::string line = std::string("kenyon ") + command;
  for (const std::string& word : args) line += " " + word;
  return {{"version", version()}, {"command", line},         {"date", now_text()},
          {"cpu", cpu_name()},    {"level", active_level()}, {"threads", threads}};
}

}  // namespace kenyon::cli
