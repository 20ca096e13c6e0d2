#include <kenyon/store/model_file.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <kenyon/encoder/make.hpp>
#include <kenyon/pattern/random.hpp>

#include "memory/willshaw/weights.hpp"
#include "memory_file_fixture.hpp"

using namespace kenyon;
using Catch::Contains;
using json = nlohmann::ordered_json;

namespace {

array small_pictures() {
  array a;
  a.shape = {30, 6, 5};
  a.data = noise_bytes(30 * 30, 1);
  return a;
}

model picture_model() {
  const array rows = small_pictures();
  const layout in = layout::flat(200, 6);
  model m{memory("willshaw", in)};
  m.code = make_encoder({}, 30, in, 11);
  m.code->fit(rows, 0, 30);
  m.patterns = encode_rows(*m.code, rows, 0, 30);
  m.memory.store(m.patterns);
  for (int i = 0; i < 30; ++i) m.labels.push_back(i % 4 ? "class " + std::to_string(i % 7) : "");
  m.width = 5;
  m.height = 6;
  m.fields.emplace(in, 30, 0.0f, 255.0f);
  m.fields->learn(m.patterns, rows, 0);
  m.provenance = R"({"runs":[{"input":"pictures"}]})";
  return m;
}

model pattern_model() {
  const layout in = layout::modular(8, 9);
  model m{memory("willshaw", in)};
  pattern_source source(in, ensemble::random, 1, stream::patterns);
  m.patterns = source.batch(0, 20);
  m.memory.store(m.patterns);
  return m;
}

const bit_matrix& matrix_of(const memory& m) {
  return static_cast<const willshaw_weights&>(m.learned()).matrix();
}

void check_same(const model& a, const model& b) {
  CHECK(a.memory.cue_layout() == b.memory.cue_layout());
  CHECK(a.memory.stored() == b.memory.stored());
  const bit_matrix& x = matrix_of(a.memory);
  const bit_matrix& y = matrix_of(b.memory);
  REQUIRE((x.rows() == y.rows() && x.columns() == y.columns()));
  bool same = true;
  for (std::size_t r = 0; r < x.rows(); ++r)
    for (std::size_t c = 0; c < x.columns(); ++c) same = same && x.test(r, c) == y.test(r, c);
  CHECK(same);
  CHECK(a.patterns == b.patterns);
  CHECK(a.labels == b.labels);
  CHECK((a.width == b.width && a.height == b.height));
  CHECK(json::parse(a.provenance) == json::parse(b.provenance));
  REQUIRE((a.code != nullptr) == (b.code != nullptr));
  if (a.code) {
    CHECK(a.code->spec() == b.code->spec());
    CHECK(encode_rows(*a.code, small_pictures(), 0, 30) ==
          encode_rows(*b.code, small_pictures(), 0, 30));
  }
  REQUIRE(a.fields.has_value() == b.fields.has_value());
  if (a.fields) {
    CHECK(std::ranges::equal(a.fields->sums(), b.fields->sums()));
    CHECK(std::ranges::equal(a.fields->uses(), b.fields->uses()));
  }
}

// A file of its own, whose header and blocks a test may change before it is loaded.
struct tampered {
  temporary_folder folder;
  std::string path = folder / "m.kyn";
  json header;
  blocks content;

  explicit tampered(const model& m) {
    save_model(path, m);
    const block_file_reader reader(path);
    header = json::parse(reader.header());
    content = read_blocks(reader);
  }

  void write() const { write_blocks(path, content, header.dump()); }

  // What loading says, behind the path.
  std::string refusal(const read_limits& limits = any_size) const {
    write();
    const std::string said = refused(fault::bad_input, [&] { load_model(path, limits); });
    CHECK(said.starts_with(path + ": "));
    const std::string image = get(path);
    CHECK(refused(fault::bad_input, [&] { load_model_from_bytes(as_bytes(image), "m", limits); }) ==
          "m" + said.substr(path.size()));
    return said.substr(path.size() + 2);
  }

  std::uint32_t& number(const std::string& block, std::size_t i) {
    return reinterpret_cast<std::uint32_t*>(content.at(block).data())[i];
  }
};

}  // namespace

