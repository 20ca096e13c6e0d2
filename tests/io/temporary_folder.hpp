// What the tests of files share: a folder that goes when the test ends, and the look of a refusal.
#pragma once
#include <stdlib.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <kenyon/base/error.hpp>

struct temporary_folder {
  std::filesystem::path path;

  temporary_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "kenyon-test-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~temporary_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;

  std::string operator/(std::string_view name) const { return (path / name).string(); }

  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(path))
      names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
  }
};

inline void put(const std::string& path, std::string_view text) {
  std::ofstream out(path, std::ios::binary);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  REQUIRE(out.flush());
}

inline std::string get(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  REQUIRE(in);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::span<const std::byte> as_bytes(std::string_view text) {
  return std::as_bytes(std::span(text));
}

// The sentence with which f() refuses; fails unless it throws kenyon::error of that fault, in one
// line.
template <class F>
std::string refused(kenyon::fault expected, F f) {
  try {
    f();
  } catch (const kenyon::error& e) {
    const std::string sentence = e.what();
    INFO(sentence);
    CHECK(e.which() == expected);
    CHECK(sentence.find('\n') == std::string::npos);
    CHECK(sentence.size() < 600);
    return sentence;
  }
  FAIL_CHECK("was not refused");
  return {};
}
