#include <kenyon/io/file.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <thread>

#include "gzip_fixture.hpp"
#include "temporary_folder.hpp"

using namespace kenyon;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

using names = std::vector<std::string>;

mode_t mode_of(const std::string& path) {
  struct stat about {};
  REQUIRE(::stat(path.c_str(), &about) == 0);
  return about.st_mode & 07777;
}

std::string text_of(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

TEST_CASE("a file is read up to the limit and not beyond") {
  const temporary_folder folder;
  const std::string path = folder / "a";
  put(path, "");
  CHECK(read_file(path, 0).empty());
  put(path, "0123456789");
  CHECK(text_of(read_file(path, 10)) == "0123456789");
  CHECK(text_of(read_file(path, ~std::uint64_t{0})) == "0123456789");
  CHECK(refused(fault::bad_input, [&] { read_file(path, 9); }) ==
        path + ": expected at most 9 bytes, found 10");
  const std::string long_text = std::string(300000, 'x') + "end";
  for (const std::string& stored : {long_text, gzipped(long_text)}) {
    put(path, stored);
    CHECK(text_of(read_file(path, long_text.size())) == long_text);
    refused(fault::bad_input, [&] { read_file(path, long_text.size() - 1); });
  }
  put(path, gzipped(std::string(std::size_t{64} << 20, '\0')));
  CHECK(refused(fault::bad_input, [&] { read_file(path, 1000); }) ==
        path + ": expected at most 1000 bytes, found more");
  refused(fault::bad_input, [&] { read_file("/dev/zero", 100000); });
  for (const char* short_text : {"\x1f", "\x1f\x1f", "\x8b"}) {
    put(path, short_text);
    CHECK(text_of(read_file(path, 10)) == short_text);
  }
}

TEST_CASE("what cannot be read says why") {
  const temporary_folder folder;
  CHECK(refused(fault::io, [&] { read_file(folder / "none", 10); }) ==
        (folder / "none") + ": cannot be opened: No such file or directory");
  CHECK_THAT(refused(fault::io, [&] { read_file(folder.path.string(), 10); }),
             Contains("expected a file, found a directory"));
  refused(fault::io, [&] { read_file(std::string("a\0b", 3), 10); });
}

TEST_CASE("a new file obeys the umask, a replaced one keeps its mode") {
  const temporary_folder folder;
  const mode_t before = ::umask(027);
  write_file(folder / "new", "one");
  ::umask(before);
  CHECK(mode_of(folder / "new") == 0640);
  for (mode_t mode : {0600u, 0444u, 0755u}) {
    REQUIRE(::chmod((folder / "new").c_str(), mode) == 0);
    write_file(folder / "new", "two");
    CHECK(mode_of(folder / "new") == mode);
  }
  CHECK(get(folder / "new") == "two");
  CHECK(folder.files() == names{"new"});
}

TEST_CASE("without commit the target stays as it was") {
  const temporary_folder folder;
  put(folder / "a", "old");
  {
    const file_replacement replacement(folder / "a");
    CHECK(fs::path(replacement.temporary_path()).parent_path() == folder.path);
    put(replacement.temporary_path(), "new");
    CHECK(get(folder / "a") == "old");
  }
  CHECK(get(folder / "a") == "old");
  CHECK(folder.files() == names{"a"});
  file_replacement replacement(folder / "a");
  put(replacement.temporary_path(), "new");
  replacement.commit();
  CHECK(get(folder / "a") == "new");
  refused(fault::usage, [&] { replacement.commit(); });
  CHECK(folder.files() == names{"a"});
}

TEST_CASE("a target that vanished into a folder is not replaced") {
  const temporary_folder folder;
  {
    file_replacement replacement(folder / "a");
    fs::create_directory(folder / "a");
    refused(fault::io, [&] { replacement.commit(); });
  }
  CHECK(folder.files() == names{"a"});
}

TEST_CASE("the file behind a link is replaced, not the link") {
  const temporary_folder folder;
  fs::create_directory(folder / "below");
  put(folder / "below/file", "old");
  fs::create_symlink("below/file", folder / "link");
  fs::create_symlink("link", folder / "second");
  fs::create_symlink("below/absent", folder / "dangling");
  fs::create_symlink("loop", folder / "loop");
  write_file(folder / "second", "new");
  CHECK(get(folder / "below/file") == "new");
  CHECK(fs::is_symlink(folder / "link"));
  CHECK(fs::is_symlink(folder / "second"));
  write_file(folder / "dangling", "made");
  CHECK(get(folder / "below/absent") == "made");
  CHECK(fs::is_symlink(folder / "dangling"));
  CHECK_THAT(refused(fault::io, [&] { write_file(folder / "loop", "x"); }), Contains("symbolic"));
}

TEST_CASE("what cannot be written says why and leaves nothing behind") {
  const temporary_folder folder;
  put(folder / "file", "old");
  CHECK_THAT(refused(fault::io, [&] { write_file(folder / "none/a", "x"); }),
             Contains("No such file or directory"));
  CHECK_THAT(refused(fault::io, [&] { write_file(folder / "file/a", "x"); }),
             Contains("Not a directory"));
  CHECK_THAT(refused(fault::io, [&] { write_file(folder.path.string(), "x"); }),
             Contains("found a directory"));
  refused(fault::io, [&] { write_file("/proc/kenyon", "x"); });
  refused(fault::io, [&] { write_file("", "x"); });
  refused(fault::io, [&] { write_file(std::string("a\0b", 3), "x"); });
  CHECK(folder.files() == names{"file"});
}

TEST_CASE("a name may be as long as names can be") {
  const temporary_folder folder;
  const std::string name(255, 'n');
  write_file(folder / name, "text");
  CHECK(get(folder / name) == "text");
}

TEST_CASE("devices and pipes are written to, never replaced") {
  const temporary_folder folder;
  write_file("/dev/null", "text");
  CHECK(fs::is_character_file("/dev/null"));
  CHECK_THAT(refused(fault::io, [&] { write_file("/dev/full", "text"); }),
             Contains("No space left"));
  CHECK(fs::is_character_file("/dev/full"));
  refused(fault::io, [&] { file_replacement replacement("/dev/null"); });
  refused(fault::io, [&] { file_replacement replacement("/dev/stdout"); });

  const std::string pipe = folder / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  std::string received;
  std::thread reader([&] { received = get(pipe); });
  const std::string sent(200000, 'p');
  write_file(pipe, sent);
  reader.join();
  CHECK(received == sent);
  CHECK(fs::is_fifo(pipe));
}

TEST_CASE("a named descriptor is written where it stands") {
  const temporary_folder folder;
  const int number = ::open((folder / "out").c_str(), O_WRONLY | O_CREAT, 0600);
  REQUIRE(number >= 0);
  REQUIRE(::write(number, "before ", 7) == 7);
  write_file("/dev/fd/" + std::to_string(number), "text");
  write_file("/proc/self/fd/" + std::to_string(number), " and text");
  REQUIRE(::write(number, " after", 6) == 6);
  ::close(number);
  CHECK(get(folder / "out") == "before text and text after");
  CHECK(folder.files() == names{"out"});
  refused(fault::io, [&] { write_file("/dev/fd/" + std::to_string(number), "text"); });
}

TEST_CASE("a claimed file is replaced by one process at a time") {
  const temporary_folder folder;
  const std::string path = folder / "a";
  {
    const file_claim early(path);
    CHECK_FALSE(early.existed());
    early.check();
    put(path, "made by another");
    refused(fault::io, [&] { early.check(); });
  }
  const file_claim mine(path);
  CHECK(mine.existed());
  mine.check();
  CHECK_THAT(refused(fault::io, [&] { file_claim other(path); }), Contains("another process"));
  write_file(path, "replaced all the same");
  CHECK_THAT(refused(fault::io, [&] { mine.check(); }), Contains("has replaced it meanwhile"));
  const file_claim of_the_new(path);  // another file, which nobody holds
  of_the_new.check();
  fs::remove(path);
  CHECK_THAT(refused(fault::io, [&] { of_the_new.check(); }), Contains("took it away"));
}