TEST_CASE("models are loaded as they were saved") {
  const temporary_folder folder;
  const std::string path = folder / "m.kyn";
  for (const model& m : {picture_model(), pattern_model()}) {
    save_model(path, m);
    const model loaded = load_model(path);
    check_same(m, loaded);
    save_model(folder / "again.kyn", loaded);
    CHECK(get(folder / "again.kyn") == get(path));
    const std::string image = get(path);
    check_same(m, load_model_from_bytes(as_bytes(image), "m"));
  }
}

TEST_CASE("an empty memory, and an encoder that only paints, are kept") {
  const temporary_folder folder;
  model m{memory("willshaw", layout::flat(30, 4))};
  m.code = make_encoder(encoder_spec::parse("threshold:above=100"), 30, layout::flat(30, 4), 1);
  m.width = 6;
  m.height = 5;
  save_model(folder / "m", m);
  check_same(m, load_model(folder / "m"));
}

TEST_CASE("a matrix of several blocks is put together again") {
  const temporary_folder folder;
  const layout in = layout::flat(24'000, 5);  // 72 MB of bits
  model m{memory("willshaw", in)};
  m.patterns.push_back(pattern{0, 9'000, 12'000, 23'998, 23'999});
  m.memory.store(m.patterns);
  save_model(folder / "m", m);
  CHECK(block_file_reader(folder / "m").has("matrix/1"));
  const model loaded = load_model(folder / "m");
  CHECK(matrix_of(loaded.memory).test(23'998, 0));
  CHECK(matrix_of(loaded.memory).test(0, 23'999));
  CHECK_FALSE(matrix_of(loaded.memory).test(1, 23'999));
  CHECK(loaded.memory.recall(pattern{0, 12'000}, {.how = activation::all_cue}).units ==
        pattern(m.patterns[0].begin(), m.patterns[0].end()));
}

TEST_CASE("models that cannot be kept are refused, the old file stays") {
  const temporary_folder folder;
  const std::string path = folder / "m";
  save_model(path, pattern_model());
  const std::string before = get(path);
  model pairs{memory("willshaw", layout::flat(10, 2), layout::flat(12, 2))};
  refused(fault::usage, [&] { save_model(path, pairs); });
  model forgetful = pattern_model();
  forgetful.patterns.clear();
  refused(fault::usage, [&] { save_model(path, forgetful); });
  model half_labelled = pattern_model();
  half_labelled.labels = {"one"};
  refused(fault::usage, [&] { save_model(path, half_labelled); });
  CHECK(get(path) == before);
  CHECK(folder.files() == std::vector<std::string>{"m"});
  refused(fault::io, [&] { save_model(folder / "none/m", pattern_model()); });
}

TEST_CASE("missing, empty and foreign files are refused") {
  const temporary_folder folder;
  CHECK_THAT(refused(fault::io, [&] { load_model(folder / "none"); }), Contains(folder / "none"));
  put(folder / "empty", "");
  refused(fault::bad_input, [&] { load_model(folder / "empty"); });
  write_blocks(folder / "other", {}, "{}");
  CHECK_THAT(refused(fault::bad_input, [&] { load_model(folder / "other"); }), Contains("content"));
}

TEST_CASE("headers that lie are refused") {
  struct lie {
    const char* pointer;
    json value;
    const char* said;
  };
  const std::vector<lie> lies{
      {"/content", "graph", "content"},
      {"/version", 3, "version 3"},
      {"/version", "1", "version"},
      {"/memory", "bcpn", "memory"},
      {"/memory", "bcpnn", "counters/total"},
      {"/layout", "200/201", "200/201"},
      {"/layout", "16777216/6", "bytes"},
      {"/layout", "100/6", "block matrix/0"},
      {"/layout", "201/6", "block matrix/0"},
      {"/layout", "20x10", "pattern 0"},
      {"/layout", "200/3", "pattern 0"},
      {"/stored", 31, "expected 31"},
      {"/stored", -1, "stored"},
      {"/stored", 1e9, "stored"},
      {"/labels", 1, "labels"},
      {"/encoder", "projection", "encoder"},
      {"/encoder/spec", "projektion", "projection"},
      {"/encoder/spec", "brightest", "30 inputs need"},
      {"/encoder/inputs", 0, "inputs"},
      {"/encoder/inputs", 29, "pixels"},
      {"/encoder/seed", -5, "seed"},
      {"/picture/width", 6, "pixels"},
      {"/picture/black", 256, "black below white"},
      {"/picture/white", nullptr, "white"},
      {"/picture", json::array(), "picture"},
      {"/provenance", "me", "provenance"},
  };
  const model m = picture_model();
  for (const lie& l : lies) {
    INFO(l.pointer << " = " << l.value);
    tampered file(m);
    file.header[json::json_pointer(l.pointer)] = l.value;
    if (std::string(l.pointer) == "/layout" && l.value == "16777216/6") {
      file.write();  // 35 TB of weights: refused for lack of them, whatever this machine has
      CHECK_THROWS_AS(load_model(file.path), error);
      continue;
    }
    CHECK_THAT(file.refusal(), Contains(l.said));
  }
  tampered file(m);
  for (const auto& [key, value] : file.header.items()) {
    tampered lacking(m);
    lacking.header.erase(key);
    CHECK_THAT(lacking.refusal(), Contains(key));
  }
  write_blocks(file.path, file.content, "{\"content\":");
  CHECK_THAT(refused(fault::bad_input, [&] { load_model(file.path); }), Contains("JSON"));
  const std::string deep = std::string(400'000, '[') + std::string(400'000, ']');
  std::string header = file.header.dump();
  header.replace(header.find("\"pictures\""), 10, deep);
  write_blocks(file.path, file.content, header);
  CHECK_THAT(refused(fault::bad_input, [&] { load_model(file.path); }), Contains("nested"));
}

TEST_CASE("blocks that do not fit are refused") {
  const model m = picture_model();
  const blocks content = tampered(m).content;
  for (const auto& [name, bytes] : content) {
    INFO(name);
    tampered lacking(m);
    lacking.content.erase(name);
    CHECK_THAT(lacking.refusal(), Contains(name));
    tampered shorter(m);
    shorter.content[name].pop_back();
    shorter.refusal();
    tampered longer(m);
    longer.content[name].resize(bytes.size() + 4);
    longer.refusal();
  }
}

TEST_CASE("patterns, weights and fields beyond their layout are refused") {
  const model m = picture_model();
  const auto refusal = [&](const char* block, std::size_t i, std::uint32_t value) {
    tampered file(m);
    file.number(block, i) = value;
    return file.refusal();
  };
  CHECK_THAT(refusal("patterns/units", 5, 200), Contains("pattern 0: unit 200"));
  CHECK_THAT(refusal("patterns/units", 7, 0), Contains("pattern 1"));
  CHECK_THAT(refusal("patterns/sizes", 0, 7), Contains("patterns/sizes"));
  CHECK_THAT(refusal("patterns/sizes", 0, 0xffffffff), Contains("patterns/sizes"));
  CHECK_THAT(refusal("labels/sizes", 1, 0xffffffff), Contains("labels/sizes"));
  CHECK_THAT(refusal("decoder/sums", 3, 0xffffffff), Contains("255"));
  CHECK_THAT(refusal("encoder/state", 1, 0x7f800000), Contains("number 1 is not finite"));
  CHECK_THAT(refusal("matrix/0", 7, 0x100), Contains("do not exist"));  // bit 232 of row 0
}

TEST_CASE("what may be allocated is limited before it is") {
  tampered file(picture_model());
  CHECK_THAT(file.refusal({.max_bytes = 1000}), Contains("at most 1000 are allowed"));
  // 16 million inputs claimed for 200 units: 12 GiB of connections
  file.header["encoder"] = {{"spec", "projection:density=1"}, {"inputs", max_inputs}, {"seed", 1}};
  file.header["picture"] = nullptr;
  CHECK_THAT(file.refusal({.max_bytes = std::uint64_t{1} << 30}), Contains("are allowed"));
}
