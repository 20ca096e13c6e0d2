#include <kenyon/io/array.hpp>

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <limits>

#include "gzip_fixture.hpp"
#include "temporary_folder.hpp"

using namespace kenyon;
using namespace std::string_literals;
using Catch::Contains;
using Catch::EndsWith;

namespace {

std::string u32_big(std::uint32_t value) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>(value >> shift);
  return text;
}

std::string idx(int type, const std::vector<std::uint32_t>& shape, std::string_view data) {
  std::string text = {0, 0, static_cast<char>(type), static_cast<char>(shape.size())};
  for (std::uint32_t n : shape) text += u32_big(n);
  return text += data;
}

std::string npy(const std::string& header, std::string_view data, int version = 1) {
  std::string text = "\x93NUMPY" + std::string{static_cast<char>(version), 0};
  const std::string padded = header + "\n";
  text += static_cast<char>(padded.size() & 255);
  text += static_cast<char>(padded.size() >> 8);
  if (version > 1) text += "\0\0"s;
  return text + padded + std::string(data);
}

std::string dictionary(const std::string& descr, const std::string& shape) {
  return "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }";
}

std::vector<float> row(const array& a, std::size_t i) {
  std::vector<float> out(a.row_size());
  a.row(i, out);
  return out;
}

array parse_idx_text(const std::string& text, read_limits limits = {}) {
  return parse_idx(as_bytes(text), "x.idx", limits);
}

array parse_npy_text(const std::string& text, read_limits limits = {}) {
  return parse_npy(as_bytes(text), "x.npy", limits);
}

template <class T>
std::string native(std::initializer_list<T> values) {
  std::string text(values.size() * sizeof(T), '\0');
  std::memcpy(text.data(), values.begin(), text.size());
  return text;
}

}  // namespace

TEST_CASE("IDX of every type is read in this machine's byte order") {
  const array u8 = parse_idx_text(idx(0x08, {2, 1, 3}, "\x01\x02\x03\x04\x05\xff"s));
  CHECK(u8.type == element::u8);
  CHECK(u8.shape == std::vector<std::size_t>{2, 1, 3});
  CHECK(row(u8, 1) == std::vector<float>{4, 5, 255});
  CHECK(row(parse_idx_text(idx(0x09, {2}, "\x01\xff")), 1) == std::vector<float>{-1});
  CHECK(row(parse_idx_text(idx(0x0b, {1, 2}, "\x01\x02\xff\xfe")), 0) ==
        std::vector<float>{258, -2});
  CHECK(row(parse_idx_text(idx(0x0c, {1, 1}, "\x00\x01\x00\x02"s)), 0) ==
        std::vector<float>{65538});
  CHECK(row(parse_idx_text(idx(0x0d, {1, 1, 1, 1}, "\x3f\x80\x00\x00"s)), 0) ==
        std::vector<float>{1});
  CHECK(row(parse_idx_text(idx(0x0e, {1}, "\xc0\x00\x00\x00\x00\x00\x00\x00"s)), 0) ==
        std::vector<float>{-2});
}

TEST_CASE("IDX and .npy of any other length than their header says are refused") {
  const std::string whole_idx = idx(0x0b, {2, 3}, std::string(12, '\x01'));
  const std::string whole_npy = npy(dictionary("<i2", "(2, 3)"), std::string(12, '\x01'));
  REQUIRE_NOTHROW(parse_idx_text(whole_idx));
  REQUIRE_NOTHROW(parse_npy_text(whole_npy));
  const temporary_folder folder;
  const std::string path = folder / "a";
  for (const std::string& whole : {whole_idx, whole_npy}) {
    for (std::size_t n = 0; n < whole.size(); ++n) {
      INFO("cut to " << n << " bytes");
      put(path, whole.substr(0, n));
      const std::string sentence = refused(fault::bad_input, [&] { read_array(path); });
      CHECK(sentence.starts_with(path + ": expected "));
      CHECK_THAT(sentence, Contains(", found "));
      refused(fault::bad_input, [&] { parse_idx_text(whole.substr(0, n)); });
      refused(fault::bad_input, [&] { parse_npy_text(whole.substr(0, n)); });
    }
    put(path, whole + "!");
    CHECK_THAT(refused(fault::bad_input, [&] { read_array(path); }),
               EndsWith("(2 x 3 of i16), found more"));
  }
  CHECK(refused(fault::bad_input, [&] { parse_idx_text(whole_idx + "!"); }) ==
        "x.idx: expected 24 bytes (2 x 3 of i16), found 25");
  refused(fault::bad_input, [&] { parse_npy_text(whole_npy + "!"); });
}

