// The record of a capacity experiment as JSON Lines: provenance first, then one trial a line, in
// order. Shards, resumed runs and merges read and write the same file.
#pragma once
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <kenyon/experiment/plan.hpp>

#include "cli/terminal/provenance.hpp"

namespace kenyon::cli {

struct journal {
  json experiment;  // plan_to_json
  std::map<std::size_t, outcome> trials;
};

// Reads a journal. A last line without its end (the writer was killed) is left out; anything else
// that is wrong throws error{bad_input} with path and line.
journal read_journal(const std::string& path);

// First line of a journal.
std::string provenance_line(const json& experiment, const json& host);

// Appends trials as they are done: each is handed to the system at once and survives a kill.
class journal_writer {
 public:
  // Starts the file with `before` (written atomically) and keeps it open.
  journal_writer(const std::string& path, const std::string& before);
  void append(const outcome& o);  // throws error{io}

 private:
  struct closer {
    void operator()(std::FILE* f) const noexcept { std::fclose(f); }
  };
  std::string path_;
  std::unique_ptr<std::FILE, closer> file_;
};

}  // namespace kenyon::cli
