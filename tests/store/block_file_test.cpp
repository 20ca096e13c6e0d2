#include <kenyon/store/block_file.hpp>

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

#include "memory_file_fixture.hpp"

using namespace kenyon;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t tile = std::size_t{1} << 20;
using names = std::vector<std::string>;

}  // namespace

TEST_CASE("blocks of every size are read back, in memory and from the file") {
  const temporary_folder folder;
  const std::string path = folder / "m.kyn";
  blocks content;
  for (std::size_t n : {std::size_t{0}, std::size_t{1}, tile - 1, tile, tile + 1, 5 * tile / 2})
    content["block " + std::to_string(n)] = noise_bytes(n, n);
  content["\u00fc'\"%?#"] = noise_bytes(10, 1);
  write_blocks(path, content, "{\"a\":1}");
  CHECK(folder.files() == names{"m.kyn"});
  const block_file_reader reader(path);
  CHECK(reader.header() == "{\"a\":1}");
  CHECK(read_blocks(reader) == content);
  CHECK(reader.has("block 1"));
  CHECK_FALSE(reader.has("block 2"));
  CHECK(reader.size("block 1") == 1);
  CHECK(folder.files() == names{"m.kyn"});
  const std::string image = get(path);
  CHECK(read_blocks(block_file_reader::from_bytes(as_bytes(image), "m")) == content);
}

TEST_CASE("a file of nothing but a header is a file") {
  const temporary_folder folder;
  { block_file_writer(folder / "m").commit(); }
  CHECK(block_file_reader(folder / "m").header() == "{}");
  CHECK(block_file_reader(folder / "m").names().empty());
  const std::string large(std::size_t{1} << 20, 'h');
  write_blocks(folder / "m", {}, large);
  CHECK(block_file_reader(folder / "m").header() == large);
}

TEST_CASE("the same content is the same bytes") {
  const temporary_folder folder;
  const blocks content{{"a", noise_bytes(3000, 1)}, {"b", noise_bytes(tile + 5, 2)}};
  write_blocks(folder / "1", content);
  write_blocks(folder / "2", content);
  CHECK(get(folder / "1") == get(folder / "2"));
}

TEST_CASE("requests that make no sense are refused") {
  const temporary_folder folder;
  const std::string path = folder / "m";
  write_blocks(path, {{"a", noise_bytes(10, 1)}});
  const block_file_reader reader(path);
  std::vector<std::byte> out(11);
  CHECK(refused(fault::bad_input, [&] { reader.read("a", out); }) ==
        path + ": block a: expected 11 bytes, found 10");
  CHECK(refused(fault::bad_input, [&] { reader.read("b", out); }) ==
        path + ": expected a block b, found none of that name");
  refused(fault::bad_input, [&] { static_cast<void>(reader.size("b")); });
  block_file_writer writer(path);
  writer.block("a", {});
  CHECK_THAT(refused(fault::usage, [&] { writer.block("a", {}); }), Contains("twice"));
  refused(fault::usage, [&] { writer.block("", {}); });
  refused(fault::usage, [&] { writer.block("a\nb", {}); });
  refused(fault::usage, [&] { writer.block("\xff", {}); });
  refused(fault::usage, [&] { writer.block(std::string(256, 'n'), {}); });
  refused(fault::usage, [&] { writer.header(std::string((1 << 20) + 1, 'h')); });
  writer.block(std::string(255, 'n'), {});
  writer.commit();
  refused(fault::usage, [&] { writer.commit(); });
  refused(fault::usage, [&] { writer.block("c", {}); });
  CHECK(block_file_reader(path).names().size() == 2);
}

TEST_CASE("without commit the old file stays and nothing is left behind") {
  const temporary_folder folder;
  const std::string path = folder / "m.kyn";
  write_blocks(path, {{"old", noise_bytes(100, 1)}});
  const std::string before = get(path);
  {
    block_file_writer writer(path);
    writer.block("new", noise_bytes(3 * tile, 2));
    block_file_writer moved = std::move(writer);
    moved.block("newer", noise_bytes(3 * tile, 2));
    CHECK(folder.files().size() == 2);
  }
  CHECK(folder.files() == names{"m.kyn"});
  CHECK(get(path) == before);
}

TEST_CASE("targets that cannot be written are a fault of the system") {
  const temporary_folder folder;
  put(folder / "file", "x");
  refused(fault::io, [&] { block_file_writer(folder / "none/m"); });
  refused(fault::io, [&] { block_file_writer(folder / "file/m"); });
  refused(fault::io, [&] { block_file_writer(folder.path.string()); });
  refused(fault::io, [] { block_file_writer("/proc/m"); });
  refused(fault::io, [] { block_file_writer("/dev/null"); });
  CHECK(fs::is_character_file("/dev/null"));
  CHECK(folder.files() == names{"file"});
}

TEST_CASE("files that cannot be opened are a fault of the system") {
  const temporary_folder folder;
  put(folder / "file", "x");
  CHECK(refused(fault::io, [&] { block_file_reader(folder / "none"); }) ==
        (folder / "none") + ": cannot be opened: No such file or directory");
  CHECK_THAT(refused(fault::io, [&] { block_file_reader(folder.path.string()); }),
             Contains("found a directory"));
  refused(fault::io, [&] { block_file_reader(folder / "file/m"); });
  refused(fault::io, [] { block_file_reader("/dev/null"); });
  refused(fault::io, [] { block_file_reader(""); });
  CHECK(folder.files() == names{"file"});
}

