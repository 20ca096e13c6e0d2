#include "io/byte_source.hpp"

#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <new>

#include "io/descriptor.hpp"
#include "io/system_error.hpp"

namespace kenyon {
namespace {

constexpr std::size_t chunk_bytes = std::size_t{1} << 16;

descriptor open_file(const std::string& path, std::uint64_t& bytes) {
  if (path.find('\0') != std::string::npos)
    throw error(fault::io, "cannot open a file whose name holds a NUL byte");
  descriptor file = descriptor::open(path.c_str(), O_RDONLY | O_NOCTTY);
  if (!file.valid()) throw_io(path, "cannot be opened", errno);
  struct stat about {};
  if (::fstat(file.get(), &about) != 0) throw_io(path, "cannot be examined", errno);
  if (S_ISDIR(about.st_mode)) throw error(fault::io, path + ": expected a file, found a directory");
  bytes = S_ISREG(about.st_mode) ? static_cast<std::uint64_t>(about.st_size) : 0;
  return file;
}

}  // namespace

struct byte_source::state {
  std::string path;
  std::uint64_t file_bytes = 0;
  descriptor file;
  bool gzip = false;
  bool ended = false;  // gzip: the last member was complete and nothing followed
  std::vector<std::byte> chunk = std::vector<std::byte>(chunk_bytes);
  std::size_t begin = 0;  // unread part of chunk: [begin, end)
  std::size_t end = 0;
  z_stream stream{};

  explicit state(const std::string& p) : path(p), file(open_file(p, file_bytes)) {
    refill();
    gzip = end >= 2 && chunk[0] == std::byte{0x1f} && chunk[1] == std::byte{0x8b};
    // 15 window bits, and 16: gzip only
    if (gzip && inflateInit2(&stream, 15 + 16) != Z_OK)
      throw error(fault::resources, path + ": not enough memory to decompress");
  }
  ~state() {
    if (gzip) inflateEnd(&stream);
  }
  state(const state&) = delete;
  state& operator=(const state&) = delete;

  void refill() {
    begin = 0;
    end = read_from_file(chunk);
  }

  std::size_t read_from_file(std::span<std::byte> out) const {
    const ssize_t n = file.read_all(out);
    if (n < 0) throw_io(path, "cannot be read", errno);
    return static_cast<std::size_t>(n);
  }

  std::size_t read_plain(std::span<std::byte> out) {
    const std::size_t buffered = std::min(out.size(), end - begin);
    if (buffered > 0) std::memcpy(out.data(), chunk.data() + begin, buffered);
    begin += buffered;
    return buffered + read_from_file(out.subspan(buffered));
  }

  std::size_t read_gzip(std::span<std::byte> out) {
    std::size_t done = 0;
    while (done < out.size() && !ended) done += inflate_some(out.subspan(done));
    return done;
  }

  std::size_t inflate_some(std::span<std::byte> out) {
    if (begin == end) refill();
    if (begin == end)
      throw error(fault::bad_input, path + ": expected more gzip data, found the end of the file");
    stream.next_in = reinterpret_cast<Bytef*>(chunk.data() + begin);
    stream.avail_in = static_cast<uInt>(end - begin);
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    const auto room =
        static_cast<uInt>(std::min<std::size_t>(out.size(), std::numeric_limits<uInt>::max()));
    stream.avail_out = room;
    const int result = inflate(&stream, Z_NO_FLUSH);
    begin = end - stream.avail_in;
    if (result == Z_STREAM_END)
      next_member();
    else if (result == Z_MEM_ERROR)
      throw error(fault::resources, path + ": not enough memory to decompress");
    else if (result != Z_OK && result != Z_BUF_ERROR)
      throw error(fault::bad_input, path + ": expected gzip data, found damage (" +
                                        (stream.msg ? stream.msg : "no detail") + ")");
    return room - stream.avail_out;
  }

  // Members may follow one another (RFC 1952); anything else behind one is refused.
  void next_member() {
    if (begin == end) refill();
    ended = begin == end;
    if (ended) return;
    if (chunk[begin] != std::byte{0x1f})
      throw error(fault::bad_input, path + ": expected the end of the gzip data, found more bytes");
    inflateReset(&stream);
  }
};

byte_source::byte_source(const std::string& path) : state_(std::make_unique<state>(path)) {}
byte_source::~byte_source() = default;

std::size_t byte_source::read(std::span<std::byte> out) {
  return state_->gzip ? state_->read_gzip(out) : state_->read_plain(out);
}

const std::string& byte_source::path() const {
  return state_->path;
}
std::uint64_t byte_source::size_hint() const {
  return state_->gzip ? 0 : state_->file_bytes;
}

std::function<std::size_t(std::span<char>)> limited_text(byte_source& from, std::uint64_t most) {
  return [&from, most, read = std::uint64_t{0}](std::span<char> out) mutable {
    const std::size_t n = from.read(std::as_writable_bytes(out));
    read += n;
    if (read > most)
      throw error(fault::bad_input, from.path() + ": expected at most " + std::to_string(most) +
                                        " bytes, found more");
    return n;
  };
}

void append(byte_source& from, std::vector<std::byte>& out, std::uint64_t most) {
  try {
    while (out.size() < most) {
      const std::size_t start = out.size();
      // One byte more than a file claims to hold, so that its end is found without growing again.
      const std::uint64_t wanted = std::max<std::uint64_t>(
          {chunk_bytes, 2 * static_cast<std::uint64_t>(start), from.size_hint() + 1});
      out.resize(static_cast<std::size_t>(std::min(wanted, most)));
      const std::size_t n = from.read(std::span(out).subspan(start));
      const bool ended = n < out.size() - start;
      out.resize(start + n);
      if (ended) return;
    }
  } catch (const std::bad_alloc&) {
    throw error(fault::resources, from.path() + ": not enough memory to read more than " +
                                      std::to_string(out.size()) + " bytes");
  }
}

}  // namespace kenyon
