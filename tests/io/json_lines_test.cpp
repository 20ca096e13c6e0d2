#include <kenyon/io/format.hpp>
#include <kenyon/io/json_lines.hpp>
#include <kenyon/io/labels.hpp>
#include <kenyon/io/png.hpp>
#include <kenyon/io/text_lines.hpp>

#include <png.h>

#include <catch2/catch.hpp>

#include "gzip_fixture.hpp"
#include "temporary_folder.hpp"

using namespace kenyon;
using namespace std::string_literals;
using Catch::Contains;

namespace {

const layout in = layout::flat(100, 10);

labelled_patterns parse(std::string_view text) {
  return parse_json_lines(text, in, "p");
}

std::string bad(std::string_view text) {
  return refused(fault::bad_input, [&] { parse(text); });
}

pattern units_of(const labelled_patterns& p, std::size_t i) {
  return {p.patterns[i].begin(), p.patterns[i].end()};
}

}  // namespace

TEST_CASE("lines of lists and of objects are patterns") {
  const labelled_patterns p = parse(
      "[40, 3,17]\r\n\n  \t\r\n"
      "{\"label\":\"boot\",\"units\":[99,0]}\n"
      "{\"units\":[]}\n"
      "[5]");
  REQUIRE(p.patterns.size() == 4);
  CHECK(units_of(p, 0) == pattern{3, 17, 40});
  CHECK(units_of(p, 1) == pattern{0, 99});
  CHECK(units_of(p, 2).empty());
  CHECK(units_of(p, 3) == pattern{5});
  CHECK(p.labels == std::vector<std::string>{"", "boot", "", ""});
  CHECK(parse("[1]\n{\"units\":[2]}").labels.empty());
  CHECK(parse("{\"units\":[1],\"label\":\"\\u00fc\\n\"}").labels[0] == "\u00fc\n");
}

TEST_CASE("a wrong line is named with its place") {
  CHECK(bad("[1]\n\n[1,]") == "p:3:4: expected JSON, found ']'");
  CHECK(bad("[1,2") == "p:1:5: expected JSON, found the end of the line");
  CHECK(bad("[1,100]") == "p:1: units[1]: expected an index below 100, found 100");
  CHECK(bad("[-1]") == "p:1: units[0]: expected an index below 100, found -1");
  CHECK(bad("[1.0]") == "p:1: units[0]: expected an index below 100, found 1.0");
  CHECK(bad("[99999999999999999999]") ==
        "p:1: units[0]: expected an index below 100, found 99999999999999999999");
  CHECK(bad("[4294967297]") == "p:1: units[0]: expected an index below 100, found 4294967297");
  CHECK(bad("[true]") == "p:1: units[0]: expected an index below 100, found true");
  CHECK(bad("[[1]]") == "p:1: units[0]: expected an index below 100, found a list");
  CHECK(bad("[{\"units\":[1]}]") == "p:1: units[0]: expected an index below 100, found an object");
  CHECK(bad("[7,3,7]") == "p:1: expected distinct indices, found 7 twice");
  CHECK(bad("7") == "p:1: expected a list of indices or an object, found 7");
  CHECK(bad("{}") == "p:1: expected the key units, found none");
  CHECK(bad("{\"label\":\"a\"}") == "p:1: expected the key units, found none");
  CHECK(bad("{\"unit\":[1]}") == "p:1: expected the keys units and label, found \"unit\"");
  CHECK(bad("{\"un\\nit\":[1]}") == "p:1: expected the keys units and label, found \"un?it\"");
  CHECK(bad("{\"units\":[1],\"units\":[2]}") == "p:1: key \"units\" is there twice");
  CHECK(bad("{\"label\":\"a\",\"label\":\"b\"}") == "p:1: key \"label\" is there twice");
  CHECK(bad("{\"units\":\"1\"}") == "p:1: units: expected a list, found \"1\"");
  CHECK(bad("{\"units\":{}}") == "p:1: units: expected a list, found an object");
  CHECK(bad("{\"label\":7}") == "p:1: label: expected a string, found 7");
  CHECK(bad("{\"label\":[7]}") == "p:1: label: expected a string, found a list");
  CHECK(bad("[1] [2]") == "p:1:5: expected JSON, found '['");
  CHECK(bad("[1]\n[1e999]") == "p:2: units[0]: expected an index below 100, found 1e999");
  CHECK(bad("[1\0]"s) == "p:1:3: expected JSON, found the byte 00");
  CHECK(bad("{\"label\":\"\xff\"}") == "p:1:11: expected JSON, found the byte ff");
  CHECK(bad("") == "p: expected at least one pattern, found none");
  CHECK(bad("\n \n") == "p: expected at least one pattern, found none");
}

