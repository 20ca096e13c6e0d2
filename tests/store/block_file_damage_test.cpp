// Memory files that are cut, flipped, foreign or made to harm.
#include <kenyon/store/block_file.hpp>

#include <catch2/catch.hpp>
#include <chrono>

#include "memory_file_fixture.hpp"

using namespace kenyon;
using Catch::Contains;

namespace {

const std::string header = "{\"rule\":\"willshaw\"}";

blocks small_content() {
  return {{"a", noise_bytes(700, 1)}, {"b", noise_bytes(9000, 2)}, {"empty", {}}};
}

std::string small_image() {
  const temporary_folder folder;
  write_blocks(folder / "m", small_content(), header);
  return get(folder / "m");
}

blocks read_image(const std::string& image) {
  return read_blocks(block_file_reader::from_bytes(as_bytes(image), "m"));
}

// The file after the statements; reading it must be refused.
std::string refused_after(const std::string& sql) {
  INFO(sql);
  const temporary_folder folder;
  write_blocks(folder / "m", small_content(), header);
  run_sql(folder / "m", sql);
  const std::string sentence =
      refused(fault::bad_input, [&] { read_blocks(block_file_reader(folder / "m")); });
  CHECK(sentence.starts_with(folder / "m"));
  return sentence.substr((folder / "m").size() + 2);
}

void put_u32(std::string& image, std::size_t at, std::uint32_t value) {
  for (int i = 0; i < 4; ++i)
    image[at + static_cast<std::size_t>(i)] = static_cast<char>(value >> (24 - 8 * i));
}

}  // namespace

TEST_CASE("a file cut at any length, or longer, is refused") {
  const std::string image = small_image();
  CHECK(read_image(image) == small_content());
  const temporary_folder folder;
  for (std::size_t n = 0; n < image.size(); ++n) {
    INFO("cut to " << n);
    refused(fault::bad_input, [&] { read_image(image.substr(0, n)); });
    if (n % 512 > 2 && n > 200) continue;  // every length in memory, these as files too
    put(folder / "m", image.substr(0, n));
    refused(fault::bad_input, [&] { block_file_reader(folder / "m"); });
  }
  CHECK_THAT(refused(fault::bad_input, [&] { read_image(image + "x"); }),
             Contains("m: expected a memory file of " + std::to_string(image.size()) +
                      " bytes, found " + std::to_string(image.size() + 1)));
  refused(fault::bad_input, [&] { read_image(image + image); });
}

TEST_CASE("a flipped byte is refused or harmless, never wrong data") {
  const std::string image = small_image();
  const blocks content = small_content();
  std::size_t wrong = 0, harmless = 0;
  for (std::size_t i = 0; i < image.size(); ++i) {
    std::string damaged = image;
    damaged[i] = static_cast<char>(damaged[i] ^ (i % 4 == 3 ? 0xff : 1 << (i / 4 % 8)));
    try {
      const block_file_reader reader = block_file_reader::from_bytes(as_bytes(damaged), "m");
      const bool same = read_blocks(reader) == content && reader.header() == header;
      harmless += same;
      wrong += !same;
    } catch (const error& e) {
      if (e.which() != fault::bad_input) FAIL_CHECK("byte " << i << ": " << e.what());
    }
  }
  CHECK(wrong == 0);
  CHECK(harmless > 0);  // unused parts of pages
  CHECK(harmless < image.size() - 9700 - header.size());
}

TEST_CASE("other files are told from memory files") {
  const temporary_folder folder;
  const std::string path = folder / "m";
  const auto sentence = [&](std::string_view text) {
    put(path, text);
    const std::string whole = refused(fault::bad_input, [&] { block_file_reader reader(path); });
    return whole.substr(path.size() + 2);
  };
  CHECK(sentence("") == "expected a memory file, found an empty file");
  CHECK(sentence("hello, world\n") == "expected a memory file, found bytes 68 65 6c 6c");
  CHECK(sentence(std::string(5000, 'x')) == "expected a memory file, found bytes 78 78 78 78");
  std::filesystem::remove(path);
  run_sql(path, "CREATE TABLE t(x); INSERT INTO t VALUES(1)");
  CHECK(sentence(get(path)) == "expected a memory file, found a SQLite database of another kind");
}

