#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include <kenyon/io/file.hpp>

#include "io/system_error.hpp"

namespace kenyon {
namespace {

[[noreturn]] void refuse(const std::string& path, const char* why) {
  throw error(fault::io, path + ": " + why + "; nothing was written");
}

}  // namespace

file_claim::file_claim(std::string path) : path_(std::move(path)) {
  do descriptor_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  while (descriptor_ < 0 && errno == EINTR);
  if (descriptor_ < 0) {
    if (errno == ENOENT) return;
    throw_io(path_, "cannot be opened", errno);
  }
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    ::close(descriptor_);
    refuse(path_, "another process is about to replace it");
  }
  try {
    check();
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
}

file_claim::~file_claim() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void file_claim::check() const {
  struct stat now {
  }, claimed{};
  if (::stat(path_.c_str(), &now) != 0) {
    if (errno == ENOENT && !existed()) return;
    refuse(path_, "another process took it away");
  }
  if (!existed()) refuse(path_, "another process has made it meanwhile");
  if (::fstat(descriptor_, &claimed) != 0) throw_io(path_, "cannot be looked at", errno);
  if (now.st_ino != claimed.st_ino || now.st_dev != claimed.st_dev)
    refuse(path_, "another process has replaced it meanwhile");
}

}  // namespace kenyon
