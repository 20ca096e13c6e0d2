#include "tests/cli/run_kenyon.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

namespace {

namespace fs = std::filesystem;

struct scratch_root {
  fs::path path = fs::temp_directory_path() / ("kenyon-cli-" + std::to_string(getpid()));
  scratch_root() { fs::create_directories(path); }
  ~scratch_root() { fs::remove_all(path); }
};

const fs::path& root() {
  static const scratch_root made;
  return made.path;
}

pid_t start(const std::vector<std::string>& args, const std::map<std::string, std::string>& env,
            const std::string& out, const std::string& err) {
  const pid_t child = fork();
  if (child != 0) return child;
  for (const auto& [name, value] : env) setenv(name.c_str(), value.c_str(), 1);
  dup2(open("/dev/null", O_RDONLY), 0);
  dup2(open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 1);
  dup2(open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 2);
  std::vector<char*> words;
  std::string program = KENYON_PROGRAM;
  words.push_back(program.data());
  std::vector<std::string> copies = args;
  for (std::string& word : copies) words.push_back(word.data());
  words.push_back(nullptr);
  execv(KENYON_PROGRAM, words.data());
  _exit(127);
}

finished finish(pid_t child, const std::string& out, const std::string& err) {
  int status = 0;
  waitpid(child, &status, 0);
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
  return {code, content_of(out), content_of(err)};
}

std::string fresh(const char* name) {
  static std::atomic<int> number{0};
  return (root() / (std::to_string(number++) + name)).string();
}

}  // namespace

finished run_kenyon(const std::vector<std::string>& args,
                    const std::map<std::string, std::string>& env) {
  const std::string out = fresh(".out");
  const std::string err = fresh(".err");
  return finish(start(args, env, out, err), out, err);
}

finished run_shell(const std::string& line) {
  const std::string out = fresh(".out");
  const std::string err = fresh(".err");
  setenv("KENYON", KENYON_PROGRAM, 1);
  const std::string all = "( " + line + "\n) >" + out + " 2>" + err;
  const int status = std::system(all.c_str());
  return {WEXITSTATUS(status), content_of(out), content_of(err)};
}

finished run_signalled(const std::vector<std::string>& args, int signal, int milliseconds) {
  const std::string out = fresh(".out");
  const std::string err = fresh(".err");
  const pid_t child = start(args, {}, out, err);
  std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
  kill(child, signal);
  return finish(child, out, err);
}

std::string scratch(const std::string& name) {
  const std::string folder = fresh("");
  fs::create_directories(folder);
  return folder + "/" + name;
}

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void write_text(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}