TEST_CASE("hostile IDX headers are refused before anything is allocated") {
  const auto sentence = [](const std::string& text) {
    return refused(fault::bad_input, [&] { parse_idx_text(text); });
  };
  CHECK(sentence("\x89PNG") ==
        "x.idx: expected an IDX file (00 00 type dimensions), found bytes 89 50 4e 47");
  CHECK_THAT(sentence(idx(0x08, {}, "")), Contains("1 to 4 dimensions, found 0"));
  CHECK_THAT(sentence(idx(0x08, {1, 1, 1, 1, 1}, "a")), Contains("found 5"));
  CHECK_THAT(sentence(idx(0x0a, {1}, "a")), Contains("an IDX file"));
  CHECK_THAT(sentence(idx(0x08, {0xffffffff, 0}, "")), Contains("at least one element"));
  const std::uint32_t huge = 0xffffffff;
  CHECK_THAT(sentence(idx(0x0e, {huge, huge, huge, huge}, "")),
             Contains("4294967295 x 4294967295") && Contains("of f64"));
  // 2^62 elements of 4 bytes: the product in bytes wraps to 0
  CHECK_THAT(sentence(idx(0x0c, {1u << 31, 1u << 31}, "")), Contains("at most"));
  CHECK_NOTHROW(parse_idx_text(idx(0x08, {10}, "0123456789"), {.max_bytes = 10}));
  CHECK_THAT(refused(fault::bad_input,
                     [] { parse_idx_text(idx(0x08, {11}, "01234567890"), {.max_bytes = 10}); }),
             Contains("at most 10 bytes of data, found shape 11 of u8"));
}

TEMPLATE_TEST_CASE("integers of .npy become floats", "", std::uint8_t, std::int8_t, std::int16_t,
                   std::uint16_t, std::int32_t, std::uint32_t, std::int64_t, std::uint64_t) {
  using limits = std::numeric_limits<TestType>;
  const std::string kind = limits::is_signed ? "i" : "u";
  const std::string descr =
      (sizeof(TestType) == 1 ? "|" : "<") + kind + char('0' + sizeof(TestType));
  const array a = parse_npy_text(
      npy(dictionary(descr, "(1, 3)"), native<TestType>({limits::min(), limits::max(), 42})));
  CHECK(size_of(a.type) == sizeof(TestType));
  CHECK(row(a, 0) == std::vector<float>{static_cast<float>(limits::min()),
                                        static_cast<float>(limits::max()), 42});
}

TEST_CASE("floats and truth values of .npy, in versions 1 to 3") {
  for (int version : {1, 2, 3}) {
    const array a = parse_npy_text(
        npy(dictionary("<f4", "(2L, 2L)"), native({1.5f, -2.0f, 0.0f, 9.0f}), version));
    CHECK(row(a, 1) == std::vector<float>{0, 9});
  }
  CHECK(row(parse_npy_text(npy(dictionary("<f8", "(1,)"), native({0.1}))), 0) ==
        std::vector<float>{0.1f});
  CHECK(row(parse_npy_text(npy(dictionary("<f2", "(1, 2)"), "\x00\x3c\xff\xfb"s)), 0) ==
        std::vector<float>{1, -65504});
  const array b = parse_npy_text(npy(dictionary("|b1", "(2,)"), "\x00\x01"s));
  CHECK(b.type == element::u8);
  CHECK(row(b, 1) == std::vector<float>{1});
}

TEST_CASE("every half becomes its exact float") {
  std::string all(2 * 65536, '\0');
  for (unsigned i = 0; i < 65536; ++i) {
    const auto half = static_cast<std::uint16_t>(i);
    std::memcpy(&all[2 * i], &half, 2);
  }
  const array a = parse_npy_text(npy(dictionary("<f2", "(65536,)"), all));
  std::size_t wrong = 0;
  for (unsigned i = 0; i < 65536; ++i) {
    const int exponent = i >> 10 & 31, fraction = i & 1023;
    float got = 0;
    if (exponent == 31) {
      CHECK_THROWS_AS(a.row(i, {&got, 1}), error);
      continue;
    }
    a.row(i, {&got, 1});
    const double magnitude =
        exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
    const double expected = i >> 15 ? -magnitude : magnitude;
    wrong += static_cast<double>(got) != expected || std::signbit(got) != (i >> 15 != 0);
  }
  CHECK(wrong == 0);
}

