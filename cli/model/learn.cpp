#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/encoder/make.hpp>
#include <kenyon/io/file.hpp>
#include <kenyon/store/model_file.hpp>

#include "cli/command.hpp"
#include "cli/model/input.hpp"
#include "cli/terminal/facts.hpp"
#include "cli/terminal/provenance.hpp"
#include "cli/terminal/table.hpp"

namespace kenyon::cli {
namespace {

constexpr std::size_t kept_runs = 100;  // of the history in the file

struct learn_request {
  std::string file;
  input_choice from;
  std::optional<memory_spec> memory;
  std::optional<layout> shape;
  std::optional<encoder_spec> code;
  std::optional<std::uint64_t> seed;
  bool fresh = false;  // --new
  std::string progress;
};

struct learn_result {
  std::size_t stored = 0;
  std::size_t left_out = 0;  // rows that no unit stands for
  bool created = false;
  double encode_seconds = 0;
  double store_seconds = 0;
};

// By its first bytes; an empty file is nobody's.
bool is_memory_file(const std::string& path) {
  constexpr std::string_view magic("SQLite format 3\0", 16);
  std::array<char, 16> begin{};
  std::ifstream from(path, std::ios::binary);
  from.read(begin.data(), begin.size());
  return from.gcount() == 0 || std::string_view(begin.data(), begin.size()) == magic;
}

option_page learn_page() {
  option_group what("What is learned");
  what.add_options()("labels", text("FILE"),
                     "a label for each row: IDX or .npy of integers, or text lines");
  add_input_options(what);
  option_group how("How (of a new file; an existing one keeps its own)");
  how.add_options()("memory", text("MEMORY"),
                    "kind of memory, as kenyon info lists them, with its parameters, such as bcpnn "
                    "or dyadic:bits=8 (default: willshaw)")(
      "encoder", text("ENCODER"),
      "projection[:density=D,homeostasis=on|off], brightest or threshold:above=T "
      "(default: projection, each unit sums a share .1 of the inputs)")(
      "layout", text("LAYOUT"),
      "N/K (flat) or HxM (modular); default 8192/64, for brightest and threshold as many units "
      "as inputs, 64 active; required for JSON Lines")(
      "seed", text("S"), "of the projection's random choices (default: 1)")(
      "new", "replace FILE.kyn where it exists (default: add to it)");
  option_group output("Output");
  output.add_options()("json", "print one JSON object instead of the table");
  return {
      "kenyon learn FILE.kyn INPUT [OPTIONS]",
      "Stores images, vectors or patterns in a memory file. INPUT is an IDX or .npy array, a row "
      "an\nitem, or JSON Lines of unit indices; plain or gzip.",
      {what, how, output, common_options()},
      {"FILE.kyn", "INPUT"},
      {"kenyon learn clothes.kyn train-images-idx3-ubyte.gz --limit 1000",
       "kenyon learn clothes.kyn train-images-idx3-ubyte.gz --labels train-labels-idx1-ubyte.gz "
       "--layout 64x128 --new",
       "kenyon learn codes.kyn codes.jsonl --layout 32x32 --memory bcpnn"},
      {"INPUT", "labels"},
      {"FILE.kyn"}};
}

learn_request read_learn_request(const option_values& values) {
  learn_request asked;
  asked.file = values["FILE.kyn"].text();
  asked.from = read_input_choice(values, "labels");
  if (values.count("memory")) asked.memory = memory_spec::parse(values["memory"].text());
  if (values.count("layout")) asked.shape = layout::parse(values["layout"].text());
  if (values.count("encoder")) asked.code = encoder_spec::parse(values["encoder"].text());
  if (values.count("seed"))
    asked.seed = whole_number(values["seed"].text(), "--seed", 0, ~std::uint64_t{0});
  asked.fresh = values.count("new") > 0;
  asked.progress = values["progress"].text();
  if (asked.shape && asked.shape->active() > max_cue_units)
    throw error(fault::usage, "layout " + asked.shape->text() + ": at most " +
                                  std::to_string(max_cue_units) + " active units are possible");
  return asked;
}

[[noreturn]] void refuse_change(const learn_request& asked, const std::string& option,
                                const std::string& has) {
  throw error(fault::usage,
              option + ": " + asked.file + " has " + has + " already; --new replaces the file");
}

// What an existing file has, options may repeat but not change.
void check_options(const learn_request& asked, const model& m) {
  if (asked.shape && *asked.shape != m.memory.cue_layout())
    refuse_change(asked, "--layout " + asked.shape->text(),
                  "the layout " + m.memory.cue_layout().text());
  if (asked.memory && *asked.memory != m.memory.spec())
    refuse_change(asked, "--memory " + asked.memory->text(),
                  "a memory of kind " + m.memory.spec().text());
  const std::string encoder_text = m.code ? m.code->spec().text() : "no encoder";
  if (asked.code && (!m.code || *asked.code != m.code->spec()))
    refuse_change(asked, "--encoder " + asked.code->text(), encoder_text);
  if (asked.seed && (!m.code || *asked.seed != m.code->seed()))
    refuse_change(asked, "--seed " + std::to_string(*asked.seed),
                  m.code ? "the seed " + std::to_string(m.code->seed()) : encoder_text);
}

layout default_layout(const encoder_spec& spec, std::size_t inputs) {
  if (!kind_of(spec).unit_is_input) return layout::flat(8192, 64);
  if (inputs > max_units)
    throw error(fault::usage, "encoder " + spec.text() + ": at most " + std::to_string(max_units) +
                                  " inputs are possible, found " + std::to_string(inputs));
  return layout::flat(static_cast<std::uint32_t>(inputs),
                      static_cast<std::uint32_t>(std::min<std::size_t>(64, inputs)));
}

model new_array_model(const learn_request& asked, const input& from) {
  const encoder_spec spec = asked.code.value_or(encoder_spec{});
  const std::size_t inputs = from.rows->row_size();
  const layout shape = asked.shape ? *asked.shape : default_layout(spec, inputs);
  const memory_spec kind = asked.memory.value_or(memory_spec{});
  // All of it at once, before the encoder is trained for nothing.
  require_memory(size_of_memory(kind, memory_shape::of_patterns(shape)).footprint_bytes +
                     encoder_bytes(spec, inputs, shape),
                 ("a memory of layout " + shape.text()).c_str());
  auto code = make_encoder(spec, inputs, shape, asked.seed.value_or(1));
  naming(from.path, [&] { code->fit(*from.rows, from.first, from.count); });
  model m{memory(kind, shape)};
  m.code = std::move(code);
  const auto [width, height] = picture_size_of(*from.rows);
  m.width = width;
  m.height = height;
  const bool paints = kind_of(spec).unit_is_input;  // a unit is a pixel
  if (width > 0 && !paints && decoder::bytes(shape.units(), inputs) <= decoder::max_bytes) {
    const grey_range greys =
        naming(from.path, [&] { return range_of(*from.rows, from.first, from.count); });
    m.fields.emplace(shape, inputs, greys.black, greys.white);
  }
  return m;
}

model new_pattern_model(const learn_request& asked) {
  if (!asked.shape)
    throw error(fault::usage, "--layout is missing: " + asked.from.path +
                                  " is JSON Lines, whose layout cannot be guessed");
  if (asked.code)
    throw error(fault::usage, "--encoder: " + asked.from.path + " holds patterns already");
  if (asked.seed) throw error(fault::usage, "--seed: nothing is drawn at random for patterns");
  return model{memory(asked.memory.value_or(memory_spec{}), *asked.shape)};
}

// Empty patterns are left out later, like rows without an active unit.
void check_patterns(const input& from, const layout& in) {
  for (std::size_t i = 0; i < from.patterns.size(); ++i)
    if (!from.patterns[i].empty())
      naming(from.path + ": pattern " + std::to_string(from.first + i + 1),
             [&] { check_pattern(in, from.patterns[i]); });
}

// The model to add to, and what is to be added.
std::pair<model, input> open_both(const learn_request& asked, bool exists) {
  const bool is_array = format_of(asked.from.path) == input_format::array;
  if (!exists) {
    if (is_array) {
      input from = read_array_input(asked.from);
      model m = new_array_model(asked, from);
      return {std::move(m), std::move(from)};
    }
    model m = new_pattern_model(asked);
    input from = read_pattern_input(asked.from, m.memory.cue_layout());
    return {std::move(m), std::move(from)};
  }
  model m = load_model(asked.file);
  check_options(asked, m);
  if (is_array != (m.code != nullptr))
    throw error(fault::bad_input, asked.from.path + ": expected " +
                                      (m.code ? "an array, which the encoder of "
                                              : "JSON Lines, because there is no encoder in ") +
                                      asked.file + (m.code ? " reads" : ""));
  input from = is_array ? read_array_input(asked.from)
                        : read_pattern_input(asked.from, m.memory.cue_layout());
  return {std::move(m), std::move(from)};
}

// Labels of old and new patterns, "" where there are none.
void add_labels(model& m, const std::vector<std::string>& labels, std::size_t before) {
  if (labels.empty() && m.labels.empty()) return;
  m.labels.resize(before);
  m.labels.insert(m.labels.end(), labels.begin(), labels.end());
  m.labels.resize(m.patterns.size());
}

learn_result add(model& m, const input& from, const learn_request& asked) {
  learn_result result;
  const stopwatch encoding;
  const pattern_batch codes =
      from.rows ? encode_input(*m.code, from, asked.progress) : from.patterns;
  result.encode_seconds = encoding.seconds();
  const stopwatch storing;
  pattern_batch kept;
  std::vector<std::string> labels;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (codes[i].empty()) continue;
    kept.push_back(codes[i]);
    if (!from.labels.empty()) labels.push_back(from.labels[i]);
  }
  check_patterns(from, m.memory.cue_layout());
  m.memory.store(kept);
  result.store_seconds = storing.seconds();
  if (m.fields) m.fields->learn(codes, *from.rows, from.first);
  const std::size_t before = m.patterns.size();
  for (std::size_t i = 0; i < kept.size(); ++i) m.patterns.push_back(kept[i]);
  add_labels(m, labels, before);
  result.stored = kept.size();
  result.left_out = codes.size() - kept.size();
  return result;
}

void note_run(model& m, const learn_request& asked, const json& host, const learn_result& result) {
  json history = json::parse(m.provenance);
  json runs = history.value("runs", json::array());
  if (!runs.is_array()) runs = json::array();
  if (runs.size() >= kept_runs) runs.erase(0);
  json run = host;
  run["input"] = asked.from.path;
  run["stored"] = result.stored;
  runs.push_back(run);
  m.provenance = json{{"runs", runs}}.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string pictures_text(const model& m) {
  if (m.width == 0) return "";
  const std::string size = std::to_string(m.width) + " x " + std::to_string(m.height);
  if (m.fields) return size + ", decoded from the fields of the units";
  if (kind_of(m.code->spec()).unit_is_input) return size + ", a unit is a pixel";
  return size + ", not decoded: the fields would take " +
         bytes_text(decoder::bytes(m.memory.cue_layout().units(), m.code->inputs())) +
         ", more than " + bytes_text(decoder::max_bytes);
}

void print_table(const learn_request& asked, const model& m, const learn_result& result) {
  const auto per_second = [&](double seconds) {
    return number(static_cast<double>(result.stored) / std::max(seconds, 1e-9), 3) + " patterns/s";
  };
  const unit_use use = count_use(m.memory.cue_layout(), m.patterns);
  facts told;
  told.add("memory", asked.file + (result.created ? " (new)" : ""));
  told.add("patterns stored",
           std::to_string(result.stored) +
               (result.created ? "" : ", now " + std::to_string(m.patterns.size())));
  if (result.left_out > 0)
    told.add("left out", std::to_string(result.left_out) + " rows without an active unit");
  told.add("kind", m.memory.spec().text());
  told.add("layout", m.memory.cue_layout().text());
  told.add("encoder",
           m.code ? m.code->spec().text() + ", " + std::to_string(m.code->inputs()) + " inputs"
                  : "none: patterns as they are");
  told.add("most used unit", "in " + share_text(use.most, m.patterns.size()) + " patterns");
  told.add("unused units", share_text(use.unused, m.memory.cue_layout().units()));
  if (const auto set = m.memory.density()) told.add("weights set", percent(*set));
  if (!m.labels.empty()) told.add("labels", "kept");
  if (m.width > 0) told.add("pictures", pictures_text(m));
  told.add("file size", bytes_text(std::filesystem::file_size(asked.file)));
  if (m.code) told.add("encoding", per_second(result.encode_seconds));
  told.add("storing", per_second(result.store_seconds));
  told.print(std::cout);
}

json result_json(const learn_request& asked, const model& m, const learn_result& result,
                 json host) {
  const unit_use use = count_use(m.memory.cue_layout(), m.patterns);
  host["encode_seconds"] = result.encode_seconds;
  host["store_seconds"] = result.store_seconds;
  return {{"file", asked.file},
          {"created", result.created},
          {"input", asked.from.path},
          {"stored", result.stored},
          {"left_out", result.left_out},
          {"patterns", m.patterns.size()},
          {"layout", m.memory.cue_layout().text()},
          {"encoder", m.code ? json(m.code->spec().text()) : json(nullptr)},
          {"most_used_unit", use.most},
          {"unused_units", use.unused},
          {"memory", m.memory.spec().text()},
          {"density", m.memory.density() ? json(*m.memory.density()) : json(nullptr)},
          {"labels", !m.labels.empty()},
          {"pictures", m.width > 0},
          {"file_bytes", std::filesystem::file_size(asked.file)},
          {"host", std::move(host)}};
}

exit_code run_learn(const learn_request& asked, run_context& context) {
  const json host = context.host();
  const file_claim claim(asked.file);
  if (asked.fresh && claim.existed() && !is_memory_file(asked.file))
    throw error(fault::usage, "--new: " + asked.file + " is no memory file; it stays");
  const bool exists = !asked.fresh && claim.existed();
  auto [m, from] = open_both(asked, exists);
  learn_result result = add(m, from, asked);
  result.created = !exists;
  if (result.stored == 0)
    throw error(fault::bad_input, asked.from.path +
                                      ": nothing to store: no unit is active in any of the " +
                                      std::to_string(result.left_out) + " rows");
  note_run(m, asked, host, result);
  claim.check();
  save_model(asked.file, m);
  context.stored = asked.file;
  if (context.outputs.json)
    std::cout << dump_text(result_json(asked, m, result, host), 2) << '\n';
  else
    print_table(asked, m, result);
  return exit_code::done;
}

}  // namespace

command learn_command() {
  return {"learn", "store images, vectors or patterns in a memory file", learn_page,
          read_then<read_learn_request, run_learn>};
}

}  // namespace kenyon::cli
