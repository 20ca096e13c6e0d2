// Whole files: reading with a limit, writing so that a reader sees the old file or the new, never
// half of one.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kenyon {

// The decoded content of a plain or gzip file; throws error{io} or error{bad_input} (over the
// limit, damaged gzip).
std::vector<std::byte> read_file(const std::string& path, std::uint64_t max_bytes);

// A file in the making, beside its target. commit() makes it durable and puts it in place by
// rename; without it the temporary file is removed and the target stays as it was.
class file_replacement {
 public:
  // Throws error{io} when no file can be created in the target's folder.
  explicit file_replacement(std::string target);
  ~file_replacement();
  file_replacement(const file_replacement&) = delete;
  file_replacement& operator=(const file_replacement&) = delete;

  const std::string& temporary_path() const { return temporary_; }
  // fsync file, rename, fsync folder; throws error{io}.
  void commit();

 private:
  std::string target_;
  std::string temporary_;
  bool committed_ = false;
};

// A file that is read, changed and replaced, by one process at a time. Holds an advisory lock
// (flock) where the file exists and its file system has locks; notices in any case when the file
// was replaced or made by somebody else since.
class file_claim {
 public:
  // Throws error{io} when another process holds the claim.
  explicit file_claim(std::string path);
  ~file_claim();
  file_claim(const file_claim&) = delete;
  file_claim& operator=(const file_claim&) = delete;

  bool existed() const { return descriptor_ >= 0; }
  // To be called before it is replaced; throws error{io} when it is not the file that was claimed.
  void check() const;

 private:
  std::string path_;
  int descriptor_ = -1;
};

// Writes the text through a file_replacement.
void write_file(const std::string& path, std::string_view text);

}  // namespace kenyon
