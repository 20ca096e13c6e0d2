// The record of an experiment as JSON Lines: what it is and where it ran first, then one trial a
// line. Shards, resumed runs and merges read and write the same file.
#pragma once
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include <kenyon/experiment/plan.hpp>

namespace kenyon {

struct journal {
  plan experiment;  // checked; images are described, not read
  std::map<std::size_t, outcome> trials;
};

// A last line without its end (the writer was killed) is left out; anything else that is wrong
// throws error{bad_input}, "NAME:LINE: " and a sentence: no JSON, a field that is missing, unknown
// or out of range, cells of more than one task, a trial that the plan cannot have
// (check_outcome()), or two different outcomes of one trial.
journal parse_journal(std::string_view text, const std::string& name);
// A file of at most 1 GiB; throws error{io} too.
journal read_journal(const std::string& path);

// Lines of a journal, their ends included. `host`: a JSON object that says where it runs.
std::string journal_head(const plan& experiment, std::string_view host);
std::string journal_line(const outcome& o);
std::string journal_text(const journal& all, std::string_view host);

// Adds the trials of a part; throws error{bad_input}, beginning with `name`, when it is of another
// experiment or tells another outcome of a trial.
void add_part(journal& all, const journal& part, const std::string& name);

// Appends trials as they are done: each is handed to the system at once and survives a kill.
class journal_writer {
 public:
  // Starts the file with `before` (written atomically) and keeps it open; throws error{io}.
  journal_writer(const std::string& path, const std::string& before);
  void append(const outcome& o);  // throws error{io}

 private:
  struct closer {
    void operator()(std::FILE* f) const noexcept { std::fclose(f); }
  };
  std::string path_;
  std::unique_ptr<std::FILE, closer> file_;
};

}  // namespace kenyon