TEST_CASE("hostile .npy headers are refused in words") {
  const auto sentence = [](const std::string& header, int version = 1) {
    return refused(fault::bad_input, [&] { parse_npy_text(npy(header, "", version)); });
  };
  const auto shape = [&](const std::string& s) { return sentence(dictionary("<f4", s)); };
  CHECK_THAT(sentence(dictionary(">f4", "(1,)")), Contains("little-endian") && Contains("'<f4'"));
  CHECK_THAT(sentence(dictionary("<c8", "(1,)")), Contains("a type of |u1"));
  CHECK_THAT(sentence(dictionary("|O", "(1,)")), EndsWith("found type '|O'"));
  CHECK_THAT(sentence("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,)}"),
             Contains("a plain type such as '<f4'"));
  CHECK_THAT(sentence("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3)}"),
             Contains("C order, found Fortran order"));
  CHECK_THAT(sentence("{'fortran_order': False, 'shape': (1,)}"), EndsWith("no descr"));
  CHECK_THAT(sentence("{'descr': '<f4', 'shape': (1,)}"), EndsWith("no fortran_order"));
  CHECK_THAT(sentence("{'descr': '<f4', 'fortran_order': False}"), EndsWith("no shape"));
  CHECK_THAT(sentence("{'descr': '<f4', 'descr': '<f4'}"), Contains("each once"));
  CHECK_THAT(sentence("{'colour': 'red'}"), Contains("\"'colour': 'red'}"));
  CHECK_THAT(shape("()"), Contains("1 to 4 dimensions, found 0"));
  CHECK_THAT(shape("(1, 1, 1, 1, 1)"), Contains("1 to 4 dimensions"));
  CHECK_THAT(shape("(-1,)"), Contains("a size"));
  CHECK_THAT(shape("(1.5,)"), Contains("',' or ')'"));
  CHECK_THAT(shape("(3, 0)"), Contains("at least one element"));
  CHECK_THAT(shape("(99999999999999999999,)"), Contains("a size below 2^64"));
  CHECK_THAT(shape("(4611686018427387904, 4)"), Contains("at most"));
  CHECK_THAT(shape("(18446744073709551615,)"), Contains("at most"));
  CHECK_THAT(shape("3"), Contains("a shape"));
  for (const char* text : {"", "{", "{'descr", "{'descr'", "{'descr':", "{'descr': '<f4'", "[]",
                           "{'shape': (1", "{'shape': (1,", "{,}", "{'descr': \"<f4'}"})
    sentence(text);
  CHECK_THAT(sentence(dictionary("<f4", "(1,)") + " extra"), Contains("the end of the header"));
  CHECK_THAT(sentence(dictionary("<f4", "(1,)"), 4), Contains("found version 4.0"));
  std::string long_header = npy(dictionary("<f4", "(1,)"), "", 2);
  long_header[10] = long_header[11] = '\x7f';
  CHECK_THAT(refused(fault::bad_input, [&] { parse_npy_text(long_header); }),
             Contains("a header of at most 65535 bytes"));
}

TEST_CASE("what is not a finite float is named by row and column") {
  const float inf = std::numeric_limits<float>::infinity();
  const auto sentence = [](const std::string& text) {
    const array a = parse_npy_text(text);
    return refused(fault::bad_input, [&] { row(a, 1); });
  };
  CHECK(sentence(npy(dictionary("<f4", "(2, 2)"), native({0.f, 0.f, 1.f, std::nanf("")}))) ==
        "row 1, column 1: expected a finite number, found nan");
  CHECK_THAT(sentence(npy(dictionary("<f4", "(2, 2)"), native({0.f, 0.f, -inf, 1.f}))),
             Contains("column 0") && EndsWith("-infinity"));
  CHECK_THAT(sentence(npy(dictionary("<f8", "(2, 1)"), native({0., 1e39}))),
             EndsWith("which no float holds"));
  CHECK_THAT(sentence(npy(dictionary("<f2", "(2,)"), "\x00\x00\x00\x7c"s)), EndsWith("infinity"));
  const array a = parse_npy_text(npy(dictionary("<f4", "(1, 2)"), native({1.f, 2.f})));
  std::vector<float> out(3);
  refused(fault::usage, [&] { a.row(0, out); });
  refused(fault::usage, [&] { a.row(1, std::span(out).first(2)); });
  array torn = a;
  torn.data.pop_back();
  refused(fault::usage, [&] { torn.row(0, std::span(out).first(2)); });
}