TEST_CASE("another version or mode is refused in words") {
  CHECK(refused_after("UPDATE header SET value='2.0' WHERE key='format'") ==
        "expected format 1.x, found format 2.0, written by a newer Kenyon or damaged");
  CHECK_THAT(refused_after("UPDATE header SET value='10.0' WHERE key='format'"), Contains("10.0"));
  CHECK_THAT(refused_after("UPDATE header SET value=1 WHERE key='format'"), Contains("format 1,"));
  CHECK_THAT(refused_after("PRAGMA journal_mode=WAL"), Contains("WAL"));
  const temporary_folder folder;
  write_blocks(folder / "m", small_content(), header);
  run_sql(folder / "m",
          "UPDATE header SET value='1.7' WHERE key='format'; CREATE TABLE labels(x); "
          "INSERT INTO header VALUES('more', 1); VACUUM");
  CHECK(read_blocks(block_file_reader(folder / "m")) == small_content());
}

TEST_CASE("rows that do not agree are refused") {
  refused_after("DELETE FROM header WHERE key='json'");
  refused_after("DELETE FROM header WHERE key='format'");
  refused_after("DELETE FROM header WHERE key='json_xxh3'");
  CHECK_THAT(refused_after("UPDATE header SET value='{}' WHERE key='json'"), Contains("checksum"));
  refused_after("UPDATE header SET value=CAST(value AS BLOB) WHERE key='json'");
  CHECK_THAT(refused_after("DELETE FROM blocks WHERE name='a'"), Contains("unknown block"));
  CHECK_THAT(refused_after("UPDATE blocks SET name='c' WHERE name='empty'"),
             Contains("unknown block"));
  CHECK_THAT(refused_after("INSERT INTO blocks VALUES('c', 0)"), Contains("missing"));
  CHECK_THAT(refused_after("DELETE FROM tiles WHERE block='b'"), Contains("missing"));
  CHECK_THAT(refused_after("UPDATE tiles SET tile=1 WHERE block='b'"), Contains("out of order"));
  refused_after("INSERT INTO tiles SELECT block, 1, xxh3, bytes FROM tiles WHERE block='b'");
  CHECK_THAT(refused_after("UPDATE blocks SET name='c' WHERE name='empty'; "
                           "UPDATE tiles SET block='c' WHERE block='empty'"),
             Contains("block c, tile 0: expected its checksum, found damage"));
  CHECK_THAT(refused_after("UPDATE tiles SET xxh3=xxh3+1 WHERE block='a'"), Contains("checksum"));
  refused_after("UPDATE tiles SET xxh3='x' WHERE block='a'");
  refused_after("UPDATE tiles SET bytes=CAST(bytes AS TEXT) WHERE block='a'");
  refused_after("UPDATE tiles SET bytes=x'00' WHERE block='a'");
  refused_after("UPDATE blocks SET bytes=-1 WHERE name='a'");
  refused_after("UPDATE blocks SET bytes='x' WHERE name='a'");
  refused_after("UPDATE blocks SET bytes=699 WHERE name='a'");
}

TEST_CASE("a missing last tile is noticed when the file is opened") {
  const temporary_folder folder;
  write_blocks(folder / "m", {{"a", noise_bytes((std::size_t{2} << 20) + 5, 1)}});
  run_sql(folder / "m", "DELETE FROM tiles WHERE tile=2");
  CHECK_THAT(refused(fault::bad_input, [&] { block_file_reader reader(folder / "m"); }),
             Contains("tiles of block a are missing"));
}

TEST_CASE("tiles in each other's place are noticed") {
  const temporary_folder folder;
  const std::size_t tile = std::size_t{1} << 20;
  write_blocks(folder / "m", {{"a", noise_bytes(3 * tile, 1)}});
  run_sql(folder / "m",
          "UPDATE tiles SET tile=tile+10; UPDATE tiles SET tile=CASE tile WHEN 10 THEN 1 WHEN 11 "
          "THEN 0 ELSE 2 END; CREATE TABLE x AS SELECT * FROM tiles ORDER BY tile; "
          "DELETE FROM tiles; INSERT INTO tiles SELECT * FROM x; DROP TABLE x");
  const block_file_reader reader(folder / "m");
  std::vector<std::byte> out(3 * tile);
  CHECK_THAT(refused(fault::bad_input, [&] { reader.read("a", out); }),
             Contains("block a, tile 0: expected its checksum"));
  write_blocks(folder / "m", {{"a", noise_bytes(50, 1)}, {"b", noise_bytes(50, 2)}});
  run_sql(folder / "m", "UPDATE tiles SET bytes=(SELECT bytes FROM tiles WHERE block='b')");
  CHECK_THAT(refused(fault::bad_input, [&] { read_blocks(block_file_reader(folder / "m")); }),
             Contains("block a, tile 0: expected its checksum"));
}