TEST_CASE("nesting and long tokens cost neither stack nor a long sentence") {
  const std::size_t deep = 10'000'000;
  bad(std::string(deep, '['));
  bad("{\"units\":" + std::string(deep, '['));
  std::string objects;
  for (int i = 0; i < 1'000'000; ++i) objects += "{\"units\":";
  bad(objects);
  bad("{\"" + std::string(deep, 'k') + "\":1}");
  bad("[\"" + std::string(1000, '\n') + "\"]");
  std::string umlauts;
  for (int i = 0; i < 100; ++i) umlauts += "\u00fc";
  CHECK_THAT(bad("[\"" + umlauts + "\"]"), Contains("\u00fc..."));
  CHECK_THAT(bad("[\"a" + umlauts + "\"]"), Contains("\u00fc..."));
  CHECK_THAT(bad("[\"a\\nb\"]"), Contains("\"a?b\""));
}

TEST_CASE("a line cut at any length is refused") {
  const std::string line = "{\"units\":[3,17,40],\"label\":\"boot\"}";
  for (std::size_t n = 0; n < line.size(); ++n) bad(line.substr(0, n));
  CHECK(parse(line).labels.size() == 1);
}

TEST_CASE("JSON Lines are read from plain and gzip files") {
  const temporary_folder folder;
  put(folder / "a", "[1]\n[2]\n");
  put(folder / "b", gzipped("[1]\n[2]\n"));
  CHECK(read_json_lines(folder / "a", in).patterns == read_json_lines(folder / "b", in).patterns);
  put(folder / "a", "");
  CHECK(refused(fault::bad_input, [&] { read_json_lines(folder / "a", in); }) ==
        (folder / "a") + ": expected at least one pattern, found none");
  refused(fault::io, [&] { read_json_lines(folder / "none", in); });
  refused(fault::io, [&] { read_json_lines(folder.path.string(), in); });
  refused(fault::bad_input, [&] { read_json_lines(folder / "b", in, {.max_bytes = 7}); });
}

TEST_CASE("labels are lines, or arrays of integers") {
  using labels = std::vector<std::string>;
  const temporary_folder folder;
  const std::string path = folder / "l";
  const auto read = [&](std::string_view text) {
    put(path, text);
    return read_labels(path);
  };
  const auto bad_labels = [&](std::string_view text) {
    return refused(fault::bad_input, [&] { read(text); });
  };
  CHECK(read("cat\r\ndog\n") == labels{"cat", "dog"});
  CHECK(read("cat\n\ndog") == labels{"cat", "", "dog"});
  CHECK(read("a b\t\u00fc \u20ac \U0001F600") == labels{"a b\t\u00fc \u20ac \U0001F600"});
  CHECK(read(gzipped("7\n8\n")) == labels{"7", "8"});
  CHECK(read("\0\0\x08\x01\0\0\0\x03\x05\x00\xff"s) == labels{"5", "0", "255"});
  CHECK(read(gzipped("\0\0\x0c\x01\0\0\0\x01\xff\xff\xff\xfe"s)) == labels{"-2"});
  write_npy(path, {element::u64, {1}, std::vector<std::byte>(8, std::byte{255})});
  CHECK(read_labels(path) == labels{"18446744073709551615"});
  CHECK(bad_labels("") == path + ": expected labels, found an empty file");
  CHECK(bad_labels("ok\nbad\0\n"s) == path + ":2:4: expected text in UTF-8, found the byte 00");
  for (const char* text :
       {"\x80", "\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x1b[m", "\xe0\x80\x80",
        "\xf0\x80\x80\x80", "\xf5\x80\x80\x80", "\xc2\x9b", "\xe2\x82", "\x7f"})
    CHECK_THAT(bad_labels(text), Contains("text in UTF-8"));
  CHECK_THAT(bad_labels("\0\0\x08\x02\0\0\0\x01\0\0\0\x01x"s),
             Contains("one dimension, found shape"));
  CHECK_THAT(bad_labels("\0\0\x0d\x01\0\0\0\x01\x3f\x80\0\0"s), Contains("integers, found f32"));
  CHECK_THAT(bad_labels("\0\0\x08\x01\0\0\0\x03\x05"s), Contains("found 9"));
  refused(fault::io, [&] { read_labels(folder / "none"); });
  put(path, "12345");
  refused(fault::bad_input, [&] { read_labels(path, {.max_bytes = 4}); });
}