TEST_CASE("names that mean something in a URI are file names here") {
  const temporary_folder folder;
  for (const char* name : {"a?mode=memory", "b#c", "%41", "file:x", "a b", "\u00fc", ":memory:"}) {
    write_blocks(folder / name, {{"a", noise_bytes(10, 1)}});
    CHECK(read_blocks(block_file_reader(folder / name)).size() == 1);
    // Relative, and with the doubled slash that would begin a host name.
    const std::string above = folder.path.parent_path().string();
    CHECK_NOTHROW(block_file_reader(std::string(1, '/') += folder / name));
    const fs::path here = fs::current_path();
    fs::current_path(folder.path);
    CHECK_NOTHROW(block_file_reader(name));
    write_blocks(name, {});
    fs::current_path(here);
  }
  CHECK(folder.files().size() == 7);
}

TEST_CASE("a folder may have a name that means something in a URI") {
  const temporary_folder folder;
  const std::filesystem::path here = fs::current_path();
  fs::current_path(folder.path);
  fs::create_directory("file:a?b#c");
  write_blocks("file:a?b#c/m", {{"a", {}}});
  CHECK(block_file_reader("file:a?b#c/m").has("a"));
  CHECK(fs::is_regular_file("file:a?b#c/m"));
  fs::current_path(here);
  CHECK(folder.files() == names{"file:a?b#c"});
}

TEST_CASE("kill -9 half way through leaves the old file") {
  const temporary_folder folder;
  const std::string path = folder / "m.kyn";
  const blocks old{{"old", noise_bytes(1000, 1)}};
  write_blocks(path, old);
  const std::vector<std::byte> bytes = noise_bytes(4 * tile, 2);
  for (int round = 0; round < 5; ++round) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      block_file_writer writer(path);
      for (int i = 0; i < 100000; ++i) writer.block(std::to_string(i), bytes);
      ::_exit(0);
    }
    // Until the child has written some MiB.
    const auto written = [&] {
      std::uintmax_t largest = 0;
      std::error_code code;
      for (const auto& entry : fs::directory_iterator(folder.path))
        if (entry.path() != path) largest = std::max(largest, entry.file_size(code));
      return largest;
    };
    while (written() < static_cast<std::uintmax_t>(round + 1) * tile)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    REQUIRE(::kill(child, SIGKILL) == 0);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    CHECK(read_blocks(block_file_reader(path)) == old);
    for (const auto& entry : fs::directory_iterator(folder.path))
      if (entry.path() != path) fs::remove(entry.path());
  }
}

TEST_CASE("a disk that is full leaves the old file") {
  const temporary_folder folder;
  const std::string path = folder / "m.kyn";
  const blocks old{{"old", noise_bytes(1000, 1)}};
  write_blocks(path, old);
  const std::vector<std::byte> bytes = noise_bytes(tile, 2);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    // A file size limit stands for a full disk; commit after the failure must not save half of a
    // memory.
    const rlimit limit{5 * tile, 5 * tile};
    ::signal(SIGXFSZ, SIG_IGN);
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(9);
    int faults = 0;
    {
      block_file_writer writer(path);
      try {
        for (int i = 0; i < 10; ++i) writer.block(std::to_string(i), bytes);
        writer.commit();
      } catch (const error& e) {
        faults += e.which() == fault::io;
      }
      try {
        writer.commit();
      } catch (const error& e) {
        faults += e.which() == fault::usage;
      }
    }
    ::_exit(faults);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WEXITSTATUS(status) == 2);
  CHECK(read_blocks(block_file_reader(path)) == old);
  CHECK(folder.files() == names{"m.kyn"});
}

TEST_CASE("a reader keeps its file while another takes its place") {
  const temporary_folder folder;
  const std::string path = folder / "m.kyn";
  const blocks first{{"a", noise_bytes(3 * tile, 1)}}, second{{"a", noise_bytes(2 * tile, 2)}};
  write_blocks(path, first);
  const block_file_reader reader(path);
  write_blocks(path, second);
  CHECK(read_blocks(reader) == first);
  CHECK(read_blocks(block_file_reader(path)) == second);
}

TEST_CASE("a file that someone holds locked is read all the same") {
  const temporary_folder folder;
  const blocks content{{"a", noise_bytes(1000, 1)}};
  write_blocks(folder / "m", content);
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open((folder / "m").c_str(), &db) == SQLITE_OK);
  REQUIRE(sqlite3_exec(db, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr) == SQLITE_OK);
  CHECK(read_blocks(block_file_reader(folder / "m")) == content);
  sqlite3_close(db);
}

TEST_CASE("threads write and read their own files, and share a reader") {
  const temporary_folder folder;
  const blocks content{{"a", noise_bytes(3 * tile, 1)}, {"b", noise_bytes(tile / 2, 2)}};
  write_blocks(folder / "shared", content);
  const block_file_reader shared(folder / "shared");
  std::vector<std::thread> threads;
  int right[4] = {};
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      const std::string path = folder / std::to_string(t);
      write_blocks(path, content);
      right[t] = read_blocks(block_file_reader(path)) == content && read_blocks(shared) == content;
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (int r : right) CHECK(r == 1);
}