TEST_CASE("sizes that a file merely claims are not believed") {
  CHECK_THAT(refused_after("UPDATE blocks SET bytes=4611686018427387904 WHERE name='b'"),
             Contains("does not have its 1048576 bytes"));
  // Tiles that are larger than tiles are.
  refused_after("UPDATE tiles SET bytes=zeroblob(50000000) WHERE block='b'");
  refused_after("UPDATE blocks SET bytes=1048576 WHERE name='b'");
  // A row whose record says 1 MiB in a file that has no such pages.
  std::string image = small_image();
  put_u32(image, 28, 0xffffffff);
  CHECK_THAT(refused(fault::bad_input, [&] { read_image(image); }),
             Contains("expected a memory file of"));
}

TEST_CASE("text from a file stays out of the sentence, or in one line") {
  CHECK_THAT(refused_after("CREATE TABLE \"x\ny\" (a, b); PRAGMA writable_schema=ON; UPDATE "
                           "sqlite_schema SET sql='CREATE TABLE' WHERE name LIKE 'x%'"),
             Contains("x?y"));
  refused_after("UPDATE header SET value='3' || char(10) || '.0' WHERE key='format'");
  refused_after("UPDATE blocks SET name='a' || char(10) WHERE name='a'");
}

TEST_CASE("views, triggers and tables of another form are refused") {
  CHECK_THAT(refused_after("CREATE VIEW v AS SELECT 1"), Contains("tables and nothing else"));
  CHECK_THAT(refused_after("CREATE TRIGGER t AFTER INSERT ON blocks BEGIN SELECT 1; END"),
             Contains("tables and nothing else"));
  CHECK_THAT(refused_after("CREATE INDEX i ON tiles(xxh3)"), Contains("tables and nothing else"));
  const std::string again = "INSERT INTO blocks SELECT * FROM old; DROP TABLE old";
  refused_after("ALTER TABLE blocks RENAME TO old; CREATE TABLE blocks(name, bytes); " + again);
  refused_after("DROP TABLE blocks; CREATE VIEW blocks AS SELECT block, length(bytes) FROM tiles");
  refused_after("ALTER TABLE tiles ADD COLUMN x AS (abs(-9223372036854775808))");
  refused_after("DROP TABLE tiles");
  refused_after(
      "DROP TABLE blocks; CREATE TABLE blocks(name TEXT PRIMARY KEY NOT NULL, bytes "
      "INTEGER NOT NULL CHECK(bytes > 0)) WITHOUT ROWID");
}

TEST_CASE("pages that refer to each other without end are given up") {
  // 18 levels of interior pages, each with 50 times the same child: 50^18 rows in 30 pages.
  const temporary_folder folder;
  write_blocks(folder / "m", {}, header);
  std::string image = get(folder / "m");
  const std::size_t page = 8192;
  const std::size_t levels = 18, cells = 50;
  const std::string record =
      "\x03\x0f\x0f"
      "xy";  // the row ('x', 'y') of the table header
  // The root of the table header is page 2: the first table that was made.
  const std::size_t root = page;
  REQUIRE(image[root] == 0x0a);
  std::uint32_t pages = static_cast<std::uint32_t>(image.size() / page);
  const auto fill = [&](std::size_t at, std::uint32_t child) {
    const bool leaf = child == 0;
    std::string bytes(page, '\0');
    const std::size_t cell = (leaf ? 0 : 4) + 1 + record.size();
    const std::size_t start = page - cells * cell;
    bytes[0] = leaf ? 0x0a : 0x02;
    bytes[4] = static_cast<char>(cells);
    bytes[5] = static_cast<char>(start >> 8);
    bytes[6] = static_cast<char>(start & 255);
    if (!leaf) put_u32(bytes, 8, child);
    for (std::size_t i = 0; i < cells; ++i) {
      const std::size_t where = start + i * cell, pointer = (leaf ? 8 : 12) + 2 * i;
      bytes[pointer] = static_cast<char>(where >> 8);
      bytes[pointer + 1] = static_cast<char>(where & 255);
      if (!leaf) put_u32(bytes, where, child);
      bytes[where + cell - record.size() - 1] = static_cast<char>(record.size());
      bytes.replace(where + cell - record.size(), record.size(), record);
    }
    image.replace(at, page, bytes);
  };
  fill(root, pages + 1);
  for (std::size_t i = 0; i < levels; ++i, ++pages) {
    image.resize(image.size() + page);
    fill(image.size() - page, i + 1 == levels ? 0 : pages + 2);
  }
  put_u32(image, 28, pages);
  const auto start = std::chrono::steady_clock::now();
  CHECK(refused(fault::bad_input, [&] { read_image(image); }) ==
        "m: expected an intact memory file, found damage: pages that refer to each other without "
        "end");
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
}