TEST_CASE("what write_npy writes is what NumPy writes, and is read back") {
  const temporary_folder folder;
  const std::string path = folder / "a.npy";
  const std::string golden = "\x93NUMPY\x01\x00v\x00"s +
                             "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }" +
                             std::string(58, ' ') + "\n" + native({0.f, 1.f, 2.f, 3.f, 4.f, 5.f});
  put(path, golden);
  const array a = read_npy(path);
  write_npy(folder / "b.npy", a);
  CHECK(get(folder / "b.npy") == golden);
  for (element type :
       {element::u8, element::i8, element::i16, element::u16, element::i32, element::u32,
        element::i64, element::u64, element::f16, element::f32, element::f64}) {
    for (std::size_t n = 1; n < 70; n += 17) {
      const array b{type, {n, 2}, std::vector<std::byte>(2 * n * size_of(type), std::byte{7})};
      write_npy(path, b);
      const array c = read_array(path);
      CHECK(c.type == type);
      CHECK(c.shape == b.shape);
      CHECK(c.data == b.data);
      CHECK(get(path).find('\n') % 64 == 63);
    }
  }
  refused(fault::usage, [&] { write_npy(path, {element::f32, {2}, std::vector<std::byte>(7)}); });
  refused(fault::usage, [&] { write_npy(path, {element::u8, {}, std::vector<std::byte>(1)}); });
}

TEST_CASE("gzip arrays are read directly, damaged ones and bombs refused") {
  const temporary_folder folder;
  const std::string path = folder / "a.gz";
  const std::string plain = idx(0x08, {300, 1000}, std::string(300000, '\x05'));
  const std::string packed = gzipped(plain);
  put(path, packed);
  CHECK(read_array(path).shape == std::vector<std::size_t>{300, 1000});
  CHECK(read_idx(path).data == std::vector<std::byte>(300000, std::byte{5}));
  put(path, gzipped(plain.substr(0, 1000)) + gzipped(plain.substr(1000)));
  CHECK(read_idx(path).data.size() == 300000);
  for (std::size_t n = 2; n < packed.size(); ++n) {
    put(path, packed.substr(0, n));
    CHECK_THAT(refused(fault::bad_input, [&] { read_idx(path); }), Contains("gzip"));
  }
  for (const std::string& tail : {"x"s, "\x1f"s, "\0"s, packed.substr(0, 20)}) {
    put(path, packed + tail);
    refused(fault::bad_input, [&] { read_idx(path); });
  }
  std::string flipped = packed;
  flipped[packed.size() - 6] = static_cast<char>(flipped[packed.size() - 6] ^ 1);  // the CRC
  put(path, flipped);
  CHECK_THAT(refused(fault::bad_input, [&] { read_idx(path); }), Contains("incorrect data check"));
  // 64 MiB in 64 KiB; the header asks for 10 bytes
  put(path, gzipped(idx(0x08, {10}, std::string(std::size_t{64} << 20, '\0'))));
  CHECK_THAT(refused(fault::bad_input, [&] { read_idx(path); }), EndsWith("found more"));
}

TEST_CASE("arrays that cannot be opened are a fault of the system, not of the data") {
  const temporary_folder folder;
  CHECK(refused(fault::io, [&] { read_idx(folder / "none"); }) ==
        (folder / "none") + ": cannot be opened: No such file or directory");
  CHECK_THAT(refused(fault::io, [&] { read_npy(folder / ""); }), Contains("directory"));
  put(folder / "file", "");
  refused(fault::io, [&] { read_array(folder / "file/below"); });
  refused(fault::io, [&] { read_array(""); });
  CHECK(refused(fault::bad_input, [&] { read_array(folder / "file"); }) ==
        (folder / "file") + ": expected an IDX or .npy file, found nothing");
  CHECK_THAT(refused(fault::bad_input, [&] { read_idx("/dev/zero"); }), Contains("IDX"));
}
