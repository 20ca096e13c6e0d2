#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/cli/run_kenyon.hpp"

using nlohmann::json;

namespace {

// IDX images of `count` rows x 12 x 12: every image has its own bright blot and a little texture.
std::string idx_images(int count) {
  std::string bytes{0, 0, 8, 3};
  for (const int size : {count, 12, 12})
    for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(size >> shift & 255);
  for (int i = 0; i < count; ++i)
    for (int p = 0; p < 144; ++p) {
      const int x = p % 12 - i * 7 % 12;
      const int y = p / 12 - i * 5 / 12 % 12;
      bytes += static_cast<char>(std::max(0, 200 - 25 * (x * x + y * y)) + (i * 31 + p * 17) % 41);
    }
  return bytes;
}

std::string images_file(int count) {
  const std::string path = scratch("images.idx");
  write_text(path, idx_images(count));
  return path;
}

json parsed(const finished& run) {
  INFO(run.err);
  REQUIRE(run.code == 0);
  return json::parse(run.out);
}

struct wrong {
  std::vector<std::string> args;
  int code;
  std::string told;
};

void check_refused(const wrong& w) {
  const finished run = run_kenyon(w.args);
  std::string line;
  for (const std::string& word : w.args) line += word + " ";
  INFO(line << "-> " << run.err);
  CHECK(run.code == w.code);
  CHECK(run.out.empty());
  CHECK(std::count(run.err.begin(), run.err.end(), '\n') == 1);
  CHECK(run.err.starts_with("kenyon: "));
  CHECK(run.err.find(w.told) != std::string::npos);
}

}  // namespace

TEST_CASE(
    "learn and recall: images come back from half of their units, with labels and a picture") {
  const std::string images = images_file(60);
  const std::string labels = scratch("labels.txt");
  std::string names;
  for (int i = 0; i < 60; ++i) names += "item" + std::to_string(i) + "\n";
  write_text(labels, names);
  const std::string file = scratch("m.kyn");
  const json learned = parsed(
      run_kenyon({"learn", file, images, "--labels", labels, "--layout", "2000/40", "--json"}));
  CHECK(learned["stored"] == 60);
  const std::string picture = scratch("p.png");
  const finished run = run_kenyon({"recall", file, images, "--noise", "keep=0.5", "--top", "3",
                                   "--truth", labels, "--picture", picture, "--json"});
  const json report = parsed(run);
  INFO(report.dump(2));
  CHECK(report["exact"].get<double>() >= 0.95);
  CHECK(content_of(picture).substr(1, 3) == "PNG");
  const json info = parsed(run_kenyon({"info", file, "--json"}));
  CHECK(info.dump().find("2000/40") != std::string::npos);
}

TEST_CASE("recall: the same bytes at every thread count") {
  const std::string images = images_file(40);
  const std::string file = scratch("m.kyn");
  REQUIRE(run_kenyon({"learn", file, images, "--layout", "1000/20"}).code == 0);
  const auto answers = [&](const char* threads) {
    json report = parsed(run_kenyon({"recall", file, images, "--noise", "flip=3", "--steps", "4",
                                     "--threads", threads, "--json"}));
    report.erase("host");
    report.erase("speed");
    return report.dump();
  };
  CHECK(answers("1") == answers("2"));
  CHECK(answers("1") == answers("5"));
}

TEST_CASE("recall: strangers are unknown, and that is a negative result") {
  const std::string file = scratch("m.kyn");
  const std::string stored = scratch("stored.jsonl");
  const std::string strange = scratch("strange.jsonl");
  write_text(stored, "[1,20,300,4000]\n[2,21,301,4001]\n");
  write_text(strange, "[7,77,777,3777]\n");
  REQUIRE(run_kenyon({"learn", file, stored, "--layout", "5000/4"}).code == 0);
  CHECK(run_kenyon({"recall", file, stored}).code == 0);
  CHECK(run_kenyon({"recall", file, strange}).code == 1);
}

TEST_CASE("learn: a file that exists is added to, or replaced when asked") {
  const std::string file = scratch("m.kyn");
  const std::string stored = scratch("stored.jsonl");
  write_text(stored, "[1,2,3]\n[4,5,6]\n");
  REQUIRE(run_kenyon({"learn", file, stored, "--layout", "100/3"}).code == 0);
  write_text(stored, "[7,8,9]\n");
  CHECK(parsed(run_kenyon({"learn", file, stored, "--json"}))["patterns"] == 3);
  CHECK(run_kenyon({"learn", file, stored, "--layout", "200/3"}).code == 2);
  CHECK(parsed(run_kenyon(
            {"learn", file, stored, "--layout", "200/3", "--new", "--json"}))["patterns"] == 1);
}

TEST_CASE("learn: patterns that another process is storing are not lost") {
  const std::string images = images_file(40), memory = scratch("shared.kyn");
  REQUIRE(run_kenyon({"learn", memory, images, "--layout", "512/8"}).code == 0);
  const int held = ::open(memory.c_str(), O_RDONLY);
  REQUIRE(::flock(held, LOCK_EX) == 0);  // as a learning kenyon does
  check_refused({{"learn", memory, images}, 4, "another process is about to replace it"});
  ::close(held);
  const json added = parsed(run_kenyon({"learn", memory, images, "--json"}));
  CHECK(added["patterns"] == 80);
}

