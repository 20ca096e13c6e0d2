#include <kenyon/io/file.hpp>

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>
#include <random>

#include "io/byte_source.hpp"
#include "io/descriptor.hpp"
#include "io/output.hpp"
#include "io/system_error.hpp"

namespace kenyon {
namespace {

constexpr int most_links = 40;  // as the kernel's own limit

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

// The descriptor that /dev/stdout, /dev/fd/N or /proc/self/fd/N stand for. Opening such a name anew
// would start at offset 0 of a file that the shell has open already.
std::optional<int> named_descriptor(std::string_view path) {
  if (path == "/dev/stdout") return 1;
  if (path == "/dev/stderr") return 2;
  for (std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
    if (!path.starts_with(folder)) continue;
    const std::string_view digits = path.substr(folder.size());
    int number = 0;
    const auto [stop, fault] =
        std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (fault == std::errc{} && stop == digits.data() + digits.size() && number >= 0) return number;
  }
  return std::nullopt;
}

// The file that a chain of symbolic links ends at, whether or not it exists. Links that stand for
// an open descriptor are not followed.
std::string follow_links(std::string path) {
  const std::string asked = path;
  if (path.find('\0') != std::string::npos)
    throw error(fault::io, "cannot write a file whose name holds a NUL byte");
  for (int links = 0; links < most_links; ++links) {
    std::error_code code;
    if (named_descriptor(path) || !std::filesystem::is_symlink(path, code)) return path;
    const std::filesystem::path next = std::filesystem::read_symlink(path, code);
    if (code) throw_io(asked, "its link cannot be read", code.value());
    path = next.is_absolute() ? next.string() : folder_of(path) + "/" + next.string();
  }
  throw_io(asked, "cannot be written", ELOOP);
}

// nullopt where nothing exists.
std::optional<mode_t> mode_of(const std::string& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) == 0) return about.st_mode;
  if (errno == ENOENT) return std::nullopt;
  throw_io(path, "cannot be written", errno);
}

std::string random_name(const std::string& folder) {
  static thread_local std::random_device numbers;
  std::string name = folder + "/.kenyon-";
  for (int i = 0; i < 4; ++i) {
    const unsigned value = numbers();
    for (int shift = 0; shift < 16; shift += 4) name += "0123456789abcdef"[(value >> shift) & 15];
  }
  return name + ".tmp";
}

// Made by open(2), so that the kernel applies the umask to a new file; what replaces a private file
// is never readable by others, not even in the making. The name does not grow out of the target's,
// which may be as long as names can be.
std::string make_temporary(const std::string& target, std::optional<mode_t> existing) {
  const mode_t mode = existing ? (*existing & 0666) | 0600 : 0666;
  for (int attempt = 0; attempt < 100; ++attempt) {
    std::string name = random_name(folder_of(target));
    if (descriptor::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL, mode).valid()) return name;
    if (errno != EEXIST) throw_io(target, "cannot be written", errno);
  }
  throw_io(target, "cannot be written", EEXIST);
}

void finish_file(const std::string& path, const std::string& target) {
  descriptor file = descriptor::open(path.c_str(), O_RDONLY);
  if (!file.valid()) throw_io(target, "cannot be written", errno);
  const std::optional<mode_t> existing = mode_of(target);
  if (existing && ::fchmod(file.get(), *existing & 0777) != 0)
    throw_io(target, "cannot keep its mode", errno);
  if (::fsync(file.get()) != 0) throw_io(target, "cannot be made durable", errno);
}

void sync_folder(const std::string& target) {
  const std::string folder = folder_of(target);
  descriptor file = descriptor::open(folder.c_str(), O_RDONLY | O_DIRECTORY);
  // A folder that may be written but not listed (mode -wx) cannot be opened; some file systems
  // cannot sync a folder at all. Neither is a reason to call a written file lost.
  if (!file.valid() && errno == EACCES) return;
  if (!file.valid()) throw_io(folder, "cannot be opened", errno);
  if (::fsync(file.get()) != 0 && errno != EINVAL && errno != ENOTSUP)
    throw_io(target, "is in place, but its folder cannot be made durable", errno);
}

void write_straight(const std::string& path, const descriptor& file,
                    std::initializer_list<std::string_view> pieces) {
  if (!file.valid()) throw_io(path, "cannot be opened", errno);
  for (std::string_view piece : pieces)
    if (!file.write_all(piece)) throw_io(path, "cannot be written", errno);
}

}  // namespace

std::vector<std::byte> read_file(const std::string& path, std::uint64_t max_bytes) {
  // Room for the one byte more that shows a file to be over the limit.
  const std::uint64_t limit = std::min(max_bytes, std::uint64_t{1} << 48);
  byte_source from(path);
  if (from.size_hint() > limit)
    throw error(fault::bad_input, path + ": expected at most " + std::to_string(max_bytes) +
                                      " bytes, found " + std::to_string(from.size_hint()));
  std::vector<std::byte> bytes;
  append(from, bytes, limit + 1);
  if (bytes.size() > limit)
    throw error(fault::bad_input,
                path + ": expected at most " + std::to_string(max_bytes) + " bytes, found more");
  return bytes;
}

file_replacement::file_replacement(std::string target) : target_(follow_links(std::move(target))) {
  if (named_descriptor(target_))
    throw error(fault::io, target_ + ": expected a file, found an open descriptor");
  const std::optional<mode_t> existing = mode_of(target_);
  if (existing && S_ISDIR(*existing))
    throw error(fault::io, target_ + ": expected a file, found a directory");
  if (existing && !S_ISREG(*existing))
    throw error(fault::io, target_ + ": expected a regular file, found a device, pipe or socket");
  temporary_ = make_temporary(target_, existing);
}

file_replacement::~file_replacement() {
  if (!committed_) ::unlink(temporary_.c_str());
}

void file_replacement::commit() {
  if (committed_) throw error(fault::usage, target_ + ": is already in place");
  finish_file(temporary_, target_);
  if (::rename(temporary_.c_str(), target_.c_str()) != 0)
    throw_io(target_, "cannot be put in place", errno);
  committed_ = true;
  sync_folder(target_);
}

void write_pieces(const std::string& path, std::initializer_list<std::string_view> pieces) {
  const std::string target = follow_links(path);
  if (const auto number = named_descriptor(target))
    return write_straight(path, descriptor(::dup(*number)), pieces);
  const std::optional<mode_t> existing = mode_of(target);
  if (existing && !S_ISREG(*existing) && !S_ISDIR(*existing))
    return write_straight(path, descriptor::open(target.c_str(), O_WRONLY | O_NOCTTY), pieces);
  file_replacement replacement(target);
  descriptor file = descriptor::open(replacement.temporary_path().c_str(), O_WRONLY);
  write_straight(path, file, pieces);
  if (file.close() != 0) throw_io(path, "cannot be written", errno);
  replacement.commit();
}

void write_file(const std::string& path, std::string_view text) {
  write_pieces(path, {text});
}

}  // namespace kenyon
