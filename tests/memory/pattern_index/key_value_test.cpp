// Key -> value recall: every kind of key and value, noisy cues, strangers, doubles, erasing.
#include <limits>

#include <kenyon/encoder/make.hpp>
#include <kenyon/memory/pattern_index/key_value.hpp>
#include <kenyon/pattern/noise.hpp>
#include <kenyon/pattern/random.hpp>

#include "tests/memory/fault_of.hpp"

using namespace kenyon;

namespace {

pattern_batch random_patterns(const layout& in, std::size_t n) {
  return pattern_source(in, ensemble::random, 3, stream::patterns).batch(0, n);
}

}  // namespace

TEST_CASE("key_value: noisy keys recall labels, strangers nothing known", "[key_value]") {
  for (const char* text : {"32x64", "2048/32"}) {
    const layout in = layout::parse(text);
    const auto keys = random_patterns(in, 2200);
    key_value memory(in, {.patterns = 2000, .share = 0.5});
    for (std::uint64_t i = 0; i < 2000; ++i)
      memory.put(5 * i + 1, keys[i], "label " + std::to_string(i));
    CHECK(memory.size() == 2000);
    const noise half = noise::parse("keep=0.5");
    std::size_t right = 0, known = 0, strangers = 0;
    for (std::uint64_t i = 0; i < 200; ++i) {
      const auto found = memory.recall(half.apply(in, keys[10 * i], 1, i));
      if (found.empty() || found[0].id != 50 * i + 1) continue;
      ++right;
      known += found[0].known;
      CHECK(std::get<std::string>(found[0].value) == "label " + std::to_string(10 * i));
      CHECK(found[0].overlap == 16);
      const auto unasked = memory.recall(keys[2000 + i]);
      strangers += !unasked.empty() && unasked[0].known;
    }
    CAPTURE(text);
    CHECK(right >= 180);
    CHECK(known == right);
    CHECK(strangers <= 6);  // of 200, at 1 % each: 7 or more in less than 1 of 200 runs
  }
}

TEST_CASE("key_value: patterns and vectors as values, doubles of a key, erasing", "[key_value]") {
  const layout in = layout::modular(16, 16);
  const auto keys = random_patterns(in, 3);
  key_value memory(in);
  CHECK(memory.recall(keys[0]).empty());
  memory.put(7, keys[0], pattern{1, 2, 3});
  memory.put(3, keys[0], std::vector<float>{0.5F, -1});
  memory.put(9, keys[1], std::string());
  auto found = memory.recall(keys[0], 5);
  REQUIRE(found.size() >= 2);
  CHECK(found[0].id == 7);  // put first
  CHECK(std::get<pattern>(found[0].value) == pattern{1, 2, 3});
  CHECK(found[1].id == 3);
  CHECK(std::get<std::vector<float>>(found[1].value) == std::vector<float>{0.5F, -1});
  CHECK(found[0].overlap == 16);
  CHECK(memory.recall(keys[0], 1).size() == 1);
  CHECK(memory.key(3) == pattern(keys[0].begin(), keys[0].end()));
  CHECK(std::get<std::string>(memory.get(9)).empty());

  CHECK(fault_of([&] { memory.put(7, keys[2], std::string()); }) == fault::bad_input);
  CHECK(fault_of([&] {
          memory.put(8, pattern_view(pattern{1, 2}), std::string());
        }) == fault::bad_input);
  const float inf = std::numeric_limits<float>::infinity();
  CHECK(fault_of([&] { memory.put(8, keys[2], std::vector<float>{inf}); }) == fault::bad_input);
  CHECK(fault_of([&] { memory.put(8, std::vector<float>{1, 2}, std::string()); }) == fault::usage);
  CHECK(fault_of([&] { memory.recall(pattern_view(pattern{256})); }) == fault::bad_input);
  CHECK(memory.size() == 3);
  CHECK(!memory.contains(8));

  CHECK(memory.erase(7));
  CHECK(!memory.erase(7));
  CHECK(fault_of([&] { memory.get(7); }) == fault::bad_input);
  CHECK(memory.recall(keys[0])[0].id == 3);
  memory.erase(3);
  memory.erase(9);
  CHECK(memory.size() == 0);
  CHECK(memory.recall(keys[0]).empty());
  memory.put(7, keys[2], "again");
  CHECK(memory.recall(keys[2])[0].id == 7);
}

TEST_CASE("key_value: vectors as keys", "[key_value]") {
  const layout codes = layout::modular(32, 32);
  key_value memory(
      make_encoder(encoder_spec("projection:density=0.3,homeostasis=off"), 24, codes, 1));
  const auto vector = [](std::uint64_t i, float more) {
    random_sequence r(5, stream::trial, i);
    std::vector<float> v;
    for (int k = 0; k < 24; ++k) v.push_back(static_cast<float>(r.below(1000)) + more);
    return v;
  };
  for (std::uint64_t i = 0; i < 500; ++i) memory.put(i, vector(i, 0), std::to_string(i));
  for (std::uint64_t i = 0; i < 500; i += 50) {
    auto cue = vector(i, 0);
    for (std::size_t k = 0; k < cue.size(); ++k) cue[k] += k % 2 ? 60.0F : -60.0F;
    const auto found = memory.recall(cue);
    REQUIRE(!found.empty());
    CHECK(found[0].id == i);
  }
  auto wrong = vector(1, 0);
  wrong[3] = std::numeric_limits<float>::quiet_NaN();
  CHECK(fault_of([&] { memory.put(600, wrong, std::string()); }) == fault::bad_input);
  CHECK(fault_of([&] { memory.recall(wrong); }) == fault::bad_input);
  wrong.pop_back();
  CHECK(fault_of([&] { memory.recall(wrong); }) == fault::bad_input);
  CHECK(fault_of([] { key_value none(std::unique_ptr<encoder>{}); }) == fault::usage);
}
