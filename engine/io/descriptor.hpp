// An owned file descriptor, and the read and write loops that survive signals and short transfers.
#pragma once
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

namespace kenyon {

class descriptor {
 public:
  descriptor() = default;
  explicit descriptor(int number) : number_(number) {}
  descriptor(descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  descriptor& operator=(descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~descriptor() {
    if (number_ >= 0) ::close(number_);
  }

  static descriptor open(const char* path, int flags, mode_t mode = 0) {
    int number;
    do number = ::open(path, flags | O_CLOEXEC, mode);
    while (number < 0 && errno == EINTR);
    return descriptor(number);
  }

  bool valid() const { return number_ >= 0; }
  int get() const { return number_; }

  // Returns the result of close(2): some file systems report a failed write only here.
  int close() { return ::close(std::exchange(number_, -1)); }

  // Bytes read, fewer than asked only at the end of the file; -1 with errno set.
  ssize_t read_all(std::span<std::byte> out) const {
    std::size_t done = 0;
    while (done < out.size()) {
      const ssize_t n = ::read(number_, out.data() + done, out.size() - done);
      if (n == 0) break;
      if (n > 0)
        done += static_cast<std::size_t>(n);
      else if (errno != EINTR)
        return -1;
    }
    return static_cast<ssize_t>(done);
  }

  bool write_all(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t n = ::write(number_, text.data(), text.size());
      if (n >= 0)
        text.remove_prefix(static_cast<std::size_t>(n));
      else if (errno != EINTR)
        return false;
    }
    return true;
  }

 private:
  int number_ = -1;
};

}  // namespace kenyon