TEST_CASE("a picture is what libpng reads back") {
  const temporary_folder folder;
  const std::string path = folder / "p.png";
  std::vector<std::uint8_t> pixels(7 * 5);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>(i * 37);
  write_png(path, 7, 5, pixels);
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  REQUIRE(png_image_begin_read_from_file(&image, path.c_str()));
  CHECK(image.width == 7);
  CHECK(image.height == 5);
  CHECK(image.format == PNG_FORMAT_GRAY);
  std::vector<std::uint8_t> read(pixels.size());
  REQUIRE(png_image_finish_read(&image, nullptr, read.data(), 0, nullptr));
  CHECK(read == pixels);
  const std::string before = get(path);
  refused(fault::usage, [&] { write_png(path, 7, 4, pixels); });
  refused(fault::usage, [&] { write_png(path, 0, 0, {}); });
  refused(fault::usage, [&] { write_png(path, std::size_t{1} << 32, std::size_t{1} << 32, {}); });
  CHECK(get(path) == before);
  write_png(path, 7, 5, pixels);
  CHECK(get(path) == before);
  refused(fault::io, [&] { write_png(folder / "none/p.png", 7, 5, pixels); });
  write_png(path, 4000, 1000, std::vector<std::uint8_t>(4'000'000, 9));
  CHECK(folder.files() == std::vector<std::string>{"p.png"});
}

TEST_CASE(
    "JSON Lines: a byte order mark is no part, every line end ends, nothing behind a NUL is lost") {
  for (const char* end : {"\n", "\r\n", "\r"}) {
    const labelled_patterns p = parse("\xef\xbb\xbf[1,2]"s + end + "[3]" + end);
    REQUIRE(p.patterns.size() == 2);
    CHECK(units_of(p, 0) == pattern{1, 2});
    CHECK(units_of(p, 1) == pattern{3});
  }
  CHECK(bad("[1]\n[2]\0 {\"label\":\"x\"}\n"s) == "p:2:4: expected JSON, found the byte 00");
  CHECK(bad("[2]\0"s) == "p:1:4: expected JSON, found the byte 00");
  const temporary_folder folder;
  put(folder / "m", "\xef\xbb\xbf[1,2]\n");
  CHECK(format_of(folder / "m") == input_format::json_lines);
}

TEST_CASE("labels: a byte order mark is no part, every line end ends, U+0085 is a character") {
  using labels = std::vector<std::string>;
  const temporary_folder folder;
  const std::string path = folder / "l";
  const auto read = [&](std::string_view text) {
    put(path, text);
    const labels of_labels = read_labels(path);
    CHECK(read_text_lines(path) == of_labels);
    return of_labels;
  };
  CHECK(read("\xef\xbb\xbf"
             "cat\ndog\n") == labels{"cat", "dog"});
  CHECK(read("cat\rdog\r") == labels{"cat", "dog"});
  CHECK(read("cat\r\rdog\r\n\nend") == labels{"cat", "", "dog", "", "end"});
  CHECK(read("a\xc2\x85"
             "b\n") == labels{"a\xc2\x85"
                              "b"});
}

TEST_CASE("lines are the same wherever the pieces that are read begin") {
  constexpr std::size_t chunk = 65536;
  const temporary_folder folder;
  const std::string path = folder / "l";
  for (std::size_t before = chunk - 4; before <= chunk + 1; ++before) {
    put(path, std::string(before, 'x') + "\r\ny\r\n");
    CHECK(read_text_lines(path) == std::vector<std::string>{std::string(before, 'x'), "y"});
    put(path, std::string(before, 'x') + "\ry");
    CHECK(read_text_lines(path) == std::vector<std::string>{std::string(before, 'x'), "y"});
  }
}

TEST_CASE("text that decodes to much is refused while it is read") {
  const temporary_folder folder;
  const std::string path = folder / "bomb";
  put(path, gzipped(std::string(std::size_t{70} << 20, ' ')));
  CHECK_THAT(refused(fault::bad_input, [&] { read_json_lines(path, in); }),
             Contains(":1: expected a line of at most 67108864 bytes"));
  put(path, gzipped(std::string(100000, '\n')));
  refused(fault::bad_input, [&] { read_labels(path, {.max_bytes = 1 << 20}); });
  CHECK(read_labels(path).size() == 100000);
}