TEST_CASE("learn, recall, encode: no input is written over, nor what is no memory") {
  const std::string images = images_file(40), memory = scratch("own.kyn"), text = scratch("t.txt");
  write_text(text, "a line\nanother\n");
  REQUIRE(run_kenyon({"learn", memory, images, "--layout", "512/8"}).code == 0);
  const std::string before = content_of(images);
  check_refused({{"learn", images, images, "--new"}, 2, "is already a file of this command"});
  check_refused({{"learn", text, images, "--new"}, 2, "is no memory file; it stays"});
  check_refused({{"recall", memory, images, "--picture", images}, 2, "must end with .png"});
  check_refused({{"encode", text, "--encoder", "text", "--layout", "16x32", "--out", text},
                 2,
                 "is already a file of this command"});
  check_refused({{"recall", memory, images, "--top", "2"}, 2, "--top goes with --truth"});
  check_refused({{"recall", memory, images, "--count", "2"}, 2, "--count goes with --picture"});
  CHECK((content_of(images) == before));
  CHECK(content_of(text) == "a line\nanother\n");
}

TEST_CASE("learn and recall: bad input gets one line, the exit code, and loses nothing") {
  const std::string images = images_file(20);
  const std::string file = scratch("kept.kyn");
  REQUIRE(run_kenyon({"learn", file, images, "--layout", "500/10"}).code == 0);
  const std::string kept = content_of(file);
  const auto made = [](const char* name, const std::string& text) {
    const std::string path = scratch(name);
    write_text(path, text);
    return path;
  };
  const std::string whole = idx_images(20);
  const std::string empty = made("empty", "");
  const std::string truncated = made("cut.idx", whole.substr(0, whole.size() / 2));
  const std::string oversized = made("long.idx", whole + "x");
  const std::string foreign = made("foreign", "#!/bin/sh\necho hello\n");
  const std::string damaged = made("damaged.kyn", kept.substr(0, kept.size() / 2));
  const std::string other = made("other.idx", [] {
    std::string bytes = idx_images(20);
    bytes[11] = 6;  // 12 x 6 x 40
    bytes[7] = 40;
    std::swap(bytes[15], bytes[11]);
    return bytes;
  }());
  const std::string lines = made("lines.jsonl", "[1,2]\n[2,900]\n");
  for (const wrong& w : std::vector<wrong>{
           {{"learn"}, 2, "missing"},
           {{"learn", file}, 2, "missing"},
           {{"learn", file, "/nowhere/images"}, 4, "/nowhere/images"},
           {{"learn", file, empty}, 3, "empty"},
           {{"learn", file, truncated}, 3, "cut.idx"},
           {{"learn", file, oversized}, 3, "long.idx"},
           {{"learn", file, foreign}, 3, "foreign"},
           {{"learn", file, other}, 3, "other.idx"},
           {{"learn", file, images, "--layout", "10/11"}, 2, "cannot have 11 active of 10"},
           {{"learn", file, images, "--encoder", "projektion"}, 2, "did you mean"},
           {{"learn", file, images, "--limit", "0"}, 2, "--limit"},
           {{"learn", file, images, "--skip", "20"}, 2, "images.idx"},
           {{"learn", file, images, "--lable", "x"}, 2, "did you mean"},
           {{"learn", scratch("m.kyn"), images, "--layout", "16777216/64"}, 4, "available"},
           {{"learn", scratch("m.kyn"), lines, "--layout", "500/2"}, 3, "lines.jsonl:2"},
           {{"learn", scratch("m.kyn"), lines}, 2, "--layout"},
           {{"learn", "/nowhere/m.kyn", images}, 4, "/nowhere"},
           {{"learn", foreign, images}, 3, "foreign"},
           {{"learn", damaged, images}, 3, "damaged.kyn"},
           {{"recall", file}, 2, "missing"},
           {{"recall", "/nowhere.kyn", images}, 4, "/nowhere.kyn"},
           {{"recall", empty, images}, 3, "empty"},
           {{"recall", foreign, images}, 3, "foreign"},
           {{"recall", damaged, images}, 3, "damaged.kyn"},
           {{"recall", file, truncated}, 3, "cut.idx"},
           {{"recall", file, images, "--noise", "flip=99"}, 2, "active units"},
           {{"recall", file, images, "--noise", "spin=1"}, 2, "spin"},
           {{"recall", file, images, "--activation", "module-winners"}, 2, "module"},
           {{"recall", file, images, "--picture", "/nowhere/p.png"}, 4, "/nowhere"},
           {{"recall", file, images, "--truth", foreign}, 3, "foreign"},
           {{"info", damaged}, 3, "damaged.kyn"},
           {{"info", "/nowhere.kyn"}, 4, "/nowhere.kyn"}}) {
    check_refused(w);
    CHECK(content_of(file) == kept);
    CHECK(content_of(foreign) == "#!/bin/sh\necho hello\n");
  }
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(file).parent_path()))
    CHECK(entry.path() == file);  // no temporary file left behind
}

TEST_CASE(
    "learn: real images from Debian's dataset-fashion-mnist, recalled from half of their units") {
  const std::string folder = "/usr/share/datasets/fashion-mnist/train-";
  if (!std::filesystem::exists(folder + "images-idx3-ubyte.gz")) {
    WARN("dataset-fashion-mnist is not installed");
    return;
  }
  const std::string file = scratch("clothes.kyn");
  const std::string labels = folder + "labels-idx1-ubyte.gz";
  const std::string images = folder + "images-idx3-ubyte.gz";
  REQUIRE(run_kenyon({"learn", file, images, "--labels", labels, "--limit", "1000"}).code == 0);
  const json report = parsed(run_kenyon({"recall", file, images, "--limit", "1000", "--noise",
                                         "keep=0.5", "--truth", labels, "--json"}));
  INFO(report.dump(2));
  CHECK(report["exact"].get<double>() >= 0.95);
}
