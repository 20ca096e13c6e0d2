#include "cli/terminal/program.hpp"

#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <kenyon/base/error.hpp>

namespace kenyon::cli {
namespace {

[[noreturn]] void fail(const std::string& program) {
  throw error(fault::io, program + ": cannot be started: " + std::strerror(errno));
}

// A file without a name, in memory.
class memory_file {
 public:
  explicit memory_file(const std::string& program) : fd_(memfd_create("kenyon", MFD_CLOEXEC)) {
    if (fd_ < 0) fail(program);
  }
  ~memory_file() { close(fd_); }
  memory_file(const memory_file&) = delete;
  memory_file& operator=(const memory_file&) = delete;
  int descriptor() const { return fd_; }

  void write(const std::string& text, const std::string& program) const {
    for (std::size_t done = 0; done < text.size();) {
      const ssize_t size = ::write(fd_, text.data() + done, text.size() - done);
      if (size < 0 && errno != EINTR) fail(program);
      if (size > 0) done += static_cast<std::size_t>(size);
    }
    lseek(fd_, 0, SEEK_SET);
  }
  std::string content() const {
    std::string text;
    lseek(fd_, 0, SEEK_SET);
    std::array<char, 65536> part{};
    for (ssize_t size; (size = read(fd_, part.data(), part.size())) > 0;)
      text.append(part.data(), static_cast<std::size_t>(size));
    return text;
  }

 private:
  int fd_;
};

}  // namespace

program_end run_program(const std::vector<std::string>& words, const std::string& input) {
  const std::string& program = words.front();
  const std::array<memory_file, 3> files{memory_file(program), memory_file(program),
                                         memory_file(program)};
  files[0].write(input, program);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (int fd = 0; fd < 3; ++fd)
    posix_spawn_file_actions_adddup2(&actions, files[static_cast<std::size_t>(fd)].descriptor(),
                                     fd);
  std::vector<std::string> copies = words;
  std::vector<char*> argv;
  for (std::string& word : copies) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_t child = 0;
  errno = posix_spawnp(&child, program.c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (errno == ENOENT) return {127, "", ""};
  if (errno != 0) fail(program);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), files[1].content(),
          files[2].content()};
}

bool is_installed(const std::string& name) {
  const char* path = std::getenv("PATH");
  const std::string folders = path ? path : "/usr/bin:/bin";
  for (std::size_t begin = 0; begin <= folders.size();) {
    const std::size_t end = std::min(folders.find(':', begin), folders.size());
    const std::string file = folders.substr(begin, end - begin) + "/" + name;
    if (access(file.c_str(), X_OK) == 0) return true;
    begin = end + 1;
  }
  return false;
}

}  // namespace kenyon::cli
