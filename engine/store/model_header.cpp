#include "store/model_header.hpp"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include <kenyon/base/error.hpp>

namespace kenyon {
namespace {

using json = nlohmann::ordered_json;

// More patterns than any memory can hold; keeps sums of sizes far from overflow.
constexpr std::uint64_t max_stored = std::uint64_t{1} << 40;

[[noreturn]] void refuse(const char* key, const std::string& expected) {
  throw error(fault::bad_input, std::string("header: ") + key + ": expected " + expected);
}

const json& member(const json& of, const char* key) {
  const auto found = of.find(key);
  if (found == of.end()) refuse(key, "a value, found none");
  return *found;
}

std::string text_of(const json& of, const char* key) {
  const json& value = member(of, key);
  if (!value.is_string()) refuse(key, "a text");
  return value.get<std::string>();
}

bool truth_of(const json& of, const char* key) {
  const json& value = member(of, key);
  if (!value.is_boolean()) refuse(key, "true or false");
  return value.get<bool>();
}

std::uint64_t count_of(const json& of, const char* key, std::uint64_t least, std::uint64_t most) {
  const json& value = member(of, key);
  const bool whole = value.is_number_unsigned();
  if (!whole || value.get<std::uint64_t>() < least || value.get<std::uint64_t>() > most)
    refuse(key, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  return value.get<std::uint64_t>();
}

float float_of(const json& of, const char* key) {
  const json& value = member(of, key);
  if (!value.is_number() ||
      !(std::abs(value.get<double>()) <= static_cast<double>(std::numeric_limits<float>::max())))
    refuse(key, "a number that fits a float");
  return value.get<float>();
}

// null, or an object.
const json* part_of(const json& of, const char* key) {
  const json& value = member(of, key);
  if (value.is_null()) return nullptr;
  if (!value.is_object()) refuse(key, "an object or null");
  return &value;
}

void read_picture(const json& picture, model_header& head) {
  head.width = count_of(picture, "width", 1, max_inputs);
  head.height = count_of(picture, "height", 1, max_inputs);
  if (!head.code || head.width * head.height != head.code->inputs)
    refuse("picture", "as many pixels as the encoder has inputs");
  head.has_fields = truth_of(picture, "fields");
  if (!head.has_fields) return;
  head.black = float_of(picture, "black");
  head.white = float_of(picture, "white");
  if (!(head.black < head.white)) refuse("picture", "black below white");
}

model_header read_header(const json& top) {
  if (!top.is_object()) throw error(fault::bad_input, "header: expected an object");
  if (text_of(top, "content") != "model") refuse("content", "\"model\"");
  if (const std::uint64_t v = count_of(top, "version", 1, ~std::uint64_t{0}); v != model_format)
    throw error(fault::bad_input, "is of format version " + std::to_string(v) +
                                      "; this program reads version " +
                                      std::to_string(model_format));
  model_header head;
  head.memory = memory_spec::parse(text_of(top, "memory"));
  head.shape = layout::parse(text_of(top, "layout"));
  head.stored = count_of(top, "stored", 0, max_stored);
  head.has_labels = truth_of(top, "labels");
  if (const json* code = part_of(top, "encoder"))
    head.code = model_header::encoding{encoder_spec::parse(text_of(*code, "spec")),
                                       count_of(*code, "inputs", 1, max_inputs),
                                       count_of(*code, "seed", 0, ~std::uint64_t{0})};
  if (const json* picture = part_of(top, "picture")) read_picture(*picture, head);
  const json* provenance = part_of(top, "provenance");
  if (provenance) head.provenance = provenance->dump();
  return head;
}

}  // namespace

model_header parse_model_header(const std::string& text) try {
  // Writing a value out is recursive, so depth must not be a stranger's choice.
  constexpr int most_depth = 16;
  return read_header(json::parse(text, [](int depth, json::parse_event_t, json&) {
    if (depth > most_depth) throw error(fault::bad_input, "header: nested too deeply");
    return true;
  }));
} catch (const json::exception&) {
  throw error(fault::bad_input, "header: expected JSON");
}

std::string model_header_text(const model& m) {
  json top = {{"content", "model"},
              {"version", model_format},
              {"memory", m.memory.spec().text()},
              {"layout", m.memory.cue_layout().text()},
              {"stored", m.memory.stored()},
              {"labels", !m.labels.empty()},
              {"encoder", nullptr},
              {"picture", nullptr}};
  if (m.code)
    top["encoder"] = {
        {"spec", m.code->spec().text()}, {"inputs", m.code->inputs()}, {"seed", m.code->seed()}};
  if (m.width > 0) {
    top["picture"] = {{"width", m.width}, {"height", m.height}, {"fields", m.fields.has_value()}};
    if (m.fields) {
      top["picture"]["black"] = m.fields->black();
      top["picture"]["white"] = m.fields->white();
    }
  }
  top["provenance"] = json::parse(m.provenance);
  return top.dump(1);
}

}  // namespace kenyon
