// Runs the kenyon program as a user would: exit code, standard output and standard error.
#pragma once
#include <map>
#include <string>
#include <vector>

struct finished {
  int code = -1;
  std::string out;
  std::string err;
};

// Environment variables are added to this process's own. The program is KENYON_PROGRAM of the
// build.
finished run_kenyon(const std::vector<std::string>& args,
                    const std::map<std::string, std::string>& env = {});

// Runs a line of the shell, in which "$KENYON" is the program.
finished run_shell(const std::string& line);

// Starts it, waits `milliseconds`, sends the signal, waits for the end.
finished run_signalled(const std::vector<std::string>& args, int signal, int milliseconds);

// A fresh folder, removed at the end of the program.
std::string scratch(const std::string& name);

std::string content_of(const std::string& path);
void write_text(const std::string& path, const std::string& text);
